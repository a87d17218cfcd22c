"""Papers → the commonest values of a column among them, in a compiled loop.

The plain way is in `search.facets`. Importing this module imports Numba, which takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop

Ints = NDArray[np.int32]

FEW = 10_000  # values: these are gone through sooner than a tally is kept of how often each is met
SPARSE = 50  # values to an entry of the papers: with more, entries are counted in a small table
_SHIFT = 32  # of a count over a number, so that one sort orders by both


@loop
def commonest(starts: Ints, numbers: Ints, docs: Ints, values: int, most: int) -> tuple[Ints, Ints]:
    """The `most` commonest of a column's `values` and their counts; ties by number.

    Paper d has numbers[starts[d]:starts[d + 1]].
    """
    if values <= FEW and len(numbers):
        return _of_few(starts, numbers, docs, values, most)
    total = 0
    for doc in docs:
        total += starts[doc + 1] - starts[doc]
    if total * SPARSE < values:
        found, counts = _in_table(starts, numbers, docs, total)
        return _first(found, counts, most)
    counts, reached = np.zeros(values, np.int32), np.zeros(total + 2, np.int32)
    for doc in docs:
        for at in range(starts[doc], starts[doc + 1]):
            number = numbers[at]
            counts[number] += 1
            reached[counts[number]] += 1
    least = _least(reached, most)
    ties = most - reached[least + 1]  # of those that occur so often, the first
    keys = np.empty(min(reached[least], most), np.int64)
    size = 0
    for number in range(values):
        if counts[number] >= least and (ties or counts[number] > least):
            ties -= counts[number] == least
            keys[size] = _key(number, counts[number])
            size += 1
    return _in_order(keys)


@loop
def years(column: NDArray[np.uint32], docs: Ints) -> tuple[Ints, Ints]:
    """The different numbers but 0 that some papers have in a column, the highest first; counts."""
    top = 0
    for doc in docs:
        top = max(top, column[doc])
    counts = np.zeros(top + 1, np.int32)
    for doc in docs:
        counts[column[doc]] += 1
    found = np.flatnonzero(counts[1:])[::-1].astype(np.int32) + np.int32(1)
    return found, counts[found]


@loop
def _of_few(starts: Ints, numbers: Ints, docs: Ints, values: int, most: int) -> tuple[Ints, Ints]:
    """Three of a paper's numbers are counted without a branch: how many it has is hard to foresee.

    Those that it doesn't have are counted behind the last value.
    """
    counts = np.zeros(values + 1, np.int32)
    last = len(numbers) - 1
    for doc in docs:
        start, end = starts[doc], starts[doc + 1]
        for at in range(start, start + 3):
            number = numbers[min(at, last)]
            counts[number if at < end else values] += 1
        for at in range(start + 3, end):
            counts[numbers[at]] += 1
    found = np.flatnonzero(counts[:values]).astype(np.int32)
    return _first(found, counts[found], most)


@loop
def _in_table(starts: Ints, numbers: Ints, docs: Ints, total: int) -> tuple[Ints, Ints]:
    """The different numbers of papers with `total` of them, in no order, and their counts."""
    size = 8
    while size < 2 * total:
        size *= 2
    table = np.empty(size, np.int32)
    counts = np.zeros(size, np.int32)
    for doc in docs:
        for at in range(starts[doc], starts[doc + 1]):
            place = numbers[at] & (size - 1)
            while counts[place] and table[place] != numbers[at]:
                place = (place + 1) & (size - 1)
            table[place] = numbers[at]
            counts[place] += 1
    held = np.flatnonzero(counts)
    return table[held], counts[held]


@loop
def _first(found: Ints, counts: Ints, most: int) -> tuple[Ints, Ints]:
    """The `most` of some numbers with the highest counts, in order."""
    reached = np.zeros(counts.max() + 2 if len(counts) else 2, np.int32)
    for count in counts:
        reached[count] += 1
    for count in range(len(reached) - 2, 0, -1):
        reached[count] += reached[count + 1]
    least = _least(reached, most)
    keys = np.empty(reached[least], np.int64)
    size = 0
    for i in range(len(found)):
        if counts[i] >= least:
            keys[size] = _key(found[i], counts[i])
            size += 1
    return _in_order(np.partition(keys, most - 1)[:most] if size > most else keys)


@loop
def _least(reached: Ints, most: int) -> int:
    """The highest count that `most` values have reached, if any; reached[n] have n or more."""
    least = 1
    while least + 1 < len(reached) and reached[least + 1] >= most:
        least += 1
    return least


@loop
def _key(number: int, count: int) -> int:
    """What orders by counts, the highest first, and then by numbers."""
    return number - (count << _SHIFT)


@loop
def _in_order(keys: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Numbers and counts by their keys."""
    keys = np.sort(keys)
    counts = -(keys >> _SHIFT)
    return (keys + (counts << _SHIFT)).astype(np.int32), counts.astype(np.int32)


def rehearse() -> None:
    """Run the loops once, so that they are compiled or read from the disk."""
    numbers = np.zeros(2, np.int32)
    commonest(numbers, numbers, numbers[:1], 1, 1)
    years(np.zeros(1, np.uint32), numbers[:1])
