"""One segment of an index → arrays: its postings, positions and columns, by its own numbers.

Segments of our codec hand out arrays of their mapped files; those of Whoosh's own codec are read
block by block. Deleted papers are not left out here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.columns import NumericColumn
from whoosh.reading import IndexReader, TermNotFound

from index.codec.arrays import SegmentArrays, segment_arrays

Docs = NDArray[np.int32]

NONE: Docs = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Papers in rising order, and how often each holds the term."""

    docs: Docs
    counts: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term stands: position `positions[i]` in paper `docs[i]`, in rising order of both."""

    docs: Docs
    positions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sets:
    """How many values each paper has, their numbers one paper after the other, and the values."""

    counts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    values: list[str]


class Shard(Protocol):
    """What is asked of a segment."""

    size: int

    def frequency(self, field: str, term: str) -> int:
        """How many papers hold a term."""

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """The terms of a field that begin so, in sorted order."""

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """The first `limit` of these, and how many papers hold each."""

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """The first paper of each term of a field, in the order of the terms."""

    def postings(self, field: str, term: str) -> Postings:
        """The papers that hold a term."""

    def places(self, field: str, term: str, within: Docs) -> Places:
        """Where a term stands in those papers of `within` that hold it."""

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """A column of numbers, 0 for papers without one."""

    def sets(self, field: str) -> Sets:
        """A column of sets."""


def open_shard(reader: IndexReader) -> Shard:
    """The arrays of a segment, whichever codec wrote it."""
    arrays = segment_arrays(reader)
    return WhooshShard(reader) if arrays is None else ArrayShard(arrays)


class ArrayShard:
    """A segment of our codec."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.size = arrays.size
        self._arrays = arrays

    def frequency(self, field: str, term: str) -> int:
        """See Shard."""
        number = self._arrays.number(field, term)
        return 0 if number is None else self._arrays.fields[field].count(number)

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See Shard."""
        if field not in self._arrays.fields:
            return iter(())
        dictionary = self._arrays.fields[field].dictionary
        found = dictionary.prefixed(prefix)
        return dictionary.slice(found.start, found.stop)

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """See Shard."""
        if field not in self._arrays.fields:
            return iter(())
        postings = self._arrays.fields[field]
        found = postings.dictionary.prefixed(prefix)[:limit]
        terms = postings.dictionary.slice(found.start, found.stop)
        return zip(terms, postings.start.sizes(found.start, found.stop), strict=True)

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """See Shard."""
        return np.asarray(self._arrays.fields[field].first, np.int64)

    def postings(self, field: str, term: str) -> Postings:
        """See Shard."""
        return Postings(*self._arrays.arrays(field, term))

    def places(self, field: str, term: str, within: Docs) -> Places:
        """See Shard."""
        return Places(*self._arrays.placed(field, term, within))

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """See Shard."""
        found = self._arrays.numbers(field)
        return np.zeros(self.size, np.uint32) if found is None else found

    def sets(self, field: str) -> Sets:
        """See Shard."""
        column = self._arrays.sets(field)
        return _no_sets(self.size) if column is None else _sets(column)


class WhooshShard:
    """A segment of Whoosh's own codec; its reader must not be used by two threads at once."""

    def __init__(self, reader: IndexReader) -> None:
        self.size: int = reader.doc_count_all()
        self._reader = reader

    def frequency(self, field: str, term: str) -> int:
        """See Shard."""
        return int(self._reader.doc_frequency(field, term))

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See Shard."""
        if field not in self._reader.indexed_field_names():
            return iter(())
        found: Iterator[bytes] = self._reader.expand_prefix(field, prefix)
        return found

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """See Shard."""
        terms = islice(self.prefixed(field, prefix), limit)
        return ((term, int(self._reader.doc_frequency(field, term))) for term in terms)

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """See Shard."""
        terms = self.prefixed(field, b"")
        return np.array([self._reader.postings(field, term).id() for term in terms], np.int64)

    def postings(self, field: str, term: str) -> Postings:
        """See Shard."""
        matcher = self._matcher(field, term)
        ids: list[int] = []
        counts: list[float] = []
        while matcher is not None and matcher.is_active():
            matcher.id(), matcher.weight()  # loads the block, which there is no public way to
            ids.extend(matcher._ids)
            counts.extend(matcher._weights)
            matcher._next_block()
        return Postings(np.array(ids, np.int32), np.array(counts, np.float32))

    def places(self, field: str, term: str, within: Docs) -> Places:
        """See Shard."""
        matcher = self._matcher(field, term)
        docs: list[int] = []
        positions: list[int] = []
        for doc in within.tolist():
            if matcher is None or not matcher.is_active():
                break
            matcher.skip_to(doc)
            if matcher.is_active() and matcher.id() == doc:
                found = matcher.value_as("positions")
                docs.extend([doc] * len(found))
                positions.extend(found)
        return Places(np.array(docs, np.int32), np.array(positions, np.int64))

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """See Shard."""
        numbers = np.zeros(self.size, np.uint32)
        if self._reader.has_column(field):
            found = _column_array(self._reader.column_reader(field, translate=False))
            numbers[: len(found)] = found
        return numbers

    def sets(self, field: str) -> Sets:
        """See Shard."""
        if not self._reader.has_column(field):
            return _no_sets(self.size)
        return _sets(self._reader.column_reader(field, translate=False))

    def _matcher(self, field: str, term: str) -> W3LeafMatcher | None:
        """The matcher of a term over all papers of the segment, deleted ones too."""
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return None
        return getattr(matcher, "child", matcher)  # without what leaves out deleted papers


def _column_array(column: Any) -> NDArray[np.uint32]:  # Whoosh's readers have no types
    if isinstance(column, NumericColumn.Reader):  # its load() unpacks number by number
        return np.frombuffer(column._dbfile.get(column._basepos, 4 * column._count), ">u4")
    return np.array(list(column), np.uint32)


def _sets(column: Any) -> Sets:  # one of two classes with the same attributes
    values = [value if isinstance(value, str) else value.decode() for value in column.values]
    counts = np.diff(column.offsets.astype(np.int64))
    return Sets(counts, column.numbers.astype(np.int64), values)


def _no_sets(papers: int) -> Sets:
    return Sets(np.zeros(papers, np.int64), np.empty(0, np.int64), [])
