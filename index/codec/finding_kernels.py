"""Several terms looked up at once, in compiled loops, as `term_kernels.find` does it with one."""

import numpy as np

from index.codec.mapped_kernels import U1, Ints, longs_at
from index.codec.term_kernels import HEADS, find_from, head_of
from index.loops import loop

_ROW = 16  # bytes of a head, and where its term begins


@loop
def find_all(segments: Ints, texts: U1, bounds: Ints, numbers: Ints) -> None:
    """Enter as numbers[i, s, f] what `find` tells of term i in segments[s, f].

    Term i is texts[bounds[i, 0] : bounds[i, 1]]. Each is looked for by halves, and none goes on
    before all others have taken their step, so that they wait for memory together.
    """
    words, fields = numbers.shape[0], numbers.shape[2]
    searches = np.empty((numbers.size, 3), np.int64)  # where heads are, the first left, how many
    heads = np.empty(words, np.uint64)
    most = at = 0
    for i in range(words):
        heads[i] = head_of(texts, bounds[i, 0], bounds[i, 1] - bounds[i, 0])
        for s in range(len(segments)):
            for field in range(fields):
                address, size = segments[s, field, HEADS, 0], segments[s, field, HEADS, 1]
                searches[at, 0], searches[at, 1], searches[at, 2] = address, 0, size // _ROW
                most, at = max(most, size // _ROW), at + 1
    each = numbers.size // max(words, 1)
    while most > 1:
        for at in range(len(searches)):
            address, first, left = searches[at, 0], searches[at, 1], searches[at, 2]
            half = left >> 1
            if half:
                is_below = longs_at(address + _ROW * (first + half), 1)[0] <= heads[at // each]
                searches[at, 1], searches[at, 2] = first + half * is_below, left - half
        most -= most >> 1
    at = 0
    for i in range(words):
        key = texts[bounds[i, 0] : bounds[i, 1]]
        for s in range(len(segments)):
            for field in range(fields):
                run = searches[at, 1]
                numbers[i, s, field] = find_from(segments[s, field], key, heads[i], run)
                at += 1
