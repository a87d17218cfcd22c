"""Trees of leaves in a compiled loop: which papers match, how many, and the best of them, scored.

The plain twin is `search.combining.combined`.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Int, Ints, doubles_at, ints_at, longs_at
from index.loops import loop
from search.adding_kernels import Passed, add_listed, add_scores, add_set
from search.bit_kernels import WORD, leave
from search.bits import Bits
from search.choosing_kernels import (
    Best,
    are_falling,
    best_first,
    best_of,
    choose,
    leave_best,
)
from search.lists import (
    ALL,
    ANY,
    BITS,
    COUNT,
    DOCS,
    EVERY,
    FREQS,
    LEAF,
    NOT,
    SCORES,
    TITLE_BITS,
    Asked,
    Chosen,
    Lists,
    OfChosen,
)
from search.ranking import Numbers
from search.scoring import Factors
from search.seeding_kernels import SEEDS, likely, reaching, sums_of, with_bits
from search.shards import Docs
from search.window_kernels import MOST, Window, enter, leave_reaching, room_for, weigh

_ONE = np.uint64(1)
_STEPS = 16  # of a window at most; the first one has one, each next one twice as many
_SLIGHTLY = 1e-9  # more than rounding can add to a sum, in its parts


@loop
def _combined(lists: Lists, factors: Factors, asked: Asked) -> Chosen:
    """See `search.combining.combine`."""
    if _is_alone(asked.program, lists.rows):
        bits, matched, docs, scores = _alone(lists.rows[0], asked.live, asked.passing)
        total = len(docs)
        docs, scores = best_of(docs, scores, asked.most)
    else:
        lists = with_bits(lists, len(asked.live))
        bits = _run(asked.program, lists.rows, len(asked.live))
        matched = leave(bits, asked.live)
        total = leave(bits, asked.passing)
        # Where all papers are in the same lists, none is likelier than others to be of the best.
        seedable = total if _has_any(asked.program, lists.rows) else 0
        docs, scores = _best(lists, factors, bits, (asked.most, seedable))
    if asked.most:
        docs, scores = best_first(docs, scores)
    return Chosen(bits, int(matched), total, docs, scores, bool(asked.most) and are_falling(scores))


@loop
def _parts_of(chosen: Chosen) -> OfChosen:
    """As Python is handed it."""
    bits, matched, total, docs, scores, ranked = chosen
    return bits, matched, total, docs, scores, ranked


@loop
def _is_alone(program: NDArray[np.int32], rows: Ints) -> bool:
    """Whether all that is asked for are the papers of one list, which has their scores."""
    return (
        len(program) == 1
        and len(rows) == 1
        and rows[0, LEAF] == program[0]
        and rows[0, SCORES] != 0
        and rows[0, BITS] == 0
    )


@loop
def _alone(row: Ints, live: Bits, passing: Bits) -> tuple[Bits, Int, Docs, Numbers]:
    """Such a list's papers that live and pass, in bits; how many live; the papers and scores."""
    docs, scores = ints_at(row[DOCS], row[COUNT]), doubles_at(row[SCORES], row[COUNT])
    bits = np.zeros(len(live), np.uint64)
    left, sums = np.empty(len(docs), np.int32), np.empty(len(docs))
    matched, n = np.uint64(0), np.uint64(0)  # no index is below 0
    for i in range(np.uint64(len(docs))):
        number, low = np.uint32(docs[i]) >> np.uint32(6), np.uint64(docs[i] & 63)
        lives = (live[number] >> low) & _ONE
        passes = lives & (passing[number] >> low)
        bits[number] |= passes << low
        left[n], sums[n] = docs[i], scores[i]
        matched += lives
        n += passes
    return bits, np.int64(matched), left[:n], sums[:n]


@loop
def _has_any(program: NDArray[np.int32], rows: Ints) -> bool:
    """Whether a tree may hold for papers that are in other lists than others."""
    for step in program:
        if step == ANY:
            return True
    for i in range(len(rows)):
        for j in range(i):
            if rows[i, LEAF] == rows[j, LEAF]:
                return True
    return False


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
def _best(
    lists: Lists, factors: Factors, bits: Bits, asked: tuple[int, int]
) -> tuple[Docs, Numbers]:
    """The best of some papers, ascending, with their scores; all of them where `most` is 0.

    MaxScore, in windows, and by sets of lists, many papers at a time. H. Turtle, J. Flood: Query
    evaluation: strategies and optimizations, 1995. Papers that are likely to be among the best are
    added up before all others, so that every window knows what these reach.
    """
    rows, limits, most = lists.rows, _limits(lists.most), asked[0]
    reached = sums_of(rows, limits)
    at = np.zeros((len(rows), 3), np.int64)
    passed = np.empty((len(rows), len(bits), 2), np.int32)
    best = Best(np.full(max(most, 1), -np.inf), np.empty(0, np.int32), np.empty(0), 0)
    room, room_of_sets = room_for(len(bits)), np.empty(len(reached), np.int64)
    first = likely(rows, reached, len(bits), asked)
    is_first, steps, number = first > -np.inf, 1, 0
    while number < len(bits):
        least = best.heap[0]
        sets = reaching(reached, first if is_first else least, room_of_sets)
        extent = (number, len(bits), SEEDS) if is_first else (number, steps, MOST)
        window = enter(rows, sets, bits, extent, room)
        weigh(window, factors)
        steps, number = min(2 * steps, _STEPS), window.end // WORD
        if len(window.left):
            window = _added(lists, limits, factors, (at, passed), (window, least))
            best = choose(window, best, most)
        if is_first and (number < len(bits) or best.heap[0] < first):
            best = _begun_again(rows, at, best)
            steps, number = _STEPS if best.heap[0] > -np.inf else 1, 0
        is_first = False
    return leave_best(best)


@loop
def _begun_again(rows: Ints, at: Ints, best: Best) -> Best:
    """Nothing but what the best reach at least; lists stand at their first papers."""
    for i in range(len(rows)):
        if rows[i, DOCS]:
            at[i, 0] = 0
    return Best(np.full(len(best.heap), best.heap[0]), best.docs, best.scores, 0)


@loop
def _limits(most: Numbers) -> Numbers:
    """What each list and those behind it can add to a score at most; 0 behind the last."""
    limits = np.zeros(len(most) + 1)
    for i in range(len(most) - 1, -1, -1):
        limits[i] = limits[i + 1] + most[i] * (1 + _SLIGHTLY)
    return limits


@loop
def _added(
    lists: Lists,
    limits: Numbers,
    factors: Factors,
    passing: tuple[Ints, Passed],
    among: tuple[Window, float],
) -> Window:
    """Add the scores of one window, and leave those papers that may reach the least of the best.

    Lists stand at their papers of this window, or before.
    """
    rows, weights, _ = lists
    window, least = among
    at, passed = passing
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
            add_set(rows[i], weights[i], factors, (at[i], passed[i]), window)
    return window
