"""Where the parts of a field are in a mapped file, and how they are read: what its loops share."""

import numpy as np
from numpy.typing import NDArray

from index.codec.packing import BLOCK, ESCAPE
from index.compiling import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
Ints = NDArray[np.int64]
Int = int | np.int64
Layout = NDArray[np.int64]  # of one field: a row (offset, bytes) for each of PARTS; 0, 0: absent

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
    *(f".freqs{part}" for part in _PACKED),
    *(f".places{part}" for part in _PACKED),
    *(f".places.start{part}" for part in _BOUNDS),
)
TEXT, TEXT_AT, START, FIRST, OFTEN, OFTEN_AT, STEPS, GAPS, FREQS, PLACES, PLACES_AT = (
    PARTS.index(name)
    for name in [
        ".text",
        ".text.at",
        ".start",
        ".first",
        ".often",
        ".often.at",
        ".steps",
        ".gaps",
        ".freqs",
        ".places",
        ".places.start",
    ]
)


@loop
def part_bytes(file: U1, field: Layout, part: Int) -> U1:
    """A part of a field."""
    start, size = field[part]
    return file[start : start + size]


@loop
def part_halves(file: U1, field: Layout, part: Int) -> NDArray[np.uint16]:
    """A part of numbers of 16 bits."""
    return part_bytes(file, field, part).view(np.uint16)


@loop
def part_words(file: U1, field: Layout, part: Int) -> U4:
    """A part of numbers of 32 bits."""
    return part_bytes(file, field, part).view(np.uint32)


@loop
def place(values: U4, wanted: Int) -> Int:
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
def size_of(file: U1, field: Layout, part: Int, run: Int) -> Int:
    """The size of a run of bounds."""
    size = np.int64(part_bytes(file, field, part)[run])
    if size < ESCAPE:
        return size
    large = part_words(file, field, part + 3)
    return np.int64(large[place(part_words(file, field, part + 2), run)])


@loop
def bound(file: U1, field: Layout, part: Int, run: Int) -> Int:
    """Where a run begins."""
    block = run // BLOCK
    bound = np.int64(part_words(file, field, part + 1)[block])
    sizes = part_bytes(file, field, part)
    for before in range(block * BLOCK, run):
        size = np.int64(sizes[before])
        bound += size if size < ESCAPE else size_of(file, field, part, before)
    return bound
