"""A folded text and how words begin → where such words are in it, in a compiled loop.

The plain way is in `search.highlight`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, place
from index.fold_kernels import fold_lines_with_places
from index.loops import loop
from index.tex_kernels import Places, flags
from index.vocabulary import codes, tex_commands

Words = NDArray[np.int32]

LETTERS = 3  # that a word is known by: all of a shorter beginning, the first of a longer one
_BITS = 5  # of a letter, of which 26 and ten digits that are taken for some of them
_LOW = (1 << _BITS) - 1
_NEWLINE, _HASH, _PLUS, _HYPHEN = b"\n#+-"
_LETTER = flags(b"abcdefghijklmnopqrstuvwxyz0123456789").astype(np.uint8)


@loop
def words_that_begin(text: U1, lines: NDArray[np.int32], beginnings: U1, places: Places) -> Words:
    """Where words of a text begin and end that begin so, and those of few letters at a hyphen.

    Rows: starts, which rise, ends, the same in the lines that were folded, and numbers of these.
    The text is folded ASCII, and `lines` is where its lines end, each with a line feed; the
    beginnings are lines, too; `places` are as `index.fold_kernels` gives them. Some of the words
    begin otherwise, for who asks to find out.
    """
    begins = _table(beginnings)
    bounds = _bounds(text)
    words = np.empty((5, len(bounds)), np.int32)
    size, line = 0, 0
    for i in range(0, len(bounds), 2):
        start, end = bounds[i], bounds[i + 1]
        is_short = text[end] == _HYPHEN and end - start < LETTERS
        if is_short or _is_known(text, start, begins):
            while lines[line] < start:
                line += 1
            words[0, size], words[1, size] = start, end + _signs(text, start, end)
            words[4, size] = line
            size += 1
    found = words[:, :size]
    _place(found, places)
    return found


@loop
def _bounds(text: U1) -> NDArray[np.int32]:
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
def _is_known(text: U1, start: int, begins: NDArray[np.uint32]) -> bool:
    """Whether a word may begin as one of the beginnings in a table; a line feed comes behind it."""
    third = min(start + 2, len(text) - 1)
    two = np.uint32(text[start] & _LOW) << np.uint32(_BITS) | np.uint32(text[start + 1] & _LOW)
    return bool(begins[two] >> np.uint32(text[third] & _LOW) & np.uint32(1))


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
def _table(beginnings: U1) -> NDArray[np.uint32]:
    """For each two letters a bit for each third one with which words may begin as a line does."""
    found = np.zeros(1 << 2 * _BITS, np.uint32)
    letters, code = 0, 0
    for byte in beginnings:
        if byte == _NEWLINE:
            free = _BITS * (LETTERS - letters)
            for known in range(code << free, (code + 1) << free):
                found[known >> _BITS] |= np.uint32(1) << np.uint32(known & _LOW)
            letters, code = 0, 0
        elif letters < LETTERS:
            code = code << _BITS | (byte & _LOW)
            letters += 1
    return found


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


def rehearsals() -> list[tuple[Callable[..., object], tuple[object, ...]]]:
    """The loops of `search.highlight` with arguments of the kinds that they are called with."""
    text = np.frombuffer(bytearray(b"a\n"), np.uint8)
    lines, places = np.zeros(1, np.int32), np.zeros((1, 3), np.int32)
    return [
        (fold_lines_with_places, (text, np.zeros(1, np.bool_), codes(), tex_commands())),
        (words_that_begin, (text, lines, text, places)),
    ]
