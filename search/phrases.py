"""Words in a row, or near each other: positions → the papers that hold them, and how often."""

from collections.abc import Iterable
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Phrase

from search import budget
from search.corpus import Corpus
from search.shards import NONE, Docs, Places, Postings

_PLACE_BITS = 32  # a place is one number: paper, then position

Keys = NDArray[np.int64]


def phrase_counts(corpus: Corpus, phrase: Phrase) -> Postings:
    """The papers that hold the words in order, each within `slop` of the last, and how often.

    Raises OutOfTimeError.
    """
    return _Rows(corpus).counts(phrase)


def phrases_counts(corpus: Corpus, phrases: Iterable[Phrase]) -> list[Postings]:
    """The same for each of several phrases, in which the same words may come back."""
    rows = _Rows(corpus)
    return [rows.counts(phrase) for phrase in phrases]


class _Rows:
    """Reads the positions of a word once for phrases of the same words."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._within: dict[tuple[str, frozenset[str]], Docs] = {}
        self._keys: dict[tuple[str, str, frozenset[str]], Keys] = {}

    def counts(self, phrase: Phrase) -> Postings:
        """The papers that hold a phrase, and how often."""
        words = frozenset(phrase.words)
        ends: Keys | None = None
        for word in phrase.words:
            budget.check()
            here = self._read(phrase.fieldname, word, words)
            ends = here if ends is None else _follow(ends, here, phrase.slop)
        if ends is None:
            return Postings(NONE, np.empty(0, np.float32))
        docs, counts = np.unique(ends >> _PLACE_BITS, return_counts=True)
        return Postings(docs.astype(np.int32), counts.astype(np.float32))

    def _read(self, field: str, word: str, words: frozenset[str]) -> Keys:
        """The places of a word in the papers that have all of `words`."""
        if (field, words) not in self._within:
            lists = sorted((self._corpus.postings(field, each).docs for each in words), key=len)
            self._within[field, words] = reduce(_common, lists)
        key = (field, word, words)
        if key not in self._keys:
            places = self._corpus.places(field, word, self._within[field, words])
            self._keys[key] = place_keys(places)
        return self._keys[key]


def place_keys(places: Places) -> Keys:
    """Papers and positions as single numbers, in rising order."""
    return (places.docs.astype(np.int64) << _PLACE_BITS) | places.positions


def _follow(before: Keys, here: Keys, slop: int) -> Keys:
    """Those of `here` that stand at most `slop` behind one of `before`."""
    if not len(before):
        return before
    last = np.searchsorted(before, here) - 1  # of those before, the last one in front of it
    return here[(last >= 0) & (here - before[last] <= slop)]


def _common(first: Docs, second: Docs) -> Docs:
    return np.intersect1d(first, second, assume_unique=True).astype(np.int32, copy=False)
