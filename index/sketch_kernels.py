"""The compiled loops of `index.sketches`."""

import numpy as np

from index.loops import loop
from index.sketches import FACTORS, FEWEST_WORDS, PRIME, SEED, WINDOW, Bytes, Ends, Keys, Numbers

_PRIME, _SEED = np.uint64(PRIME), np.uint64(SEED)
_FIRST, _SECOND = np.uint64(FACTORS[0]), np.uint64(FACTORS[1])

# For each byte: 0 between words, else the byte in lower case. Bytes of non-ASCII letters are kept.
_LETTERS = np.zeros(256, np.uint8)
_LETTERS[128:] = np.arange(128, 256)
for _low, _high in (("0", "9"), ("a", "z"), ("A", "Z")):
    _LETTERS[ord(_low) : ord(_high) + 1] = np.arange(ord(_low.lower()), ord(_high.lower()) + 1)


@loop
def _mix(h: np.uint64) -> np.uint64:
    """Spread the bits of a hash (the finalizer of MurmurHash3)."""
    h ^= h >> np.uint64(33)
    h *= _FIRST
    h ^= h >> np.uint64(33)
    h *= _SECOND
    return h ^ (h >> np.uint64(33))


@loop
def hash_texts(data: Bytes, ends: Ends) -> Keys:
    """FNV-1a of each text, mixed."""
    keys = np.empty(len(ends), np.uint64)
    start = 0
    for text in range(len(ends)):
        h = _SEED
        for place in range(start, ends[text]):
            h = (h ^ np.uint64(data[place])) * _PRIME
        keys[text] = _mix(h)
        start = ends[text]
    return keys


@loop
def winnow(data: Bytes, ends: Ends) -> tuple[Keys, Numbers]:
    """Text by text."""
    most = len(data) // 2 + 1
    keys, owners = np.empty(most, np.uint64), np.empty(most, np.uint32)
    grams = np.empty(most, np.uint64)
    count = start = 0
    for text in range(len(ends)):
        found = _grams(data[start : ends[text]], grams)
        if found >= FEWEST_WORDS - 3:
            before = count
            count = _minima(grams[:found], keys, count)
            owners[before:count] = text
        start = ends[text]
    return keys[:count], owners[:count]


@loop
def _grams(data: Bytes, grams: Keys) -> int:
    """Write the keys of a text's word 4-grams in their order; returns how many."""
    a = b = c = d = np.uint64(0)
    words = 0
    h = _SEED
    for place in range(len(data) + 1):
        letter = _LETTERS[data[place]] if place < len(data) else 0
        if letter:
            h = (h ^ np.uint64(letter)) * _PRIME
        elif h != _SEED:
            a, b, c, d = b, c, d, h
            h = _SEED
            words += 1
            if words >= 4:
                grams[words - 4] = _mix(((a * _PRIME + b) * _PRIME + c) * _PRIME + d)
    return max(words - 3, 0)


@loop
def _minima(grams: Keys, keys: Keys, count: int) -> int:
    """Append the least key of every window of grams, each place once; returns the new count."""
    last = -1
    for first in range(len(grams) - WINDOW + 1):
        if last < first:
            last = first
            for place in range(first + 1, first + WINDOW):
                if grams[place] <= grams[last]:
                    last = place
        elif grams[first + WINDOW - 1] <= grams[last]:
            last = first + WINDOW - 1
        else:
            continue
        keys[count] = grams[last]
        count += 1
    return count
