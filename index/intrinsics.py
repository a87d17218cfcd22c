"""What loops do of which Numba has a way of its own, told it in `index.compiling`."""

import ctypes
from math import prod
from typing import Any, TypeVar

import numpy as np

LINE = 64  # bytes that come from memory at once

Number = TypeVar("Number", bound=np.generic)
Int = int | np.int64


def array_at(
    address: Int, shape: Int | tuple[Int, ...], kind: type[Number]
) -> np.ndarray[tuple[Any, ...], np.dtype[Number]]:
    """Numbers in memory as an array, which doesn't keep them there."""
    sizes = shape if isinstance(shape, tuple) else (shape,)
    memory = (ctypes.c_uint8 * (prod(map(int, sizes)) * kind().itemsize)).from_address(int(address))
    return np.frombuffer(memoryview(memory), kind).reshape(sizes)


def read_ahead(address: Int) -> None:
    """Have what is there come from memory, without waiting for it; nothing need be there."""


def trailing_zeros(bits: np.uint64) -> np.uint64:
    """The place of the lowest bit that is set; 64 where none is."""
    number = int(bits)
    return np.uint64((number & -number).bit_length() - 1 if number else 64)
