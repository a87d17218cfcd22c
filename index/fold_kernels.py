"""Compiled loop from readable texts to folded ones, line by line (index.vocabulary).

Imported only when something is written.
"""

import numpy as np
from numpy.typing import NDArray

from index.loops import loop
from index.tex_kernels import (
    FOLDED,
    GAIN,
    WORD,
    Commands,
    Places,
    flags,
    note,
    write_with_places,
    write_without_tex,
)
from index.vocabulary_kernels import I8, U1

_NEWLINE, _BLANK, _QUOTE, _HYPHEN, _HASH, _PLUS, _ZERO, _NINE = b"\n '-#+09"
_SMALL_A, _SMALL_E, _SMALL_L, _SMALL_Z = b"aelz"
# Without any of these there is no TeX; braces alone are none.
_DOLLAR, _BACKSLASH, _UNDERSCORE, _CARET, _STAR = b"$\\_^*"
_CASE, _BEYOND_ASCII = 32, 128
_CONTRACTED, _CONTRACTED_LONG = flags(b"stdm"), flags(b"lrv")
_TEX, _APOSTROPHE, _FOREIGN = 1, 2, 4


@loop
def fold_lines(data: U1, ends: I8, as_is: NDArray[np.bool_], codes: U1, commands: Commands) -> U1:
    """Lines in UTF-8 without TeX and folded; those that are `as_is` have none that counts.

    They end in line feeds, which are at `ends`.

    All characters beyond ASCII in other lines have `codes`, by their code points.
    """
    out = np.empty(GAIN * len(data), np.uint8)
    at = begin = 0
    for line in range(len(as_is)):
        end = ends[line]
        size, marks = end - begin, _write_kept(data[begin:end], out[at:])
        if not as_is[line]:
            if marks & (_TEX | _FOREIGN):
                text = _prepared(data[begin:end], codes)
                size = _write(text, marks & _TEX, commands, out, at) - at
            elif marks & _APOSTROPHE:
                _blank_contractions(data, begin, end, out, at)
        at += size
        out[at] = _NEWLINE
        at += 1
        begin = end + 1
    return out[:at]


@loop
def _fold_lines_with_places(
    data: U1, sizes: I8, codes: U1, commands: Commands
) -> tuple[U1, NDArray[np.int32], Places]:
    """The same of lines of some sizes, their ends, and `index.tex_kernels.write_with_places`."""
    folded_ends = np.empty(len(sizes), np.int32)
    out = np.empty(GAIN * len(data), np.uint8)
    places = np.empty((2 * len(data) + 1, 3), np.int32)
    at = begin = pieces = 0
    for line in range(len(sizes)):
        end = begin + sizes[line]
        size, marks = end - begin, _write_kept(data[begin:end], out[at:])
        note(places[pieces], at, 0, 0)
        noted = 1
        if marks & _TEX:
            text = _prepared(data[begin:end], codes)
            stop, noted = write_with_places(text, commands, out, at, places[pieces:])
            size = stop - at
        elif marks & _FOREIGN:
            size = _write_folded(_prepared(data[begin:end], codes), out, at) - at
        elif marks & _APOSTROPHE:
            _blank_contractions(data, begin, end, out, at)
        pieces += noted
        at += size
        folded_ends[line] = at
        out[at] = _NEWLINE
        at += 1
        begin = end + 1
    return out[:at], folded_ends, places[:pieces]


@loop
def _write_kept(line: U1, out: U1) -> int:
    """Write a line as if it had no TeX; the marks of all that is in it.

    All is told by comparing, which the machine does with 64 bytes at a time.
    """
    has_tex = has_quote = has_foreign = False
    for place in range(len(line)):
        byte = line[place]
        small = byte | np.uint8(_CASE)
        is_kept = (byte >= _ZERO) & (byte <= _NINE) | (byte == _HASH) | (byte == _PLUS)
        is_kept |= (byte == _HYPHEN) | (byte >= _BEYOND_ASCII)
        is_letter = (small >= _SMALL_A) & (small <= _SMALL_Z)
        out[place] = small if is_letter else byte if is_kept else np.uint8(_BLANK)
        has_tex |= (byte == _DOLLAR) | (byte == _BACKSLASH) | (byte == _UNDERSCORE)
        has_tex |= (byte == _CARET) | (byte == _STAR)
        has_quote |= byte == _QUOTE
        has_foreign |= byte >= _BEYOND_ASCII
    return has_tex * _TEX + has_quote * _APOSTROPHE + has_foreign * _FOREIGN


@loop
def _write(text: U1, has_tex: int, commands: Commands, out: U1, at: int) -> int:
    """Write what is prepared; where that ends."""
    if has_tex:
        return write_without_tex(text, commands, out, at)
    return _write_folded(text, out, at)


@loop
def _write_folded(text: U1, out: U1, at: int) -> int:
    """Write what is prepared and has no TeX; where that ends."""
    for place in range(1, len(text) - 1):
        out[at + place - 1] = FOLDED[text[place]]
    return at + len(text) - 2


@loop
def _prepared(line: U1, codes: U1) -> U1:
    """A line between line feeds, with blanks for what `index.folding._prepared` has them for.

    What isn't ASCII is one byte.
    """
    text = np.empty(len(line) + 2, np.uint8)
    text[0] = _NEWLINE
    end = 1
    opened = 0  # the place of a dollar that is open
    for place in range(len(line)):
        byte = line[place]
        if byte & 0xC0 == 0x80:  # within a character
            continue
        text[end] = byte if byte < 0x80 else codes[_code_point(line, place)]
        if byte == _DOLLAR:
            for inner in range(opened if opened else end, end):
                if text[inner] == _HYPHEN:
                    text[inner] = _BLANK
            opened = 0 if opened else end
        end += 1
    text[end] = _NEWLINE
    _blank_contractions(text, 1, end, text, 1)
    return text[: end + 1]


@loop
def _code_point(line: U1, place: int) -> int:
    """The character of two bytes or three that begins at a place."""
    first, second = int(line[place]), int(line[place + 1]) & 0x3F
    if first < 0xE0:
        return (first & 0x1F) << 6 | second
    return (first & 0x0F) << 12 | second << 6 | int(line[place + 2]) & 0x3F


@loop
def _blank_contractions(data: U1, begin: int, end: int, out: U1, at: int) -> None:
    """Blanks for 's, 't, 'd, 'm, 'll, 're, 've; data[begin:end] stands in `out` from `at` on."""
    for place in range(begin, end):
        if data[place] != _QUOTE:
            continue
        first, second = data[place + 1], data[min(place + 2, end)]
        size = 2 if _CONTRACTED[first] else 0
        if second == (_SMALL_L if first == _SMALL_L else _SMALL_E) and _CONTRACTED_LONG[first]:
            size = 3
        if size and not WORD[data[place + size]]:
            for inner in range(at + place - begin, at + place - begin + size):
                out[inner] = _BLANK
