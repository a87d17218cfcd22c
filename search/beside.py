"""A word without quotes or field, beside titles and abstracts: a name, a venue's word, a year."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.analysis import forms
from index.names import FULL, LIKELY, name_variants, plain_name, plain_words
from search.found import Part
from search.ranking import Numbers
from search.scoring import Scoring
from search.shards import NONE, Docs
from search.terms import Term

NAME_SHARE = 0.05  # of the papers with a word: it is a family name of authors in as many or more


def beside_text(
    scoring: Scoring, text: str, stem: str, names: Iterable[str], holding: int
) -> Iterator[Part]:
    """The parts of a word that `holding` papers have; `names` are those it makes with neighbours.

    A family name is no rarer than the word, and counts by its share: how often the word is a name
    where a paper has it at all. Papers by a Field aren't what "magnetic field" asks for.
    """
    whole = [variant for name in names for variant in spelled_out(name)]
    yield from beside(scoring, text, "author", whole)
    alone = name_variants(text) if _is_name(text) else []
    terms: list[Term] = [("venue", stem), *(("author", key) for key, _ in alone)]
    if len(text) == 4 and text.isdecimal():
        terms.append(("year", text))
    papers = scoring.corpus.frequencies(terms)
    named = papers[1 : len(alone) + 1]
    known = [variant for variant, count in zip(alone, named, strict=True) if count]
    yield from as_family_name(scoring, text, known, sum(named), holding)
    for (field, term), count in zip(terms, papers, strict=True):
        if count and field != "author":
            yield from beside(scoring, text, field, [(term, 1.0)], holding)


def as_family_name(
    scoring: Scoring, text: str, keys: Sequence[tuple[str, float]], named: int, holding: int
) -> Iterator[Part]:
    """The part of a family name: at most `named` papers have such an author."""
    if _share(named, holding) >= NAME_SHARE:
        for part in beside(scoring, text, "author", keys, holding):
            share = _share(len(part.docs), holding)
            if share >= NAME_SHARE:
                yield part._replace(scores=part.scores * share)


def _share(named: int, holding: int) -> float:
    """Of the papers that have a word, or as a name, how many have it as a name."""
    return named / (named + holding) if named else 0.0


# Letters, in parts perhaps: no C++, C# or \mathbb{R}, which would be the names of a C. or an R.
_is_name = re.compile(r"(?=..)[^\W\d_]+(?:['’.-][^\W\d_]+)*").fullmatch


def spelled_out(name: str) -> list[tuple[str, float]]:
    """The variants of a name that keep its given name: initials would let any two words be one."""
    plain = plain_words(name)
    if len(set(plain)) == 2:  # what is below gives the same, in ten times the time
        first, last = plain
        return [(f"{last},{first}", FULL), (name, LIKELY), (f"{first},{last}", LIKELY)]
    # Mueller is Muller, and Michael Michal, in keys.
    words = {*forms(name), *forms(plain_name(name))}
    return [(key, share) for key, share in name_variants(name) if words.issuperset(forms(key))]


def beside(
    scoring: Scoring, word: str, field: str, terms: Iterable[tuple[str, float]], holding: int = 0
) -> list[Part]:
    """The part of a word in a field beside the text; of several terms the weightiest counts.

    It is as rare as the field has it, or as the word is in the `holding` papers that have it.
    """
    weight = getattr(scoring.ranking, field)
    found = [(scoring.corpus.postings(field, term).docs, weight) for term, weight in terms]
    docs, best = _weightiest([(docs, share) for docs, share in found if len(docs)])
    if not weight or not len(docs):
        return []
    holding = max(holding, len(docs))
    scores = best * scoring.beside(weight, holding)
    return [Part(word, field, "exact", 1.0, holding, docs, scores)]


def _weightiest(lists: list[tuple[Docs, float]]) -> tuple[Docs, Numbers]:
    """The papers of several lists, each with the largest weight of those that it is in."""
    if not lists:
        return NONE, np.empty(0)
    if len(lists) == 1:
        ((docs, weight),) = lists
        return docs, np.full(len(docs), weight)
    docs = np.unique(np.concatenate([docs for docs, _ in lists]))
    best = np.zeros(len(docs))
    for some, weight in lists:
        places = docs.searchsorted(some)
        best[places] = np.maximum(best[places], weight)
    return docs, best
