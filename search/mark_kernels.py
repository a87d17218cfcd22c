"""A folded text and how words begin → where such words are in it, in a compiled loop.

The plain way is in `search.highlight`. Importing this module imports Numba, which takes half a
second.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, place
from index.compiling import loop
from index.fold_kernels import fold_lines_with_places
from index.tex_kernels import Places
from index.vocabulary import codes, tex_commands

Words = NDArray[np.int32]

LETTERS = 3  # that a word is known by: all of a shorter beginning, the first of a longer one
_BITS = 5  # of a letter, of which 26 and ten digits that are taken for some of them
_LOW = (1 << _BITS) - 1
_CODES = 1 << _BITS * LETTERS
_NEWLINE, _HASH, _PLUS, _HYPHEN = b"\n#+-"


@loop
def words_that_begin(text: U1, beginnings: U1, places: Places) -> Words:
    """Where words of a text begin and end that begin so, and those of few letters at a hyphen.

    Rows: starts, ends, the same in the lines that were folded, and numbers of these. The text is
    folded ASCII, the beginnings are lines; `places` are as `index.fold_kernels` gives them. Some of
    the words begin otherwise, for who asks to find out.
    """
    begins = _table(beginnings)
    words = np.empty((5, len(text) + 1), np.int32)
    size, code, line = 0, 0, 0
    for i in range(len(text) + LETTERS - 1):
        code = (code << _BITS | (text[i] & _LOW if i < len(text) else 0)) & _CODES - 1
        at = i - LETTERS + 1
        if begins[code] and at >= 0 and _is_letter(text[at]) and _begins(text, at):
            words[0, size], words[1, size], words[4, size] = at, _end(text, at), line
            size += 1
        line += at >= 0 and text[at] == _NEWLINE
        if i < len(text) and text[i] == _HYPHEN:
            for short in range(max(i - LETTERS + 1, 0), i):
                if _begins(text, short) and _end(text, short) == i:
                    words[0, size], words[1, size], words[4, size] = short, i, line
                    size += 1
    _place(words[:, :size], places)
    return words[:, :size]


@loop
def _place(words: Words, places: Places) -> None:
    """Fill in where words are in the lines."""
    begins = places[:, 0]
    for word in range(words.shape[1]):
        start, last = words[0, word], words[1, word]
        piece = place(begins, np.int64(start) + 1) - 1
        words[2, word] = places[piece, 1] + (0 if places[piece, 2] else start - begins[piece])
        piece = place(begins, np.int64(last)) - 1
        words[3, word] = places[piece, 2] or places[piece, 1] + last - begins[piece]


@loop
def _begins(text: U1, at: int) -> bool:
    return at == 0 or not _is_letter(text[at - 1])


@loop
def _end(text: U1, at: int) -> int:
    """Where the word ends that begins here; signs behind a single letter belong to it: C++, C#."""
    end = at
    while end < len(text) and _is_letter(text[end]):
        end += 1
    return end + _signs(text, at, end)


@loop
def _table(beginnings: U1) -> NDArray[np.bool_]:
    """For each three letters, whether a word that begins so may begin as one of the lines."""
    found = np.zeros(_CODES, np.bool_)
    letters, code = 0, 0
    for byte in beginnings:
        if byte == _NEWLINE:
            free = _BITS * (LETTERS - letters)
            found[code << free : (code + 1) << free] = True
            letters, code = 0, 0
        elif letters < LETTERS:
            code = code << _BITS | (byte & _LOW)
            letters += 1
    return found


@loop
def _is_letter(byte: int) -> bool:
    return 97 <= byte <= 122 or 48 <= byte <= 57


@loop
def _signs(text: U1, at: int, end: int) -> int:
    """How many signs behind a single letter belong to it, as in C++ and C#."""
    if end - at > 1 or text[at] < 97 or end == len(text):
        return 0
    if text[end] == _HASH:
        return 1
    pluses = 0
    while end + pluses < len(text) and text[end + pluses] == _PLUS:
        pluses += 1
    return 2 if pluses == 2 else 0


def rehearse() -> None:
    """Run the loops of `search.highlight` once, so that they are compiled or read from the disk."""
    text = np.frombuffer(bytearray(b"a\n"), np.uint8)
    folded = fold_lines_with_places(text, np.zeros(1, np.bool_), codes(), tex_commands())
    words_that_begin(folded[0], text, folded[2])
