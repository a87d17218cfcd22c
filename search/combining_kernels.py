"""Trees of leaves in a compiled loop: which papers match, how many, and the best of them, scored.

The plain twin is `search.combining.combined`. Importing this module imports Numba, which takes half
a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints, doubles_at, floats_at, ints_at, longs_at
from index.compiling import loop
from search.bit_kernels import WORD, ones
from search.bits import Bits
from search.choosing_kernels import WINDOW, Best, Window, choose
from search.combining import ALL, EVERY, NOT, Chosen
from search.lists import BITS, COUNT, DOCS, FREQS, LEAF, SCORES, TITLE_FREQS, TITLED, TITLES
from search.ranking import Numbers
from search.scoring import Factors
from search.shards import Docs

_ONE = np.uint64(1)
_EIGHT = np.uint64(0x0102040810204080)  # times eight bytes of 0 or 1: their bits, in the upper byte

Stack = NDArray[np.uint64]  # a row of bits for each operand that waits
Marks = NDArray[np.uint8]  # for each paper of a window 1 or 0


@loop
def combined(
    lists: Ints,
    weights: Numbers,
    factors: Factors,
    program: NDArray[np.int32],
    asked: tuple[Bits, Bits, int],
) -> Chosen:
    """See `search.combining.combine`.

    `weights` has the idf of each list that is a word. What is asked: the living papers, those that
    pass, and how many of the best.
    """
    live, passing, most = asked
    count = lists[:, LEAF].max() + 1 if len(lists) else 0
    marks = np.zeros((count + 1, WINDOW), np.uint8)  # the last one is of lists that are no leaf
    leaves = np.empty((count, WINDOW // WORD), np.uint64)
    stack = np.empty((len(program), WINDOW // WORD), np.uint64)
    bits = np.empty(len(live), np.uint64)
    at = np.zeros((len(lists), 2), np.int64)
    till = np.zeros((len(lists), 2), np.int64)
    sums, frequencies = np.zeros(WINDOW), np.zeros(WINDOW)
    best = Best(np.full(max(most, 1), -np.inf), np.empty(0, np.int32), np.empty(0), 0)
    total = matched = 0
    for base in range(0, WORD * len(live), WINDOW):
        for i in range(len(lists)):
            row = lists[i]
            till[i, 0] = _mark(ints_at(row[DOCS], row[COUNT]), at[i, 0], base, marks[row[LEAF]])
            till[i, 1] = _mark(ints_at(row[TITLES], row[TITLED]), at[i, 1], base, marks[row[LEAF]])
        here = slice(base // WORD, min(base // WORD + WINDOW // WORD, len(live)))
        _pack(marks, lists, here, leaves)
        found = _run(program, leaves, live[here], stack)
        matched += found
        bits[here] = stack[0, : len(live[here])]
        if found:
            total += _leave(bits[here], passing[here])
            window = Window(base, bits[here], sums, frequencies)
            for i in range(len(lists)):
                if lists[i, SCORES]:
                    _add_scores(lists[i], (at[i, 0], till[i, 0]), window)
                elif lists[i, FREQS]:
                    _add_word(lists[i], weights[i], factors, (at[i], till[i]), window)
            best = choose(window, best, most)
        at[:] = till
    docs, scores = best.docs[: best.chosen], best.scores[: best.chosen]
    kept = np.flatnonzero(scores >= best.heap[0])
    return Chosen(bits, matched, total, docs[kept], scores[kept])


@loop
def _mark(docs: Docs, at: int, base: int, marks: Marks) -> int:
    """Mark a list's papers of one window, from `at` on; where those behind it begin."""
    i, limit = np.uint64(at), base + WINDOW  # no index is below 0
    while i < np.uint64(len(docs)) and docs[i] < limit:
        marks[np.uint32(docs[i] - base)] = 1
        i += _ONE
    return int(i)


@loop
def _pack(marks: NDArray[np.uint8], lists: Ints, here: slice, leaves: Stack) -> None:
    """The marks of a window as bits, with those of lists that are bits; unmark all."""
    for leaf in range(len(leaves)):
        eights = marks[leaf].view(np.uint64)
        for place in range(np.uint64(WINDOW // WORD)):
            packed = np.uint64(0)
            for i in range(np.uint64(8)):
                packed |= ((eights[8 * place + i] * _EIGHT) >> np.uint64(56)) << (8 * i)
            leaves[leaf, place] = packed
    marks[:] = 0
    for row in lists:
        if row[BITS]:
            held = longs_at(row[BITS], here.stop)[here]
            for place in range(len(held)):
                leaves[row[LEAF], place] |= held[place]


@loop
def _run(program: NDArray[np.int32], leaves: Stack, live: Bits, stack: Stack) -> int:
    """Work out for which papers of a window a program holds: `stack[0]`; how many."""
    top, size = -1, len(live)
    for step in program:
        if step >= 0:
            top += 1
            stack[top] = leaves[step]
        elif step == EVERY:
            top += 1
            stack[top] = ~np.uint64(0)
        elif step == NOT:
            for place in range(size):
                stack[top, place] = ~stack[top, place]
        else:
            top -= 1
            for place in range(size):
                if step == ALL:
                    stack[top, place] &= stack[top + 1, place]
                else:
                    stack[top, place] |= stack[top + 1, place]
    return _leave(stack[0, :size], live)


@loop
def _leave(bits: Bits, allowed: Bits) -> int:
    """Leave those that are allowed, and count them."""
    left = 0
    for place in range(len(bits)):
        bits[place] &= allowed[place]
        left += ones(bits[place])
    return left


# In the loops below arrays are taken out of tuples first, and no array is handed on or changed for
# another in an inner loop: its owners would be counted each time, and nothing done eight at a time.


@loop
def _add_scores(row: Ints, run: tuple[int, int], window: Window) -> None:
    """Add a list's scores to the sums of the papers that match."""
    base, bits, sums, _ = window
    docs, scores = ints_at(row[DOCS], row[COUNT]), doubles_at(row[SCORES], row[COUNT])
    for i in range(np.uint64(run[0]), np.uint64(run[1])):
        inside = np.uint32(docs[i] - base)
        if (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            sums[inside] += scores[i]


@loop
def _add_word(
    row: Ints, weight: float, factors: Factors, runs: tuple[Ints, Ints], window: Window
) -> None:
    """Add a word's scores: `search.ranking.word_scores` of the papers that match.

    Titles are entered first, abstracts added to them; what is left has no abstract with the word.
    """
    base, bits, sums, frequencies = window
    title_lengths, abstract_lengths, title, abstract, top, half = factors
    (docs_at, titles_at), (docs_till, titles_till) = runs[0], runs[1]
    titles, title_freqs = (
        ints_at(row[TITLES], row[TITLED]),
        floats_at(row[TITLE_FREQS], row[TITLED]),
    )
    docs, freqs = ints_at(row[DOCS], row[COUNT]), floats_at(row[FREQS], row[COUNT])
    for i in range(np.uint64(titles_at), np.uint64(titles_till)):
        frequencies[np.uint32(titles[i] - base)] = (
            title_freqs[i] * title[title_lengths[np.uint32(titles[i])]]
        )
    for i in range(np.uint64(docs_at), np.uint64(docs_till)):
        inside = np.uint32(docs[i] - base)
        if (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            frequency = (
                frequencies[inside] + freqs[i] * abstract[abstract_lengths[np.uint32(docs[i])]]
            )
            if frequency:  # it isn't to count in every paper
                sums[inside] += top * frequency / (half + frequency) * weight
        frequencies[inside] = 0.0
    for i in range(np.uint64(titles_at), np.uint64(titles_till)):
        inside = np.uint32(titles[i] - base)
        frequency = frequencies[inside]
        if frequency and (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            sums[inside] += top * frequency / (half + frequency) * weight
        frequencies[inside] = 0.0
