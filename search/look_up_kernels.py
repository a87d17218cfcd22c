"""Words looked up in all segments at once, in compiled loops: what is known of them."""

import numpy as np

from index.codec.finding_kernels import find_all
from index.codec.mapped_kernels import U1, Int, Ints, Layout, longs_at
from index.codec.term_kernels import count, filter_of, may_hold, prefixed
from index.loops import loop
from search.beside import NAME_SHARE
from search.bit_kernels import ones
from search.bits import Bits
from search.expansion import KNOWN_FROM, KNOWN_SHARE
from search.field_kernels import _frequency, _named
from search.lists import (
    ACRONYM,
    AUTHOR,
    BITS,
    COLUMNS,
    COMPOUND,
    COUNT,
    FACTS,
    HOLDING,
    IN_ABSTRACT,
    IN_TITLE,
    NAME,
    OTHERS,
    TITLE_BITS,
    VENUE,
    Filters,
    Known,
)
from search.reading_kernels import read_words
from search.senses import DEFINED_OFTEN
from search.word_kernels import _stem

_TITLE, _ABSTRACT, _AUTHORS, _VENUES, _ACRONYMS, _COMPOUNDS = range(6)  # layouts of a segment
_STEM_END, _FORM_END = 10, 9  # line feed and tab
_HYPHEN = 45


@loop
def look_up(texts: U1, pairs: U1, known: Known, live: Bits) -> tuple[Ints, Ints, Bits]:
    """What the segments know of some words, and their papers.

    `texts` has for each word its stem, a line feed, its form, and a tab; `pairs` tells which of
    them may be a name with the word behind it. Most are in none of the fields that have filters.

    A row of facts a word, columns as in `search.lists`: how many papers have the stem in their
    title, and in their abstract; how many living ones in either; how many have the form as an
    author's key, or the pair, and the stem in their venue, deleted papers included; how many define
    the form as an acronym; with how many papers it is a compound in two words, at most; and whether
    any of this may make a difference. The rows behind it are as `search.lists` has them, and point
    into what comes last.
    """
    segments, firsts, filters = known
    bounds = bounds_of(texts, len(pairs))
    facts = np.zeros((len(pairs), FACTS), np.int64)
    numbers = np.empty((len(pairs), len(segments), 2), np.int64)
    rows = np.zeros((len(pairs), COLUMNS), np.int64)
    find_all(segments, _TITLE, texts, bounds, numbers)
    for i in range(len(pairs)):
        start, middle, end = bounds[i]
        stem, form = texts[start:middle], texts[middle + 1 : end]
        for s in range(len(segments)):
            for field, fact in ((_TITLE, IN_TITLE), (_ABSTRACT, IN_ABSTRACT)):
                facts[i, fact] += _held(segments[s, field], numbers[i, s, field])
        if may_hold(filters.authors, form):
            facts[i, AUTHOR] = _frequency(segments, _AUTHORS, form)
        if may_hold(filters.venues, stem):
            facts[i, VENUE] = _frequency(segments, _VENUES, stem)
        if may_hold(filters.acronyms, form):
            facts[i, ACRONYM] = _defining(segments, texts[middle + 1 : end + 1])
        if may_hold(filters.compounds, form):
            facts[i, COMPOUND] = _most_apart(segments, form)
        if pairs[i]:
            _, begin, stop = bounds[i + 1]
            facts[i, NAME] = _named(segments, filters.authors, form, texts[begin + 1 : stop])
    held = read_words(segments, firsts, numbers, (facts, rows), len(live))
    for i in range(len(pairs)):
        rows[i, COUNT], facts[i, HOLDING] = counted(rows[i], live)
        facts[i, OTHERS] = _has_others(facts[i]) or (i > 0 and facts[i - 1, NAME] > 0)
    return facts, rows, held


@loop
def _with_stems(texts: U1, words: int, segments: Ints) -> tuple[U1, bool]:
    """The texts of words with their stems, unless they are there; and whether all are known.

    Each of `segments` is as `search.word_kernels.stems` has it.
    """
    bounds = bounds_of(texts, words)
    forms, wanted = np.empty((words, 2), np.int64), 0
    for i in range(words):
        forms[wanted, 0], forms[wanted, 1] = bounds[i, 1] + 1, bounds[i, 2]
        wanted += bounds[i, 0] == bounds[i, 1]
    numbers = np.empty((wanted, len(segments), 2), np.int64)
    find_all(segments, 0, texts, forms, numbers)
    found, behind, are_known, at = texts[:0], np.int64(0), True, 0
    for i in range(words):
        start, middle, end = bounds[i]
        stem = texts[start:middle]
        if start == middle:
            stem = _stem(segments, numbers[at])
            at += 1
        are_known &= len(stem) > 0
        found = np.concatenate((found, stem, texts[middle : end + 1]))
        behind = end + 1
    return np.concatenate((found, texts[behind:])), are_known


@loop
def counted(row: Ints, live: Bits) -> tuple[int, int]:
    """How many papers have a word, and how many of them live."""
    held, titled = longs_at(row[BITS], len(live)), longs_at(row[TITLE_BITS], len(live))
    every = living = 0
    for place in range(len(live)):
        own = held[place] | titled[place]
        every += ones(own)
        living += ones(own & live[place])
    return every, living


@loop
def _has_others(known: Ints) -> bool:
    """Whether a word may be more than itself: see where these bounds stand."""
    spelled_apart = max(KNOWN_FROM, KNOWN_SHARE * (known[IN_TITLE] + known[IN_ABSTRACT]))
    return (
        known[NAME] > 0
        or known[VENUE] > 0
        or known[COMPOUND] >= spelled_apart
        or (known[ACRONYM] > 0 and known[ACRONYM] >= DEFINED_OFTEN * known[IN_ABSTRACT])
        or (known[AUTHOR] > 0 and known[AUTHOR] / (known[AUTHOR] + known[HOLDING]) >= NAME_SHARE)
    )


@loop
def filters_of(segments: Ints) -> Filters:
    """The filters of `look_up`, which has the same segments."""
    return Filters(
        filter_of(segments, _AUTHORS, -1, -1),
        filter_of(segments, _VENUES, -1, -1),
        filter_of(segments, _ACRONYMS, -1, _FORM_END),
        filter_of(segments, _COMPOUNDS, _HYPHEN, -1),
    )


@loop
def bounds_of(texts: U1, words: int) -> Ints:
    """Where each word begins, its stem ends, and its form ends."""
    bounds = np.zeros((words, 3), np.int64)
    word = start = 0
    for i in range(len(texts)):
        if word == words:
            break  # behind them are groups
        if texts[i] == _STEM_END:
            bounds[word, 0], bounds[word, 1] = start, i
        elif texts[i] == _FORM_END:
            bounds[word, 2] = i
            word, start = word + 1, i + 1
    return bounds


@loop
def _held(field: Layout, number: Int) -> Int:
    return count(field, number) if number >= 0 else 0


@loop
def _defining(segments: Ints, acronym: U1) -> Int:
    """How many papers of all segments define an acronym, given with what ends it."""
    papers: Int = 0
    for s in range(len(segments)):
        field = segments[s, _ACRONYMS]
        first, last = prefixed(field, acronym)
        for number in range(first, last):
            papers += count(field, number)
    return papers


@loop
def _most_apart(segments: Ints, form: U1) -> Int:
    """The most papers that have a form with a hyphen between two of its letters, by segment."""
    numbers = _apart(segments, form)
    total: Int = 0
    for s in range(len(segments)):
        most: Int = 0
        for cut in range(len(numbers)):
            most = max(most, _held(segments[s, _COMPOUNDS], numbers[cut, s, 0]))
        total += most
    return total


@loop
def _apart(segments: Ints, form: U1) -> Ints:
    """The numbers of a form with a hyphen behind each of its letters but the last."""
    size = len(form) + 1
    cuts = max(size - 2, 0)
    apart, bounds = np.empty(cuts * size, np.uint8), np.empty((cuts, 2), np.int64)
    for cut in range(cuts):
        start = cut * size
        for place in range(len(form)):
            apart[start + place + int(place > cut)] = form[place]
        apart[start + cut + 1] = _HYPHEN
        bounds[cut, 0], bounds[cut, 1] = start, start + size
    numbers = np.empty((cuts, len(segments), 1), np.int64)
    find_all(segments, _COMPOUNDS, apart, bounds, numbers)
    return numbers
