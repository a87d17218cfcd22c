"""One segment of an index → arrays: its postings, positions and columns, by its own numbers.

Segments of our codec hand out arrays of their mapped files; those of Whoosh's own codec are read
block by block, for as long as there are any.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.columns import NumericColumn
from whoosh.reading import IndexReader, TermNotFound

from index.codec.arrays import segment_arrays

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


EMPTY = Postings(NONE, np.empty(0, np.float32))


def read_postings(reader: IndexReader, field: str, term: str) -> Postings:
    """The postings of a term in one segment, deleted papers included."""
    if arrays := segment_arrays(reader):
        return Postings(*arrays.arrays(field, term))
    matcher = _matcher(reader, field, term)
    if matcher is None:
        return EMPTY
    if not isinstance(matcher, W3LeafMatcher):
        return _slowly(matcher)
    ids: list[int] = []
    counts_: list[float] = []
    while matcher.is_active():
        matcher.id(), matcher.weight()  # loads the block, which Whoosh gives no public way to
        ids.extend(matcher._ids)
        counts_.extend(matcher._weights)
        matcher._next_block()
    return Postings(np.array(ids, np.int32), np.array(counts_, np.float32))


def read_places(reader: IndexReader, field: str, term: str, within: Docs) -> Places:
    """Where a term stands in those papers of `within` that hold it."""
    if arrays := segment_arrays(reader):
        return Places(*arrays.placed(field, term, within))
    matcher = _matcher(reader, field, term)
    docs_: list[int] = []
    positions_: list[int] = []
    for doc in within.tolist():
        if matcher is None or not matcher.is_active():
            break
        matcher.skip_to(doc)
        if matcher.is_active() and matcher.id() == doc:
            found = matcher.value_as("positions")
            docs_.extend([doc] * len(found))
            positions_.extend(found)
    return Places(np.array(docs_, np.int32), np.array(positions_, np.int64))


def read_numbers(reader: IndexReader, field: str) -> NDArray[np.uint32]:
    """A column of numbers, one for each paper of the segment; 0 where it has none."""
    numbers = np.zeros(reader.doc_count_all(), np.uint32)
    if arrays := segment_arrays(reader):
        found = arrays.numbers(field)
        return numbers if found is None else found
    if reader.has_column(field):
        column = reader.column_reader(field, translate=False)
        found = _column_array(column)
        numbers[: len(found)] = found[: len(numbers)]
    return numbers


def read_sets(reader: IndexReader, field: str) -> Sets:
    """A column of sets."""
    column: Any = None
    if arrays := segment_arrays(reader):
        column = arrays.sets(field)
    elif reader.has_column(field):
        column = reader.column_reader(field, translate=False)
    if column is None:
        papers = reader.doc_count_all()
        return Sets(np.zeros(papers, np.int64), np.empty(0, np.int64), [])
    values = [v if isinstance(v, str) else v.decode() for v in column.values]
    return Sets(np.diff(column.offsets.astype(np.int64)), column.numbers.astype(np.int64), values)


def _column_array(column: Any) -> NDArray[np.uint32]:  # Whoosh's readers have no types
    if isinstance(column, NumericColumn.Reader):  # its load() unpacks number by number
        return np.frombuffer(column._dbfile.get(column._basepos, 4 * column._count), ">u4")
    return np.array(list(column), np.uint32)


def _matcher(reader: IndexReader, field: str, term: str) -> Any:  # Whoosh's matchers have no types
    """The matcher of a term over all papers of the segment, deleted ones too; None without any."""
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return None
    # Deletions are left to the corpus, which has them as an array.
    return getattr(matcher, "child", matcher)


def _slowly(matcher: Any) -> Postings:
    ids, counts = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return Postings(np.array(ids, np.int32), np.array(counts, np.float32))
