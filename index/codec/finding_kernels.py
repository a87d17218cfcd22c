"""Several terms looked up at once, in compiled loops, as `term_kernels.find` does it with one."""

import numpy as np

from index.codec.mapped_kernels import START, TEXT, TEXT_AT, U1, Ints, Layout, longs_at
from index.codec.packing import BLOCK
from index.codec.term_kernels import HEADS, STRIDE, find_from, head_of
from index.intrinsics import LINE, read_ahead
from index.loops import loop

_ROW = 16  # bytes of a head, and where its term begins


@loop
def find_all(segments: Ints, first: int, texts: U1, bounds: Ints, numbers: Ints) -> None:
    """Enter as numbers[i, s, f] what `find` tells of term i in segments[s, first + f].

    Term i is texts[bounds[i, 0] : bounds[i, 1]]. Each is looked for by halves, and none goes on
    before all others have taken their step, so that they wait for memory together.
    """
    words, fields = numbers.shape[0], numbers.shape[2]
    searches = np.empty((numbers.size, 2), np.int64)  # where a head is, and how many are from there
    heads = np.empty(words, np.uint64)
    most = at = 0
    for i in range(words):
        heads[i] = head_of(texts, bounds[i, 0], bounds[i, 1] - bounds[i, 0])
        for s in range(len(segments)):
            for field in range(first, first + fields):
                size = segments[s, field, HEADS, 1] // _ROW
                # Where there is none, something is looked at all the same.
                address = segments[s, field, HEADS, 0] if size else heads.ctypes.data
                searches[at, 0], searches[at, 1] = address, size
                most, at = max(most, size), at + 1
    while most > 1:
        at = 0
        for i in range(words):
            for _ in range(len(segments) * fields):
                address, half = searches[at, 0], searches[at, 1] >> 1
                is_below = longs_at(address + _ROW * half, 1)[0] <= heads[i]
                searches[at, 0] = address + _ROW * half * is_below
                searches[at, 1] -= half
                at += 1
        most -= most >> 1
    at = 0
    for _ in range(words):
        for s in range(len(segments)):
            for field in range(first, first + fields):
                searches[at, 0] -= segments[s, field, HEADS, 0]
                if searches[at, 1]:
                    _read_ahead(segments[s, field], searches[at, 0] // _ROW)
                at += 1
    at = 0
    for i in range(words):
        key = texts[bounds[i, 0] : bounds[i, 1]]
        for s in range(len(segments)):
            for field in range(fields):
                run = searches[at, 0] // _ROW
                numbers[i, s, field] = find_from(segments[s, first + field], key, heads[i], run)
                at += 1


@loop
def _read_ahead(field: Layout, run: int) -> None:
    """Have the terms of a run come from memory, and how many documents each has."""
    begin = np.int64(longs_at(field[HEADS, 0] + _ROW * run, 2)[1])
    read_ahead(field[TEXT, 0] + begin)
    read_ahead(field[TEXT, 0] + begin + LINE)
    read_ahead(field[TEXT_AT, 0] + STRIDE * run)
    read_ahead(field[START, 0] + STRIDE * run)
    read_ahead(field[START + 1, 0] + 4 * (STRIDE * run // BLOCK))
