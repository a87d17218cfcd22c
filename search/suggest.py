"""What is being typed → completions: words of the corpus, names of authors, titles."""

from collections.abc import Iterator
from heapq import nsmallest
from itertools import chain, islice

import numpy as np

from index.analysis import STOP_WORDS, forms
from index.names import name_terms
from search.corpus import Corpus
from search.order import best
from search.spelling import as_written

Counted = tuple[int, str]  # papers, term

MOST_TERMS = 50_000  # terms with a prefix that are looked at
MOST_FORMS = 200  # of these, the most frequent, that are offered and titles looked up by
SHORTEST = 2  # letters of a prefix on its own; behind another word one will do


def complete(corpus: Corpus, prefix: str, limit: int) -> tuple[str, ...]:
    """At most `limit` different completions: names and words, the commonest first, then titles."""
    typed = forms(prefix)
    if len("".join(typed)) < SHORTEST or limit < 1:
        return ()
    share = max(limit // 3, 1)
    counted = [
        *islice(_authors(corpus, typed), share),
        *islice(_words(corpus, prefix, typed), share),
    ]
    counted.sort(key=lambda pair: -pair[0])
    found = chain((text for _, text in counted), _titles(corpus, typed, limit))
    return tuple(islice(dict.fromkeys(found), limit))


def _authors(corpus: Corpus, typed: list[str]) -> Iterator[tuple[int, str]]:
    """Names that begin with the first word and the last, whichever is the family name.

    Each with its number of papers, most first. A family name alone would show any one of its
    people: they come by the keys that have their given names.
    """
    for papers, key in _keys(corpus, typed[0] if len(typed) > 1 else "", typed[-1]):
        yield from ((papers, name) for name in _named(corpus, key))


def _keys(corpus: Corpus, given: str, last: str) -> tuple[Counted, ...]:
    """Keys with given names: the family name comes last, or first as in "bengio y"."""

    def read() -> tuple[Counted, ...]:
        keys = corpus.counted_terms("author", last, MOST_TERMS)
        keys = {key: papers for key, papers in keys.items() if f",{given}" in key}
        if given:
            keys |= corpus.counted_terms("author", f"{given},{last}", MOST_TERMS)
        return _commonest({k: papers for k, papers in keys.items() if len(k.partition(",")[2]) > 1})

    return corpus.kept(("keys", given, last), read)


def _forms(corpus: Corpus, field: str, begun: str) -> tuple[Counted, ...]:
    """The forms that begin so, remembered: of the short beginnings, which have many, are few."""

    def read() -> tuple[Counted, ...]:
        return _commonest(corpus.counted_terms(field, begun, MOST_TERMS))

    return corpus.kept(("forms", field, begun), read)


def _commonest(counted: dict[str, int]) -> tuple[Counted, ...]:
    found = nsmallest(MOST_FORMS, ((-papers, term) for term, papers in counted.items()))
    return tuple((-papers, term) for papers, term in found)


def _named(corpus: Corpus, key: str) -> Iterator[str]:
    """The names under a key as the papers show them: of its first paper that is there."""
    for doc in corpus.postings("author", key).docs[:1].tolist():
        names: list[str] = corpus.stored(doc)["authors"]
        yield from (name for name in names if key in name_terms(name))


def _words(corpus: Corpus, prefix: str, typed: list[str]) -> Iterator[tuple[int, str]]:
    """What was typed with its last word completed, with the papers it has, most first."""
    last = typed[-1]
    if not prefix[-1].isalnum() or len(last) < SHORTEST:
        return
    counted: dict[str, int] = {}
    for field in ("title_form", "abstract_form"):
        for papers, form in _forms(corpus, field, last):
            counted[form] = max(counted.get(form, 0), papers)
    before, begun = prefix[: len(prefix) - len(last)], prefix[len(prefix) - len(last) :]
    for form in sorted(counted, key=lambda form: (-counted[form], form)):
        if form not in (last, *STOP_WORDS):
            yield counted[form], before + as_written(corpus, form, begun)


def _titles(corpus: Corpus, typed: list[str], limit: int) -> list[str]:
    """Titles with all of the words, the last one perhaps begun; the shortest titles first."""
    mask = np.zeros(corpus.size, np.bool_)
    for _, form in _forms(corpus, "title_form", typed[-1]):
        mask[corpus.postings("title_form", form).docs] = True
    for form in typed[:-1]:
        has = np.zeros(corpus.size, np.bool_)
        has[corpus.postings("title_form", form).docs] = True
        mask &= has
    docs = np.flatnonzero(mask).astype(np.int32)
    shortest = best(corpus, docs, -corpus.lengths["title"][docs].astype(np.float64), 0, limit)
    return [corpus.stored(doc)["title"] for doc in docs[shortest].tolist()]
