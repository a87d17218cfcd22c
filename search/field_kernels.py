"""Fields beside the text, in compiled loops: the papers with a term, and those by a name.

A name is two words side by side, as `search.beside.spelled_out` has it.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, Int, Ints
from index.codec.posting_kernels import fill_docs
from index.codec.term_kernels import count, find, may_hold
from index.loops import loop
from index.names import FULL, LIKELY
from search.bits import Bits
from search.lists import NAME, Known
from search.ranking import Numbers
from search.shards import Docs

_AUTHORS = 2  # the layout of a segment, as in `Known`
_COMMA, _SPACE = 44, 32
_ONE = np.uint64(1)


@loop
def _frequency(segments: Ints, field: int, term: U1) -> Int:
    """How many papers of all segments hold a term."""
    held: Int = 0
    for s in range(len(segments)):
        number = find(segments[s, field], term)
        held += count(segments[s, field], number) if number >= 0 else 0
    return held


@loop
def _papers(known: Known, field: int, term: U1, live: Bits) -> Docs:
    """The living papers of all segments that hold a term."""
    numbers = np.empty(len(known.segments), np.int64)
    size: Int = 0
    for s in range(len(numbers)):
        numbers[s] = find(known.segments[s, field], term)
        size += count(known.segments[s, field], numbers[s]) if numbers[s] >= 0 else 0
    docs = np.empty(size, np.int32)
    at: Int = 0
    for s in range(len(numbers)):
        if numbers[s] >= 0:
            end = at + count(known.segments[s, field], numbers[s])
            first = np.int64(known.firsts[s])
            fill_docs(known.segments[s, field], numbers[s], first, docs[at:end])
            at = end
    n = 0
    for doc in docs:
        docs[n] = doc
        n += _holds(live, doc)
    return docs[:n]


@loop
def _holds(bits: Bits, doc: np.int32) -> bool:
    """Whether a paper is among some."""
    return bool((bits[np.uint32(doc) >> 6] >> np.uint64(doc & 63)) & _ONE)


@loop
def _named(segments: Ints, known: Bits, first: U1, last: U1) -> Int:
    """How many papers have an author whose name two words are; some count more than once."""
    named: Int = 0
    for key in _name_keys(first, last):
        named += _frequency(segments, _AUTHORS, key) if may_hold(known, key) else 0
    return named


@loop
def _by_name(
    number: int, words: tuple[U1, Ints], facts: Ints, known: Known, live: Bits
) -> tuple[Docs, Numbers]:
    """The papers by authors whose name a word is with one beside it, and how far: see `beside`.

    `words` are the texts and their bounds; `facts` tell which pairs are names.
    """
    texts, bounds = words
    docs, shares = np.empty(0, np.int32), np.empty(0)
    for first in range(max(number - 1, 0), number + 1):
        if facts[first, NAME]:
            own, other = bounds[first], bounds[first + 1]
            keys = _name_keys(texts[own[1] + 1 : own[2]], texts[other[1] + 1 : other[2]])
            for key in range(len(keys)):
                more = _papers(known, _AUTHORS, keys[key], live)
                docs, shares = _weightiest(docs, shares, more, LIKELY if key else FULL)
    return docs, shares


@loop
def _weightiest(docs: Docs, shares: Numbers, others: Docs, share: float) -> tuple[Docs, Numbers]:
    """Two lists of papers as one, each paper with the larger share."""
    both = np.empty(len(docs) + len(others), np.int32)
    most = np.empty(len(both))
    i = j = n = 0
    while i < len(docs) or j < len(others):
        is_mine = j == len(others) or (i < len(docs) and docs[i] <= others[j])
        is_theirs = i == len(docs) or (j < len(others) and others[j] <= docs[i])
        both[n] = docs[i] if is_mine else others[j]
        most[n] = max(shares[i] if is_mine else 0.0, share if is_theirs else 0.0)
        i, j, n = i + is_mine, j + is_theirs, n + 1
    return both[:n], most[:n]


@loop
def _name_keys(first: U1, last: U1) -> NDArray[np.uint8]:
    """The keys of a name, a row each: the family name last, or else either word first."""
    keys = np.empty((3, len(first) + 1 + len(last)), np.uint8)
    for key in range(len(keys)):
        before, behind = (last, first) if key == 0 else (first, last)
        _put(before, keys[key], 0)
        keys[key, len(before)] = _SPACE if key == 1 else _COMMA
        _put(behind, keys[key], len(before) + 1)
    return keys


@loop
def _put(word: U1, key: U1, at: int) -> None:
    for place in range(len(word)):  # an assignment of slices takes Numba long to compile
        key[at + place] = word[place]
