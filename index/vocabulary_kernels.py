"""Compiled loops that number words, in hash tables of arrays.

Imported only when something is written.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.loops import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]
U8 = NDArray[np.uint64]
Array = NDArray[Any]  # of any dtype
Int = int | np.integer[Any]

# FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
SEED, PRIME = 14695981039346656037, 1099511628211
_SEED, _PRIME = np.uint64(SEED), np.uint64(PRIME)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_AT_ONCE = 1024  # words for which a table is given room
RECENT = 1 << 14  # words: what the nearest caches hold
_PLACE_SHIFT = np.uint64(64 - 14)
_SHORT = np.uint64(15)  # bytes of a word that may be a recent one
_EIGHT, _ALL_BITS = np.uint64(8), np.uint64(64)
_SPREAD, _SPREAD_MORE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)  # odd


class Table(NamedTuple):
    """Words by hash (open addressing, linear probing) and by number.

    A slot has the high half of a word's hash, which says where it stands, and below it the word's
    number + 1; 0 is a free slot, and their count is a power of two. Word n is
    text[ends[n]:ends[n + 1]]; known[0] words are known.
    """

    slots: U8
    ends: I8
    text: U1
    known: I8


class Recent(NamedTuple):
    """Short words that were looked up lately: of each place one, and its number.

    A word at place p is keys[2 * p] and keys[2 * p + 1] (see `_key`; 0 and 0: none), whatever was
    there before it. There are RECENT places.
    """

    keys: U8
    numbers: U4


@loop
def lower(byte: int) -> int:
    """A letter of ASCII in lower case."""
    return byte + 32 if 65 <= byte <= 90 else byte


@loop
def number(text: U1, begins: U4, ends: U4, table: Table, recent: Recent) -> tuple[U4, Table]:
    """The numbers of words of a text, and the table, which then has them all.

    `recent` are words of the same table: most words are among them, and found there at once.
    """
    numbers = np.empty(len(begins), np.uint32)
    for first in range(0, len(begins), _AT_ONCE):
        last = min(first + _AT_ONCE, len(begins))
        size = 0
        for word in range(first, last):
            size += int(ends[word]) - int(begins[word])
        table = _with_room(table, last - first, size)
        _number(text, (begins[first:last], ends[first:last]), table, recent, numbers[first:last])
    return numbers, table


@loop
def _number(text: U1, words: tuple[U4, U4], table: Table, recent: Recent, numbers: U4) -> None:
    """The same for so many words that the table has room for them."""
    begins, ends = words
    keys, known = recent
    for word in range(len(begins)):
        begin, end = np.uint64(begins[word]), np.uint64(ends[word])
        # 0 - 1 is large; sixteen bytes must be there to be read.
        if end - begin - np.uint64(1) >= _SHORT or begin + _EIGHT + _EIGHT > len(text):
            numbers[word] = _looked_up(text, begin, end, table)
            continue
        first, second = _key(text, begin, end - begin)
        place = (first ^ second * _SPREAD_MORE) * _SPREAD >> _PLACE_SHIFT
        if keys[2 * place] != first or keys[2 * place + np.uint64(1)] != second:
            known[place] = _looked_up(text, begin, end, table)
            keys[2 * place], keys[2 * place + np.uint64(1)] = first, second
        numbers[word] = known[place]


@loop
def _key(text: U1, begin: np.uint64, size: np.uint64) -> tuple[np.uint64, np.uint64]:
    """A word of 1 to 15 bytes as two numbers, the second one with its size."""
    if size <= _EIGHT:
        return _eight(text, begin) << (_ALL_BITS - _EIGHT * size), size
    rest = _eight(text, begin + _EIGHT) << (_ALL_BITS + _ALL_BITS - _EIGHT * size)
    return _eight(text, begin), rest | size


@loop
def _eight(text: U1, begin: np.uint64) -> np.uint64:
    """Eight bytes as a number: one instruction for the machine."""
    found = np.uint64(0)
    for place in range(8):
        found |= np.uint64(text[begin + np.uint64(place)]) << np.uint64(8 * place)
    return found


@loop
def _looked_up(text: U1, begin: np.uint64, end: np.uint64, table: Table) -> int:
    """The number of a word, for which the table has room."""
    slots = table.slots
    high = _hash(text, begin, end) >> _HALF << _HALF
    slot = _first_slot(high, slots)
    while slots[slot] and not _holds(slots[slot], text, (begin, end), high, table):
        slot = (slot + 1) & (len(slots) - 1)
    if not slots[slot]:
        slots[slot] = high | np.uint64(_added(text, begin, end, table) + 1)
    return int(slots[slot] & _LOW) - 1


@loop
def find(text: U1, begin: Int, end: Int, table: Table) -> int:
    """The number of a word; -1 if it isn't in the table."""
    slots = table.slots
    word = np.uint64(begin), np.uint64(end)
    high = _hash(text, *word) >> _HALF << _HALF
    slot = _first_slot(high, slots)
    while slots[slot] and not _holds(slots[slot], text, word, high, table):
        slot = (slot + 1) & (len(slots) - 1)
    return int(slots[slot] & _LOW) - 1


@loop
def _holds(
    filling: np.uint64, text: U1, word: tuple[np.uint64, np.uint64], high: np.uint64, table: Table
) -> bool:
    """Whether what a slot has is a word's."""
    if (filling ^ high) >> _HALF:
        return False
    return _is(text, word[0], word[1], int(filling & _LOW) - 1, table)


@loop
def _hash(text: U1, begin: np.uint64, end: np.uint64) -> np.uint64:
    hash = _SEED
    for place in range(begin, end):
        hash = (hash ^ np.uint64(text[place])) * _PRIME
    return hash


@loop
def _first_slot(high: np.uint64, slots: U8) -> np.int64:
    return np.int64((high >> _HALF) & np.uint64(len(slots) - 1))


@loop
def _is(text: U1, begin: np.uint64, end: np.uint64, number: int, table: Table) -> bool:
    start = np.uint64(table.ends[number])
    if np.uint64(table.ends[number + 1]) - start != end - begin:
        return False
    for place in range(end - begin):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if table.text[start + place] != text[begin + place]:
            return False
    return True


@loop
def _added(text: U1, begin: np.uint64, end: np.uint64, table: Table) -> int:
    """Add a word to the table but for its slot; its number."""
    number = table.known[0]
    start = np.uint64(table.ends[number])
    for place in range(end - begin):
        table.text[start + place] = text[begin + place]
    table.ends[number + 1] = start + end - begin
    table.known[0] += 1
    return number


@loop
def _with_room(table: Table, words: int, size: int) -> Table:
    """The table with room for so many words of so many bytes; half of the slots stay free."""
    slots, ends, text, known = table
    words += known[0]
    size += ends[known[0]]
    if 2 * words > len(slots):
        slots = np.zeros(4 * len(slots), np.uint64)
        _refill(slots, table.slots)
    if words >= len(ends):
        ends = np.zeros(2 * words, np.int64)
        _copy(table.ends, ends)
    if size > len(text):
        text = np.empty(2 * size, np.uint8)
        _copy(table.text, text)
    return Table(slots, ends, text, known)


@loop
def _refill(slots: U8, old: U8) -> None:
    for filling in old:
        if filling:
            slot = _first_slot(filling, slots)
            while slots[slot]:
                slot = (slot + 1) & (len(slots) - 1)
            slots[slot] = filling


@loop
def _copy(values: Array, larger: Array) -> None:
    for place in range(len(values)):  # an assignment of slices takes Numba a second to compile
        larger[place] = values[place]
