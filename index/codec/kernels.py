"""The file format in compiled loops: terms are looked up and postings decoded, as the modules do.

Every loop takes a whole mapped file, where in it the parts of a field are, and `heads`, the
beginnings of every 64th term, by which a term is found; `open_file` makes these. Importing this
module imports Numba, which takes half a second; what isn't in a hurry, or is done once, goes by
`dictionary.py` and `postings.py`, which give the same.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from index.codec.packing import BLOCK, ESCAPE
from index.codec.parts import PartsFile

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
Heads = NDArray[np.uint64]
Bits = NDArray[np.uint64]
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
_TEXT, _TEXT_AT, _START, _FIRST, _OFTEN, _OFTEN_AT, _STEPS, _GAPS, _FREQS, _PLACES, _PLACES_AT = (
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
_ROOM = 64  # bits for a term: one in sixty-four of those that are not there seems to be
_HYPHEN = 45
# FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
_OFFSET = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_HEADS = len(PARTS)  # the row behind these: first and number of a field's heads
_HEAD = 8  # bytes of a term that make its head, a number; shorter ones end in zeros
_NEVER = 1 << 62  # an index that no value has


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
    blocks = (layouts[:, _TEXT_AT, 1] + BLOCK - 1) // BLOCK
    layouts[:, _HEADS, 0] = np.cumsum(blocks) - blocks
    layouts[:, _HEADS, 1] = blocks
    heads = np.zeros(int(blocks.sum()), np.uint64)
    _read_heads(parts.whole(), layouts, heads)
    return Opened(parts.whole(), heads, {name: i for i, name in enumerate(fields)}, layouts)


@njit(cache=True, nogil=True)
def _bytes(file: U1, field: Layout, part: Int) -> U1:
    start, size = field[part]
    return file[start : start + size]


@njit(cache=True, nogil=True)
def _halves(file: U1, field: Layout, part: Int) -> NDArray[np.uint16]:
    return _bytes(file, field, part).view(np.uint16)


@njit(cache=True, nogil=True)
def _words(file: U1, field: Layout, part: Int) -> U4:
    return _bytes(file, field, part).view(np.uint32)


@njit(cache=True, nogil=True)
def _place(values: U4, wanted: Int) -> Int:
    """The first of the ascending values that isn't below `wanted`."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _size(file: U1, field: Layout, part: Int, run: Int) -> Int:
    """The size of a run of bounds."""
    size = np.int64(_bytes(file, field, part)[run])
    if size < ESCAPE:
        return size
    large = _words(file, field, part + 3)
    return np.int64(large[_place(_words(file, field, part + 2), run)])


@njit(cache=True, nogil=True)
def _bound(file: U1, field: Layout, part: Int, run: Int) -> Int:
    """Where a run begins."""
    block = run // BLOCK
    bound = np.int64(_words(file, field, part + 1)[block])
    sizes = _bytes(file, field, part)
    for before in range(block * BLOCK, run):
        size = np.int64(sizes[before])
        bound += size if size < ESCAPE else _size(file, field, part, before)
    return bound


@njit(cache=True, nogil=True)
def _order(text: U1, start: Int, size: Int, key: U1) -> Int:
    """Below, at or above 0, as text[start : start + size] is before, at or behind `key`."""
    for i in range(min(size, len(key))):
        if text[start + i] != key[i]:
            return np.int64(text[start + i]) - np.int64(key[i])
    return size - len(key)


@njit(cache=True, nogil=True)
def _head(text: U1, start: Int, size: Int) -> np.uint64:
    """The first bytes as a number: heads are in the order of their terms, or equal."""
    head = np.uint64(0)
    for i in range(_HEAD):
        byte = text[start + i] if i < size else np.uint8(0)
        head = (head << np.uint64(8)) | np.uint64(byte)
    return head


@njit(cache=True, nogil=True)
def _read_heads(file: U1, layouts: NDArray[np.int64], heads: Heads) -> None:
    for field in layouts:
        text, whole = _bytes(file, field, _TEXT), _words(file, field, _TEXT_AT + 1)
        first, blocks = field[_HEADS]
        for block in range(blocks):
            size = _size(file, field, _TEXT_AT, block * BLOCK)
            heads[first + block] = _head(text, np.int64(whole[block]), size)


@njit(cache=True, nogil=True)
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
    text, whole = _bytes(file, field, _TEXT), _words(file, field, _TEXT_AT + 1)
    block = low - 1
    while block > 0 and heads[first + block] == head:
        size = _size(file, field, _TEXT_AT, block * BLOCK)
        if _order(text, np.int64(whole[block]), size, key) <= 0:
            break
        block -= 1
    return max(block, 0)


@njit(cache=True, nogil=True)
def find(file: U1, heads: Heads, field: Layout, key: U1) -> Int:
    """The number of a term; where it isn't there, -1 - the number of the first term behind it."""
    terms = field[_TEXT_AT, 1]
    if not terms:
        return -1
    block = _block(file, heads, field, key)
    text, sizes = _bytes(file, field, _TEXT), _bytes(file, field, _TEXT_AT)
    start: Int = np.int64(_words(file, field, _TEXT_AT + 1)[block])
    end = min(block * BLOCK + BLOCK, terms)
    for number in range(block * BLOCK, end):
        size: Int = np.int64(sizes[number])
        if size == ESCAPE:
            size = _size(file, field, _TEXT_AT, number)
        order = _order(text, start, size, key)
        if order >= 0:
            return number if order == 0 else -1 - number
        start += size
    return -1 - end


@njit(cache=True, nogil=True)
def prefixed(file: U1, heads: Heads, field: Layout, prefix: U1) -> tuple[Int, Int]:
    """The first of the terms that begin so, and the one behind the last of them."""
    first = find(file, heads, field, prefix)
    first = first if first >= 0 else -1 - first
    if first == field[_TEXT_AT, 1]:
        return first, first
    size = min(_size(file, field, _TEXT_AT, first), len(prefix))
    start = _bound(file, field, _TEXT_AT, first)
    if _order(_bytes(file, field, _TEXT), start, size, prefix) != 0:
        return first, first  # the usual case: most words are no acronym
    after = prefix.copy()
    end = len(after)
    while end and after[end - 1] == 255:  # nothing of this length comes behind it
        end -= 1
    if not end:
        return first, field[_TEXT_AT, 1]
    after[end - 1] += 1
    last = find(file, heads, field, after[:end])
    return first, last if last >= 0 else -1 - last


@njit(cache=True, nogil=True)
def count(file: U1, field: Layout, number: Int) -> Int:
    """How many documents hold a term."""
    return _size(file, field, _START, number)


@njit(cache=True, nogil=True)
def joined_compounds(file: U1, field: Layout) -> Bits:
    """A Bloom filter over a field's terms without their hyphens, of one hash function.

    B. H. Bloom: Space/time trade-offs in hash coding with allowable errors, 1970.
    """
    terms = field[_TEXT_AT, 1]
    size = 64
    while size < _ROOM * terms:
        size *= 2
    bits = np.zeros(size // 64, np.uint64)
    text = _bytes(file, field, _TEXT)
    start: Int = 0
    for term in range(terms):
        end = start + _size(file, field, _TEXT_AT, term)
        hash = _OFFSET
        for byte in text[start:end]:
            if byte != _HYPHEN:
                hash = _mixed(hash, byte)
        place = _bit(bits, hash)
        bits[place >> np.uint64(6)] |= np.uint64(1) << (place & np.uint64(63))
        start = end
    return bits


@njit(cache=True, nogil=True)
def may_hold(bits: Bits, key: U1) -> bool:
    """False where a filter's terms aren't like that; mostly true else."""
    hash = _OFFSET
    for byte in key:
        hash = _mixed(hash, byte)
    place = _bit(bits, hash)
    return (bits[place >> np.uint64(6)] >> (place & np.uint64(63))) & np.uint64(1) != 0


@njit(cache=True, nogil=True)
def _bit(bits: Bits, hash: np.uint64) -> np.uint64:
    return (hash ^ (hash >> np.uint64(32))) & np.uint64(64 * len(bits) - 1)


@njit(cache=True, nogil=True)
def _mixed(hash: np.uint64, byte: np.uint8) -> np.uint64:
    return (hash ^ np.uint64(byte)) * _PRIME


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _add_up(
    narrow: U1 | NDArray[np.uint16], at: U4, large: U4, start: Int, docs: NDArray[np.int32]
) -> None:
    """Fill in the documents behind the first one from their packed differences."""
    escape = _place(at, start)
    escaped = np.int64(at[escape]) if escape < len(at) else _NEVER
    doc = docs[0]
    for i in range(1, len(docs)):
        step = np.int32(narrow[start])
        if start == escaped:
            step = np.int32(large[escape])
            escape += 1
            escaped = np.int64(at[escape]) if escape < len(at) else _NEVER
        doc += step
        docs[i] = doc
        start += 1


@njit(cache=True, nogil=True)
def read_docs(file: U1, field: Layout, number: Int) -> NDArray[np.int32]:
    """The documents that hold a term, ascending."""
    docs = np.empty(count(file, field, number), np.int32)
    if field[_FIRST, 1] == 2 * field[_START, 1]:
        docs[0] = _halves(file, field, _FIRST)[number]
    else:
        docs[0] = _words(file, field, _FIRST)[number]
    often = _words(file, field, _OFTEN)
    before = _place(often, number)  # frequent terms before this one
    start = np.int64(_words(file, field, _OFTEN_AT)[before])
    if before < len(often) and often[before] == number:
        steps = _bytes(file, field, _STEPS)
        at, large = _words(file, field, _STEPS + 1), _words(file, field, _STEPS + 2)
        _add_up(steps, at, large, start, docs)
    else:
        start = _bound(file, field, _START, number) - number - start
        gaps = _halves(file, field, _GAPS)
        at, large = _words(file, field, _GAPS + 1), _words(file, field, _GAPS + 2)
        _add_up(gaps, at, large, start, docs)
    return docs


@njit(cache=True, nogil=True)
def read_freqs(file: U1, field: Layout, number: Int) -> NDArray[np.float32]:
    """How often each of those documents holds the term."""
    freqs = np.ones(count(file, field, number), np.float32)
    if not field[_FREQS, 1]:
        return freqs
    narrow = _bytes(file, field, _FREQS)
    at, large = _words(file, field, _FREQS + 1), _words(file, field, _FREQS + 2)
    start = _bound(file, field, _START, number)
    odd = np.int64(start & 1)  # the first one is the upper half of its byte
    if odd and len(freqs):
        freqs[0] = narrow[start >> 1] >> 4
    first = (start + odd) >> 1
    for pair in range((len(freqs) - odd) >> 1):
        byte = narrow[first + pair]
        freqs[odd + 2 * pair] = byte & 15
        freqs[odd + 2 * pair + 1] = byte >> 4
    if (len(freqs) - odd) & 1:
        freqs[-1] = narrow[(start + len(freqs) - 1) >> 1] & 15
    for escape in range(_place(at, start), _place(at, start + len(freqs))):
        freqs[at[escape] - start] = large[escape]
    return freqs


@njit(cache=True, nogil=True)
def read_places(
    file: U1, field: Layout, number: int, docs: NDArray[np.int32], within: NDArray[np.int32]
) -> Ints:
    """Where a term stands in those documents of `within` that hold it; `docs` are all that do.

    A place is one number: the document in the upper 32 bits, the position in the lower.
    """
    freqs = read_freqs(file, field, number)
    narrow = _bytes(file, field, _PLACES)
    at, large = _words(file, field, _PLACES + 1), _words(file, field, _PLACES + 2)
    start: Int = _bound(file, field, _PLACES_AT, number)
    places = np.empty(16 + 4 * len(within), np.int64)
    found = i = 0
    for doc in within:
        while i < len(docs) and docs[i] < doc:
            start += np.int64(freqs[i])
            i += 1
        if i == len(docs) or docs[i] != doc:
            continue
        count = np.int64(freqs[i])
        if found + count > len(places):
            places = np.concatenate((places, np.empty(len(places) + count, np.int64)))
        position = np.int64(0)
        for place in range(start, start + count):
            step = np.int64(narrow[place])
            if step == ESCAPE:
                step = np.int64(large[_place(at, place)])
            position += step
            places[found] = (np.int64(doc) << 32) | position
            found += 1
    return places[:found]
