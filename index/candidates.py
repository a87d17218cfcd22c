"""Keys of records → pairs of records that may be the same paper.

Keys lie in the catalogue's table `sketch`: for each run and each of BUCKETS ranges of keys one row
of two arrays. Of a key 32 bits are kept beside its bucket, which is enough: a pair that agrees in
them by chance is told apart by its text. One bucket is looked through at a time, so memory hardly
grows with the corpus.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.strings import distinct
from index.sketches import Keys, Numbers

BUCKETS = 64
NEIGHBOURS = 4  # a record is compared with so many that follow it under the same key
ENOUGH = 2  # 4-grams that a pair must share, unless one of the two has hardly any

# The low bits of a key say what kind it is.
IDENTIFIER, TITLE, GRAM = 3, 2, 0
_KIND = np.uint64(3)
_SHORT_KIND = np.uint32(3)
# The low bits of an owner are flags; the rest is the record's number.
HAS_ARXIV, HAS_DOI, IS_SHORT = 1, 2, 4
FLAG_BITS = 3
_EXCLUSIVE = np.uint32(HAS_ARXIV | HAS_DOI)

_FULL = 1 << 20  # keys or pairs that are held in memory: 12 MB, and four times that to sort them
_MANY_RUNS = 64
_BUCKET_SHIFT = np.uint64(64 - 6)
_SHORT_SHIFT = np.uint64(64 - 6 - 32)

Short = NDArray[np.uint32]  # of keys in a bucket
Pairs = NDArray[np.uint64]  # the smaller number in the high 32 bits, the larger in the low


def with_kind(keys: Keys, kind: int) -> Keys:
    """Keys marked as being of one kind."""
    return (keys & ~_KIND) | np.uint64(kind)


class Sketch(NamedTuple):
    """The keys of some records as they are kept, bucket by bucket, each with its owner.

    An owner is a record's place among them, shifted, with flags; `bounds` are where the buckets
    begin, and the end of the last one.
    """

    keys: Short
    owners: Numbers
    bounds: NDArray[np.intp]


def sketch_of(keys: Keys, owners: Numbers) -> Sketch:
    """Keys and their owners, shortened and sorted by bucket."""
    buckets = (keys >> _BUCKET_SHIFT).astype(np.uint8)  # of one byte: sorted in linear time
    order = np.argsort(buckets, kind="stable")
    bounds = np.searchsorted(buckets[order], np.arange(BUCKETS + 1))
    return Sketch(_shortened(keys)[order], owners[order], bounds)


class Sketches:
    """The keys of all records, of which those added in this run are looked up by `pairs`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[Sketch] = []
        self._count = 0

    def add(self, sketch: Sketch, numbers: NDArray[np.int64]) -> None:
        """Keep the keys of the records with these numbers; of one below 0 none are kept."""
        owned = numbers[sketch.owners >> FLAG_BITS]
        flags = sketch.owners & np.uint32((1 << FLAG_BITS) - 1)
        owners = (owned << FLAG_BITS).astype(np.uint32) | flags
        sketch = Sketch(sketch.keys, owners, sketch.bounds)
        if np.any(numbers < 0):
            sketch = _only(sketch, owned >= 0)
        self._waiting.append(sketch)
        self._count += len(sketch.keys)
        if self._count >= _FULL:
            self.flush()

    def flush(self) -> None:
        """Write what waits, as one run."""
        if not self._count:
            return
        run = self._runs()
        rows = _rows(run, self._waiting)
        self._connection.executemany("INSERT INTO sketch VALUES (?, ?, ?, ?)", rows)
        self._waiting, self._count = [], 0
        if run + 1 >= _MANY_RUNS:
            self._join_runs()

    def pairs(self, fresh: NDArray[np.bool_]) -> Pairs:
        """The pairs to be verified of which one is fresh, in rising order, each once.

        `fresh` tells it for each record number. Pairs that no rule can join aren't given: both
        with an arXiv id, or both with a publisher's DOI, and it isn't this that they share.
        """
        self.flush()
        found = [(np.empty(0, np.uint64), np.empty(0, np.uint32))]
        for bucket in range(BUCKETS):
            found.append(_bucket_pairs(*self._bucket(bucket), fresh))
            if sum(len(pairs) for pairs, _ in found[1:]) > _FULL:
                found = [_add_up(found)]
        pairs, shares = _add_up(found)
        return pairs[shares >= ENOUGH]

    def _runs(self) -> int:
        (runs,) = self._connection.execute("SELECT 1 + max(run) FROM sketch").fetchone()
        return int(runs or 0)

    def _bucket(self, bucket: int) -> tuple[Short, Numbers]:
        rows = self._connection.execute(
            "SELECT keys, owners FROM sketch WHERE bucket = ? ORDER BY run", (bucket,)
        ).fetchall()
        keys = np.frombuffer(b"".join(keys for keys, _ in rows), np.uint32)
        return keys, np.frombuffer(b"".join(owners for _, owners in rows), np.uint32)

    def _join_runs(self) -> None:
        for bucket in range(BUCKETS):
            keys, owners = self._bucket(bucket)
            self._connection.execute("DELETE FROM sketch WHERE bucket = ?", (bucket,))
            row = (bucket, keys.tobytes(), owners.tobytes())
            self._connection.execute("INSERT INTO sketch VALUES (?, 0, ?, ?)", row)


def _only(sketch: Sketch, wanted: NDArray[np.bool_]) -> Sketch:
    """Some of the keys."""
    before = np.append(0, np.cumsum(wanted))
    return Sketch(sketch.keys[wanted], sketch.owners[wanted], before[sketch.bounds])


def _rows(run: int, sketches: Sequence[Sketch]) -> Iterator[tuple[int, int, bytes, bytes]]:
    """The rows of one run: for each bucket that isn't empty its keys and their owners."""
    bounds = [one.bounds.tolist() for one in sketches]
    for bucket in range(BUCKETS):
        parts = [slice(*found[bucket : bucket + 2]) for found in bounds]
        keys = b"".join(one.keys[part].data for one, part in zip(sketches, parts, strict=True))
        owners = b"".join(one.owners[part].data for one, part in zip(sketches, parts, strict=True))
        if keys:
            yield bucket, run, keys, owners


def _shortened(keys: Keys) -> Short:
    """The bits of keys that are kept: those behind the bucket's, and the kind."""
    kinds = (keys & _KIND).astype(np.uint32)
    return (keys >> _SHORT_SHIFT).astype(np.uint32) & ~_SHORT_KIND | kinds


def _bucket_pairs(keys: Short, owners: Numbers, fresh: NDArray[np.bool_]) -> tuple[Pairs, Numbers]:
    """The pairs of one bucket, repeated for each key they share, with that key's weight."""
    if np.all(owners & HAS_ARXIV):  # a corpus of arXiv's alone: nothing else can join them
        wanted = (keys & _SHORT_KIND) == IDENTIFIER
        keys, owners = keys[wanted], owners[wanted]
    is_fresh = fresh[owners >> FLAG_BITS]
    if not is_fresh.all():  # hardly any is, most nights
        wanted = _perhaps_among(keys, keys[is_fresh])
        keys, owners = keys[wanted], owners[wanted]
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    pairs, weights = [], []
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(keys[:-step] == keys[step:])
        first, second, kinds = owners[same], owners[same + step], keys[same] & _SHORT_KIND
        wanted = _may_join(first, second, kinds, fresh)
        first, second, kinds = first[wanted], second[wanted], kinds[wanted]
        short = ((first | second) & IS_SHORT) > 0
        weights.append(np.where((kinds == GRAM) & ~short, 1, ENOUGH).astype(np.uint32))
        pairs.append(_packed(first, second))
    return np.concatenate(pairs), np.concatenate(weights)


def _perhaps_among(keys: Short, few: Short) -> NDArray[np.bool_]:
    """Which keys may be among a few, by 16 of their bits: far sooner told than by sorting."""
    bits = np.uint32(8)  # above those of the kind
    held = np.zeros(1 << 16, np.bool_)
    held[(few >> bits).astype(np.uint16)] = True
    found: NDArray[np.bool_] = held[(keys >> bits).astype(np.uint16)]
    return found


def _may_join(
    first: Numbers, second: Numbers, kinds: Short, fresh: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    a, b = first >> FLAG_BITS, second >> FLAG_BITS
    both_have = (first & second & _EXCLUSIVE) > 0
    wanted: NDArray[np.bool_] = (a != b) & (fresh[a] | fresh[b])
    return wanted & ((kinds == IDENTIFIER) | ~both_have)


def _packed(first: Numbers, second: Numbers) -> Pairs:
    low = (np.minimum(first, second) >> FLAG_BITS).astype(np.uint64)
    high = (np.maximum(first, second) >> FLAG_BITS).astype(np.uint64)
    return (low << np.uint64(32)) | high


def _add_up(found: Sequence[tuple[Pairs, Numbers]]) -> tuple[Pairs, Numbers]:
    """Each pair once, with the sum of its weights."""
    pairs = np.concatenate([pairs for pairs, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    different, numbers = distinct(pairs)
    sums = np.bincount(numbers, weights, len(different)).astype(np.uint32)
    return different, sums


def unpacked(pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The two numbers of each pair."""
    high, low = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
    return zip(high.tolist(), low.tolist(), strict=True)
