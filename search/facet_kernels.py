"""Papers → the commonest values of columns among them, as JSON, in a compiled loop.

The plain way is in `search.facets`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, bytes_at, halves_at, ints_at, longs_at
from index.intrinsics import read_ahead
from index.loops import entry, loop
from search.bit_kernels import listed
from search.bits import Bits
from search.commonest_kernels import _first, _gathered, _once, _repeated, _runs
from search.facet_columns import (
    ALL,
    BOUNDS,
    HANDED,
    NAMES,
    NUMBERS,
    OF,
    PAPERS,
    SETS,
    SHARED,
    SHARED_NUMBERS,
    SHARED_STARTS,
    SIDE_BY_SIDE,
    STARTS,
    TEXT,
    VALUES,
    WANTED,
)
from search.json_kernels import _put_rows, _room_for
from search.set_columns import LONGER, PLACES

Ints = NDArray[np.int32]
Handed = NDArray[np.int64]

FEW = 300  # papers: their numbers are sorted sooner than a tally of all values is made
FEW_SETS = 256  # that are counted before their values are
USUAL_BYTES = 1 << 14  # of JSON
LINE_END = b"\n"[0]
_PLACE = np.uint64((1 << 16) - 1)


@entry
def counted(columns: Handed, bits: Bits) -> U1:
    """The values of columns among some papers, and their counts: JSON, a line for each column.

    Ties by number. See `search.facet_columns` for what is handed.
    """
    docs = listed(bits)
    rows, at = np.empty(USUAL_BYTES, np.uint8), 0
    for column in range(len(columns)):
        handed = columns[column]
        found, counts = _counted(handed, docs)
        bounds = longs_at(handed[BOUNDS], handed[VALUES] + 1)
        text = bytes_at(handed[TEXT], int(bounds[-1]))
        room = at + _room_for((text, bounds), found) + 1
        if room > len(rows):
            rows = _longer(rows, at, room)
        at = _put_rows((text, bounds), found, counts, rows, at)
        rows[at] = LINE_END
        at += 1
    return rows[: max(at - 1, 0)]


@loop
def _longer(rows: U1, size: int, room: int) -> U1:
    """The first bytes where there is more room."""
    longer = np.empty(2 * room, np.uint8)
    for at in range(size):
        longer[at] = rows[at]
    return longer


@loop
def _counted(handed: Handed, docs: Ints) -> tuple[Ints, Ints]:
    """The numbers of the values that are wanted, in order, and their counts."""
    if not handed[SETS]:
        return _commonest(handed, docs)
    tally = _tally(handed, docs)
    found = np.flatnonzero(tally).astype(np.int32)
    counts = tally[found]
    return (found, counts) if handed[WANTED] == ALL else _first(found, counts, handed[WANTED])


@loop
def _tally(handed: Handed, docs: Ints) -> Ints:
    """How many papers have each value of a column of few different sets."""
    values, sets = handed[VALUES], handed[SETS]
    of, starts = halves_at(handed[OF], handed[PAPERS]), ints_at(handed[STARTS], sets + 1)
    numbers = ints_at(handed[NUMBERS], int(starts[sets]))
    tally = np.zeros(values + PLACES, np.int32)
    if sets <= FEW_SETS:
        papers_of = np.zeros(sets, np.int32)
        for doc in docs:
            papers_of[of[np.uint32(doc)]] += 1
        for row in range(sets):
            for at in range(starts[row], starts[row + 1]):
                tally[numbers[at]] += papers_of[row]
        return tally[:values]
    side_by_side, longer = longs_at(handed[SIDE_BY_SIDE], sets), np.empty(len(docs) + 1, np.int32)
    n = np.uint64(0)
    for doc in docs:
        own = np.uint64(of[np.uint32(doc)])
        last = side_by_side[own] >> np.uint64(48)
        tally[side_by_side[own] & _PLACE] += 1
        tally[side_by_side[own] >> np.uint64(16) & _PLACE] += 1
        tally[side_by_side[own] >> np.uint64(32) & _PLACE] += 1
        if last == LONGER:
            longer[n] = own
            n += np.uint64(1)
        else:
            tally[last] += 1
    _add_longer(longer[:n], starts, numbers, tally)
    return tally[:values]


@loop
def _add_longer(sets: Ints, starts: Ints, numbers: Ints, tally: Ints) -> None:
    """Count what longer sets have behind the numbers that lie side by side.

    These are far apart in memory, which is waited for together so.
    """
    for own in sets:
        read_ahead(starts.ctypes.data + starts.itemsize * int(own))
    for own in sets:
        read_ahead(numbers.ctypes.data + numbers.itemsize * int(starts[own]))
    for own in sets:
        for at in range(starts[own] + PLACES - 1, starts[own + 1]):
            tally[numbers[at]] += 1


@loop
def _commonest(handed: Handed, docs: Ints) -> tuple[Ints, Ints]:
    """Of a column of many different sets."""
    most, papers = handed[WANTED], handed[PAPERS]
    starts = ints_at(handed[STARTS], papers + 1)
    numbers = ints_at(handed[NUMBERS], int(starts[papers]))
    if len(docs) <= FEW:
        found, counts = _runs(_gathered(starts, numbers, docs), handed[VALUES])
        return _first(found, counts, most)
    own_starts = ints_at(handed[SHARED_STARTS], papers + 1)
    own = ints_at(handed[SHARED_NUMBERS], int(own_starts[papers]))
    names = ints_at(handed[NAMES], handed[SHARED])
    repeated, counts = _repeated(_gathered(own_starts, own, docs), len(names))
    found, counts = _first(names[repeated], counts, most)
    if len(found) == most:
        return found, counts
    gathered, missing = _gathered(starts, numbers, docs), most - len(found)
    others = _once(gathered, handed[VALUES], missing, counts.sum())
    ones = np.ones(len(others), np.int32)
    return np.concatenate((found, others)), np.concatenate((counts, ones))


def rehearsals() -> list[tuple[Callable[..., object], tuple[object, ...]]]:
    """The loop with arguments of the kinds that it is called with."""
    return [(counted, (np.zeros((0, HANDED), np.int64), np.zeros(1, np.uint64)))]
