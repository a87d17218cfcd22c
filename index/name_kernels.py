"""Compiled loop for the keys of plain names, which nearly all authors have.

Imported only when something is written.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.strings import Spans
from index.loops import loop
from index.vocabulary_kernels import I8, U1, U4, Table, find, lower

_MOST = 12  # parts of a plain name
_KEYS = 6  # of a name; two less without hyphens in the surname, one less with one given name
_DOT, _BLANK, _COMMA, _HYPHEN, _A, _E, _Z = b". ,-aez"


def _flags(letters: bytes) -> NDArray[np.bool_]:
    return np.isin(np.arange(256), [*letters])


# A German pair is one of these and an e, not behind some letters, before a consonant.
_PAIRED, _NOT_BEFORE, _BEHIND = (
    _flags(b"aou"),
    _flags(b"aeiouq"),
    _flags(b"bcdfghjklmnpqrstvwxyz0123456789_"),
)


class _Keys(NamedTuple):
    """Keys behind each other in a text, and where each begins and ends."""

    text: U1
    begins: U4
    ends: U4


@loop
def plain_keys(names: U1, name_ends: U4, telling: Table) -> tuple[U1, Spans]:
    """The keys of names that stand behind each other, name i ending at name_ends[i].

    Returns (text, where the keys stand in it, and how many each name has: none if it isn't plain).
    A plain name is one of letters, initials with a dot, single hyphens and blanks, the surname
    last, without `telling` words. Its keys are those of `names.name_terms`, some twice.
    """
    text = np.empty(_KEYS * (len(names) + 2 * len(name_ends)), np.uint8)
    bounds = np.empty((2, _KEYS * len(name_ends)), np.uint32)
    keys = _Keys(text, bounds[0], bounds[1])
    lengths = np.empty(len(name_ends), np.uint32)
    parts = np.empty(2 * _MOST, np.int64)
    folded = np.empty(len(names), np.uint8)
    key = begin = 0
    for name in range(len(name_ends)):
        end = int(name_ends[name])
        plain = folded[: _fold(names[begin:end], folded)]
        begin = end
        given, count = _split(plain, telling, parts)
        most = _KEYS if count > given + 1 else _KEYS - 2
        lengths[name] = 0 if given == 0 else most - (given == 1)
        _write_keys(plain, parts[: 2 * count], given, keys, (key, key + int(lengths[name])))
        key += lengths[name]
    size = int(keys.ends[key - 1]) if key else 0
    return text[:size], Spans(keys.begins[:key], keys.ends[:key], lengths)


@loop
def _fold(name: U1, folded: U1) -> int:
    """Write a name in lower case, without the e of German pairs; its size then."""
    size = 0
    third = second = first = np.uint8(_BLANK)  # the letters before
    for place in range(len(name)):
        third, second, first = second, first, np.uint8(lower(name[place]))
        behind = lower(name[place + 1]) if place + 1 < len(name) else _BLANK
        if first == _E and _PAIRED[second] and not _NOT_BEFORE[third] and _BEHIND[behind]:
            continue
        folded[size] = first
        size += 1
    return size


@loop
def _split(name: U1, telling: Table, parts: I8) -> tuple[int, int]:
    """Where the parts of a plain name begin and end; how many are given, and all (0 for others).

    Parts are words, or what hyphens join to one: of a given name two at most.
    """
    place = given = 0
    has_dot = False
    for part in range(_MOST):
        first = place
        while place < len(name) and _A <= name[place] <= _Z:
            place += 1
        parts[2 * part] = first
        parts[2 * part + 1] = place
        if place == first or find(name, first, place, telling) >= 0:
            return 0, 0
        if place == len(name):
            is_surname = not has_dot and parts[2 * given + 1] > parts[2 * given] + 1
            return (given, part + 1) if is_surname else (0, 0)
        if name[place] == _DOT:
            has_dot = True
            place += 1
        if place < len(name) and name[place] == _BLANK and part < given + 2:
            given = part + 1
            has_dot = False
        elif place == len(name) or name[place] != _HYPHEN:
            return 0, 0
        place += 1
    return 0, 0


@loop
def _write_keys(name: U1, parts: I8, given: int, keys: _Keys, numbers: tuple[int, int]) -> None:
    """Write the surname, with one initial, all, the first name; and its ends, if so many are asked.

    So many parts of the name are `given`, the others are the surname's. One is all initials, too.
    """
    text, begins, ends = keys
    first, last = numbers
    at = int(ends[first - 1]) if first else 0
    for key in range(first, last):
        kind = key - first
        kind += given == 1 and kind > 1
        begins[key] = at
        part = len(parts) - 2 if kind == 5 else 2 * given
        for place in range(parts[part], parts[part + 1] if kind > 3 else parts[-1]):
            text[at] = _BLANK if name[place] == _HYPHEN else name[place]
            at += 1
        if 0 < kind < 4:
            text[at] = _COMMA
            at += 1
        for initial in range(0, 2 if kind == 1 else 2 * given if kind == 2 else 0, 2):
            text[at] = name[parts[initial]]
            at += 1
        if kind == 3:
            at = _write_first(name, parts[: 2 * given], text, at)
        ends[key] = at


@loop
def _write_first(name: U1, given: I8, text: U1, at: int) -> int:
    """Write the first given name without its hyphen, or the first initial and a dot."""
    is_double = len(given) > 2 and name[given[2] - 1] == _HYPHEN
    behind = at
    for place in range(given[0], given[3 if is_double else 1]):
        text[behind] = name[place]
        behind += _A <= name[place] <= _Z
    if behind > at + 1 + is_double:
        return behind
    text[at + 1] = _DOT
    return at + 2
