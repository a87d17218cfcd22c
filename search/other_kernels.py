"""What words are beside themselves, in compiled loops: compounds, senses, family names, venues.

The plain way is `search.parts`.
"""

import numpy as np

from index.codec.mapped_kernels import U1, Ints, bytes_at
from index.loops import loop
from search.beside import NAME_SHARE
from search.expansion import KNOWN_FROM, KNOWN_SHARE
from search.field_kernels import _by_name, _papers
from search.lists import (
    ACRONYM,
    APART,
    AUTHOR,
    BY_AUTHOR,
    BY_NAME,
    HOLDING,
    IN_ABSTRACT,
    IN_PARTS,
    IN_TITLE,
    IN_VENUE,
    LIST,
    OTHERS,
    SENSE_SIZE,
    SENSE_TEXT,
    SPELLED_OUT,
    UNTOLD,
    VENUE,
    Asked,
    Known,
    Others,
    Words,
)
from search.look_up_kernels import bounds_of
from search.other_list_kernels import (
    One,
    _added,
    _beyond,
    _chosen,
    _leave_larger,
    _leave_largest,
    _living,
    _own_of,
    _room_for,
    _with_field,
    _with_group,
    _with_text,
)
from search.others import Ways
from search.quoted_kernels import _known_cuts, _spellings, _typed_of
from search.row_kernels import Rows, holding, together
from search.row_kernels import Words as Pieces
from search.scoring_kernels import idf_of
from search.sense_kernels import _rows_in, spelled_out
from search.senses import DEFINED_OFTEN
from search.shards import Counts, Docs
from search.word_kernels import silence

_AUTHORS, _VENUES, _COMPOUNDS = 2, 3, 5  # layouts of a segment, as in `Known`
_HYPHEN = 45
Found = tuple[Docs, Counts, Counts]  # papers with a word, how often in title and in abstract


@loop
def _others_of(
    words: Words, known: Known, looked_up: tuple[Ints, Ints], ways: Ways, asked: Asked
) -> Others:
    """What there is beside some words, whose facts and rows were looked up.

    Of a word and what is beside it the largest alone counts in each paper: else it is silenced, or
    the other score is 0. A list of UNTOLD papers says that the senses of a word are to be told
    first.
    """
    facts, rows = looked_up
    bounds = bounds_of(words.texts, len(rows))
    behind = bounds[-1, 2] + 1 if len(bounds) else 0
    others = _grouped(words, behind, known, ways, asked)
    for i in range(len(rows)):
        if not facts[i, OTHERS]:
            continue
        start, middle, end = bounds[i]
        sense, is_told = _sense_of(words.texts[middle + 1 : end + 1], facts[i], i, known, ways)
        if not is_told:
            nothing = _own_of(rows[i], others.docs[:0])
            others = _added(others, (i, SPELLED_OUT, UNTOLD), others.scores[:0], nothing)
        else:
            form, stem = words.texts[middle + 1 : end], words.texts[start:middle]
            one = One(i, form, stem, facts[i], rows[i], sense)
            first = len(others.lists)
            others = _spelled(one, known, ways, asked, others)
            by_name = _by_name(i, (words.texts, bounds), facts, known, asked.live)
            others = _with_field(one, (BY_NAME, 0), by_name, (ways, asked), others)
            others = _beside(one, known, ways, asked, others)
            _leave_larger(one, others, first, ways.factors, idf_of(asked.papers, facts[i, HOLDING]))
            _leave_largest(others, first)
    return others


@loop
def _grouped(words: Words, start: int, known: Known, ways: Ways, asked: Asked) -> Others:
    """What groups of words find, whose texts begin at `start`."""
    others = _room_for(np.empty((0, LIST), np.int64), 0)
    for i in range(len(words.leaves) - len(words.pairs)):
        typed, start = _typed_of(words.texts, start)
        pieces, rows = _spellings(typed, known)
        found = _living(together(ways.forms, known.firsts, pieces, rows), asked.live)
        others = _with_group(len(words.pairs) + i, found, (ways, asked), others)
    return others


@loop
def _sense_of(acronym: U1, facts: Ints, number: int, known: Known, ways: Ways) -> tuple[U1, bool]:
    """The text of what a word is short for, empty if for nothing; and whether that could be told.

    The word has a tab behind it.
    """
    nothing = acronym[:0]
    if not facts[ACRONYM] or facts[ACRONYM] < DEFINED_OFTEN * facts[IN_ABSTRACT]:
        return nothing, True
    if len(ways.senses) and ways.senses[number, SENSE_SIZE] != UNTOLD:
        sense = ways.senses[number]
        return bytes_at(sense[SENSE_TEXT], sense[SENSE_SIZE]), True
    return spelled_out(known.segments, ways.stems, acronym)


@loop
def _spelled(one: One, known: Known, ways: Ways, asked: Asked, others: Others) -> Others:
    """Add the papers that have a word otherwise than it was typed; see `parts.other_spellings`."""
    apart = np.empty(0, np.int32)
    least = max(KNOWN_FROM, KNOWN_SHARE * (one.facts[IN_TITLE] + one.facts[IN_ABSTRACT]))
    cuts = _known_cuts(known.segments, one.form, least)
    if len(cuts):
        pieces, rows = _in_two(one.form, cuts)
        found = _living(together(ways.forms, known.firsts, pieces, rows), asked.live)
        own = _own_of(one.row, found[0])
        typed = holding(ways.forms, known.firsts, one.form, own[0])
        own = _chosen(own, typed, False)
        apart = own[0]
        if len(apart):
            others = _with_text(one, APART, own, (ways, asked), others)
        others = _with_text(one, IN_PARTS, _beyond(one.row, found), (ways, asked), others)
    if len(one.sense):
        pieces, rows = _rows_in(one.sense)
        found = _living(together(ways.forms, known.firsts, pieces, rows), asked.live)
        others = _with_text(one, SPELLED_OUT, _beyond(one.row, found), (ways, asked), others)
    silence(one.row, apart)
    return others


@loop
def _beside(one: One, known: Known, ways: Ways, asked: Asked, others: Others) -> Others:
    """Add the papers by authors of this family name, and those of venues with the word."""
    own, named = one.facts[HOLDING], one.facts[AUTHOR]
    if named and named / (named + own) >= NAME_SHARE:
        docs = _papers(known, _AUTHORS, one.form, asked.live)
        share = len(docs) / (len(docs) + own) if len(docs) else 0.0
        if share >= NAME_SHARE:
            by_author = docs, np.full(len(docs), share)
            others = _with_field(one, (BY_AUTHOR, own), by_author, (ways, asked), others)
    if one.facts[VENUE]:
        docs = _papers(known, _VENUES, one.stem, asked.live)
        in_venue = docs, np.ones(len(docs))
        others = _with_field(one, (IN_VENUE, own), in_venue, (ways, asked), others)
    return others


@loop
def _in_two(form: U1, cuts: Ints) -> tuple[Pieces, Rows]:
    """A word cut in two, in several ways, as `together` takes rows."""
    bounds = np.zeros(4 * len(cuts), np.int64)
    for i in range(len(cuts)):
        bounds[4 * i + 1] = bounds[4 * i + 2] = cuts[i]
        bounds[4 * i + 3] = len(form)
    pieces = 2 * len(cuts)
    return (form, bounds), (np.arange(pieces), np.arange(2, pieces + 2, 2), 1)
