"""Papers scored together, in compiled loops: those of a window that may be among the best."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints, longs_at
from index.loops import loop
from search.bit_kernels import WORD, lowest, ones
from search.bits import Bits
from search.lists import BITS, TITLE_BITS
from search.ranking import Numbers
from search.scoring import LONGEST, Factors
from search.shards import Docs

FIRST = 5  # lists of which each set is looked at
STEP = 64  # numbers of bits that are entered at a time
MOST = STEP * WORD  # papers of one window before its last step
ROOM = MOST + STEP * WORD
_ONE = np.uint64(1)


class Window(NamedTuple):
    """Some papers from `base` on, up to `end`.

    They are entered in bits, with how many are entered before each number of these, and in `docs`.
    `sums` are of their scores; `titles` and `abstracts` are what a frequency in theirs counts for.
    `left` tells which of those entered may be among the best.
    """

    base: int
    end: int
    bits: Bits
    before: Docs
    docs: Docs
    sums: Numbers
    titles: Numbers
    abstracts: Numbers
    left: Docs


class Room(NamedTuple):
    """Room for the largest windows; for the papers of one step in lists, and for its numbers."""

    window: Window
    inside: NDArray[np.uint64]
    some: Docs


@loop
def room_for(size: int) -> Room:
    """Room for windows of so many numbers of bits."""
    window = Window(
        0,
        0,
        np.empty(size, np.uint64),
        np.empty(size, np.int32),
        np.empty(ROOM, np.int32),
        np.empty(ROOM),
        np.empty(ROOM),
        np.empty(ROOM),
        np.empty(ROOM, np.int32),
    )
    return Room(window, np.empty((FIRST + 1, STEP), np.uint64), np.empty(STEP, np.int32))


@loop
def enter(rows: Ints, sets: Ints, bits: Bits, begin: tuple[int, int, int], room: Room) -> Window:
    """The papers from a number of bits on that are in all lists of one of some sets at least.

    Of some steps at most, and of no more when there are more than so many papers.
    """
    first, steps, most = begin
    number = first
    entered = 0
    own, inside, some = room
    while number < len(bits) and steps and entered <= most:
        end = min(number + STEP, len(bits))
        here = own.bits[number - first : end - first]
        _enter_step(rows, sets, (bits[number:end], number), inside, here)
        before = own.before[number - first : end - first]
        before[0] = entered
        entered = _list_step(here, number, some, own.docs, before)
        number, steps = end, steps - 1
    for place in range(entered):
        own.sums[place] = 0.0
        own.left[place] = place
    return Window(
        WORD * first,
        WORD * number,
        own.bits[: number - first],
        own.before,
        own.docs[:entered],
        own.sums,
        own.titles,
        own.abstracts,
        own.left[:entered],
    )


@loop
def weigh(window: Window, factors: Factors) -> None:
    """Say what a frequency in each of the papers counts for: their lengths are read once, ahead.

    They are far apart in memory, which is waited for together so.
    """
    lengths, of_title, of_abstract, _, _ = factors
    docs, titles, abstracts = window.docs, window.titles, window.abstracts
    for place in range(len(docs)):
        length = lengths[np.uint32(docs[place])]
        titles[place] = of_title[length >> np.uint32(16)]
        abstracts[place] = of_abstract[length & np.uint32(LONGEST)]


@loop
def _enter_step(rows: Ints, sets: Ints, among: tuple[Bits, int], room: Bits, entered: Bits) -> None:
    """Enter the papers of some numbers of bits, of whom the first has a number."""
    here, first = among
    start, size = np.uint64(first), np.uint64(len(here))
    inside, looked_at = room[FIRST], 0
    for one in sets:
        looked_at |= one
    for i in range(FIRST):
        if (looked_at >> i) & 1:
            united = room[i]
            held = longs_at(rows[i, BITS], first + len(here))
            titled = longs_at(rows[i, TITLE_BITS], first + len(here))
            for place in range(size):
                united[place] = held[start + place] | titled[start + place]
    entered[:] = 0
    for one in sets:
        for place in range(size):
            inside[place] = here[place]
        for i in range(FIRST):
            if (one >> i) & 1:
                united = room[i]
                for place in range(size):
                    inside[place] &= united[place]
        for place in range(size):
            entered[place] |= inside[place]


@loop
def _list_step(bits: Bits, first: int, some: Docs, docs: Docs, before: Docs) -> int:
    """List those of a step, and how many are before each number; `before` begins with how many.

    Most numbers have none: the others are found without a branch.
    """
    n, entered = np.uint64(0), before[0]
    for place in range(np.uint64(len(bits))):
        before[place], some[n] = entered, place
        n += np.uint64(bits[place] != 0)
        entered += np.int32(ones(bits[place]))
    at = np.uint64(before[0])
    for place in some[:n]:
        left = bits[np.uint64(place)]
        while left:
            docs[at] = WORD * (first + place) + np.int64(lowest(left))
            left &= left - _ONE
            at += _ONE
    return entered


@loop
def leave_reaching(window: Window, least: float) -> Window:
    """Leave the papers with no less for a sum."""
    base, end, bits, before, docs, sums, titles, abstracts, left = window
    n = 0
    for one in left:  # without a branch
        left[n] = one
        n += sums[one] >= least
    return Window(base, end, bits, before, docs, sums, titles, abstracts, left[:n])


@loop
def place_of(bits: np.uint64, before: np.int32, low: np.uint64) -> np.int64:
    """Where a paper is among those entered, by the number of its bit, and those before that."""
    return np.int64(before) + np.int64(ones(bits & ((_ONE << low) - _ONE)))
