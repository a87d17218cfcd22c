"""A segment of Whoosh's own codec → arrays, read block by block; see `search.shards`."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.columns import NumericColumn
from whoosh.reading import IndexReader, TermNotFound

from search.plain_shard import PlainShard
from search.set_columns import Sets, column_sets, no_sets
from search.shards import (
    Docs,
    Places,
    Postings,
    Term,
)


class WhooshShard(PlainShard):
    """Its reader must not be used by two threads at once."""

    def __init__(self, reader: IndexReader) -> None:
        self.size: int = reader.doc_count_all()
        self._reader = reader

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See Shard."""
        return [int(self._reader.doc_frequency(field, term)) for field, term in terms]

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See Shard."""
        if field not in self._reader.indexed_field_names():
            return iter(())
        found: Iterator[bytes] = self._reader.expand_prefix(field, prefix)
        return found

    def holding(self, field: str, text: bytes) -> Iterator[bytes]:
        """See Shard."""
        return iter([term for term in self.prefixed(field, b"") if text in term])

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """See Shard."""
        terms = islice(self.prefixed(field, prefix), limit)
        return ((term, int(self._reader.doc_frequency(field, term))) for term in terms)

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """See Shard."""
        terms = self.prefixed(field, b"")
        return np.array([self._reader.postings(field, term).id() for term in terms], np.int64)

    def stem(self, form: str) -> str | None:
        """See Shard."""
        return None

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
        """Where a term stands in those papers of `within` that hold it."""
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

    def stored(self, paper: int) -> bytes:
        """See Shard."""
        found: bytes = self._reader.stored_fields(paper)["record"]
        return found

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
            return no_sets(self.size)
        return column_sets(self._reader.column_reader(field, translate=False))

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
