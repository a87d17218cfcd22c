"""The best papers of one window after the other, in compiled loops.

Importing this module imports Numba, which takes half a second.
"""

from typing import NamedTuple

import numpy as np

from index.compiling import loop
from search.bit_kernels import WORD, lowest, ones
from search.bits import Bits
from search.ranking import Numbers
from search.shards import Docs

WINDOW = 4096  # papers that are added up at a time: their sums stay in the nearest cache
_FEW = np.uint64(12)  # papers of 64 that are looked at one by one
_ONE = np.uint64(1)


class Window(NamedTuple):
    """Some papers from `base` on: those that are left, in bits, and the sums of their scores.

    `frequencies` is room for those of one word; all are 0 between words.
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
def choose(window: Window, best: Best, most: int) -> Best:
    """Take up those papers of a window that may be among the best."""
    base, bits, sums, _ = window
    heap, docs, scores, count = best
    least = heap[0]
    if count + WINDOW > len(docs):
        docs, scores, count = _with_room(docs[:count], scores[:count], least)
    leave_reaching(window, least)
    for place in range(len(bits)):
        left = bits[place]
        while left:
            inside = np.uint32(WORD * place) + np.uint32(lowest(left))
            left &= left - _ONE
            if sums[inside] < least:  # which has grown
                continue
            docs[count], scores[count] = base + np.int64(inside), sums[inside]
            count += 1
            if most and sums[inside] > least:
                _replace_least(heap, sums[inside])
                least = heap[0]
    return Best(heap, docs, scores, count)


@loop
def leave_reaching(window: Window, least: float) -> bool:
    """Leave the papers with no less for a sum; whether there are any."""
    _, bits, sums, _ = window
    left = np.uint64(0)
    for place in range(np.uint64(len(bits))):
        first, here = np.uint64(WORD) * place, bits[place]
        if ones(here) > _FEW:
            reaching = np.uint64(0)  # without a branch, several papers at a time
            for i in range(np.uint64(WORD)):
                reaching |= np.uint64(sums[first + i] >= least) << i
            bits[place] &= reaching
        while here and ones(here) <= _FEW:
            low = lowest(here)
            bits[place] ^= np.uint64(sums[first + low] < least) << low
            here &= here - _ONE
        left |= bits[place]
    return left != 0


@loop
def _with_room(docs: Docs, scores: Numbers, least: float) -> tuple[Docs, Numbers, int]:
    """The same without those that are no longer among the best, in arrays with room for more."""
    kept = np.flatnonzero(scores >= least)
    room = 2 * len(kept) + 2 * WINDOW
    wider, higher = np.empty(room, np.int32), np.empty(room, np.float64)
    for place in range(len(kept)):  # an assignment of slices takes Numba long to compile
        wider[place], higher[place] = docs[kept[place]], scores[kept[place]]
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
