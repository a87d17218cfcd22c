"""Trees of leaves in a compiled loop: which papers match, how many, and the best of them, scored.

The plain twin is `search.combining.combined`. Importing this module imports Numba, which takes half
a second.
"""

from typing import NamedTuple

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints, doubles_at, floats_at, ints_at, longs_at
from index.compiling import loop
from search.bits import Bits
from search.combining import ALL, EVERY, NOT, Chosen
from search.lists import BITS, COUNT, DOCS, FREQS, LEAF, SCORES, TITLE_FREQS, TITLED, TITLES
from search.ranking import Numbers
from search.scoring import Factors
from search.shards import Docs

WINDOW = 4096  # papers that are added up at a time: their sums stay in the nearest cache
_WORD = 64
_ONE = np.uint64(1)
_EIGHT = np.uint64(0x0102040810204080)  # times eight bytes of 0 or 1: their bits, in the upper byte

Stack = NDArray[np.uint64]  # a row of bits for each operand that waits
Marks = NDArray[np.uint8]  # for each paper of a window 1 or 0


class Window(NamedTuple):
    """Some papers from `base` on: those that match, in bits, and the sums of their scores.

    `frequencies` is room for those of one word; all are 0 between factors.
    """

    base: int
    bits: Bits
    sums: Numbers
    frequencies: Numbers


class Best(NamedTuple):
    """The best so far and others, `chosen` of them; `heap` has the scores of the best.

    Its least one is on top, each is at most its two below.
    """

    heap: Numbers
    docs: Docs
    scores: Numbers
    chosen: int


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
    leaves = np.empty((count, WINDOW // _WORD), np.uint64)
    stack = np.empty((len(program), WINDOW // _WORD), np.uint64)
    bits = np.empty(len(live), np.uint64)
    at = np.zeros((len(lists), 2), np.int64)
    till = np.zeros((len(lists), 2), np.int64)
    sums, frequencies = np.zeros(WINDOW), np.zeros(WINDOW)
    best = Best(np.full(max(most, 1), -np.inf), np.empty(0, np.int32), np.empty(0), 0)
    total = matched = 0
    for base in range(0, _WORD * len(live), WINDOW):
        for i in range(len(lists)):
            row = lists[i]
            till[i, 0] = _mark(ints_at(row[DOCS], row[COUNT]), at[i, 0], base, marks[row[LEAF]])
            till[i, 1] = _mark(ints_at(row[TITLES], row[TITLED]), at[i, 1], base, marks[row[LEAF]])
        here = slice(base // _WORD, min(base // _WORD + WINDOW // _WORD, len(live)))
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
            best = _choose(window, best, most)
        at[:] = till
    docs, scores = best.docs[: best.chosen], best.scores[: best.chosen]
    kept = np.flatnonzero(scores >= best.heap[0])
    return Chosen(bits, matched, total, docs[kept], scores[kept])


@loop
def listed(bits: Bits, count: int) -> Docs:
    """The papers of some bits, ascending; there are `count`."""
    docs = np.empty(count, np.int32)
    n = 0
    for place in range(len(bits)):
        left = bits[place]
        while left:
            docs[n] = _WORD * place + np.int32(_lowest(left))
            n += 1
            left &= left - _ONE
    return docs


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
        for place in range(np.uint64(WINDOW // _WORD)):
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
        left += _ones(bits[place])
    return left


@loop
def _ones(bits: np.uint64) -> int:
    """How many bits are set; compilers know this way of counting them for an instruction."""
    bits -= (bits >> _ONE) & np.uint64(0x5555555555555555)
    twos = np.uint64(0x3333333333333333)
    bits = (bits & twos) + ((bits >> np.uint64(2)) & twos)
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@loop
def _lowest(bits: np.uint64) -> np.uint64:
    """The place of the lowest bit that is set."""
    return trailing_zeros(bits)  # type: ignore[call-arg]  # made by a decorator


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
            sums[inside] += top * frequency / (half + frequency) * weight
        frequencies[inside] = 0.0
    for i in range(np.uint64(titles_at), np.uint64(titles_till)):
        inside = np.uint32(titles[i] - base)
        frequency = frequencies[inside]
        if frequency and (bits[inside >> 6] >> np.uint64(inside & 63)) & _ONE:
            sums[inside] += top * frequency / (half + frequency) * weight
        frequencies[inside] = 0.0


@loop
def _choose(window: Window, best: Best, most: int) -> Best:
    """Take up those papers of a window that may be among the best; clear the sums."""
    base, bits, sums, _ = window
    heap, docs, scores, count = best
    least = heap[0]
    if count + WINDOW > len(docs):
        docs, scores, count = _with_room(docs[:count], scores[:count], least)
    for place in range(len(bits)):
        left = bits[place]
        if not left:
            continue
        reaches = 0  # without a branch, several papers at a time
        for i in range(_WORD):
            reaches |= sums[_WORD * place + i] >= least
        while reaches and left:
            inside = np.uint32(_WORD * place) + np.uint32(_lowest(left))
            left &= left - _ONE
            if sums[inside] < least:
                continue
            docs[count], scores[count] = base + np.int64(inside), sums[inside]
            count += 1
            if most and sums[inside] > least:
                _replace_least(heap, sums[inside])
                least = heap[0]
        for i in range(_WORD):
            sums[_WORD * place + i] = 0.0
    return Best(heap, docs, scores, count)


@loop
def _with_room(docs: Docs, scores: Numbers, least: float) -> tuple[Docs, Numbers, int]:
    """The same without those that are no longer among the best, in arrays with room for more."""
    kept = np.flatnonzero(scores >= least)
    room = 2 * len(kept) + 2 * WINDOW
    wider, higher = np.empty(room, np.int32), np.empty(room, np.float64)
    wider[: len(kept)], higher[: len(kept)] = docs[kept], scores[kept]
    return wider, higher, len(kept)


@loop
def _replace_least(heap: Numbers, score: float) -> None:
    at = 0
    while 2 * at + 1 < len(heap):
        below = 2 * at + 1
        if below + 1 < len(heap) and heap[below + 1] < heap[below]:
            below += 1
        if score <= heap[below]:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = score
