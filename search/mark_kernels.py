"""Texts and how words begin → the words in them that may be marked, in compiled loops.

The plain way is in `search.highlight`.
"""

from collections.abc import Callable
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, Ints, bytes_at, longs_at, place, signed_at
from index.fold_kernels import _fold_lines_with_places
from index.loops import entry, loop
from index.tex_kernels import Commands, Places, flags
from index.vocabulary import codes, tex_commands
from index.vocabulary_kernels import Table
from search.form_kernels import _no_forms, _number
from search.span_kernels import BEGIN, COLUMNS, END, FORM, LINE, ROW, Words, marked

Ends = NDArray[np.int32]

LETTERS = 3  # that a word is known by: all of a shorter beginning, the first of a longer one
_BITS = 5  # of a letter, of which 26 and ten digits that are taken for some of them
_LOW = (1 << _BITS) - 1
_NEWLINE, _TAB, _HASH, _PLUS, _HYPHEN = b"\n\t#+-"
_LETTER = flags(b"abcdefghijklmnopqrstuvwxyz0123456789").astype(np.uint8)


@entry
def candidates(data: U1, sizes: Ints, asked: U1, tables: Ints) -> tuple[Words, U1]:
    """The words of some texts that may be marked, and their different forms, in lines.

    A row for each word, compound, and row of words that is asked for, in the order in which they
    begin. The texts are lines, of so many bytes. In `asked` there is a line for each beginning
    of words, then a tab; of each row of words their lines, and a tab. `tables` is `handed_tables`.

    Some of the words begin otherwise, for who asks to find out.
    """
    codes, commands = _tables_at(tables)
    text, lines, places = _fold_lines_with_places(data, sizes, codes, commands)
    begins, rows, how_many = _table(asked)
    bounds = _bounds(text)
    found = np.empty(((len(bounds) >> 1) * (2 + how_many), COLUMNS), np.int32)
    forms = _no_forms(len(text), len(bounds))
    size = line = 0
    for i in range(0, len(bounds), 2):
        start, end = int(bounds[i]), int(bounds[i + 1])
        end += _signs(text, start, end)
        is_begun = _is_known(text, start, len(text), begins)
        if not is_begun and (text[end] != _HYPHEN or end - start >= LETTERS):
            continue
        while lines[line] < start:
            line += 1
        if is_begun:
            size = _note(found, size, (line, start, end), _number(forms, text, start, end, 0))
        joined = bounds[i + 3] if text[end] == _HYPHEN and _goes_on(bounds, i, end) else 0
        if joined and (is_begun or _is_known(text, start, end, begins)):
            number = _number(forms, text, start, end, joined)
            size = _note(found, size, (line, start, joined), number)
        at = rows if is_begun else len(asked)
        while at < len(asked):
            at, end = _behind_row(asked, at, text, bounds, i)
            if 0 < end <= lines[line]:
                size = _note(found, size, (line, start, end), ROW)
    _place(found[:size], places)
    return found[:size], forms.text[: forms.ends[forms.known[0]]]


@loop
def _tables_at(tables: Ints) -> tuple[U1, Commands]:
    """What `handed_tables` has addresses of."""
    codes, slots = bytes_at(tables[0], tables[1]), longs_at(tables[2], tables[3])
    ends, text = signed_at(tables[4], tables[5]), bytes_at(tables[6], tables[7])
    table = Table(slots, ends, text, signed_at(tables[8], tables[9]))
    return codes, Commands(table, tables[10], tables[11], tables[12])


@cache
def handed_tables() -> Ints:
    """Of `codes` and the table of `tex_commands`, which stay in memory: addresses and sizes.

    Behind them are the numbers of `tex_commands`. Each array that is handed by itself takes time.
    """
    table, *numbers = tex_commands()
    rows = [(array.ctypes.data, len(array)) for array in (codes(), *table)]
    return np.array([*chain.from_iterable(rows), *numbers])


@loop
def _note(found: Words, size: int, where: tuple[int, int, int], form: int) -> int:
    """Note a row; how many there are."""
    found[size, LINE], found[size, BEGIN], found[size, END] = where
    found[size, FORM] = form
    return size + 1


@loop
def _goes_on(bounds: Ends, i: int, end: int) -> bool:
    """Whether the word behind word i stands behind one sign, which is at `end`."""
    return i + 2 < len(bounds) and bounds[i + 2] == end + 1


@loop
def _behind_row(asked: U1, at: int, text: U1, bounds: Ends, i: int) -> tuple[int, int]:
    """Behind a row that is asked for, and where it ends that begins with word i; 0 if none does."""
    end = i
    while asked[at] != _TAB:
        start = int(bounds[i]) if i < len(bounds) else 0
        stop = int(bounds[i + 1]) if i < len(bounds) else 0
        stop += _signs(text, start, stop)
        while start < stop and end >= 0 and asked[at] == text[start]:
            at += 1
            start += 1
        end = stop if end >= 0 and start == stop and stop and asked[at] == _NEWLINE else -1
        while asked[at] != _NEWLINE:
            at += 1
        at += 1
        i += 2
    return at + 1, end


@loop
def _bounds(text: U1) -> Ends:
    """Where the words of lines begin and end, in turn.

    Each place is noted, and kept if it is one: that is faster than to ask before.
    """
    found = np.empty(len(text) + 1, np.int32)
    size, was = np.uint64(0), np.uint8(0)
    for at in range(len(text)):
        found[size] = at
        size += np.uint64(_LETTER[text[at]] ^ was)
        was = _LETTER[text[at]]
    return found[:size]


@loop
def _is_known(text: U1, start: int, sign: int, begins: NDArray[np.uint32]) -> bool:
    """Whether a word may begin as one of the beginnings in a table; a line feed comes behind it.

    One sign is passed over.
    """
    second = start + 1 + (start + 1 == sign)
    third = min(second + 1 + (second + 1 == sign), len(text) - 1)
    two = np.uint32(text[start] & _LOW) << np.uint32(_BITS) | np.uint32(text[second] & _LOW)
    return bool(begins[two] >> np.uint32(text[third] & _LOW) & np.uint32(1))


@loop
def _place(words: Words, places: Places) -> None:
    """Turn places in what was folded into places in the texts."""
    begins = places[:, 0]
    for word in range(len(words)):
        start, last = words[word, BEGIN], words[word, END]
        piece = place(begins, np.int64(start) + 1) - 1
        words[word, BEGIN] = places[piece, 1] + (0 if places[piece, 2] else start - begins[piece])
        piece = place(begins, np.int64(last)) - 1
        words[word, END] = places[piece, 2] or places[piece, 1] + last - begins[piece]


@loop
def _table(asked: U1) -> tuple[NDArray[np.uint32], int, int]:
    """For each two letters a bit for each third one with which words may begin as a line does.

    And where rows of words begin, and how many there are.
    """
    found = np.zeros(1 << 2 * _BITS, np.uint32)
    letters = code = at = 0
    while asked[at] != _TAB:
        if asked[at] == _NEWLINE:
            free = _BITS * (LETTERS - letters)
            for known in range(code << free, (code + 1) << free):
                found[known >> _BITS] |= np.uint32(1) << np.uint32(known & _LOW)
            letters, code = 0, 0
        elif letters < LETTERS:
            code = code << _BITS | (asked[at] & _LOW)
            letters += 1
        at += 1
    rows = 0
    for behind in range(at + 1, len(asked)):
        rows += asked[behind] == _TAB
    return found, at + 1, rows


@loop
def _signs(text: U1, at: int, end: int) -> int:
    """How many signs behind a single letter belong to it, as in C++ and C#."""
    if end - at != 1 or text[at] < 97 or end == len(text):
        return 0
    if text[end] == _HASH:
        return 1
    pluses = 0
    while end + pluses < len(text) and text[end + pluses] == _PLUS:
        pluses += 1
    return 2 if pluses == 2 else 0


def rehearsals() -> list[tuple[Callable[..., object], tuple[object, ...]]]:
    """The loops of `search.marking` with arguments of the kinds that they are called with."""
    data, sizes = np.frombuffer(bytearray(b"a\n"), np.uint8), np.ones(1, np.int64)
    asked = np.frombuffer(bytearray(b"a\n\t"), np.uint8)
    words = np.zeros((1, COLUMNS), np.int32)
    return [
        (candidates, (data, sizes, asked, handed_tables())),
        (marked, (words, np.ones(2, np.uint8), data, sizes)),
    ]
