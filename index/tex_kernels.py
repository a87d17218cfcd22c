"""Compiled loop from a line with TeX to a folded one: `index.folding.without_tex`, lower.

Its rules are those of `index.folding._expression`, in the same order. Lines end in a line feed,
which no rule passes. What isn't ASCII is one byte: see `CODES`. Imported when something is written
or marked.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.latex_tables import SPACES
from index.loops import loop
from index.vocabulary_kernels import U1, Table, find

GAIN = 2  # bytes that may be written for one that is read: "_{x}" is " x "
_NEWLINE, _BLANK, _HYPHEN, _STAR = b"\n -*"
_DOLLAR, _BACKSLASH, _CARET, _UNDERSCORE, _OPEN, _CLOSE = b"$\\^_{}"
_SMALL_A, _SMALL_R, _SMALL_V, _LARGE_S, _LARGE_U = b"arvSU"

# Bytes that stand for characters beyond ASCII: letters by what they are folded to, hyphens, signs.
CODES = {chr(letter): 128 + number for number, letter in enumerate(range(97, 123))}
HYPHEN_CODE, SIGN_CODE = 160, 161


def flags(characters: bytes) -> NDArray[np.bool_]:
    """Which bytes are among these."""
    return np.isin(np.arange(256), [*characters])


def _folded() -> U1:
    """Letters in lower case, and a blank for what stands between words."""
    found = np.array([*bytes(range(256)).lower()], np.uint8)
    for letter, code in CODES.items():
        found[code] = ord(letter)
    found[HYPHEN_CODE] = _HYPHEN
    found[~flags(b"0123456789abcdefghijklmnopqrstuvwxyz\n#+-")[found]] = _BLANK
    return found


FOLDED = _folded()
_SPECIAL = flags(b"$\\_^*{}")
_BRACKETS = flags(b"${}")
_OPENING, _CLOSING, _BLANKS = flags(b"^{$"), flags(b"}$"), flags(b" ")
_IN_BRACES, _IN_SCRIPT = ~flags(b"\n{}"), ~flags(b"\n{}\\$")
_HYPHENS = flags(bytes((_HYPHEN, HYPHEN_CODE)))
_LARGE = flags(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SMALL = flags(b"abcdefghijklmnopqrstuvwxyz")
_DIGIT = flags(b"0123456789")
_LETTER = _LARGE | _SMALL  # of ASCII
_ANY_LETTER = _LETTER | flags(bytes(CODES.values()))
WORD = _ANY_LETTER | _DIGIT
_SILENT_SYMBOL = flags("".join(name for name in SPACES if not SPACES[name]).encode())


Places = NDArray[np.int32]  # a row of three numbers for each piece


class Commands(NamedTuple):
    """Names of commands: first those with an argument that isn't for readers, up to `silent` those
    that leave a blank, up to `fonts` those that leave nothing; behind them Greek letters."""

    table: Table
    with_argument: int
    silent: int
    fonts: int


@loop
def write_without_tex(text: U1, commands: Commands, out: U1, at: int) -> int:
    """Write a line that stands between line feeds, folded; where that ends."""
    place = 1
    while place < len(text) - 1:
        if _SPECIAL[text[place]]:
            behind, at = _piece(text, place, commands, out, at)
            if behind:
                place = behind
                continue
        out[at] = FOLDED[text[place]]
        at += 1
        place += 1
    return at


@loop
def write_with_places(
    text: U1, commands: Commands, out: U1, at: int, places: Places
) -> tuple[int, int]:
    """The same, and how many pieces are noted in `places`: where each begins in `out`, and where
    it begins and ends in the line; 0 for the end of what is written character for character."""
    note(places[0], at, 0, 0)
    size, place = 1, 1
    while place < len(text) - 1:
        behind, end = 0, at
        if _SPECIAL[text[place]]:
            behind, end = _piece(text, place, commands, out, at)
        if not behind:
            out[at] = FOLDED[text[place]]
            at += 1
            place += 1
            continue
        last = behind
        while last > place + 1 and (text[last - 1] == _OPEN or text[last - 1] == _BLANK):
            last -= 1
        note(places[size], at, place - 1, last - 1)
        note(places[size + 1], end, behind - 1, 0)
        size += 2
        at, place = end, behind
    return at, size


@loop
def note(piece: NDArray[np.int32], at: int, begin: int, end: int) -> None:
    """Write a row of `Places`."""
    piece[0], piece[1], piece[2] = at, begin, end


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
        return place + 1 if (_LETTER[before] or _DIGIT[before]) and behind != _BACKSLASH else 0
    if byte == _DOLLAR:  # Sr$_x$Cu, US$500
        is_price = _DIGIT[behind] and before == _LARGE_S and text[place - 2] == _LARGE_U
        return place + 1 if is_price or (_LETTER[before] and _ANY_LETTER[behind]) else 0
    other = _skip(text, place + 1, _BLANKS, len(text))
    if text[other] == _OPEN:  # \\frac{a}{b}
        return other + 1
    return (
        place + 2 if _LETTER[before] and behind == _DOLLAR and _ANY_LETTER[text[place + 2]] else 0
    )


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
    return place if WORD[behind] or behind == _UNDERSCORE else 0


@loop
def _script(text: U1, place: int, out: U1, at: int) -> tuple[int, int]:
    """What is raised or lowered, as a word of its own: Sr_xCu, x_{max}."""
    if _SMALL[text[place + 1]] and _LARGE[text[place + 2]]:
        return place + 2, _write_apart(text, place + 1, place + 2, out, at)
    if text[place + 1] != _OPEN or not _ANY_LETTER[text[place + 2]]:
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
        out[at + 1 + place - begin] = FOLDED[text[place]]
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
    return place if WORD[byte] or byte == _NEWLINE else place + 1, at


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
    if not _HYPHENS[text[before - 1]] and text[before - 1] != _NEWLINE:
        out[at] = _BLANK
        at += 1
    begin = _behind_var(text, place + 1, end, commands)
    for letter in range(begin, end):
        out[at] = FOLDED[text[letter]]
        at += 1
    glued = text[_skip(text, behind, _BRACKETS, len(text))]
    if text[behind - 1] in (_BLANK, _OPEN) or _ANY_LETTER[glued]:
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
        name[letter] = FOLDED[text[begin + 3 + letter]]
    return begin + 3 if find(name, 0, len(name), commands.table) >= commands.fonts else begin
