"""Trees of leaves in a compiled loop: which papers match, how many, and the best of them, scored.

The plain twin is `search.combining.combined`. Importing this module imports Numba, which takes half
a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints, doubles_at, floats_at, ints_at, longs_at
from index.compiling import loop
from search.bit_kernels import WORD, leave
from search.bits import Bits
from search.choosing_kernels import WINDOW, Best, Window, choose, leave_reaching
from search.combining import ALL, ANY, EVERY, NOT
from search.lists import (
    BITS,
    COUNT,
    DOCS,
    FREQS,
    LEAF,
    SCORES,
    TITLE_FREQS,
    TITLED,
    TITLES,
    Asked,
    Chosen,
    Lists,
)
from search.ranking import Numbers
from search.scoring import Factors
from search.shards import Docs

_ONE = np.uint64(1)
_SLIGHTLY = 1e-9  # more than rounding can add to a sum, in its parts


@loop
def combined(lists: Lists, factors: Factors, asked: Asked) -> Chosen:
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
            held = longs_at(row[BITS], len(bits))
            for place in range(len(bits)):
                bits[place] |= held[place]
        elif row[LEAF] == leaf:
            for doc in ints_at(row[DOCS], row[COUNT]):
                bits[np.uint32(doc) >> 6] |= _ONE << np.uint64(doc & 63)


@loop
def _best(lists: Lists, factors: Factors, bits: Bits, most: int) -> tuple[Docs, Numbers]:
    """The best of some papers, ascending, with their scores; all of them where `most` is 0.

    MaxScore, in windows: H. Turtle, J. Flood: Query evaluation: strategies and optimizations, 1995.
    """
    limits = _limits(lists.most)
    at = np.zeros((len(limits), 2), np.int64)
    sums, frequencies = np.zeros(WINDOW), np.zeros(WINDOW)
    best = Best(np.full(max(most, 1), -np.inf), np.empty(0, np.int32), np.empty(0), 0)
    left = np.empty(WINDOW // WORD, np.uint64)
    for base in range(0, WORD * len(bits), WINDOW):
        here = bits[base // WORD : (base + WINDOW) // WORD]
        if here.any():
            for place in range(len(here)):
                left[place] = here[place]
            window = Window(base, left[: len(here)], sums, frequencies)
            if _add_up(lists, limits, factors, at, (window, best.heap[0])):
                best = choose(window, best, most)
            sums[:] = 0
    docs, scores = best.docs[: best.chosen], best.scores[: best.chosen]
    kept = np.flatnonzero(scores >= best.heap[0])
    return docs[kept], scores[kept]


@loop
def _limits(most: Numbers) -> Numbers:
    """What each list and those behind it can add to a score at most."""
    limits = np.empty(len(most))
    limit = 0.0
    for i in range(len(most) - 1, -1, -1):
        limit += most[i] * (1 + _SLIGHTLY)
        limits[i] = limit
    return limits


@loop
def _add_up(
    lists: Lists, limits: Numbers, factors: Factors, at: Ints, among: tuple[Window, float]
) -> bool:
    """Add the scores of one window, and leave those papers that may reach the least of the best.

    Whether there are any. Lists stand at their papers of this window, or before.
    """
    rows, weights, _ = lists
    window, least = among
    for i in range(len(rows)):
        if limits[i] < least and not leave_reaching(window, least - limits[i]):
            return False
        if rows[i, SCORES]:
            _add_scores(rows[i], at[i], window)
        elif rows[i, FREQS]:
            _add_word(rows[i], weights[i], factors, at[i], window)
    return True


@loop
def _skipped(docs: Docs, at: int, base: int) -> int:
    """The first place from `at` on of a paper from `base` on: by leaps, then by halves."""
    low, step = at, 1
    while low + step < len(docs) and docs[low + step] < base:
        low, step = low + step, 2 * step
    high = min(low + step, len(docs))
    while low < high:
        middle = (low + high) // 2
        if docs[middle] < base:
            low = middle + 1
        else:
            high = middle
    return low


# In the loops below arrays are taken out of tuples first, and no array is handed on or changed for
# another in an inner loop: its owners would be counted each time, and nothing done eight at a time.


@loop
def _add_scores(row: Ints, at: Ints, window: Window) -> None:
    """Add a list's scores to the sums of those that are left."""
    base, bits, sums, _ = window
    docs, scores = ints_at(row[DOCS], row[COUNT]), doubles_at(row[SCORES], row[COUNT])
    i, limit = np.uint64(_skipped(docs, at[0], base)), base + WINDOW  # no index is below 0
    while i < np.uint64(len(docs)) and docs[i] < limit:
        inside = np.uint32(docs[i] - base)
        if (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            sums[inside] += scores[i]
        i += _ONE
    at[0] = i


@loop
def _add_word(row: Ints, weight: float, factors: Factors, at: Ints, window: Window) -> None:
    """Add a word's scores: `search.ranking.word_scores` of those that are left.

    Titles are entered first, abstracts added to them; what is left has no abstract with the word.
    """
    base, bits, sums, frequencies = window
    title_lengths, abstract_lengths, title, abstract, top, half = factors
    titles = ints_at(row[TITLES], row[TITLED])
    title_freqs = floats_at(row[TITLE_FREQS], row[TITLED])
    docs, freqs = ints_at(row[DOCS], row[COUNT]), floats_at(row[FREQS], row[COUNT])
    limit = base + WINDOW
    first = np.uint64(_skipped(titles, at[1], base))
    i = first
    while i < np.uint64(len(titles)) and titles[i] < limit:
        inside = np.uint32(titles[i] - base)
        if (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            frequencies[inside] = title_freqs[i] * title[title_lengths[np.uint32(titles[i])]]
        i += _ONE
    at[1] = i
    i = np.uint64(_skipped(docs, at[0], base))
    while i < np.uint64(len(docs)) and docs[i] < limit:
        inside = np.uint32(docs[i] - base)
        if (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            frequency = (
                frequencies[inside] + freqs[i] * abstract[abstract_lengths[np.uint32(docs[i])]]
            )
            if frequency:  # it isn't to count in every paper
                sums[inside] += top * frequency / (half + frequency) * weight
            frequencies[inside] = 0.0
        i += _ONE
    at[0] = i
    for place in range(first, np.uint64(at[1])):
        inside = np.uint32(titles[place] - base)
        frequency = frequencies[inside]
        if frequency:  # what is 0 has no title with the word, or was added above
            sums[inside] += top * frequency / (half + frequency) * weight
            frequencies[inside] = 0.0
