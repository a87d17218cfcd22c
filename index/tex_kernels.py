"""Compiled loop from readable texts of ASCII to folded ones: `index.folding.without_tex`, lower.

Its rules are those of `index.folding._PIECE`, in the same order. Lines end in a line feed, which
no rule passes. Imported only when something is written: Numba takes half a second.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop
from index.latex_tables import SPACES
from index.vocabulary_kernels import U1, Table, find

_NEWLINE, _BLANK, _QUOTE, _HYPHEN, _STAR = b"\n '-*"
_DOLLAR, _BACKSLASH, _CARET, _UNDERSCORE, _OPEN, _CLOSE = b"$\\^_{}"
_SMALL_A, _SMALL_E, _SMALL_L, _SMALL_R, _SMALL_V, _LARGE_S, _LARGE_U = b"aelrvSU"
_GAIN = 2  # bytes that may be written for one that is read: "_{x}" is " x "


def _flags(characters: bytes) -> NDArray[np.bool_]:
    return np.isin(np.arange(256), [*characters])


def _folded() -> U1:
    """Letters of ASCII in lower case, and a blank for what stands between words."""
    kept = b"0123456789abcdefghijklmnopqrstuvwxyz\n#+-" + bytes(range(128, 256))
    return np.array([c if c in kept else _BLANK for c in bytes(range(256)).lower()], np.uint8)


_FOLDED = _folded()
_TEX, _APOSTROPHE, _END = 1, 2, 4
# Without any of the first there is no TeX; braces alone are none.
_MARKS = _TEX * _flags(b"$\\_^*") + _APOSTROPHE * _flags(b"'") + _END * _flags(b"\n")
_MARKS = _MARKS.astype(np.uint8)
_SPECIAL = _flags(b"$\\_^*{}")
_BRACKETS = _flags(b"${}")
_OPENING, _CLOSING, _BLANKS = _flags(b"^{$"), _flags(b"}$"), _flags(b" ")
_IN_BRACES, _IN_SCRIPT = ~_flags(b"\n{}"), ~_flags(b"\n{}\\$")
_LARGE = _flags(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SMALL = _flags(b"abcdefghijklmnopqrstuvwxyz")
_DIGIT = _flags(b"0123456789")
_LETTER = _LARGE | _SMALL
_WORD = _LETTER | _DIGIT
_CONTRACTED, _CONTRACTED_LONG = _flags(b"stdm"), _flags(b"lrv")
_SILENT_SYMBOL = _flags("".join(name for name in SPACES if not SPACES[name]).encode())


class Commands(NamedTuple):
    """Names of commands: first those with an argument that isn't for readers, up to `silent` those
    that leave a blank, up to `fonts` those that leave nothing; behind them Greek letters."""

    table: Table
    with_argument: int
    silent: int
    fonts: int


@loop
def fold_lines(data: U1, as_is: NDArray[np.bool_], commands: Commands) -> U1:
    """Lines without TeX and folded; those that are `as_is` have none that counts."""
    out = np.empty(_GAIN * len(data), np.uint8)
    at = begin = 0
    for line in range(len(as_is)):
        size, marks = _write_folded(data, begin, out, at)
        end = begin + size
        if marks & _TEX and not as_is[line]:
            size = _write_without_tex(_prepared(data, begin, end), commands, out, at) - at
        elif marks & _APOSTROPHE and not as_is[line]:
            _blank_contractions(data, begin, end, out, at)
        at += size
        out[at] = _NEWLINE
        at += 1
        begin = end + 1
    return out[:at]


@loop
def _write_folded(data: U1, begin: int, out: U1, at: int) -> tuple[int, int]:
    """Write a line as if it had no TeX; (its size, the marks of all that is in it)."""
    place = begin
    marks = np.uint8(0)
    while not marks & _END:
        byte = data[place]
        marks |= _MARKS[byte]
        out[at + place - begin] = _FOLDED[byte]
        place += 1
    return place - 1 - begin, int(marks)


@loop
def _prepared(data: U1, begin: int, end: int) -> U1:
    """A line between line feeds, with blanks for what `index.folding._prepared` has them for."""
    size = end - begin
    text = np.empty(size + 2, np.uint8)
    text[0] = text[size + 1] = _NEWLINE
    opened = 0  # the place of a dollar that is open
    for place in range(1, size + 1):
        text[place] = data[begin + place - 1]
        if text[place] != _DOLLAR:
            continue
        for inner in range(opened if opened else place, place):
            if text[inner] == _HYPHEN:
                text[inner] = _BLANK
        opened = 0 if opened else place
    _blank_contractions(data, begin, end, text, 1)
    return text


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
        if size and not _WORD[data[place + size]]:
            for inner in range(at + place - begin, at + place - begin + size):
                out[inner] = _BLANK


@loop
def _write_without_tex(text: U1, commands: Commands, out: U1, at: int) -> int:
    """Write a line, folded; where that ends."""
    place = 1
    while place < len(text) - 1:
        if _SPECIAL[text[place]]:
            behind, at = _piece(text, place, commands, out, at)
            if behind:
                place = behind
                continue
        out[at] = _FOLDED[text[place]]
        at += 1
        place += 1
    return at


@loop
def _piece(text: U1, place: int, commands: Commands, out: U1, at: int) -> tuple[int, int]:
    """Write what the TeX at a place stands for; (what is behind it, 0 if it is none; at)."""
    byte = text[place]
    if byte == _BACKSLASH:
        return _command(text, place, commands, out, at)
    behind = _index(text, place)
    if not behind:
        behind = _star(text, place)
    if behind:
        return behind, at
    if byte in (_UNDERSCORE, _CARET):
        return _script(text, place, out, at)
    if byte == _STAR:
        return 0, at
    behind = _behind_blank(text, place)
    if behind:
        out[at] = _BLANK
        return behind, at + 1
    return place + 1, at


@loop
def _behind_blank(text: U1, place: int) -> int:
    """Behind braces or dollars between two words; 0 if those there are between none."""
    byte, before, behind = text[place], text[place - 1], text[place + 1]
    if byte == _OPEN:  # max{a, b}
        return place + 1 if _WORD[before] and behind != _BACKSLASH else 0
    if byte == _DOLLAR:  # Sr$_x$Cu, US$500
        is_price = _DIGIT[behind] and before == _LARGE_S and text[place - 2] == _LARGE_U
        return place + 1 if is_price or (_LETTER[before] and _LETTER[behind]) else 0
    other = _skip(text, place + 1, _BLANKS, len(text))
    if text[other] == _OPEN:  # \\frac{a}{b}
        return other + 1
    return place + 2 if _LETTER[before] and behind == _DOLLAR and _LETTER[text[place + 2]] else 0


@loop
def _skip(text: U1, place: int, bytes: NDArray[np.bool_], most: int) -> int:
    """Behind as many of some bytes as stand there, up to `most`."""
    end = min(place + most, len(text))
    while place < end and bytes[text[place]]:
        place += 1
    return place


@loop
def _index(text: U1, place: int) -> int:
    """Behind what stands between a letter and its digit: H_2, H$_2$, x^{2}; 0 if nothing does."""
    if not _LETTER[text[place - 1]]:
        return 0
    place = _skip(text, place, _CLOSING, 4)
    if text[place] not in (_UNDERSCORE, _CARET):
        return 0
    place += 1 + (text[place + 1] == _OPEN)
    return place if _DIGIT[text[place]] else 0


@loop
def _star(text: U1, place: int) -> int:
    """Behind the star of C^*-algebra; 0 if there is none."""
    if not (_LETTER[text[place - 1]] or _CLOSING[text[place - 1]]):
        return 0
    place = _skip(text, place, _OPENING, 3)
    if text[place] != _STAR:
        return 0
    place = _skip(text, place + 1, _CLOSING, 3)
    behind = text[place + 1] if text[place] == _HYPHEN else _BLANK
    return place if _WORD[behind] or behind == _UNDERSCORE else 0


@loop
def _script(text: U1, place: int, out: U1, at: int) -> tuple[int, int]:
    """What is raised or lowered, as a word of its own: Sr_xCu, x_{max}."""
    if _SMALL[text[place + 1]] and _LARGE[text[place + 2]]:
        return place + 2, _write_apart(text, place + 1, place + 2, out, at)
    if text[place + 1] != _OPEN or not _LETTER[text[place + 2]]:
        return 0, at
    end = _skip(text, place + 2, _IN_SCRIPT, len(text))
    if text[end] != _CLOSE:
        return 0, at
    return end + 1, _write_apart(text, place + 2, end, out, at)


@loop
def _write_apart(text: U1, begin: int, end: int, out: U1, at: int) -> int:
    """Write part of a text between two blanks; where that ends."""
    out[at] = _BLANK
    for place in range(begin, end):
        out[at + 1 + place - begin] = _FOLDED[text[place]]
    out[at + 1 + end - begin] = _BLANK
    return at + 2 + end - begin


@loop
def _command(text: U1, place: int, commands: Commands, out: U1, at: int) -> tuple[int, int]:
    r"""A backslash and what belongs to it: \alpha, \begin{align}, \,."""
    begin = place + 1
    end = _skip(text, begin, _LETTER, len(text))
    if begin == end:
        return _symbol(text, begin, out, at)
    behind = _skip(text, end, _BLANKS, len(text))
    known = find(text, begin, end, commands.table)
    if 0 <= known < commands.with_argument:
        argument = _behind_argument(text, behind)
        if argument:
            out[at] = _BLANK
            return argument, at + 1
    behind += text[behind] == _OPEN
    if known < 0 or known >= commands.fonts:
        return behind, _write_word(text, (place, end, behind), commands, out, at)
    if known < commands.silent:
        out[at] = _BLANK
        at += 1
    return behind, at


@loop
def _symbol(text: U1, place: int, out: U1, at: int) -> tuple[int, int]:
    """A backslash and one character that is no letter, or none: mostly a blank."""
    byte = text[place]
    if not _SILENT_SYMBOL[byte]:
        out[at] = _BLANK
        at += 1
    return place if _DIGIT[byte] or byte == _NEWLINE else place + 1, at


@loop
def _behind_argument(text: U1, place: int) -> int:
    """Behind braces without braces in them; 0 if none begin there."""
    if text[place] != _OPEN:
        return 0
    place = _skip(text, place + 1, _IN_BRACES, len(text))
    return place + 1 if text[place] == _CLOSE else 0


@loop
def _write_word(text: U1, where: tuple[int, int, int], commands: Commands, out: U1, at: int) -> int:
    """The name of a letter, a word of its own unless a digit, its index, stands behind it."""
    place, end, behind = where
    before = place
    while _BRACKETS[text[before - 1]]:
        before -= 1
    if text[before - 1] not in (_HYPHEN, _NEWLINE):
        out[at] = _BLANK
        at += 1
    begin = _behind_var(text, place + 1, end, commands)
    for letter in range(begin, end):
        out[at] = _FOLDED[text[letter]]
        at += 1
    glued = text[_skip(text, behind, _BRACKETS, len(text))]
    if text[behind - 1] in (_BLANK, _OPEN) or _LETTER[glued]:
        out[at] = _BLANK
        at += 1
    return at


@loop
def _behind_var(text: U1, begin: int, end: int, commands: Commands) -> int:
    r"""Where the name of a letter begins: \varepsilon is epsilon."""
    is_variant = text[begin] == _SMALL_V and text[begin + 1] == _SMALL_A
    if not is_variant or text[begin + 2] != _SMALL_R:
        return begin
    name = np.empty(end - begin - 3, np.uint8)
    for letter in range(len(name)):
        name[letter] = _FOLDED[text[begin + 3 + letter]]
    return begin + 3 if find(name, 0, len(name), commands.table) >= commands.fonts else begin
