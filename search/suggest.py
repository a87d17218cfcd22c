"""What is being typed → completions: words of the corpus, names of authors, titles."""

from collections.abc import Iterator
from itertools import chain, islice

import numpy as np

from index.analysis import forms
from index.names import name_terms
from search.corpus import Corpus
from search.order import best

MOST_FORMS = 200  # forms with a prefix that are looked at
SHORTEST = 2  # letters of a prefix


def complete(corpus: Corpus, prefix: str, limit: int) -> tuple[str, ...]:
    """At most `limit` different completions: names and words, the commonest first, then titles."""
    typed = forms(prefix)
    if not typed or len(typed[-1]) < SHORTEST or limit < 1:
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
    """Names whose family name begins with the last word, and whose given name with the first.

    Each with its number of papers, most first. A family name alone would show any one of its
    people: they come by the keys that have their given names.
    """
    keys = corpus.counted_terms("author", typed[-1], MOST_FORMS)
    given = typed[0] if len(typed) > 1 else ""
    for key in sorted(keys, key=lambda key: (-keys[key], key)):
        family, _, rest = key.partition(",")
        if len(rest) > 1 and rest.startswith(given) and family.startswith(typed[-1]):
            yield from ((keys[key], name) for name in _named(corpus, key))


def _named(corpus: Corpus, key: str) -> Iterator[str]:
    """The names under a key as the papers show them: of its first paper that is there."""
    for doc in corpus.postings("author", key).docs[:1].tolist():
        names: list[str] = corpus.stored(doc)["authors"]
        yield from (name for name in names if key in name_terms(name))


def _words(corpus: Corpus, prefix: str, typed: list[str]) -> list[tuple[int, str]]:
    """What was typed with its last word completed, with the papers it has, most first."""
    if not prefix[-1].isalnum():
        return []
    last = typed[-1]
    counted: dict[str, int] = {}
    for field in ("title_form", "abstract_form"):
        for form, papers in corpus.counted_terms(field, last, MOST_FORMS).items():
            counted[form] = max(counted.get(form, 0), papers)
    before = prefix[: len(prefix) - len(last)]
    ranked = sorted(counted, key=lambda form: (-counted[form], form))
    return [(counted[form], before + form) for form in ranked if form != last]


def _titles(corpus: Corpus, typed: list[str], limit: int) -> list[str]:
    """Titles with all of the words, the last one perhaps begun; the shortest titles first."""
    mask = np.zeros(corpus.size, np.bool_)
    for form in corpus.counted_terms("title_form", typed[-1], MOST_FORMS):
        mask[corpus.postings("title_form", form).docs] = True
    for form in typed[:-1]:
        has = np.zeros(corpus.size, np.bool_)
        has[corpus.postings("title_form", form).docs] = True
        mask &= has
    docs = np.flatnonzero(mask).astype(np.int32)
    shortest = best(corpus, docs, -corpus.lengths["title"][docs].astype(np.float64), 0, limit)
    return [corpus.stored(doc)["title"] for doc in shortest.tolist()]
