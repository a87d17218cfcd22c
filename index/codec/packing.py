"""Numbers in narrow arrays: what doesn't fit is kept aside, so that most take one or two bytes.

A packed array has the values themselves in a narrow unsigned dtype; a value that is as large as
its largest number, the escape, or larger stands as the escape there, and whole in `large`, with
its index in `at` (sorted). Values are modulo 2**32.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.codec.parts import Array, PartsFile, PartsWriter

U4 = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Packed:
    """`narrow` (uint8 or uint16), and `at` and `large` (uint32, same length) for its escapes."""

    narrow: Array
    at: U4
    large: U4

    def values(self, start: int, stop: int) -> U4:
        """The values start:stop, as a new array."""
        values = self.narrow[start:stop].astype(np.uint32)
        if len(self.at):
            first, last = self.at.searchsorted((start, stop))
            values[self.at[first:last] - np.uint32(start)] = self.large[first:last]
        return values

    def at_indices(self, indices: NDArray[np.int64]) -> U4:
        """The values at some indices, ascending, as a new array."""
        values = self.narrow[indices].astype(np.uint32)
        if len(self.at):
            escaped = np.flatnonzero(values == np.iinfo(self.narrow.dtype).max)
            values[escaped] = self.large[self.at.searchsorted(indices[escaped])]
        return values


def pack(values: U4, dtype: type[np.unsignedinteger]) -> Packed:
    """Pack values into a narrow dtype."""
    escape = np.iinfo(dtype).max
    at = np.flatnonzero(values >= escape).astype(np.uint32)
    return Packed(np.minimum(values, escape).astype(dtype), at, values[at])


def gaps(values: U4, starts: NDArray[np.int64]) -> U4:
    """Differences to the value before, modulo 2**32; at `starts` the value itself."""
    result = values.copy()
    result[1:] -= values[:-1]
    result[starts] = values[starts]
    return result


def write_packed(parts: PartsWriter, name: str, packed: Packed) -> None:
    """Write a packed array as the parts `name`, `name.at`, `name.large`; no escapes, no parts."""
    parts.add(name, packed.narrow)
    if len(packed.at):
        parts.add(f"{name}.at", packed.at)
        parts.add(f"{name}.large", packed.large)


def read_packed(parts: PartsFile, name: str) -> Packed:
    """Map what `write_packed` wrote."""
    if f"{name}.at" not in parts:
        none = np.zeros(0, np.uint32)
        return Packed(parts.array(name), none, none)
    return Packed(parts.array(name), parts.array(f"{name}.at"), parts.array(f"{name}.large"))
