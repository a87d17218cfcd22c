"""Papers → the commonest values of a column among them, in a compiled loop.

The plain way is in `search.facets`. Importing this module imports Numba, which takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop

Ints = NDArray[np.int32]
U2 = NDArray[np.uint16]

FEW = 1_000  # papers: their numbers are sorted sooner than a tally of all values is made
USUAL = 4  # numbers of a paper that are copied without asking how many it has: a guess costs more
_DIGIT_BITS = 8
_DIGITS = 1 << _DIGIT_BITS
_STEPS = 4_096  # of numbers that are counted together
_SHIFT = 32  # of a count over a number, so that one sort orders by both


@loop
def commonest(
    starts: Ints,
    numbers: Ints,
    shared: tuple[Ints, Ints, Ints],
    values: int,
    asked: tuple[Ints, int],
) -> tuple[Ints, Ints]:
    """The commonest of a column's `values` among some papers, and their counts; ties by number.

    `asked` are the papers, and how many values are wanted. Starts and numbers are those of
    `search.set_columns.SetValues`, `shared` is as its own.
    """
    docs, most = asked
    if len(docs) <= FEW:
        found, counts = _runs(_sorted(_gathered(starts, numbers, docs), values))
        return _first(found, counts, most)
    own_starts, own, names = shared
    repeated, counts = _repeated(_gathered(own_starts, own, docs), len(names))
    found, counts = _first(names[repeated], counts, most)
    if len(found) == most:
        return found, counts
    others = _once(_gathered(starts, numbers, docs), most - len(found), counts.sum())
    ones = np.ones(len(others), np.int32)
    return np.concatenate((found, others)), np.concatenate((counts, ones))


@loop
def commonest_of_rows(
    rows: tuple[U2, Ints, Ints], values: int, asked: tuple[Ints, int]
) -> tuple[Ints, Ints]:
    """The same of a column of few different sets, which are in `search.set_columns.Rows`."""
    of, starts, numbers = rows
    docs, most = asked
    tally = np.zeros(values, np.int32)
    for doc in docs:
        row = np.uint64(of[np.uint32(doc)])
        for place in range(starts[row], starts[row + np.uint64(1)]):
            tally[np.uint32(numbers[np.uint32(place)])] += 1
    found = np.flatnonzero(tally).astype(np.int32)
    return _first(found, tally[found], most)


@loop
def years(column: U2, before: int, last: int, docs: Ints) -> tuple[Ints, Ints]:
    """The different years of some papers, the highest first, and their counts.

    The first three are those of `search.set_columns.Years`.
    """
    counts = np.zeros(last + 1, np.int32)
    for doc in docs:
        counts[column[np.uint32(doc)]] += 1
    found = np.flatnonzero(counts[1:])[::-1].astype(np.int32) + np.int32(1)
    return found + np.int32(before), counts[found]


@loop
def _gathered(starts: Ints, numbers: Ints, docs: Ints) -> Ints:
    """The numbers of papers, one paper after the other."""
    size = 0
    for doc in docs:
        size += starts[doc + 1] - starts[doc]
    found = np.empty(size + USUAL, np.int32)
    at = np.uint64(0)
    for doc in docs:
        start, end = starts[np.uint32(doc)], starts[np.uint32(doc + 1)]  # none is below 0
        copied = USUAL if start + USUAL <= len(numbers) else 0
        for i in range(copied):
            found[at + np.uint64(i)] = numbers[np.uint64(start + i)]
        for i in range(copied, end - start):
            found[at + np.uint64(i)] = numbers[start + i]
        at += np.uint64(end - start)
    return found[:size]


@loop
def _sorted(numbers: Ints, values: int) -> Ints:
    """Some of `values` numbers in their order, by one digit after the other, the last first."""
    others = np.empty_like(numbers)
    shift = 0
    while values - 1 >> shift:
        ends = np.zeros(_DIGITS + 1, np.int32)
        for number in numbers:
            ends[(number >> shift & _DIGITS - 1) + 1] += 1
        for digit in range(_DIGITS):
            ends[digit + 1] += ends[digit]
        for number in numbers:
            digit = number >> shift & _DIGITS - 1
            others[ends[digit]] = number
            ends[digit] += 1
        numbers, others = others, numbers
        shift += _DIGIT_BITS
    return numbers


@loop
def _runs(ordered: Ints) -> tuple[Ints, Ints]:
    """The different ones of sorted numbers, and how often each is among them."""
    found, counts = np.empty(len(ordered), np.int32), np.zeros(len(ordered), np.int32)
    size = 0
    for i in range(len(ordered)):
        size += i == 0 or ordered[i] != ordered[i - 1]
        found[size - 1] = ordered[i]
        counts[size - 1] += 1
    return found[:size], counts[:size]


@loop
def _repeated(numbers: Ints, values: int) -> tuple[Ints, Ints]:
    """Those of `values` numbers that are there twice or more often, in no order; their counts."""
    counts = np.zeros(values, np.int32)
    found = np.empty(values + 1, np.int32)
    size = np.uint64(0)
    for number in numbers:
        count = counts[np.uint32(number)] + 1
        counts[np.uint32(number)] = count
        found[size] = number  # to be written over, unless
        size += np.uint64(count == 2)
    return found[:size], counts[found[:size]]


@loop
def _once(numbers: Ints, most: int, others: int) -> Ints:
    """The `most` lowest of the numbers that are there once, where `others` are there repeatedly.

    So many of the lowest hold them all.
    """
    found, counts = _runs(np.sort(_lowest(numbers, most + others)))
    return found[counts == 1][:most]


@loop
def _lowest(numbers: Ints, size: int) -> Ints:
    """At least `size` of some numbers, if there are as many: all that are below a bound.

    NumPy's partitioning takes Numba four seconds to compile.
    """
    top = 0
    for number in numbers:
        top = max(top, number)
    shift = 0
    while top >> shift >= _STEPS:
        shift += 1
    counts = np.zeros(_STEPS, np.int64)
    for number in numbers:
        counts[number >> shift] += 1
    last, reached = 0, counts[0]
    while reached < size and last + 1 < _STEPS:
        last += 1
        reached += counts[last]
    found = np.empty(reached, np.int32)
    at = 0
    for number in numbers:
        if number >> shift <= last:
            found[at] = number
            at += 1
    return found


@loop
def _first(found: Ints, counts: Ints, most: int) -> tuple[Ints, Ints]:
    """The `most` of some numbers with the highest counts, in order."""
    reached = np.zeros(counts.max() + 2 if len(counts) else 2, np.int32)
    for count in counts:
        reached[count] += 1
    for count in range(len(reached) - 2, 0, -1):
        reached[count] += reached[count + 1]
    least = 1  # the highest count that `most` have reached, if any
    while least + 1 < len(reached) and reached[least + 1] >= most:
        least += 1
    keys = np.empty(min(most, reached[least]), np.int64)
    size = 0
    for i in range(len(found)):
        if counts[i] >= least:
            size = _put(_key(found[i], counts[i]), keys, size)
    return _of_keys(keys)


@loop
def _key(number: int, count: int) -> int:
    """What orders by counts, the highest first, and then by numbers."""
    return number - (count << _SHIFT)


@loop
def _put(key: int, keys: NDArray[np.int64], size: int) -> int:
    """Put a key among `size` ordered ones, if there is room or a higher one; how many there are.

    NumPy's sorting and partitioning take Numba three seconds to compile.
    """
    if size == len(keys):
        if not size or keys[size - 1] <= key:
            return size
        size -= 1
    place = size
    while place and keys[place - 1] > key:
        keys[place] = keys[place - 1]
        place -= 1
    keys[place] = key
    return size + 1


@loop
def _of_keys(keys: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Numbers and counts of ordered keys."""
    counts = -(keys >> _SHIFT)
    return (keys + (counts << _SHIFT)).astype(np.int32), counts.astype(np.int32)


def rehearse() -> None:
    """Run the loops once, so that they are compiled or read from the disk."""
    numbers = np.zeros(2, np.int32)
    commonest(numbers, numbers, (numbers, numbers, numbers), 1, (numbers[:1], 1))
    rows = np.zeros(1, np.uint16), numbers, numbers
    commonest_of_rows(rows, 1, (numbers[:1], 1))
    years(np.zeros(1, np.uint16), 0, 1, numbers[:1])
