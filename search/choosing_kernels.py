"""The best papers of one window after the other, in compiled loops."""

from typing import NamedTuple

import numpy as np

from index.codec.mapped_kernels import Ints
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
def best_of(docs: Docs, scores: Numbers, most: int) -> tuple[Docs, Numbers]:
    """The best of all papers and their equals, in their order; all of them where `most` is 0.

    What is given is written over.
    """
    heap = np.full(max(most, 1), -np.inf)
    if most:
        for score in scores:
            if score > heap[0]:
                _replace_least(heap, score)
    return leave_best(Best(heap, docs, scores, len(docs)))


@loop
def best_first(docs: Docs, scores: Numbers) -> tuple[Docs, Numbers]:
    """The same, the highest score first; of equal ones those that came first."""
    order = falling(scores)
    first, highest = np.empty(len(order), np.int32), np.empty(len(order))
    for place in range(len(order)):
        first[place], highest[place] = docs[order[place]], scores[order[place]]
    return first, highest


@loop
def are_falling(numbers: Numbers) -> bool:
    """Whether each is less than the one before it."""
    for i in range(1, len(numbers)):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if not numbers[i] < numbers[i - 1]:
            return False
    return True


@loop
def falling(numbers: Numbers) -> Ints:
    """Where some numbers are when they fall, equal ones as they were; merged in turn.

    NumPy's way takes Numba long to compile.
    """
    order, merged = np.arange(len(numbers)), np.empty(len(numbers), np.int64)
    size, count = 1, len(numbers)
    while size < count:
        for start in range(0, count, 2 * size):
            middle, end = min(start + size, count), min(start + 2 * size, count)
            i, j = start, middle
            for place in range(start, end):
                is_first = j == end or (i < middle and numbers[order[i]] >= numbers[order[j]])
                merged[place] = order[i] if is_first else order[j]
                i, j = i + is_first, j + (not is_first)
        order, merged, size = merged, order, 2 * size
    return order


@loop
def leave_best(best: Best) -> tuple[Docs, Numbers]:
    """Those that are no worse than the least of the best, in their order."""
    docs, scores, least = best.docs, best.scores, best.heap[0]
    n = 0
    for place in range(best.chosen):
        doc, score = docs[place], scores[place]
        docs[n], scores[n] = doc, score
        n += score >= least
    return docs[:n], scores[:n]


@loop
def _with_room(docs: Docs, scores: Numbers, least: float) -> tuple[Docs, Numbers, int]:
    """The same without those that are no longer among the best, in arrays with room for more."""
    kept = 0
    for score in scores:
        kept += score >= least
    room = 2 * kept + 2 * ROOM
    wider, higher = np.empty(room, np.int32), np.empty(room, np.float64)
    n = 0
    for place in range(len(scores)):  # an assignment of slices takes Numba long to compile
        wider[n], higher[n] = docs[place], scores[place]
        n += scores[place] >= least
    return wider, higher, kept


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
