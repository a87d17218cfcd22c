"""Trees of leaves in a compiled loop: which papers match, how many, and the best of them, scored.

The plain twin is `search.combining.combined`.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints, ints_at, longs_at
from index.loops import loop
from search.adding_kernels import add_listed, add_scores, add_set
from search.bit_kernels import WORD, leave
from search.bits import Bits
from search.choosing_kernels import Best, choose
from search.combining import ALL, ANY, EVERY, NOT
from search.lists import (
    BITS,
    COUNT,
    DOCS,
    FREQS,
    LEAF,
    SCORES,
    TITLE_BITS,
    Asked,
    Chosen,
    Lists,
)
from search.ranking import Numbers
from search.scoring import Factors
from search.shards import Docs
from search.window_kernels import FIRST, STEP, Window, empty_window, enter, leave_reaching, weigh

_ONE = np.uint64(1)
_STEPS = 16  # of a window at most; the first one has one, each next one twice as many
_SLIGHTLY = 1e-9  # more than rounding can add to a sum, in its parts


@loop
def _combined(lists: Lists, factors: Factors, asked: Asked) -> Chosen:
    """See `search.combining.combine`."""
    bits = _run(asked.program, lists.rows, len(asked.live))
    matched = leave(bits, asked.live)
    total = leave(bits, asked.passing)
    docs, scores = _best(lists, factors, bits, asked.most)
    return Chosen(bits, matched, total, docs, scores)


@loop
def _run(program: NDArray[np.int32], rows: Ints, size: int) -> Bits:
    """Work out for which papers a program holds; `size` is that of their bits."""
    stack = np.empty((len(program), size), np.uint64)  # a row for each operand that waits
    top = -1
    for step in program:
        if step in (ALL, ANY):
            top -= 1
            for place in range(size):
                if step == ALL:
                    stack[top, place] &= stack[top + 1, place]
                else:
                    stack[top, place] |= stack[top + 1, place]
        elif step == NOT:
            for place in range(size):
                stack[top, place] = ~stack[top, place]
        else:
            top += 1
            stack[top] = ~np.uint64(0) if step == EVERY else np.uint64(0)
            if step >= 0:
                _hold(rows, step, stack[top])
    return stack[0]


@loop
def _hold(rows: Ints, leaf: int, bits: Bits) -> None:
    """Set the papers for which a leaf holds: those of any of its lists; all are 0 before."""
    for row in rows:
        if row[LEAF] == leaf and row[BITS]:
            held, titled = longs_at(row[BITS], len(bits)), longs_at(row[TITLE_BITS], len(bits))
            for place in range(len(bits)):
                bits[place] |= held[place] | titled[place]
        elif row[LEAF] == leaf:
            for doc in ints_at(row[DOCS], row[COUNT]):
                bits[np.uint32(doc) >> 6] |= _ONE << np.uint64(doc & 63)


@loop
def _best(lists: Lists, factors: Factors, bits: Bits, most: int) -> tuple[Docs, Numbers]:
    """The best of some papers, ascending, with their scores; all of them where `most` is 0.

    MaxScore, in windows, and by sets of lists, many papers at a time. H. Turtle, J. Flood: Query
    evaluation: strategies and optimizations, 1995.
    """
    limits = _limits(lists.most)
    at = np.zeros((len(lists.rows), 3), np.int64)
    best = Best(np.full(max(most, 1), -np.inf), np.empty(0, np.int32), np.empty(0), 0)
    steps, number = 1, 0
    room = empty_window(min(len(bits), _STEPS * STEP))
    while number < len(bits):
        least = best.heap[0]
        sets = _reaching(lists.rows, limits, least)
        window = enter(lists.rows, sets, bits, (number, steps), room)
        weigh(window, factors)
        if len(window.left):
            window = _added(lists, limits, factors, at, (window, least))
            best = choose(window, best, most)
        steps, number = min(2 * steps, _STEPS), window.end // WORD
    docs, scores = best.docs[: best.chosen], best.scores[: best.chosen]
    kept = np.flatnonzero(scores >= best.heap[0])
    return docs[kept], scores[kept]


@loop
def _limits(most: Numbers) -> Numbers:
    """What each list and those behind it can add to a score at most; 0 behind the last."""
    limits = np.zeros(len(most) + 1)
    for i in range(len(most) - 1, -1, -1):
        limits[i] = limits[i + 1] + most[i] * (1 + _SLIGHTLY)
    return limits


@loop
def _reaching(rows: Ints, limits: Numbers, least: float) -> Ints:
    """The sets of lists that a paper must be in to reach a score; list i of a set is in bit i.

    A paper must be in all lists of one of these sets at least. They are of the first lists that
    have bits; of all others it may have all that they can add.
    """
    count = 0
    while count < min(len(rows), FIRST) and rows[count, BITS]:
        count += 1
    sums, sets = np.empty(1 << count), np.empty(1 << count, np.int64)
    sums[0] = limits[count]
    sets[0] = 0
    n = np.int64(sums[0] >= least)
    for i in range(count):
        for others in range(1 << i):
            one = others | 1 << i
            sums[one] = sums[others] + limits[i] - limits[i + 1]
            sets[n] = one
            # List i adds least of them: where the others don't reach it, no smaller set does.
            n += np.int64(sums[others] < least <= sums[one])
    return sets[:n]


@loop
def _added(
    lists: Lists, limits: Numbers, factors: Factors, at: Ints, among: tuple[Window, float]
) -> Window:
    """Add the scores of one window, and leave those papers that may reach the least of the best.

    Lists stand at their papers of this window, or before.
    """
    rows, weights, _ = lists
    window, least = among
    for i in range(len(rows)):
        if limits[i] < least:
            window = leave_reaching(window, least - limits[i])
        if not len(window.left):
            break
        if rows[i, SCORES]:
            add_scores(rows[i], at[i], window)
        elif rows[i, FREQS] and rows[i, DOCS]:
            add_listed(rows[i], weights[i], factors, at[i], window)
        elif rows[i, FREQS]:
            add_set(rows[i], weights[i], factors, at[i], window)
    return window
