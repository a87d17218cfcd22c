"""Compiled loop for the commands of LaTeX, and how `index.latex_kernels` writes a line."""

from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from index.latex_tables import COMBINING, SPACES
from index.loops import loop
from index.vocabulary_kernels import I8, U1, Table, find

Flags = NDArray[np.bool_]

_NEWLINE, _BLANK, _OPENER, _BACKSLASH, _BRACKET, _OPEN, _CLOSE, _STAR = b"\n (\\[{}*"
_IJ = (ord("i"), ord("j"))
ODD = -1  # what is no place: a line that is left to others


def flags(characters: bytes) -> Flags:
    """Which bytes are among these."""
    return np.isin(np.arange(256), [*characters])


LETTER = flags(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_MARK = flags(b"'\"`^~=.")
_LETTER_MARK = flags(b"vcHukrdbt")


def _symbols() -> U1:
    """What a backslash and a character stand for; 0 for nothing."""
    found = np.arange(256, dtype=np.uint8)
    for name, symbol in SPACES.items():
        if len(name) == 1:
            found[ord(name)] = ord(symbol or "\0")
    return found


def _accented() -> U1:
    """What stands for each mark and letter, in UTF-8, behind its size."""
    found = np.zeros((128, 128, 6), np.uint8)
    for name, mark in COMBINING.items():
        for letter in np.flatnonzero(LETTER).tolist():
            written = normalize("NFC", chr(letter) + mark).encode()
            found[ord(name), letter, : len(written) + 1] = [len(written), *written]
    return found


_SYMBOLS = _symbols()
_ACCENTED = _accented()


class Commands(NamedTuple):
    """Names of commands: `fonts` that leave nothing, then letters, and symbols from `symbols` on.

    What stands for number n is text[ends[n]:ends[n + 1]].
    """

    table: Table
    fonts: int
    symbols: int
    text: U1
    ends: I8


AT, BEGIN, AFTER_COMMAND, QUOTES, DEPTH = range(5)  # what a state holds


class Line(NamedTuple):
    """A line that is being written: its bytes, its state, which open braces are to be closed."""

    out: U1
    state: I8
    kept: Flags


@loop
def put(byte: int, line: Line) -> None:
    """Write a byte; blanks once, and none at the beginning."""
    out, state, _ = line
    state[AFTER_COMMAND] = 0
    if byte != _BLANK or (state[AT] > state[BEGIN] and out[state[AT] - 1] != _BLANK):
        out[state[AT]] = byte
        state[AT] += 1


@loop
def put_all(text: U1, begin: int, end: int, line: Line) -> None:
    """Write bytes in the same way."""
    put(text[begin], line)
    out, at = line.out, line.state[AT]
    for place in range(begin + 1, end):
        out[at] = text[place]
        at += text[place] != _BLANK or out[at - 1] != _BLANK
    line.state[AT] = at


@loop
def command(data: U1, place: int, commands: Commands, line: Line) -> int:
    """A backslash and what belongs to it."""
    first = data[place + 1]
    if first in (_OPENER, _BRACKET):
        return ODD
    if first == _NEWLINE:
        put(_BACKSLASH, line)
        return place + 1
    if _MARK[first] or _LETTER_MARK[first]:
        behind = _accent(data, place + 1, line)
        if behind:
            return behind
    if not LETTER[first]:
        line.state[AFTER_COMMAND] = 0
        if _SYMBOLS[first]:
            put(_SYMBOLS[first], line)
        return place + 2
    end = place + 1
    while LETTER[data[end]]:
        end += 1
    number = find(data, place + 1, end, commands.table)
    if number < 0:
        return ODD
    end += data[end] == _STAR
    behind = _behind_blanks(data, end)
    is_closed = data[behind] == _OPEN and data[behind + 1] == _CLOSE
    end = behind + 2 if is_closed else end
    if number >= commands.fonts:
        put_all(commands.text, commands.ends[number], commands.ends[number + 1], line)
    else:
        line.state[AFTER_COMMAND] = 1
        return _behind_blanks(data, end)
    return _behind_blanks(data, end) if number < commands.symbols and not is_closed else end


@loop
def _behind_blanks(data: U1, place: int) -> int:
    while data[place] == _BLANK:
        place += 1
    return place


@loop
def _accent(data: U1, place: int, line: Line) -> int:
    """An accent and its letter, written; what is behind them, or 0 if none are at a place."""
    mark = data[place]
    begin = _behind_blanks(data, place + 1)
    is_near = begin == place + 1
    is_command = data[begin] == _BACKSLASH
    if _LETTER_MARK[mark] and is_near and not is_command and data[begin] != _OPEN:
        return 0
    if data[begin] == _OPEN:
        letter = _behind_blanks(data, begin + 1)
        if data[letter] == _BACKSLASH and _MARK[data[letter + 1]]:
            return ODD
        letter += data[letter] == _BACKSLASH
        end = _behind_blanks(data, letter + 1)
        if data[end] != _CLOSE:
            return 0
        end += 1
    elif is_command:
        letter, end = begin + 1, begin + 2
        if data[letter] not in _IJ or LETTER[data[end]]:
            return 0
        if data[end] == _BLANK:
            end += 1
        elif data[end] == _OPEN and data[end + 1] == _CLOSE:
            end += 2
    else:
        letter, end = begin, begin + 1
    if not LETTER[data[letter]]:
        return 0
    accented = _ACCENTED[mark, data[letter]]
    put_all(accented, 1, 1 + accented[0], line)
    return end
