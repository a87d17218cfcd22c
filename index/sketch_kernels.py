"""The compiled loops of `index.sketches`; importing this module imports Numba (half a second)."""

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from index.compiling import loop

_PRIME = np.uint64(0x100000001B3)
_SEED = np.uint64(0xCBF29CE484222325)
_WINDOW = 8  # as in index.sketches; a constant here lets the compiler unroll
_FEWEST_WORDS = 16

# For each byte: 0 between words, else the byte in lower case. Bytes of non-ASCII letters are kept.
_LETTERS = np.zeros(256, np.uint8)
_LETTERS[128:] = np.arange(128, 256)
for _low, _high in (("0", "9"), ("a", "z"), ("A", "Z")):
    _LETTERS[ord(_low) : ord(_high) + 1] = np.arange(ord(_low.lower()), ord(_high.lower()) + 1)


@loop
def _mix(h: np.uint64) -> np.uint64:
    """Spread the bits of a hash (the finalizer of MurmurHash3)."""
    h ^= h >> uint64(33)
    h *= uint64(0xFF51AFD7ED558CCD)
    h ^= h >> uint64(33)
    h *= uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> uint64(33))


@loop
def hash_texts(data: NDArray[np.uint8], ends: NDArray[np.int64], keys: NDArray[np.uint64]) -> None:
    """FNV-1a of each text, mixed."""
    start = 0
    for text in range(len(ends)):
        h = _SEED
        for place in range(start, ends[text]):
            h = (h ^ uint64(data[place])) * _PRIME
        keys[text] = _mix(h)
        start = ends[text]


@loop
def winnow(
    data: NDArray[np.uint8],
    ends: NDArray[np.int64],
    keys: NDArray[np.uint64],
    owners: NDArray[np.uint32],
) -> int:
    """Write each text's winnowed 4-gram keys; returns how many were written."""
    count = 0
    start = 0
    grams = np.empty(len(data) // 2 + 1, np.uint64)
    for text in range(len(ends)):
        found = _grams(data[start : ends[text]], grams)
        if found >= _FEWEST_WORDS - 3:
            before = count
            count = _minima(grams[:found], keys, count)
            owners[before:count] = text
        start = ends[text]
    return count


@loop
def _grams(data: NDArray[np.uint8], grams: NDArray[np.uint64]) -> int:
    """Write the keys of a text's word 4-grams in their order; returns how many."""
    a = b = c = d = uint64(0)
    words = 0
    h = _SEED
    for place in range(len(data) + 1):
        letter = _LETTERS[data[place]] if place < len(data) else 0
        if letter:
            h = (h ^ uint64(letter)) * _PRIME
        elif h != _SEED:
            a, b, c, d = b, c, d, h
            h = _SEED
            words += 1
            if words >= 4:
                grams[words - 4] = _mix(((a * _PRIME + b) * _PRIME + c) * _PRIME + d)
    return max(words - 3, 0)


@loop
def _minima(grams: NDArray[np.uint64], keys: NDArray[np.uint64], count: int) -> int:
    """Append the least key of every window of grams, each place once; returns the new count."""
    last = -1
    for first in range(len(grams) - _WINDOW + 1):
        if last < first:
            last = first
            for place in range(first + 1, first + _WINDOW):
                if grams[place] <= grams[last]:
                    last = place
        elif grams[first + _WINDOW - 1] <= grams[last]:
            last = first + _WINDOW - 1
        else:
            continue
        keys[count] = grams[last]
        count += 1
    return count
