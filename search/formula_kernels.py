"""A line of a readable text → where its formulas are, in compiled loops: `index.formulas`.

Lines are in UTF-8, and each ends in a line feed; what isn't ASCII is no digit and no white space.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1
from index.loops import loop
from index.tex_kernels import flags

_DOLLAR, _BACKSLASH, _BLANK, _COMMA, _OPEN_PARENTHESIS = b"$\\ ,("
_WITHIN, _ALL = 0x80, 0xC0  # how the bytes of a character begin, but for its first
_DIGIT = flags(b"0123456789")
_LETTER = flags(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_NO_WORD_BEHIND = _LETTER | flags(b"\\{")
_NO_MONEY = flags(b"\\^_{}=<>")
_NEVER_BEHIND = flags(b"_^{")
_WHITE = flags(b" \t\n\v\f\r\x1c\x1d\x1e\x1f")
_WORDS = 3  # in a row, of two letters and more, are prose
_LETTERS = 2


@loop
def _formulas(data: U1, begin: int, end: int) -> NDArray[np.int32]:
    """Where the formulas of data[begin:end] begin and end in it, in characters."""
    dollars = 0
    for place in range(begin, end):
        dollars += data[place] == _DOLLAR
    spans = np.empty((dollars // 2, 2), np.int32)
    found, character, place = 0, 0, begin if dollars > 1 else end
    while place < end:
        last = _closing(data, place, end) if data[place] == _DOLLAR else 0
        if not last or not _is_formula(data, place, last):
            last = place
        start = character
        for at in range(place, last + 1):
            character += (data[at] & _ALL) != _WITHIN
        if last > place:
            spans[found, 0], spans[found, 1] = start, character
            found += 1
        place = last + 1
    return spans[:found]


@loop
def _closing(data: U1, start: int, end: int) -> int:
    """Where the dollar is that closes the one at `start`; 0 if none does."""
    place = start + 1
    if data[place] == _DOLLAR:
        return 0
    while place < end:
        if data[place] == _DOLLAR:
            return place
        place += 1 + (data[place] == _BACKSLASH)
    return 0


@loop
def _is_formula(data: U1, start: int, last: int) -> bool:
    """Whether what stands between two dollars is mathematics: `index.formulas.is_formula`."""
    begin, end, behind = start + 1, last, data[last + 1]
    while data[end - 1] == _DOLLAR:  # behind a backslash
        end -= 1
    if _is_money(data, begin, end) and (_ends_word(data[end - 1]) or _DIGIT[behind]):
        return False
    if _NEVER_BEHIND[behind]:
        return False
    blanks, is_blank = 0, True
    for place in range(begin, end):
        blanks += data[place] == _BLANK
        is_blank &= _WHITE[data[place]]
    return not (is_blank or (blanks > 1 and _is_prose(data, begin, end)))


@loop
def _ends_word(byte: int) -> bool:
    return byte in (_BLANK, _OPEN_PARENTHESIS)


@loop
def _is_money(data: U1, begin: int, end: int) -> bool:
    """Whether data[begin:end] begins with a digit and has none of the signs of formulas."""
    if not _DIGIT[data[begin]]:
        return False
    for place in range(begin, end):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if _NO_MONEY[data[place]]:
            return False
    return True


@loop
def _is_prose(data: U1, begin: int, end: int) -> bool:
    """Whether there are three words in a row, with a blank between them, and maybe a comma."""
    for start in range(begin, end):
        if start > begin and _NO_WORD_BEHIND[data[start - 1]]:
            continue
        place, words = start, 0
        while words < _WORDS:
            stop = place
            while stop < end and _LETTER[data[stop]]:
                stop += 1
            if stop - place < _LETTERS:
                break
            words += 1
            place = stop + (data[stop] == _COMMA)
            if place >= end or data[place] != _BLANK:
                break
            place += 1
        if words == _WORDS:
            return True
    return False
