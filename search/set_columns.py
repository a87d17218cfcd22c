"""The set columns of all segments → one, whose values are numbered together in sorted order."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, pairwise
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]

MOST_ROWS = 1 << 16  # different sets whose numbers have two bytes
PLACES = 4  # numbers of a set that lie in one of 64 bits
LONGER = (1 << 16) - 1  # in the last place of a set that has more of them


class Sets(NamedTuple):
    """Of a segment: how many values each paper has, and their numbers one paper after the other.

    The values are in UTF-8, in the order of their bytes, which is that of their characters.
    """

    counts: NDArray[np.integer]
    numbers: NDArray[np.integer]
    values: Iterable[bytes]


class Shared(NamedTuple):
    """The part of a column whose values several papers have: of authors three in ten.

    Paper d has the value of number `names[i]` for each i of `numbers[starts[d]:starts[d + 1]]`.
    """

    starts: Ints
    numbers: Ints
    names: Ints


class Rows(NamedTuple):
    """The different sets of a column's papers, where they are few, as of categories.

    Paper d has the values of the numbers `numbers[starts[r]:starts[r + 1]]`, where r is `of[d]`.
    A tenth of the memory is gone through, and what is far away takes most of the time. The same
    numbers are `side_by_side`, so that they are counted without a choice: a place i that a set
    doesn't need has the number of the values plus i.
    """

    of: NDArray[np.uint16]
    starts: Ints
    numbers: Ints
    side_by_side: NDArray[np.uint64]


class SetValues(NamedTuple):
    """A set column: paper d has `values[i]` for each i of `numbers[starts[d]:starts[d + 1]]`.

    It has `rows` where the sets are few enough, else None.
    """

    starts: Ints
    numbers: Ints
    values: "Values"
    shared: Shared
    rows: Rows | None


class Values(Sequence[str]):
    """Many texts one behind the other: a fifth of the memory that they take as strings."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._text = bytearray().join(texts)
        self._letters = np.frombuffer(self._text, np.uint8)
        self._bounds = np.fromiter(accumulate(map(len, texts), initial=0), np.int64)
        self.nbytes = len(self._text) + self._bounds.nbytes

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...

    @overload
    def __getitem__(self, number: slice) -> list[str]: ...

    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return self.some(range(*number.indices(len(self))))
        return self.some([number])[0]

    def some(self, numbers: Iterable[int]) -> list[str]:
        """Those of some numbers, in half of the time that asking for one by one takes."""
        text, bounds = self._text, self._bounds.data  # which gives Python's ints
        return [text[bounds[n] : bounds[n + 1]].decode() for n in numbers]

    def arrays(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The UTF-8 of all, one behind the other, and where each begins, and the last one ends."""
        return self._letters, self._bounds


def as_one(columns: Sequence[Sets], has_cases: bool = True) -> SetValues:
    """The column of all segments, one behind the other.

    Unless it `has_cases`, values that differ in these alone are the one that most papers have, of
    equals the last.
    """
    counts = _joined(column.counts for column in columns)
    starts = np.concatenate((np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)))
    found, ranks = _merged([[*column.values] for column in columns])
    numbers = _joined(own.take(column.numbers) for column, own in zip(columns, ranks, strict=True))
    if not has_cases:
        starts, numbers = _without_cases(starts, numbers, found)
    shared = shared_of(starts, numbers, len(found))
    rows = rows_of(starts, numbers, len(found))
    return SetValues(starts, numbers, Values(found), shared, rows)


def _without_cases(starts: Ints, numbers: Ints, values: Sequence[bytes]) -> tuple[Ints, Ints]:
    """Starts and numbers without the others of such values; none stands twice in a paper."""
    folded = [value.decode().lower() for value in values]
    if len({*folded}) == len(folded):
        return starts, numbers
    papers = np.bincount(numbers, minlength=len(values)).tolist()
    usual = {
        folded[number]: number for number in sorted(range(len(values)), key=papers.__getitem__)
    }
    numbers = np.array([usual[value] for value in folded], np.int32)[numbers]
    paper = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    is_first = np.zeros(len(numbers), np.bool_)
    is_first[np.unique(paper * len(values) + numbers, return_index=True)[1]] = True
    before = np.concatenate((np.zeros(1, np.int32), np.cumsum(is_first, dtype=np.int32)))
    return before[starts], numbers[is_first]


def shared_of(starts: Ints, numbers: Ints, values: int) -> Shared:
    """The part of such a column whose values several papers have."""
    is_shared = np.bincount(numbers, minlength=values) > 1
    names = np.flatnonzero(is_shared).astype(np.int32)
    kept = is_shared[numbers]
    before = np.concatenate((np.zeros(1, np.int32), np.cumsum(kept, dtype=np.int32)))
    ranks = np.cumsum(is_shared, dtype=np.int32) - np.int32(1)
    return Shared(before[starts], ranks[numbers[kept]], names)


def rows_of(starts: Ints, numbers: Ints, values: int) -> Rows | None:
    """The different sets of such a column; None where they, or its values, are too many."""
    if values + PLACES > LONGER:
        return None
    data, width = numbers.tobytes(), numbers.itemsize
    known: dict[bytes, int] = {}
    of = np.empty(len(starts) - 1, np.uint16)
    for paper, (start, end) in enumerate(pairwise((starts * width).tolist())):
        row = known.setdefault(data[start:end], len(known))
        if row == MOST_ROWS:
            return None
        of[paper] = row
    ends = np.cumsum([0, *map(len, known)], dtype=np.int32) // width
    different = np.frombuffer(bytearray().join(known), np.int32)
    return Rows(of, ends, different, side_by_side(ends, different, values))


def side_by_side(starts: Ints, numbers: Ints, values: int) -> NDArray[np.uint64]:
    """See Rows."""
    found = np.tile(np.arange(PLACES, dtype=np.uint16) + np.uint16(values), (len(starts) - 1, 1))
    lengths = np.diff(starts)
    for place in range(PLACES):
        has = np.flatnonzero(lengths > place)
        found[has, place] = numbers[starts[has] + place]
    found[lengths > PLACES, -1] = LONGER
    return found.view(np.uint64).ravel()


def _merged(lists: Sequence[Sequence[bytes]]) -> tuple[Sequence[bytes], list[Ints]]:
    """The different ones of sorted texts, sorted, and for each list their numbers among these."""
    if len(lists) == 1:
        return lists[0], [np.arange(len(lists[0]), dtype=np.int32)]
    texts = [*chain.from_iterable(lists)]
    order = sorted(range(len(texts)), key=texts.__getitem__)  # quick, since it joins sorted runs
    ordered = [texts[i] for i in order]
    is_new = [True, *(one != other for one, other in pairwise(ordered))][: len(texts)]
    ranks = np.empty(len(texts), np.int32)
    ranks[order] = np.cumsum(is_new) - 1
    ends = [*accumulate(map(len, lists))]
    return [*compress(ordered, is_new)], np.split(ranks, ends[:-1])


def column_sets(column: Any) -> Sets:  # Whoosh's reader or ours, with the same attributes
    """A column of a segment."""
    values = column.values
    if isinstance(values, list):  # Whoosh's
        values = [value.encode() for value in values]
    return Sets(np.diff(column.offsets), column.numbers, values)


def no_sets(papers: int) -> Sets:
    """A column in which no paper has a value."""
    return Sets(np.zeros(papers, np.int32), np.empty(0, np.int32), [])


def _joined(arrays: Iterable[NDArray[np.integer]]) -> Ints:
    return np.concatenate([np.empty(0, np.int32), *arrays]).astype(np.int32, copy=False)
