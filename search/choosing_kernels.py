"""The best papers of one window after the other, in compiled loops."""

from typing import NamedTuple

import numpy as np

from index.loops import loop
from search.ranking import Numbers
from search.shards import Docs
from search.window_kernels import ROOM, Window, leave_reaching


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
    heap, docs, scores, count = best
    least = heap[0]
    if count + ROOM > len(docs):
        docs, scores, count = _with_room(docs[:count], scores[:count], least)
    found, sums = window.docs, window.sums
    for place in leave_reaching(window, least).left:
        if sums[place] < least:  # which has grown
            continue
        docs[count], scores[count] = found[place], sums[place]
        count += 1
        if most and sums[place] > least:
            _replace_least(heap, sums[place])
            least = heap[0]
    return Best(heap, docs, scores, count)


@loop
def best_first(docs: Docs, scores: Numbers) -> tuple[Docs, Numbers]:
    """The same, the highest score first; of equal ones those that came first."""
    order = np.argsort(-scores, kind="mergesort")
    return docs[order], scores[order]


@loop
def _with_room(docs: Docs, scores: Numbers, least: float) -> tuple[Docs, Numbers, int]:
    """The same without those that are no longer among the best, in arrays with room for more."""
    kept = np.flatnonzero(scores >= least)
    room = 2 * len(kept) + 2 * ROOM
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
