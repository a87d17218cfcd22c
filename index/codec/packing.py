"""Numbers in narrow arrays, so that most take half a byte, one or two.

A packed array has the values themselves in few bits; a value that is as large as the largest
number of these, the escape, or larger stands as the escape there, and whole in `large`, with its
index in `at` (sorted). Values are modulo 2**32. What is looked up in `at` has its type, without
which NumPy converts all of `at` first.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.parts import Array, PartsFile, PartsWriter

U4 = NDArray[np.uint32]

BLOCK = 64  # of bounds: one in so many is kept whole
ESCAPE = 255  # of the 8 bits of their sizes


class Packed(NamedTuple):
    """`narrow` has `bits` (4, 8 or 16) a value, the low half of a byte first."""

    bits: int
    narrow: Array
    at: U4
    large: U4

    def values(self, start: int, stop: int) -> U4:
        """The values start:stop, as a new array."""
        if self.bits == 4:
            halves = _unpaired(self.narrow[start // 2 : (stop + 1) // 2])
            values = halves[start % 2 :][: stop - start].astype(np.uint32)
        else:
            values = self.narrow[start:stop].astype(np.uint32)
        if len(self.at):
            first, last = self.at.searchsorted(np.array((start, stop), np.uint32))
            values[self.at[first:last] - np.uint32(start)] = self.large[first:last]
        return values

    def cut(self, size: int, escaped: int) -> "Packed":
        """The first values; so many of them are in `large`."""
        narrow = self.narrow[: _units(self.bits, size)]
        return Packed(self.bits, narrow, self.at[:escaped], self.large[:escaped])

    def at_indices(self, indices: NDArray[np.int64]) -> U4:
        """The values at some indices, as a new array; 8 or 16 bits only."""
        values = self.narrow[indices].astype(np.uint32)
        if len(self.at):
            escaped = np.flatnonzero(values == (1 << self.bits) - 1)
            wanted = indices[escaped].astype(np.uint32)
            values[escaped] = self.large[self.at.searchsorted(wanted)]
        return values


def pack(values: U4, bits: int) -> Packed:
    """Pack values into 4, 8 or 16 bits each."""
    escape = (1 << bits) - 1
    at = np.flatnonzero(values >= escape).astype(np.uint32)
    narrow = values.astype(np.uint16 if bits == 16 else np.uint8)
    narrow[at] = escape
    return Packed(bits, _paired(narrow) if bits == 4 else narrow, at, values[at])


def joined(pieces: Sequence[Packed], sizes: Sequence[int]) -> Packed:
    """Packed arrays of so many values behind each other, as one; at least one, all of a width."""
    bits, starts = pieces[0].bits, bounds([*sizes])[:-1]
    narrow = np.concatenate(
        [
            _unpaired(piece.narrow)[:size] if bits == 4 else piece.narrow
            for piece, size in zip(pieces, sizes, strict=True)
        ]
    )
    return Packed(
        bits,
        _paired(narrow) if bits == 4 else narrow,
        np.concatenate([piece.at + start for piece, start in zip(pieces, starts, strict=True)]),
        np.concatenate([piece.large for piece in pieces]),
    )


def room(bits: int, size: int) -> Packed:
    """Room for so many values, of which any may be large; unused memory costs nothing."""
    narrow = np.empty(_units(bits, size), np.uint16 if bits == 16 else np.uint8)
    return Packed(bits, narrow, np.empty(size, np.uint32), np.empty(size, np.uint32))


def _units(bits: int, size: int) -> int:
    return -(-size // 2) if bits == 4 else size


def _paired(values: Array) -> Array:
    """Two values of four bits to a byte."""
    pairs = np.append(values, np.zeros(len(values) % 2, np.uint8))
    return pairs[0::2] + np.uint8(16) * pairs[1::2]


def _unpaired(narrow: Array) -> Array:
    values = np.empty(2 * len(narrow), np.uint8)
    values[0::2] = narrow & 15
    values[1::2] = narrow >> 4
    return values


def write_packed(parts: PartsWriter, name: str, packed: Packed) -> None:
    """Write a packed array as the parts `name`, `name.at`, `name.large`; no escapes, no parts."""
    parts.add(name, packed.narrow)
    if len(packed.at):
        parts.add(f"{name}.at", packed.at)
        parts.add(f"{name}.large", packed.large)


def read_packed(parts: PartsFile, name: str, bits: int) -> Packed:
    """Map what `write_packed` wrote."""
    if f"{name}.at" not in parts:
        none = np.zeros(0, np.uint32)
        return Packed(bits, parts.array(name), none, none)
    return Packed(bits, parts.array(name), parts.array(f"{name}.at"), parts.array(f"{name}.large"))


class Bounds:
    """Where each of many runs begins: run i is [i]:[i + 1]; every BLOCK-th bound is kept whole."""

    def __init__(self, whole: U4, sizes: Packed) -> None:
        self._whole = whole.data  # gives Python's ints, which are faster here than small arrays
        self._bytes = sizes.narrow.data
        self._sizes = sizes

    def __len__(self) -> int:
        return len(self._bytes)

    def __getitem__(self, run: int) -> int:
        block = run // BLOCK
        return self._whole[block] + sum(self.sizes(block * BLOCK, run))

    def pair(self, run: int) -> tuple[int, int]:
        """Begin and end of a run."""
        start = self[run]
        return start, start + self.size(run)

    def size(self, run: int) -> int:
        """The size of a run."""
        size = self._bytes[run]
        return size if size < ESCAPE else self.sizes(run, run + 1)[0]

    def sizes(self, start: int, stop: int) -> Sequence[int]:
        """The sizes of the runs start:stop, a few."""
        sizes = bytes(self._bytes[start:stop])
        return self._sizes.values(start, stop).tolist() if ESCAPE in sizes else sizes

    def block(self, block: int) -> list[int]:
        """The bounds of the runs of a block, and the end of the last one."""
        start = block * BLOCK
        return [*accumulate(self.sizes(start, start + BLOCK), initial=self._whole[block])]

    @cached_property
    def all(self) -> U4:
        """All bounds, one more than there are runs."""
        return bounds(self._sizes.values(0, len(self)))


def bounds(sizes: Array | list[int]) -> U4:
    """0 and the running sums of sizes."""
    sums = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=sums[1:])
    return sums.astype(np.uint32)


def write_bounds(parts: PartsWriter, name: str, sizes: Array | list[int]) -> None:
    """Write bounds as the parts `name` (packed sizes, 8 bits) and `name.whole` (uint32)."""
    array = np.asarray(sizes, np.uint32)
    write_packed(parts, name, pack(array, 8))
    blocks = np.add.reduceat(array, np.arange(0, len(array), BLOCK), dtype=np.int64)
    parts.add(f"{name}.whole", bounds(blocks)[: len(array) // BLOCK + 1])


def read_bounds(parts: PartsFile, name: str) -> Bounds:
    """Map what `write_bounds` wrote."""
    return Bounds(parts.array(f"{name}.whole"), read_packed(parts, name, 8))


def gaps(values: U4, starts: Array) -> U4:
    """Differences to the value before, modulo 2**32; at `starts` the value itself."""
    result = values.copy()
    result[1:] -= values[:-1]
    result[starts] = values[starts]
    return result


def ungap(steps: U4, ends: U4) -> U4:
    """Sum up differences within each of the runs that end at `ends`, modulo 2**32."""
    sums = np.zeros(len(steps) + 1, np.uint32)
    np.cumsum(steps, dtype=np.uint32, out=sums[1:])
    lengths = np.diff(ends, prepend=np.uint32(0))
    return sums[1:] - np.repeat(sums[ends - lengths], lengths)
