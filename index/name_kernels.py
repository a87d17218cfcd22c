"""Compiled loop for the keys of plain names, which nearly all authors have.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.strings import Spans
from index.compiling import loop
from index.vocabulary_kernels import I8, U1, U4, Table, find, lower

_MOST = 12  # parts of a plain name
_KEYS = 6  # of a name; those without hyphens in the surname have two less
_DOT, _BLANK, _COMMA, _HYPHEN, _A, _E, _Z = b". ,-aez"


def _flags(letters: bytes) -> NDArray[np.bool_]:
    return np.isin(np.arange(256), [*letters])


# A German pair is one of these and an e, not behind some letters, before a consonant.
_PAIRED, _NOT_BEFORE, _BEHIND = (
    _flags(b"aou"),
    _flags(b"aeiouq"),
    _flags(b"bcdfghjklmnpqrstvwxyz0123456789_"),
)


@loop
def plain_keys(names: U1, name_ends: U4, telling: Table) -> tuple[U1, Spans]:
    """The keys of names that stand behind each other, name i ending at name_ends[i].

    Returns (text, where the keys stand in it, and how many each name has: none if it isn't plain).
    A plain name is one of letters, initials with a dot, single hyphens and blanks, the surname
    last, without `telling` words. Its keys are those of `names.name_terms`, some twice.
    """
    most = _KEYS * len(name_ends)
    text = np.empty(_KEYS * (len(names) + 2 * len(name_ends)), np.uint8)
    spans = Spans(
        np.empty(most, np.uint32), np.empty(most, np.uint32), np.zeros(len(name_ends), np.uint32)
    )
    parts = np.empty((_MOST, 2), np.int64)
    folded = np.empty(len(names), np.uint8)
    at = key = begin = 0
    for name in range(len(name_ends)):
        end = int(name_ends[name])
        plain = folded[: _fold(names[begin:end], folded)]
        begin = end
        given, count = _split(plain, telling, parts)
        keys = 0 if given == 0 else _KEYS if count > given + 1 else _KEYS - 2
        for kind in range(keys):
            spans.begins[key] = at
            at = _write_key(plain, (parts[:given], parts[given:count]), kind, text, at)
            spans.ends[key] = at
            key += 1
        spans.lengths[name] = keys
    return text[:at], Spans(spans.begins[:key], spans.ends[:key], spans.lengths)


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
        parts[part] = first, place
        if place == first or find(name, first, place, telling) >= 0:
            return 0, 0
        if place == len(name):
            is_surname = not has_dot and parts[given, 1] > parts[given, 0] + 1
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
def _write_key(name: U1, parts: tuple[I8, I8], kind: int, text: U1, at: int) -> int:
    """Write the surname (0), with one initial (1), all (2), the first name (3), or its ends (4, 5).

    `parts` are those of the given names and of the surname.
    """
    given, family = parts
    if kind > 3:
        return _copy(name, family[0 if kind == 4 else -1], text, at)
    for part in family:
        at = _copy(name, part, text, at)
        text[at] = _BLANK
        at += 1
    if kind == 0:
        return at - 1
    text[at - 1] = _COMMA
    if kind == 3:
        return _write_first(name, given, text, at)
    for part in given[: 1 if kind == 1 else len(given)]:
        text[at] = name[part[0]]
        at += 1
    return at


@loop
def _write_first(name: U1, given: I8, text: U1, at: int) -> int:
    """Write the first given name without its hyphen, or the first initial and a dot."""
    is_double = len(given) > 1 and name[given[1, 0] - 1] == _HYPHEN
    behind = _copy(name, given[0], text, at)
    if is_double:
        behind = _copy(name, given[1], text, behind)
    if behind > at + 1 + is_double:
        return behind
    text[at + 1] = _DOT
    return at + 2


@loop
def _copy(name: U1, part: I8, text: U1, at: int) -> int:
    for place in range(part[0], part[1]):
        text[at] = name[place]
        at += 1
    return at
