"""A segment of our codec → arrays: decoded from its mapped files by NumPy, or in compiled loops.

Both give the same; see `search.compiled` for which of them is asked when.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.codec.arrays import SegmentArrays, segment_arrays
from search import budget
from search.plain_shard import PlainShard
from search.set_columns import Sets, column_sets, no_sets
from search.shards import (
    TEXT_FIELDS,
    Counts,
    Docs,
    Places,
    Postings,
    Shard,
    Term,
    WordPostings,
)

PAGE = 4096  # bytes


class ArrayShard(PlainShard):
    """By NumPy: nothing has to be loaded, which suits a process that asks once."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.size = arrays.size
        self.arrays = arrays
        self.stored = arrays.stored

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See Shard."""
        found = ((field, self.arrays.number(field, term)) for field, term in terms)
        return [0 if n is None else self.arrays.fields[field].count(n) for field, n in found]

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See Shard."""
        if field not in self.arrays.fields:
            return iter(())
        dictionary = self.arrays.fields[field].dictionary
        found = dictionary.prefixed(prefix)
        return dictionary.slice(found.start, found.stop)

    def holding(self, field: str, text: bytes) -> Iterator[bytes]:
        """See Shard."""
        found = self.arrays.fields.get(field)
        return iter(()) if found is None else found.dictionary.holding(text)

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """See Shard."""
        if field not in self.arrays.fields:
            return iter(())
        postings = self.arrays.fields[field]
        found = postings.dictionary.prefixed(prefix)[:limit]
        terms = postings.dictionary.slice(found.start, found.stop)
        return zip(terms, postings.start.sizes(found.start, found.stop), strict=True)

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """See Shard."""
        return np.asarray(self.arrays.fields[field].first, np.int64)

    def stem(self, form: str) -> str | None:
        """See Shard."""
        stems = (self.arrays.stem(f"{field}_form", form) for field in TEXT_FIELDS)
        return next(filter(None, stems), None)

    def postings(self, field: str, term: str) -> Postings:
        """See Shard."""
        return Postings(*self.arrays.arrays(field, term))

    def places(self, field: str, term: str, within: Docs) -> Places:
        """Where a term stands in those papers of `within` that hold it."""
        return Places(*self.arrays.placed(field, term, within))

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """See Shard."""
        found = self.arrays.numbers(field)
        return np.zeros(self.size, np.uint32) if found is None else found

    def sets(self, field: str) -> Sets:
        """See Shard."""
        column = self.arrays.sets(field)
        return no_sets(self.size) if column is None else column_sets(column)


class CompiledShard(ArrayShard):
    """By compiled loops, which read the mapped bytes themselves."""

    def __init__(self, arrays: SegmentArrays, kernels: ModuleType) -> None:
        super().__init__(arrays)
        self._kernels = kernels
        self._fields, self._layouts, self._held = arrays.opened()
        self._held[0][::PAGE].max(initial=0)  # maps every page now, not one by one at first use

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """See Shard."""
        layout = self.layout(field)
        found = self._kernels.prefixed(layout, as_bytes(prefix))
        return (
            self.arrays.fields[field].dictionary.slice(*found) if found[1] > found[0] else iter(())
        )

    def postings(self, field: str, term: str) -> Postings:
        """See Shard."""
        layout = self.layout(field)
        key = as_bytes(term.encode())
        return Postings(*self._kernels.postings(layout, key))

    def word(self, stem: str) -> WordPostings:
        """See Shard."""
        title, abstract = (self.layout(field) for field in TEXT_FIELDS)
        return WordPostings(*self._kernels.word(title, abstract, as_bytes(stem.encode())))

    def add_counts(self, field: str, terms: Sequence[str], counts: Counts) -> None:
        """See Shard."""
        budget.check()
        layout, keys, ends = self.layout(field), *joined(terms)
        self._kernels.add_counts(layout, keys, ends, counts)

    def layout(self, field: str) -> NDArray[np.int64]:
        """Where the parts of a field are, for loops; those of no field where there is none."""
        layout: NDArray[np.int64] = self._layouts[self._fields.get(field, -1)]
        return layout


def open_shard(reader: IndexReader) -> Shard:
    """The arrays of a segment, whichever codec wrote it."""
    arrays = segment_arrays(reader)
    if arrays is None:
        from search.whoosh_shard import WhooshShard  # and Whoosh's own codec with it

        return WhooshShard(reader)
    return ArrayShard(arrays)


def joined(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of texts, one behind the other, and where each ends."""
    keys = [text.encode() for text in texts]
    return as_bytes(b"".join(keys)), np.array([*accumulate(map(len, keys))], np.int64)


def as_bytes(text: bytes) -> NDArray[np.uint8]:
    """Bytes as loops take them: they could be written to, or loops would be compiled for both."""
    return np.frombuffer(bytearray(text), np.uint8)
