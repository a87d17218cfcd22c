"""The compiled loops of `index.codec.strings`.

Imported only when something is written.
"""

import numpy as np
from numpy.typing import NDArray

from index.loops import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]


@loop
def take_strings(text: U1, begins: I8, sizes: U4) -> U1:
    """String by string."""
    size = 0
    for one in sizes:
        size += one
    taken = np.empty(size, np.uint8)
    at = 0
    for string in range(len(begins)):
        begin = begins[string]
        for place in range(begin, begin + sizes[string]):
            taken[at] = text[place]
            at += 1
    return taken


@loop
def sort_alike(
    text: U1, ends: I8, sizes: U4, order: NDArray[np.intp], begins: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Shell's sort of each run, with Knuth's steps: https://en.wikipedia.org/wiki/Shellsort."""
    first = 0
    for last in range(1, len(order) + 1):
        if last < len(order) and not begins[last]:
            continue
        step = 1
        while step < (last - first) // 3:
            step = 3 * step + 1
        while step:
            for place in range(first + step, last):
                string, before = order[place], place - step
                while before >= first and _is_before(text, ends, sizes, string, order[before]):
                    order[before + step] = order[before]
                    before -= step
                order[before + step] = string
            step //= 3
        first = last
    return order


@loop
def _is_before(text: U1, ends: I8, sizes: U4, one: int, other: int) -> bool:
    """Whether one string is before another, whose first eight bytes are the same."""
    size, other_size = int(sizes[one]), int(sizes[other])
    begin, other_begin = ends[one] - size, ends[other] - other_size
    for place in range(8, min(size, other_size)):
        if text[begin + place] != text[other_begin + place]:
            return bool(text[begin + place] < text[other_begin + place])
    return size < other_size
