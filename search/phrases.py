"""Words in a row, or near each other, in one segment: positions → the papers, and how often.

The plain way; `search.kernels.row` is the compiled one.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search import budget
from search.shards import NONE, Docs, Places, Postings, Row

_PLACE_BITS = 32  # a place is one number: paper, then position

Keys = NDArray[np.int64]


class Placed(Protocol):
    """What is asked of a segment."""

    def postings(self, field: str, term: str) -> Postings:
        """The papers that hold a term."""

    def places(self, field: str, term: str, within: Docs) -> Places:
        """Where a term stands in those papers of `within` that hold it."""


def stand_in_rows(shard: Placed, rows: Iterable[Row]) -> list[Postings]:
    """The papers that hold each of several rows, and how often; the same words may come back.

    Raises OutOfTimeError.
    """
    reader = _Reader(shard)
    return [reader.counts(row) for row in rows]


class _Reader:
    """Reads the positions of a word once for rows of the same words."""

    def __init__(self, shard: Placed) -> None:
        self._shard = shard
        self._within: dict[tuple[str, frozenset[str]], Docs] = {}
        self._keys: dict[tuple[str, str, frozenset[str]], Keys] = {}

    def counts(self, row: Row) -> Postings:
        """The papers that hold a row, and how often."""
        words = frozenset(row.words)
        ends: Keys | None = None
        for word in row.words:
            budget.check()
            here = self._read(row.field, word, words)
            ends = here if ends is None else _follow(ends, here, row.slop)
        if ends is None:
            return Postings(NONE, np.empty(0, np.float32))
        docs, counts = np.unique(ends >> _PLACE_BITS, return_counts=True)
        return Postings(docs.astype(np.int32), counts.astype(np.float32))

    def _read(self, field: str, word: str, words: frozenset[str]) -> Keys:
        """The places of a word in the papers that have all of `words`."""
        if (field, words) not in self._within:
            lists = sorted((self._shard.postings(field, each).docs for each in words), key=len)
            self._within[field, words] = reduce(_common, lists)
        key = (field, word, words)
        if key not in self._keys:
            places = self._shard.places(field, word, self._within[field, words])
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
