"""Terms are looked up in compiled loops, as `dictionary.py` does it.

A loop takes the layout of a field, which `open_file` makes: where its parts are, and its heads, the
beginnings of every 16th term, by which a term is found. Importing this module imports Numba, which
takes half a second; what isn't in a hurry goes by the plain way.
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
    letters_of,
    part_bytes,
    part_longs,
    size_of,
)
from index.codec.packing import ESCAPE
from index.codec.parts import PartsFile
from index.loops import entry, loop

Heads = NDArray[np.uint64]  # rows: the head of a term, and where the term begins
Bits = NDArray[np.uint64]

_ROOM = 32  # bits for a term: at most one in thirty-two of those that are not there seems to be
HASH_PRIME = 4294967291  # a hash is the bytes of a key as one number, modulo this
_PRIME = np.uint64(HASH_PRIME)
TERM_END = 255  # a byte that no text in UTF-8 has
HEADS = len(PARTS)  # the row behind these: address and bytes of a field's heads
STRIDE = 16  # terms from head to head; it divides BLOCK
_HEAD = 8  # bytes of a term that make its head, a number; shorter ones end in zeros


class Opened(NamedTuple):
    """The layouts of an open file, one for each of `fields`; `held` is what they point into."""

    fields: dict[str, int]
    layouts: NDArray[np.int64]
    held: tuple[U1, Heads]


def open_file(parts: PartsFile, fields: Sequence[str]) -> Opened:
    """Look up the parts of some fields, and read their heads.

    The layout behind the last one is of a field that isn't there.
    """
    file = parts.whole()
    rows = [[*(parts.place(f"{name}{part}") for part in PARTS), (0, 0)] for name in [*fields, ""]]
    layouts = np.array(rows, np.int64)
    layouts[:, :, 0] += file.ctypes.data
    counts = (layouts[:, TEXT_AT, 1] + STRIDE - 1) // STRIDE
    heads = np.zeros((int(counts.sum()), 2), np.uint64)
    layouts[:, HEADS, 0] = heads.ctypes.data + (np.cumsum(counts) - counts) * heads.strides[0]
    layouts[:, HEADS, 1] = counts * heads.strides[0]
    read_heads(layouts)
    return Opened({name: i for i, name in enumerate(fields)}, layouts, (file, heads))


@loop
def find(field: Layout, key: U1) -> Int:
    """The number of a term; where it isn't there, -1 - the number of the first term behind it."""
    head = head_of(key, 0, len(key))
    return find_from(field, key, head, _run(field, head))


@loop
def find_from(field: Layout, key: U1, head: np.uint64, run: Int) -> Int:
    """The same, by a key's head and the last run of terms with none larger; 0, where none is."""
    terms = field[TEXT_AT, 1]
    if not terms:
        return -1
    text, sizes, heads = part_bytes(field, TEXT), part_bytes(field, TEXT_AT), _heads(field)
    while run > 0 and heads[run, 0] == head:
        own = size_of(field, TEXT_AT, run * STRIDE)
        if _order(text, np.int64(heads[run, 1]), own, key) <= 0:
            break
        run -= 1
    start: Int = np.int64(heads[run, 1])
    end = min((run + 1) * STRIDE, terms)
    for number in range(run * STRIDE, end):
        size: Int = np.int64(sizes[number])
        if size == ESCAPE:
            size = size_of(field, TEXT_AT, number)
        order = _order(text, start, size, key)
        if order >= 0:
            return number if order == 0 else -1 - number
        start += size
    return -1 - end


@loop
def prefixed(field: Layout, prefix: U1) -> tuple[Int, Int]:
    """The first of the terms that begin so, and the one behind the last of them."""
    first = find(field, prefix)
    first = first if first >= 0 else -1 - first
    if first == field[TEXT_AT, 1]:
        return first, first
    size = min(size_of(field, TEXT_AT, first), len(prefix))
    start = bound(field, TEXT_AT, first)
    if _order(part_bytes(field, TEXT), start, size, prefix) != 0:
        return first, first  # the usual case: most words are no acronym
    after = prefix.copy()
    end = len(after)
    while end and after[end - 1] == 255:  # nothing of this length comes behind it
        end -= 1
    if not end:
        return first, field[TEXT_AT, 1]
    after[end - 1] += 1
    last = find(field, after[:end])
    return first, last if last >= 0 else -1 - last


@loop
def count(field: Layout, number: Int) -> Int:
    """How many documents hold a term."""
    return size_of(field, START, number)


@entry
def frequencies(layouts: NDArray[np.int64], terms: bytes, size: int) -> Ints:
    """How many documents of all segments hold each of some terms.

    Of each of them there is the number of its field, the term, and TERM_END; `layouts[s, f]` are
    those of field f in segment s.
    """
    found, asked = np.zeros(size, np.int64), letters_of(terms)
    start = i = 0
    for end in range(len(asked)):
        if asked[end] != TERM_END:
            continue
        for segment in range(len(layouts)):  # an array that is gone through isn't contiguous
            field = layouts[segment, np.int64(asked[start])]
            number = find(field, asked[start + 1 : end])
            if number >= 0:
                found[i] += count(field, number)
        start, i = end + 1, i + 1
    return found


@loop
def filter_of(segments: NDArray[np.int64], number: int, without: int, until: int) -> Bits:
    """A Bloom filter over a field's terms, of one hash function; see `may_hold`.

    Of each term the bytes `without` are left out, and what comes from the first byte `until` on; no
    byte is -1. `segments[s, number]` is the field's layout in segment s.
    B. H. Bloom: Space/time trade-offs in hash coding with allowable errors, 1970.
    """
    size = 64
    while size < _ROOM * segments[:, number, TEXT_AT, 1].sum():
        size *= 2
    bits = np.zeros(size // 64, np.uint64)
    for s in range(len(segments)):
        field = segments[s, number]
        text = part_bytes(field, TEXT)
        start: Int = 0
        for term in range(field[TEXT_AT, 1]):
            end = start + size_of(field, TEXT_AT, term)
            hash = np.uint64(0)
            for byte in text[start:end]:
                if byte == until:
                    break
                if byte != without:
                    hash = _mixed(hash, byte)
            place = hash & np.uint64(size - 1)
            bits[place >> np.uint64(6)] |= np.uint64(1) << (place & np.uint64(63))
            start = end
    return bits


@loop
def may_hold(bits: Bits, key: U1) -> bool:
    """False where a filter's terms aren't like that; mostly true else."""
    hash = np.uint64(0)
    for byte in key:
        hash = _mixed(hash, byte)
    place = hash & np.uint64(64 * len(bits) - 1)
    return (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1) != 0


@loop
def _order(text: U1, start: Int, size: Int, key: U1) -> Int:
    """Below, at or above 0, as text[start : start + size] is before, at or behind `key`."""
    for i in range(min(size, len(key))):
        if text[start + i] != key[i]:
            return np.int64(text[start + i]) - np.int64(key[i])
    return size - len(key)


@loop
def head_of(text: U1, start: Int, size: Int) -> np.uint64:
    """The first bytes as a number: heads are in the order of their terms, or equal."""
    head = np.uint64(0)
    for i in range(_HEAD):
        byte = text[start + i] if i < size else np.uint8(0)
        head = (head << np.uint64(8)) | np.uint64(byte)
    return head


@loop
def _heads(field: Layout) -> Heads:
    return part_longs(field, HEADS).reshape(-1, 2)


@loop
def read_heads(layouts: NDArray[np.int64]) -> None:
    """Write the heads of fields to where their layouts say."""
    for number in range(len(layouts)):
        field = layouts[number]
        text, heads = part_bytes(field, TEXT), _heads(field)
        start: Int = 0
        for term in range(field[TEXT_AT, 1]):
            size = size_of(field, TEXT_AT, term)
            if term % STRIDE == 0:
                run = term // STRIDE
                heads[run, 0], heads[run, 1] = head_of(text, start, size), start
            start += size


@loop
def _run(field: Layout, head: np.uint64) -> Int:
    """The last run of terms that doesn't begin with a larger head; 0 where there is none."""
    heads = _heads(field)
    low, high = 0, len(heads)
    while low < high:
        middle = (low + high) // 2
        if heads[middle, 0] <= head:
            low = middle + 1
        else:
            high = middle
    return max(low - 1, 0)


@loop
def _mixed(hash: np.uint64, byte: np.uint8) -> np.uint64:
    return ((hash << np.uint64(8)) | np.uint64(byte)) % _PRIME
