"""Compiled loops that split text into words and number them, in a hash table of arrays.

Imported only when something is written: Numba takes half a second.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]

_NEWLINE, _BLANK, _HYPHEN = 10, 32, 45
# FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
_SEED = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)


class Table(NamedTuple):
    """Words by hash (open addressing, linear probing) and by number.

    `slots` hold a word's number + 1, or 0; their count is a power of two. Word n has hashes[n] and
    is text[ends[n]:ends[n + 1]]; known[0] words are known.
    """

    slots: U4
    hashes: NDArray[np.uint64]
    ends: NDArray[np.int64]
    text: U1
    known: NDArray[np.int64]


@njit(cache=True, nogil=True)
def number_words(data: U1, lengths: U4, table: Table) -> U4:
    """The numbers of all words of lines, in order; words end at blanks, hyphens, line feeds.

    Fills in how many words each line has. The table must have room for all words being new.
    """
    tokens = np.empty(len(data) // 2 + 1, np.uint32)
    at = begin = line = 0
    hash = _SEED
    for place in range(len(data)):
        byte = data[place]
        if byte != _BLANK and byte != _NEWLINE and byte != _HYPHEN:
            hash = (hash ^ np.uint64(byte)) * _PRIME
            continue
        if begin < place:
            tokens[at] = _number(data[begin:place], hash, table)
            at += 1
            lengths[line] += 1
        if byte == _NEWLINE:
            line += 1
        begin = place + 1
        hash = _SEED
    return tokens[:at].copy()


@njit(cache=True, nogil=True)
def _number(word: U1, hash: np.uint64, table: Table) -> int:
    slot = _first_slot(hash, table.slots)
    while table.slots[slot]:
        number = table.slots[slot] - 1
        if table.hashes[number] == hash and _is(word, number, table):
            return number
        slot = (slot + 1) % len(table.slots)
    number = table.known[0]
    table.known[0] += 1
    start = table.ends[number]
    table.text[start : start + len(word)] = word
    table.ends[number + 1] = start + len(word)
    table.hashes[number] = hash
    table.slots[slot] = number + 1
    return number


@njit(cache=True, nogil=True)
def _is(word: U1, number: int, table: Table) -> bool:
    start, end = table.ends[number], table.ends[number + 1]
    if end - start != len(word):
        return False
    for place in range(len(word)):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if table.text[start + place] != word[place]:
            return False
    return True


@njit(cache=True, nogil=True)
def _first_slot(hash: np.uint64, slots: U4) -> np.int64:
    return np.int64((hash ^ (hash >> np.uint64(32))) & np.uint64(len(slots) - 1))


@njit(cache=True, nogil=True)
def fill_slots(table: Table) -> None:
    """Put all known words into slots that are empty."""
    for number in range(table.known[0]):
        slot = _first_slot(table.hashes[number], table.slots)
        while table.slots[slot]:
            slot = (slot + 1) % len(table.slots)
        table.slots[slot] = number + 1
