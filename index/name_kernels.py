"""Compiled loop for the keys of plain names, which nine of ten authors have.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop
from index.vocabulary_kernels import U1, U4, Spans, Table, find, lower

I8 = NDArray[np.int64]

_MOST = 8  # words of a plain name
_KEYS = 4
_DOT, _BLANK, _COMMA = b". ,"
_A, _E, _O, _U, _Z = b"aeouz"


@loop
def plain_keys(names: U1, name_ends: U4, telling: Table) -> tuple[U1, Spans]:
    """The keys of names that stand behind each other, name i ending at name_ends[i].

    Returns (text, where the keys stand in it, and how many each name has: none if it isn't plain).
    A plain name is one of letters, initials with a dot and blanks, the surname last, without
    ae, oe, ue and without `telling` words. Its keys are those of `names.name_terms`, some twice.
    """
    names = _lower(names)
    most = _KEYS * len(name_ends)
    text = np.empty(_KEYS * (len(names) + 2 * len(name_ends)), np.uint8)
    spans = Spans(
        np.empty(most, np.uint32), np.empty(most, np.uint32), np.zeros(len(name_ends), np.uint32)
    )
    words = np.empty((_MOST, 2), np.int64)
    at = key = begin = 0
    for name in range(len(name_ends)):
        end = int(name_ends[name])
        count = _words(names, begin, end, telling, words)
        begin = end
        for kind in range(_KEYS if count else 0):
            spans.begins[key] = at
            at = _write_key(names, words[:count], kind, text, at)
            spans.ends[key] = at
            key += 1
        spans.lengths[name] = _KEYS if count else 0
    return text[:at], Spans(spans.begins[:key], spans.ends[:key], spans.lengths)


@loop
def _lower(names: U1) -> U1:
    found = np.empty(len(names), np.uint8)
    for place in range(len(names)):
        found[place] = lower(names[place])
    return found


@loop
def _words(names: U1, begin: int, end: int, telling: Table, words: NDArray[np.int64]) -> int:
    """Where the words of a plain name begin and end, and how many they are; 0 for other names."""
    place = begin
    for count in range(_MOST):
        first = place
        while place < end and _A <= names[place] <= _Z:
            if place > first and names[place] == _E and names[place - 1] in (_A, _O, _U):
                return 0
            place += 1
        words[count] = first, place
        if place == first or find(names, first, place, telling) >= 0:
            return 0
        if place == end:
            return count + 1 if count and place > first + 1 else 0
        place += names[place] == _DOT
        if place == end or names[place] != _BLANK:
            return 0
        place += 1
    return 0


@loop
def _write_key(names: U1, words: I8, kind: int, text: U1, at: int) -> int:
    """Write the surname alone (0), with one initial (1), all (2), or the first name (3)."""
    first, last = words[0], words[-1]
    at = _copy(names, last[0], last[1], text, at)
    if kind == 0:
        return at
    text[at] = _COMMA
    at += 1
    if kind == 1:
        return _copy(names, first[0], first[0] + 1, text, at)
    if kind == 2:
        for word in words[:-1]:
            at = _copy(names, word[0], word[0] + 1, text, at)
        return at
    at = _copy(names, first[0], first[1], text, at)
    if first[1] - first[0] == 1:
        text[at] = _DOT
        at += 1
    return at


@loop
def _copy(names: U1, begin: int, end: int, text: U1, at: int) -> int:
    for place in range(begin, end):
        text[at] = names[place]
        at += 1
    return at
