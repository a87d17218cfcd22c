"""Where the parts of a field are in memory, and how they are read: what loops over a file share.

A layout has addresses, so that one loop can go through several files, which whoever calls it keeps
open.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.packing import BLOCK, ESCAPE
from index.intrinsics import array_at
from index.loops import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
Ints = NDArray[np.int64]
Int = int | np.int64
Layout = NDArray[
    np.int64
]  # of one field: a row (address, bytes) for each of PARTS; bytes 0: absent

# Bounds are four rows (sizes, every 64th bound, escapes), packed arrays three.
_BOUNDS = ("", ".whole", ".at", ".large")
_PACKED = ("", ".at", ".large")
PARTS = (
    ".text",
    *(f".text.at{part}" for part in _BOUNDS),
    *(f".start{part}" for part in _BOUNDS),
    ".first",
    ".often",
    ".often.at",
    *(f".steps{part}" for part in _PACKED),
    *(f".gaps{part}" for part in _PACKED),
    ".dense",
    ".dense.bits",
    *(f".freqs{part}" for part in _PACKED),
    *(f".places{part}" for part in _PACKED),
    *(f".places.start{part}" for part in _BOUNDS),
    ".stem",
)
TEXT, TEXT_AT, START, FIRST, STEM = (
    PARTS.index(name) for name in [".text", ".text.at", ".start", ".first", ".stem"]
)
OFTEN, OFTEN_AT, STEPS, GAPS, DENSE, BITS = (
    PARTS.index(name)
    for name in [".often", ".often.at", ".steps", ".gaps", ".dense", ".dense.bits"]
)
FREQS, PLACES, PLACES_AT = (PARTS.index(name) for name in [".freqs", ".places", ".places.start"])


@loop
def part_bytes(field: Layout, part: Int) -> U1:
    """A part of a field."""
    return array_at(field[part, 0], field[part, 1], np.uint8)


@loop
def part_halves(field: Layout, part: Int) -> NDArray[np.uint16]:
    """A part of numbers of 16 bits."""
    return halves_at(field[part, 0], field[part, 1] >> 1)


@loop
def part_words(field: Layout, part: Int) -> U4:
    """A part of numbers of 32 bits."""
    return array_at(field[part, 0], field[part, 1] >> 2, np.uint32)


@loop
def part_longs(field: Layout, part: Int) -> NDArray[np.uint64]:
    """A part of numbers of 64 bits."""
    return longs_at(field[part, 0], field[part, 1] >> 3)


@loop
def uints_at(address: Int, size: int) -> U4:
    """Some numbers in memory."""
    return array_at(address, size, np.uint32)


@loop
def layouts_at(address: Int, segments: int, fields: int) -> Ints:
    """The layouts of some fields of each segment."""
    return array_at(address, (segments, fields, len(PARTS) + 1, 2), np.int64)


@loop
def halves_at(address: Int, size: int) -> NDArray[np.uint16]:
    """Some numbers in memory."""
    return array_at(address, size, np.uint16)


@loop
def ints_at(address: Int, size: int) -> NDArray[np.int32]:
    """Some numbers in memory."""
    return array_at(address, size, np.int32)


@loop
def letters_of(text: bytes) -> U1:
    """The bytes of a text: NumPy takes a tenth of a question to make an array, in cold caches."""
    letters = np.empty(len(text), np.uint8)
    for i in range(len(text)):
        letters[i] = text[i]
    return letters


@loop
def bytes_at(address: Int, size: int) -> U1:
    """Some numbers in memory."""
    return array_at(address, size, np.uint8)


@loop
def doubles_at(address: Int, size: int) -> NDArray[np.float64]:
    """Some numbers in memory."""
    return array_at(address, size, np.float64)


@loop
def longs_at(address: Int, size: int) -> NDArray[np.uint64]:
    """Some numbers in memory."""
    return array_at(address, size, np.uint64)


@loop
def signed_at(address: Int, size: int) -> Ints:
    """Some numbers in memory."""
    return array_at(address, size, np.int64)


@loop
def place(values: U4 | NDArray[np.int32], wanted: Int) -> Int:
    """The first of the ascending values that isn't below `wanted`."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@loop
def size_of(field: Layout, part: Int, run: Int) -> Int:
    """The size of a run of bounds."""
    size = np.int64(part_bytes(field, part)[run])
    if size < ESCAPE:
        return size
    large = part_words(field, part + 3)
    return np.int64(large[place(part_words(field, part + 2), run)])


@loop
def bound(field: Layout, part: Int, run: Int) -> Int:
    """Where a run begins."""
    block = run // BLOCK
    bound = np.int64(part_words(field, part + 1)[block])
    sizes = part_bytes(field, part)
    for before in range(block * BLOCK, run):
        size = np.int64(sizes[before])
        bound += size if size < ESCAPE else size_of(field, part, before)
    return bound
