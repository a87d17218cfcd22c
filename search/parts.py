"""A leaf of the query tree → the papers it finds and what each of its words adds to their scores.

A word without quotes or field is looked for in titles and abstracts, and beside them: as a name of
an author, as a word of the venue, as a year ("bengio attention 2015"). What it adds to a paper is
the largest of these, see `search.ranking`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query, Term

from index.analysis import forms, stems_of
from search.beside import beside, beside_text
from search.bits import bits_of
from search.booleans import WANTED_FIELDS
from search.corpus import Corpus
from search.expansion import meaning, prefix_of
from search.facets import range_mask
from search.found import Found, Kind, Part, but_for, largest, shared
from search.primitives import rows_of
from search.query import DEFAULT_FIELDS, Exact, Leaf, Name, Near, Range, Wild, Word
from search.scoring import Scoring
from search.sets import papers_of
from search.shards import (
    NO_WORD,
    TEXT_FIELDS,
    Docs,
    WordPostings,
    WordRows,
    distinct,
    without,
)


def find(
    scoring: Scoring, leaf: Leaf, expand: Callable[[Leaf], Query], names: Iterable[str] = ()
) -> Found:
    """What a leaf finds. It has no parts where it only narrows.

    `expand` gives a leaf in primitives; `names` are names that it makes with words beside it.
    """
    corpus = scoring.corpus
    if isinstance(leaf, Range):
        return Found((), bits=bits_of(range_mask(corpus, leaf)))
    if isinstance(leaf, Name):
        expanded = expand(leaf)
        keys = [(term.text, term.boost) for term in expanded.leaves() if isinstance(term, Term)]
        parts = beside(scoring, leaf.text, "author", keys)
        return Found(tuple(parts), papers_of(corpus, expanded))
    if not WANTED_FIELDS.issuperset(leaf.fields):
        return Found((), papers_of(corpus, expand(leaf)))
    if isinstance(leaf, Word):
        return _find_word(scoring, leaf, names)
    if isinstance(leaf, Exact | Near):
        return Found((_together(scoring, leaf, rows_of(leaf, corpus)),))
    if isinstance(leaf, Wild):
        return Found((_wild(scoring, leaf, expand),))
    return Found((), papers_of(corpus, expand(leaf)))


def _find_word(scoring: Scoring, leaf: Word, names: Iterable[str]) -> Found:
    """What a word of title or abstract finds; by its forms a stop word, which has no stem, and one
    of several forms of which others are stop words: "i.i.d." isn't any "d"."""
    stems = stems_of(leaf.text)
    if not stems or (len(stems) == 1 and len(forms(leaf.text)) > 1):
        rows = WordRows(meaning(leaf.text, scoring.corpus).rows, leaf.fields)
        return Found((_together(scoring, leaf, rows),))
    if len(stems) > 1:
        return _find_compound(scoring, leaf, stems)
    main = _word(scoring, leaf, leaf.text, stems[0])
    ways = in_other_spellings(scoring, leaf, main)
    if leaf.fields == DEFAULT_FIELDS:
        ways += beside_text(scoring, leaf.text, stems[0], names, main.holding)
    return Found(tuple(largest(ways)))


def _find_compound(scoring: Scoring, leaf: Word, stems: Sequence[str]) -> Found:
    """What a word of several stems finds; each of them adds to the scores."""
    corpus = scoring.corpus
    parts = tuple(_word(scoring, leaf, stem, stem) for stem in stems)
    meant = meaning(leaf.text, corpus)
    whole = [_within(corpus.word(stem), leaf.fields).docs for stem in meant.stems]
    rows = corpus.together(WordRows(meant.rows, leaf.fields))
    return Found(parts, distinct([rows.docs, *whole]))


def in_other_spellings(scoring: Scoring, leaf: Word, main: Part) -> list[Part]:
    """The part of a word, and those of its other spellings, beside which it counts for nothing.

    They count as the word itself does, but less: those with its parts, and those with what it is
    short for. One takes the place of the stem's own in papers that have the word apart, and not as
    it was typed.
    """
    ranking, key = scoring.ranking, ("spelled", leaf.text, leaf.fields)
    found = scoring.corpus.kept(key, lambda: _spelled(scoring.corpus, leaf, main))
    ways: tuple[tuple[Kind, float, WordPostings], ...] = (
        ("stem", 1 - ranking.spelling, found.apart),
        ("expansion", 1 - ranking.spelling, found.parts),
        ("expansion", ranking.acronym, found.spelled_out),
    )
    others = [
        text_part(scoring, leaf.text, postings, kind, weight, main.holding)
        for kind, weight, postings in ways
        if len(postings.docs)
    ]
    if not len(found.apart.docs):
        return [main, *others]
    _, places = shared(found.apart.docs, main.docs)
    return [main._replace(scores=but_for(main.scores, places)), *others]


def spelled_out(corpus: Corpus, leaf: Word) -> WordPostings:
    """The papers with what a word is short for."""
    rows = meaning(leaf.text, corpus).spelled_out
    if not rows:
        return NO_WORD
    key = ("spelled out", leaf.text, leaf.fields)
    return corpus.kept(key, lambda: corpus.together(WordRows(rows, leaf.fields)))


class _Spelled(NamedTuple):
    """Papers that have a word's stem, but it apart; its parts; and what it is short for."""

    apart: WordPostings = NO_WORD
    parts: WordPostings = NO_WORD
    spelled_out: WordPostings = NO_WORD

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, roughly."""
        return 3 * sum(found.docs.nbytes for found in self)


def _spelled(corpus: Corpus, leaf: Word, main: Part) -> _Spelled:
    """See `in_other_spellings`."""
    meant, found = meaning(leaf.text, corpus), _Spelled()
    if meant.rows:
        parts = corpus.together(WordRows(meant.rows, leaf.fields))
        own = _among(main, parts.docs)
        apart = without(own, _as_typed(corpus, leaf, own.docs))
        found = found._replace(apart=apart, parts=_beyond(parts, own))
    if meant.spelled_out:
        long = spelled_out(corpus, leaf)
        found = found._replace(spelled_out=_beyond(long, _among(main, long.docs)))
    return found


def text_part(
    scoring: Scoring,
    word: str,
    found: WordPostings,
    kind: Kind,
    weight: float = 1.0,
    holding: int = 0,
) -> Part:
    """The part of a word of title and abstract, by BM25F.

    All of `found` have it, or `holding` where these are more.
    """
    holding = max(holding, len(found.docs))
    scores = scoring.word(found, holding)
    if weight != 1.0:
        scores *= weight
    return Part(word, "text", kind, weight, holding, found.docs, scores, found)


def _word(scoring: Scoring, leaf: Word, shown: str, stem: str) -> Part:
    """The part of a stem."""
    return text_part(scoring, shown, _within(scoring.corpus.word(stem), leaf.fields), "stem")


def _among(part: Part, docs: Docs) -> WordPostings:
    """Those of some papers that a part of the text has."""
    assert part.found is not None  # which beside the text isn't known
    _, places = shared(docs, part.docs)
    found = part.found
    return WordPostings(found.docs[places], found.title[places], found.abstract[places])


def _beyond(found: WordPostings, own: WordPostings) -> WordPostings:
    """What was found but for papers that have the word itself."""
    return without(found, shared(found.docs, own.docs)[0])


def _as_typed(corpus: Corpus, leaf: Word, docs: Docs) -> NDArray[np.intp]:
    """Which of some papers have a word as it was typed: where they stand in `docs`."""
    if not len(docs):
        return np.empty(0, np.intp)
    typed = tuple(forms(leaf.text))
    if corpus.segments and len(typed) == 1:
        return np.flatnonzero(corpus.segments.holding(typed[0], leaf.fields, docs))
    return shared(docs, corpus.together(WordRows((typed,), leaf.fields)).docs)[0]


def _within(found: WordPostings, fields: tuple[str, ...]) -> WordPostings:
    """The same without the fields that weren't asked for."""
    if fields == DEFAULT_FIELDS:
        return found
    title = found.title if "title" in fields else np.zeros_like(found.title)
    abstract = found.abstract if "abstract" in fields else np.zeros_like(found.abstract)
    here = title + abstract > 0
    return WordPostings(found.docs[here], title[here], abstract[here])


def _together(scoring: Scoring, leaf: Exact | Near | Word, rows: WordRows) -> Part:
    """One part for quoted words: they count as a word that occurs where they stand."""
    return text_part(scoring, leaf.text, scoring.corpus.together(rows), "exact")


def _wild(scoring: Scoring, leaf: Wild, expand: Callable[[Leaf], Query]) -> Part:
    """One part for all words that a wildcard stands for."""
    corpus = scoring.corpus
    if "-" in leaf.text:
        return text_part(scoring, leaf.text, corpus.together(rows_of(leaf, corpus)), "expansion")
    prefix = prefix_of(leaf.text)
    if prefix and corpus.segments:
        begun = corpus.segments.beginning(prefix, leaf.fields, leaf.limit)
        return text_part(scoring, leaf.text, corpus.living(begun), "expansion")
    counts = {field: np.zeros(corpus.size, np.float32) for field in TEXT_FIELDS}
    terms = [term for term in expand(leaf).leaves() if isinstance(term, Term)]
    for field in {term.fieldname for term in terms}:
        words = [term.text for term in terms if term.fieldname == field]
        counts[field.removesuffix("_form")] += corpus.spread(field, words)
    title, abstract = counts.values()
    held = title + abstract > 0
    docs = np.flatnonzero(held if corpus.live is None else held & corpus.live).astype(np.int32)
    found = WordPostings(docs, title[docs], abstract[docs])
    return text_part(scoring, leaf.text, found, "expansion")
