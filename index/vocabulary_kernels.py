"""Compiled loops that split text into words and number them, in hash tables of arrays.

Imported only when something is written: Numba takes half a second.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.strings import Spans
from index.compiling import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]
U8 = NDArray[np.uint64]
Array = NDArray[Any]  # of any dtype
Int = int | np.integer[Any]

_NEWLINE, _HASH, _PLUS, _HYPHEN = b"\n#+-"
# FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
_SEED = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_AT_ONCE = 1024  # words for which a table is given room


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


@loop
def lower(byte: int) -> int:
    """A letter of ASCII in lower case."""
    return byte + 32 if 65 <= byte <= 90 else byte


@loop
def split(folded: U1, lines: int) -> tuple[Spans, Spans]:
    """The words of lines, and separately the words that hyphens join, such as "state-of-the-art".

    Words are of letters and digits, to which bytes above ASCII belong; "c++" and "c#", one letter
    and its signs, are words too. All lines end in a line feed.
    """
    # In a loop, an array that is read out of a tuple costs ten times the work.
    begins, ends, lengths = _spans(len(folded), lines)
    joined, joined_ends, joined_lengths = _spans(len(folded), lines)
    at = joined_at = before = joined_before = line = 0
    begin = first = np.uint32(0)
    is_joined = False
    for place in _separators(folded):
        begins[at], ends[at] = begin, place
        if place - begin == 1:
            ends[at] += _signs(folded, begin, place)
        at += begin < place  # without a branch: nobody could foretell it
        begin = np.uint32(place + 1)
        byte = folded[place]
        if byte == _HYPHEN:
            is_joined = True
            continue
        if is_joined:
            joined[joined_at], joined_ends[joined_at] = first, place
            joined_at += 1
            is_joined = False
        first = begin
        if byte == _NEWLINE:
            lengths[line], joined_lengths[line] = at - before, joined_at - joined_before
            before, joined_before = at, joined_at
            line += 1
    words = Spans(begins[:at], ends[:at], lengths)
    return words, Spans(joined[:joined_at], joined_ends[:joined_at], joined_lengths)


@loop
def _separators(folded: U1) -> U4:
    """Where the bytes are that belong to no word, found without a branch."""
    places = np.empty(len(folded), np.uint32)
    count = np.uint64(0)  # no index is below 0
    for place in range(np.uint32(len(folded))):
        places[count] = place
        count += np.uint64(folded[place] <= _HYPHEN)
    return places[:count]


@loop
def _spans(size: int, lines: int) -> Spans:
    most = size // 2 + 1
    return Spans(np.empty(most, np.uint32), np.empty(most, np.uint32), np.zeros(lines, np.uint32))


@loop
def _signs(folded: U1, begin: Int, end: Int) -> int:
    """How many signs behind one letter belong to it: two of "c++", none of "c+++", one of "c#"."""
    if not 97 <= folded[begin] <= 122:
        return 0
    if folded[end] == _HASH:
        return 1
    is_plus = folded[end] == _PLUS and folded[end + 1] == _PLUS and folded[end + 2] != _PLUS
    return 2 if is_plus else 0


@loop
def number(text: U1, begins: U4, ends: U4, table: Table) -> tuple[U4, Table]:
    """The numbers of words of a text, and the table, which then has them all."""
    numbers = np.empty(len(begins), np.uint32)
    for first in range(0, len(begins), _AT_ONCE):
        last = min(first + _AT_ONCE, len(begins))
        size = 0
        for word in range(first, last):
            size += int(ends[word]) - int(begins[word])
        table = _with_room(table, last - first, size)
        _number(text, begins[first:last], ends[first:last], table, numbers[first:last])
    return numbers, table


@loop
def _number(text: U1, begins: U4, ends: U4, table: Table, numbers: U4) -> None:
    """The same for so many words that the table has room for them."""
    slots = table.slots
    for word in range(len(begins)):
        begin, end = np.uint64(begins[word]), np.uint64(ends[word])  # no place is below 0
        high = _hash(text, begin, end) >> _HALF << _HALF
        slot = _first_slot(high, slots)
        while slots[slot] and not _holds(slots[slot], text, (begin, end), high, table):
            slot = (slot + 1) & (len(slots) - 1)
        if not slots[slot]:
            slots[slot] = high | np.uint64(_added(text, begin, end, table) + 1)
        numbers[word] = int(slots[slot] & _LOW) - 1


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
