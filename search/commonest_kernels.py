"""Papers and their numbers → the commonest of these: parts of `search.facet_kernels`."""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import place
from index.loops import loop

Ints = NDArray[np.int32]

USUAL = 4  # numbers of a paper that are copied without asking how many it has: a guess costs more
_DIGIT_BITS = 9
_DIGITS = 1 << _DIGIT_BITS
_STEPS = 1_024  # of numbers that are counted together
_FULL = 255  # of a count in a byte
_HALF = 128
_REPEATED = np.uint64(0xFEFEFEFEFEFEFEFE)  # is set in the byte of a count of 2 or more


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
def _order(numbers: Ints, top: int) -> Ints:
    """Where numbers up to `top` are when they ascend, equal ones as they were.

    By one digit after the other, the last first. NumPy's way takes Numba three seconds to compile.
    """
    order, others = np.arange(len(numbers)).astype(np.int32), np.empty(len(numbers), np.int32)
    shift = 0
    while top >> shift:
        ends = np.zeros(_DIGITS + 1, np.int32)
        for number in numbers:
            ends[(number >> shift & _DIGITS - 1) + 1] += 1
        for digit in range(_DIGITS):
            ends[digit + 1] += ends[digit]
        for i in order:
            digit = numbers[np.uint32(i)] >> shift & _DIGITS - 1
            others[np.uint32(ends[digit])] = i
            ends[digit] += 1
        order, others = others, order
        shift += _DIGIT_BITS
    return order


@loop
def _runs(numbers: Ints, values: int) -> tuple[Ints, Ints]:
    """The different ones of some of `values` numbers, ascending, and how often each is there."""
    ordered = numbers[_order(numbers, values)]
    found, counts = np.empty(len(ordered), np.int32), np.zeros(len(ordered), np.int32)
    size = 0
    for i in range(len(ordered)):
        size += i == 0 or ordered[i] != ordered[i - 1]
        found[size - 1] = ordered[i]
        counts[size - 1] += 1
    return found[:size], counts[:size]


@loop
def _repeated(numbers: Ints, values: int) -> tuple[Ints, Ints]:
    """Those of `values` numbers that are there twice or more often, ascending, and their counts.

    They are counted in bytes, which are gone through eight at a time.
    """
    eight = np.zeros((values >> 3) + 1, np.uint64)
    tally = eight.view(np.uint8)
    full = np.empty(len(numbers) // _HALF + 1, np.int32)  # half of a full count goes there
    fulls = 0
    for number in numbers:
        count = tally[np.uint32(number)] + 1
        if count == _FULL:
            full[fulls] = number
            fulls += 1
            count -= _HALF
        tally[np.uint32(number)] = count
    found, counts = np.empty(len(numbers) // 2, np.int32), np.empty(len(numbers) // 2, np.int32)
    size = 0
    for i in range(len(eight)):
        if eight[i] & _REPEATED:
            for number in range(8 * i, 8 * i + 8):
                if tally[number] > 1:
                    found[size], counts[size] = number, tally[number]
                    size += 1
    for i in range(fulls):
        counts[place(found[:size], full[i])] += _HALF
    return found[:size], counts[:size]


@loop
def _once(numbers: Ints, values: int, most: int, others: int) -> Ints:
    """The `most` lowest of the numbers that are there once, where `others` are there repeatedly.

    So many of the lowest hold them all.
    """
    found, counts = _runs(_lowest(numbers, values, most + others), values)
    return found[counts == 1][:most]


@loop
def _lowest(numbers: Ints, values: int, size: int) -> Ints:
    """At least `size` of some numbers, if there are as many: all that are below a bound."""
    shift = 0
    while values >> shift >= _STEPS:
        shift += 1
    counts = np.zeros(_STEPS, np.int32)
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
    """The `most` of ascending numbers with the highest counts, in order; ties by number."""
    top = 0
    for count in counts:
        top = max(top, count)
    first = _order(np.int32(top) - counts, top)[:most]
    return found[first], counts[first]
