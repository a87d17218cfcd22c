"""A leaf of the query tree → the papers it finds and what each of its words adds to their scores.

A word without quotes or field is looked for in titles and abstracts, and beside them: as a name of
an author, as a word of the venue, as a year ("bengio attention 2015"). What it adds to a paper is
the largest of these, see `search.ranking`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Or, Phrase, Query, Term

from index.analysis import analyse, forms
from index.names import name_variants
from search.booleans import WANTED_FIELDS
from search.corpus import TEXT_FIELDS, Corpus, WordPostings
from search.facets import range_mask
from search.phrases import phrases_counts
from search.query import DEFAULT_FIELDS, Leaf, Name, Range, Wild, Word
from search.ranking import Numbers, Ranking, beside_score, word_scores
from search.sets import Mask, mask_of
from search.shards import Docs, Postings

Kind = Literal["exact", "stem", "expansion"]

NAME_SHARE = 0.05  # of the papers with a word: it is a family name of authors in as many or more


@dataclass(frozen=True, slots=True)
class Part:
    """What one word adds: `scores[i]` to paper `docs[i]`, in rising order of papers.

    `field` is "text" for words of title and abstract, where `found` says how often they occur;
    else the field beside them. `holding` papers have the word; its score counts `weight` times.
    """

    word: str
    field: str
    kind: Kind
    weight: float
    holding: int
    docs: Docs
    scores: Numbers
    found: WordPostings | None = None


def leaf_parts(
    corpus: Corpus, ranking: Ranking, leaf: Leaf, expanded: Query, names: Iterable[str] = ()
) -> tuple[Mask, tuple[Part, ...]]:
    """The papers that a leaf finds, and its parts: none for a leaf that only narrows.

    `expanded` is the leaf in primitives, `names` are names that it makes with words beside it.
    """
    if isinstance(leaf, Range):
        return range_mask(corpus, leaf), ()
    if isinstance(leaf, Name):
        keys = [(term.text, term.boost) for term in _kind(expanded, Term)]
        parts = _beside(corpus, ranking, leaf.text, "author", keys)
        return mask_of(corpus, expanded), tuple(parts)
    if not WANTED_FIELDS.issuperset(leaf.fields):
        return mask_of(corpus, expanded), ()
    stems = analyse(leaf.text).stems if isinstance(leaf, Word) else []
    if not stems or not isinstance(leaf, Word):
        return mask_of(corpus, expanded), (_together(corpus, ranking, leaf, expanded),)
    return _word_parts(corpus, ranking, leaf, expanded, names)


def _word_parts(
    corpus: Corpus, ranking: Ranking, leaf: Word, expanded: Query, names: Iterable[str]
) -> tuple[Mask, tuple[Part, ...]]:
    stems = analyse(leaf.text).stems
    parts = _words(corpus, ranking, leaf, stems)
    if len(stems) > 1:
        return mask_of(corpus, expanded), parts
    if any(_kind(expanded, Phrase)):  # a compound, which some papers spell in another way
        parts = (_as_spelled(corpus, ranking, leaf, parts[0]),)
    parts += tuple(_other_spellings(corpus, ranking, leaf, expanded, parts[0]))
    if leaf.fields == DEFAULT_FIELDS:
        holding = parts[0].holding
        parts += (
            *_as_author(corpus, ranking, leaf, names, holding),
            *_as_venue(corpus, ranking, leaf, holding),
            *_as_year(corpus, ranking, leaf, holding),
        )
    mask = np.zeros(corpus.size, np.bool_)
    for part in parts:
        mask[part.docs] = True
    return mask, tuple(largest([*parts]))


def text_part(
    corpus: Corpus,
    ranking: Ranking,
    word: str,
    found: WordPostings,
    kind: Kind,
    weight: float = 1.0,
    holding: int | None = None,
) -> Part:
    """The part of a word of title and abstract, by BM25F; all of `found` have it, or `holding`."""
    holding = len(found.docs) if holding is None else holding
    scores = word_scores(ranking, corpus.statistics, corpus.occurrences(found), holding)
    return Part(word, "text", kind, weight, holding, found.docs, weight * scores, found)


def largest(parts: list[Part]) -> list[Part]:
    """The parts of one word; of several that speak for a paper, the largest alone stays."""
    kept: list[Part] = []
    for part in parts:
        for i, other in enumerate(kept):
            mine, theirs = _shared(part.docs, other.docs)
            if not len(mine):
                continue
            wins = part.scores[mine] > other.scores[theirs]
            part = replace(part, scores=_without(part.scores, mine[~wins]))
            kept[i] = replace(other, scores=_without(other.scores, theirs[wins]))
        kept.append(part)
    return kept


def _shared(docs: Docs, others: Docs) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the papers that are in both are in each; the shorter is looked up in the longer."""
    if len(others) < len(docs):
        theirs, mine = _shared(others, docs)
        return mine, theirs
    if not len(docs):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    places = np.minimum(np.searchsorted(others, docs), len(others) - 1)
    mine = np.flatnonzero(others[places] == docs)
    return mine, places[mine]


def _without(scores: Numbers, places: NDArray[np.intp]) -> Numbers:
    left = scores.copy()
    left[places] = 0.0
    return left


def _words(corpus: Corpus, ranking: Ranking, leaf: Word, stems: list[str]) -> tuple[Part, ...]:
    """A part for each stem: several for a hyphenated word."""
    shown = [leaf.text] if len(stems) == 1 else stems
    return tuple(
        text_part(corpus, ranking, word, _within(corpus.word(stem), leaf.fields), "stem")
        for word, stem in zip(shown, stems, strict=True)
    )


def _as_spelled(corpus: Corpus, ranking: Ranking, leaf: Word, part: Part) -> Part:
    """The part of a compound, lessened for papers that don't have it as it was typed."""
    typed = [Term(f"{field}_form", form) for field in leaf.fields for form in forms(leaf.text)]
    same = mask_of(corpus, Or(typed))[part.docs]
    return replace(part, scores=part.scores * np.where(same, 1.0, 1 - ranking.spelling))


def _other_spellings(
    corpus: Corpus, ranking: Ranking, leaf: Word, expanded: Query, main: Part
) -> Iterator[Part]:
    """Parts for papers that don't have the word but its parts, or what it is short for.

    They count as the word itself does, but less: a boost below 1 marks what an acronym stands for.
    """
    rows = [*_kind(expanded, Phrase), *_kind(expanded, Term)]
    rows = [row for row in rows if row.fieldname.endswith("_form")]
    for boost in {row.boost for row in rows}:
        found = _occurrences(corpus, Or([row for row in rows if row.boost == boost]))
        here = ~np.isin(found.docs, main.docs, assume_unique=True)
        found = WordPostings(found.docs[here], found.title[here], found.abstract[here])
        if len(found.docs):
            weight = ranking.acronym if boost < 1 else 1 - ranking.spelling
            holding = max(main.holding, len(found.docs))
            yield text_part(corpus, ranking, leaf.text, found, "expansion", weight, holding)


def _within(found: WordPostings, fields: tuple[str, ...]) -> WordPostings:
    """The same without the fields that weren't asked for."""
    if set(fields) == set(TEXT_FIELDS):
        return found
    title = found.title if "title" in fields else np.zeros_like(found.title)
    abstract = found.abstract if "abstract" in fields else np.zeros_like(found.abstract)
    here = title + abstract > 0
    return WordPostings(found.docs[here], title[here], abstract[here])


def _together(corpus: Corpus, ranking: Ranking, leaf: Leaf, expanded: Query) -> Part:
    """One part for a phrase or wildcard: it counts as a word that occurs where it matches."""
    kind: Kind = "expansion" if isinstance(leaf, Wild) else "exact"
    text: str = leaf.text
    return text_part(corpus, ranking, text, _occurrences(corpus, expanded), kind)


def _occurrences(corpus: Corpus, expanded: Query) -> WordPostings:
    """How often terms and phrases occur in each paper, as if they were one word."""
    counts = {field: np.zeros(corpus.size, np.float32) for field in TEXT_FIELDS}
    for field, postings in _counted(corpus, expanded):
        counts[field][postings.docs] += postings.counts
    title, abstract = counts.values()
    docs = np.flatnonzero(title + abstract).astype(np.int32)
    return WordPostings(docs, title[docs], abstract[docs])


def _counted(corpus: Corpus, expanded: Query) -> Iterator[tuple[str, Postings]]:
    for term in _kind(expanded, Term):
        yield _base(term.fieldname), corpus.postings(term.fieldname, term.text)
    phrases = list(_kind(expanded, Phrase))
    for phrase, found in zip(phrases, phrases_counts(corpus, phrases), strict=True):
        yield _base(phrase.fieldname), found


def _base(field: str) -> str:
    return field.removesuffix("_form")


def _kind(query: Query, kind: type[Query]) -> Iterator[Query]:
    """The queries of one kind in a tree of primitives."""
    return (leaf for leaf in query.leaves() if isinstance(leaf, kind))


def _as_author(
    corpus: Corpus, ranking: Ranking, leaf: Word, names: Iterable[str], holding: int
) -> list[Part]:
    """A family name, or one half of a name that two words make: "yoshua bengio".

    A family name is no rarer than the word, and counts by its share: how often the word is a name
    where a paper has it at all. Papers by a Field aren't what "magnetic field" asks for.
    """
    whole = [variant for name in names for variant in spelled_out(name)]
    found = _beside(corpus, ranking, leaf.text, "author", whole)
    alone = name_variants(leaf.text) if _is_name(leaf.text) else []
    for part in _beside(corpus, ranking, leaf.text, "author", alone, holding):
        share = len(part.docs) / (len(part.docs) + holding)
        if share >= NAME_SHARE:
            found.append(replace(part, scores=part.scores * share))
    return found


# Letters, in parts perhaps: no C++, C# or \mathbb{R}, which would be the names of a C. or an R.
_is_name = re.compile(r"(?=..)[^\W\d_]+(?:['’.-][^\W\d_]+)*").fullmatch


def spelled_out(name: str) -> Iterator[tuple[str, float]]:
    """The variants of a name that keep its given name: initials would let any two words be one."""
    words = set(forms(name))
    for key, weight in name_variants(name):
        if words.issuperset(forms(key)):
            yield key, weight


def _as_venue(corpus: Corpus, ranking: Ranking, leaf: Word, holding: int) -> list[Part]:
    stems = [(stem, 1.0) for stem in analyse(leaf.text).stems]
    return _beside(corpus, ranking, leaf.text, "venue", stems, holding)


def _as_year(corpus: Corpus, ranking: Ranking, leaf: Word, holding: int) -> list[Part]:
    is_year = len(leaf.text) == 4 and leaf.text.isdecimal()
    years = [(leaf.text, 1.0)] if is_year else []
    return _beside(corpus, ranking, leaf.text, "year", years, holding)


def _beside(
    corpus: Corpus,
    ranking: Ranking,
    word: str,
    field: str,
    terms: Iterable[tuple[str, float]],
    holding: int = 0,
) -> list[Part]:
    """The part of a word in a field beside the text; of several terms the weightiest counts.

    It is as rare as the field has it, or as the word is in the `holding` papers that have it.
    """
    found = [(corpus.postings(field, term).docs, weight) for term, weight in terms]
    if not any(len(docs) for docs, _ in found):
        return []
    best = np.zeros(corpus.size, np.float32)
    for docs, weight in found:
        best[docs] = np.maximum(best[docs], weight)
    docs = np.flatnonzero(best).astype(np.int32)
    weight = getattr(ranking, field)
    if not weight:
        return []
    holding = max(holding, len(docs))
    score = beside_score(ranking, corpus.statistics, weight, holding)
    scores = best[docs].astype(np.float64) * score
    return [Part(word, field, "exact", 1.0, holding, docs, scores)]
