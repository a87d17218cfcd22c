"""A leaf of the query tree → the papers it finds and what each of its words adds to their scores.

A word without quotes or field is looked for in titles and abstracts, and beside them: as a name of
an author, as a word of the venue, as a year ("bengio attention 2015"). What it adds to a paper is
the largest of these, see `search.ranking`.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from whoosh.query import Or, Phrase, Query, Term

from index.analysis import forms, stems_of
from search.beside import beside, beside_text
from search.booleans import WANTED_FIELDS
from search.corpus import Corpus
from search.expansion import meaning
from search.facets import range_mask
from search.found import Found, Kind, Part, largest
from search.query import DEFAULT_FIELDS, Leaf, Name, Range, Wild, Word
from search.scoring import Scoring
from search.sets import mask_of, papers_of, row_of
from search.shards import TEXT_FIELDS, WordPostings, merged


def find(
    scoring: Scoring, leaf: Leaf, expand: Callable[[Leaf], Query], names: Iterable[str] = ()
) -> Found:
    """What a leaf finds. It has no parts where it only narrows.

    `expand` gives a leaf in primitives; `names` are names that it makes with words beside it.
    """
    corpus = scoring.corpus
    if isinstance(leaf, Range):
        return Found((), np.flatnonzero(range_mask(corpus, leaf)).astype(np.int32))
    if isinstance(leaf, Name):
        expanded = expand(leaf)
        keys = [(term.text, term.boost) for term in _kind(expanded, Term)]
        parts = beside(scoring, leaf.text, "author", keys)
        return Found(tuple(parts), papers_of(corpus, expanded))
    if not WANTED_FIELDS.issuperset(leaf.fields):
        return Found((), papers_of(corpus, expand(leaf)))
    found = stems_of(leaf.text) if isinstance(leaf, Word) else []
    if not found or not isinstance(leaf, Word):
        return Found((_together(scoring, leaf, expand(leaf)),))
    if len(found) > 1:
        parts = [_word(scoring, leaf, stem, stem) for stem in found]
        return Found(tuple(parts), papers_of(corpus, expand(leaf)))
    ways = _in_text(scoring, leaf, found[0], expand)
    if leaf.fields == DEFAULT_FIELDS:
        ways += beside_text(scoring, leaf.text, found[0], names, ways[0].holding)
    return Found(tuple(largest(ways)))


def _in_text(
    scoring: Scoring, leaf: Word, stem: str, expand: Callable[[Leaf], Query]
) -> list[Part]:
    """The parts of one word in titles and abstracts: as typed, and in other spellings."""
    main = _word(scoring, leaf, leaf.text, stem)
    meant = meaning(leaf.text, scoring.corpus)
    if not meant.rows and not meant.spelled_out:
        return [main]
    expanded = expand(leaf)
    if any(_kind(expanded, Phrase)):  # a compound, which some papers spell in another way
        main = _as_spelled(scoring, leaf, main)
    return [main, *_other_spellings(scoring, leaf, expanded, main)]


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


def _as_spelled(scoring: Scoring, leaf: Word, part: Part) -> Part:
    """The part of a compound, lessened for papers that don't have it as it was typed."""
    typed = [Term(f"{field}_form", form) for field in leaf.fields for form in forms(leaf.text)]
    same = mask_of(scoring.corpus, Or(typed))[part.docs]
    return part._replace(scores=part.scores * np.where(same, 1.0, 1 - scoring.ranking.spelling))


def _other_spellings(scoring: Scoring, leaf: Word, expanded: Query, main: Part) -> Iterator[Part]:
    """Parts for papers that don't have the word but its parts, or what it is short for.

    They count as the word itself does, but less: a boost below 1 marks what an acronym stands for.
    """
    rows = [*_kind(expanded, Phrase), *_kind(expanded, Term)]
    rows = [row for row in rows if row.fieldname.endswith("_form")]
    for boost in {row.boost for row in rows}:
        found = _occurrences(scoring.corpus, Or([row for row in rows if row.boost == boost]))
        here = ~scoring.corpus.mask(main.docs)[found.docs]
        found = WordPostings(found.docs[here], found.title[here], found.abstract[here])
        if len(found.docs):
            weight = scoring.ranking.acronym if boost < 1 else 1 - scoring.ranking.spelling
            yield text_part(scoring, leaf.text, found, "expansion", weight, main.holding)


def _within(found: WordPostings, fields: tuple[str, ...]) -> WordPostings:
    """The same without the fields that weren't asked for."""
    if fields == DEFAULT_FIELDS:
        return found
    title = found.title if "title" in fields else np.zeros_like(found.title)
    abstract = found.abstract if "abstract" in fields else np.zeros_like(found.abstract)
    here = title + abstract > 0
    return WordPostings(found.docs[here], title[here], abstract[here])


def _together(scoring: Scoring, leaf: Leaf, expanded: Query) -> Part:
    """One part for a phrase or wildcard: it counts as a word that occurs where it matches."""
    kind: Kind = "expansion" if isinstance(leaf, Wild) else "exact"
    text: str = leaf.text
    return text_part(scoring, text, _occurrences(scoring.corpus, expanded), kind)


def _occurrences(corpus: Corpus, expanded: Query) -> WordPostings:
    """How often terms and phrases occur in each paper, as if they were one word."""
    rows = [row_of(phrase) for phrase in _kind(expanded, Phrase)]
    terms = list(_kind(expanded, Term))
    if not terms and [row.field for row in rows] == [f"{field}_form" for field in TEXT_FIELDS]:
        return merged(*corpus.rows(rows))
    counts = {field: np.zeros(corpus.size, np.float32) for field in TEXT_FIELDS}
    for field in {term.fieldname for term in terms}:
        counts[_base(field)] += corpus.spread(
            field, [term.text for term in terms if term.fieldname == field]
        )
    for row, found in zip(rows, corpus.rows(rows), strict=True):
        counts[_base(row.field)][found.docs] += found.counts
    title, abstract = counts.values()
    held = title + abstract > 0
    docs = np.flatnonzero(held if corpus.live is None else held & corpus.live).astype(np.int32)
    return WordPostings(docs, title[docs], abstract[docs])


def _base(field: str) -> str:
    return field.removesuffix("_form")


def _kind(query: Query, kind: type[Query]) -> Iterator[Query]:
    """The queries of one kind in a tree of primitives."""
    return (leaf for leaf in query.leaves() if isinstance(leaf, kind))
