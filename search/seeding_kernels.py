"""Which sets of lists reach a score, in compiled loops, and which score is likely to be reached.

A set is a number: list i of it is in bit i. It is of the first lists that have bits and add
something; of all others a paper may have all that they can add.
"""

import numpy as np

from index.codec.mapped_kernels import Ints, ints_at, longs_at
from index.loops import loop
from search.bit_kernels import WORD, set_each
from search.lists import BITS, COLUMNS, COUNT, DOCS, TITLE_BITS, Lists
from search.ranking import Numbers
from search.window_kernels import FIRST

SEEDS = 512  # papers that are added up first, and those of one more step
_FROM = 1024  # papers that match, at least
_WANTED = 48  # papers that are to be added up first, or so many times as many as are asked for
_TIMES = 4


@loop
def with_bits(lists: Lists, size: int) -> Lists:
    """The same with bits of each of the first lists that adds something.

    Those that had none are behind the rows, in the memory that these hold.
    """
    rows, _, most = lists
    listed = 0
    for i in range(min(len(rows), FIRST)):
        listed += most[i] > 0 and rows[i, BITS] == 0
    if not listed:
        return lists
    memory = np.zeros(rows.size + listed * size, np.int64)
    own, at = memory[: rows.size].reshape(len(rows), COLUMNS), rows.size
    for i in range(len(rows)):
        for column in range(COLUMNS):
            own[i, column] = rows[i, column]
        if i < FIRST and most[i] > 0 and rows[i, BITS] == 0:
            own[i, BITS] = own[i, TITLE_BITS] = memory[at:].ctypes.data
            set_each(longs_at(own[i, BITS], size), ints_at(rows[i, DOCS], rows[i, COUNT]))
            at += size
    return Lists(own, lists.weights, most)


@loop
def sums_of(rows: Ints, limits: Numbers) -> Numbers:
    """What a paper in all lists of each set may reach; `limits` has lists and those behind them."""
    count = 0
    while count < min(len(rows), FIRST) and rows[count, BITS] and limits[count] > limits[count + 1]:
        count += 1
    sums = np.empty(1 << count)
    sums[0] = limits[count]
    for i in range(count):
        for others in range(1 << i):
            sums[others | 1 << i] = sums[others] + limits[i] - limits[i + 1]
    return sums


@loop
def reaching(sums: Numbers, least: float, sets: Ints) -> Ints:
    """The sets of lists that a paper must be in to reach a score: in all lists of one at least.

    There is room for as many as there are `sums`.
    """
    sets[0] = 0
    n = np.int64(sums[0] >= least)
    i = 1
    while i < len(sums):
        for others in range(i):
            sets[n] = others | i
            # List i adds least of them: where the others don't reach it, no smaller set does.
            n += np.int64(sums[others] < least <= sums[others | i])
        i *= 2
    return sets[:n]


@loop
def likely(rows: Ints, sums: Numbers, size: int, asked: tuple[int, int]) -> float:
    """What more papers than are asked for may reach, but few; -inf, where nothing is gained.

    Of so many papers in lists of their own, as if no word came more often beside another one:
    mostly more papers are in several lists than that.
    """
    most, papers = asked
    wanted = max(_WANTED, _TIMES * most)
    if not most or wanted > SEEDS or papers < _FROM or len(sums) == 1:
        return -np.inf
    chances = np.empty(len(sums))
    chances[0], i, others = 1.0, 0, 1
    while others < len(sums):
        chance = rows[i, COUNT] / (WORD * size)
        for one in range(others):
            chances[one | others] = chances[one] * chance
            chances[one] *= 1 - chance
        i, others = i + 1, 2 * others
    expected = papers / max(1 - chances[0], papers / (WORD * size))
    likeliest = -np.inf
    for limit in sums:
        reached = 0.0
        for other in range(len(sums)):
            reached += chances[other] if sums[other] >= limit else 0.0
        if reached * expected >= wanted and limit > likeliest:
            likeliest = limit
    return likeliest
