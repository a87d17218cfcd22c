"""Terms are looked up in compiled loops, as `dictionary.py` does it.

Every loop takes a whole mapped file, where in it the parts of a field are, and `heads`, the
beginnings of every 64th term, by which a term is found; `open_file` makes these. Importing this
module imports Numba, which takes half a second; what isn't in a hurry goes by the plain way.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import (
    PARTS,
    START,
    TEXT,
    TEXT_AT,
    U1,
    Int,
    Ints,
    Layout,
    bound,
    part_bytes,
    part_words,
    size_of,
)
from index.codec.packing import BLOCK, ESCAPE
from index.codec.parts import PartsFile
from index.compiling import loop

Heads = NDArray[np.uint64]
Bits = NDArray[np.uint64]

_ROOM = 64  # bits for a term: one in sixty-four of those that are not there seems to be
_HYPHEN = 45
# FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
_OFFSET = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_HEADS = len(PARTS)  # the row behind these: first and number of a field's heads
_HEAD = 8  # bytes of a term that make its head, a number; shorter ones end in zeros


class Opened(NamedTuple):
    """A file for compiled loops: its bytes, a layout for each of `fields`, and their heads."""

    file: U1
    heads: NDArray[np.uint64]
    fields: dict[str, int]
    layouts: NDArray[np.int64]


def open_file(parts: PartsFile, fields: Sequence[str]) -> Opened:
    """Look up the parts of some fields, and read the head of each block of terms.

    The layout behind the last one is of a field that isn't there.
    """
    rows = [[*(parts.place(f"{name}{part}") for part in PARTS), (0, 0)] for name in [*fields, ""]]
    layouts = np.array(rows, np.int64)
    blocks = (layouts[:, TEXT_AT, 1] + BLOCK - 1) // BLOCK
    layouts[:, _HEADS, 0] = np.cumsum(blocks) - blocks
    layouts[:, _HEADS, 1] = blocks
    heads = np.zeros(int(blocks.sum()), np.uint64)
    _read_heads(parts.whole(), layouts, heads)
    return Opened(parts.whole(), heads, {name: i for i, name in enumerate(fields)}, layouts)


@loop
def find(file: U1, heads: Heads, field: Layout, key: U1) -> Int:
    """The number of a term; where it isn't there, -1 - the number of the first term behind it."""
    terms = field[TEXT_AT, 1]
    if not terms:
        return -1
    block = _block(file, heads, field, key)
    text, sizes = part_bytes(file, field, TEXT), part_bytes(file, field, TEXT_AT)
    start: Int = np.int64(part_words(file, field, TEXT_AT + 1)[block])
    end = min(block * BLOCK + BLOCK, terms)
    for number in range(block * BLOCK, end):
        size: Int = np.int64(sizes[number])
        if size == ESCAPE:
            size = size_of(file, field, TEXT_AT, number)
        order = _order(text, start, size, key)
        if order >= 0:
            return number if order == 0 else -1 - number
        start += size
    return -1 - end


@loop
def prefixed(file: U1, heads: Heads, field: Layout, prefix: U1) -> tuple[Int, Int]:
    """The first of the terms that begin so, and the one behind the last of them."""
    first = find(file, heads, field, prefix)
    first = first if first >= 0 else -1 - first
    if first == field[TEXT_AT, 1]:
        return first, first
    size = min(size_of(file, field, TEXT_AT, first), len(prefix))
    start = bound(file, field, TEXT_AT, first)
    if _order(part_bytes(file, field, TEXT), start, size, prefix) != 0:
        return first, first  # the usual case: most words are no acronym
    after = prefix.copy()
    end = len(after)
    while end and after[end - 1] == 255:  # nothing of this length comes behind it
        end -= 1
    if not end:
        return first, field[TEXT_AT, 1]
    after[end - 1] += 1
    last = find(file, heads, field, after[:end])
    return first, last if last >= 0 else -1 - last


@loop
def count(file: U1, field: Layout, number: Int) -> Int:
    """How many documents hold a term."""
    return size_of(file, field, START, number)


@loop
def frequencies(
    file: U1, heads: Heads, layouts: NDArray[np.int64], fields: U1, keys: U1, ends: Ints
) -> Ints:
    """How many documents hold each of some terms; term i is of field fields[i], ends at ends[i]."""
    found = np.zeros(len(ends), np.int64)
    start = 0
    for i in range(len(ends)):
        field = layouts[fields[i]]
        number = find(file, heads, field, keys[start : ends[i]])
        if number >= 0:
            found[i] = count(file, field, number)
        start = ends[i]
    return found


@loop
def joined_compounds(file: U1, field: Layout) -> Bits:
    """A Bloom filter over a field's terms without their hyphens, of one hash function.

    B. H. Bloom: Space/time trade-offs in hash coding with allowable errors, 1970.
    """
    terms = field[TEXT_AT, 1]
    size = 64
    while size < _ROOM * terms:
        size *= 2
    bits = np.zeros(size // 64, np.uint64)
    text = part_bytes(file, field, TEXT)
    start: Int = 0
    for term in range(terms):
        end = start + size_of(file, field, TEXT_AT, term)
        hash = _OFFSET
        for byte in text[start:end]:
            if byte != _HYPHEN:
                hash = _mixed(hash, byte)
        place = _bit(bits, hash)
        bits[place >> np.uint64(6)] |= np.uint64(1) << (place & np.uint64(63))
        start = end
    return bits


@loop
def may_hold(bits: Bits, key: U1) -> bool:
    """False where a filter's terms aren't like that; mostly true else."""
    hash = _OFFSET
    for byte in key:
        hash = _mixed(hash, byte)
    place = _bit(bits, hash)
    return (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1) != 0


@loop
def _order(text: U1, start: Int, size: Int, key: U1) -> Int:
    """Below, at or above 0, as text[start : start + size] is before, at or behind `key`."""
    for i in range(min(size, len(key))):
        if text[start + i] != key[i]:
            return np.int64(text[start + i]) - np.int64(key[i])
    return size - len(key)


@loop
def _head(text: U1, start: Int, size: Int) -> np.uint64:
    """The first bytes as a number: heads are in the order of their terms, or equal."""
    head = np.uint64(0)
    for i in range(_HEAD):
        byte = text[start + i] if i < size else np.uint8(0)
        head = (head << np.uint64(8)) | np.uint64(byte)
    return head


@loop
def _read_heads(file: U1, layouts: NDArray[np.int64], heads: Heads) -> None:
    for field in layouts:
        text, whole = part_bytes(file, field, TEXT), part_words(file, field, TEXT_AT + 1)
        first, blocks = field[_HEADS]
        for block in range(blocks):
            size = size_of(file, field, TEXT_AT, block * BLOCK)
            heads[first + block] = _head(text, np.int64(whole[block]), size)


@loop
def _block(file: U1, heads: Heads, field: Layout, key: U1) -> Int:
    """The last block whose first term isn't behind `key`; 0 where there is none."""
    head = _head(key, 0, len(key))
    first, blocks = field[_HEADS]
    low, high = 0, blocks
    while low < high:
        middle = (low + high) // 2
        if heads[first + middle] <= head:
            low = middle + 1
        else:
            high = middle
    text, whole = part_bytes(file, field, TEXT), part_words(file, field, TEXT_AT + 1)
    block = low - 1
    while block > 0 and heads[first + block] == head:
        size = size_of(file, field, TEXT_AT, block * BLOCK)
        if _order(text, np.int64(whole[block]), size, key) <= 0:
            break
        block -= 1
    return max(block, 0)


@loop
def _bit(bits: Bits, hash: np.uint64) -> np.uint64:
    return (hash ^ (hash >> np.uint64(32))) & np.uint64(64 * len(bits) - 1)


@loop
def _mixed(hash: np.uint64, byte: np.uint8) -> np.uint64:
    return (hash ^ np.uint64(byte)) * _PRIME
