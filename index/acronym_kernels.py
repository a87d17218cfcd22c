"""Compiled loop that finds what texts define: the pairs of `index.acronyms`, as they stand there.

Imported only when something is written.
"""

import numpy as np
from numpy.typing import NDArray

from index.loops import loop
from index.tex_kernels import flags
from index.vocabulary_kernels import I8, U1

I4 = NDArray[np.int32]

NONE, FOUND, ODD = 0, 1, 2  # what is in a parenthesis; ODD: `index.acronyms` is to look
_NEWLINE, _BLANK, _OPEN, _CLOSE, _COMMA, _SEMICOLON, _HYPHEN, _TWO, _S, _T = b"\n (),;-2st"
_BEYOND_ASCII = 128
_INNER = 100  # bytes in a parenthesis
_SHORTEST, _LONGEST = 2, 10  # of a short form
_REACH = 200  # bytes before a parenthesis
_SHORTEST_WORD = 8  # of a long form that is a single word
_UPPER = flags(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = flags(b"abcdefghijklmnopqrstuvwxyz")
_ALNUM = _UPPER | _LOWER | flags(b"0123456789")
_IN_SHORT = _ALNUM | flags(b"_.&/+-")
_BRACKETS, _ENDING = flags(b"()[]"), flags(b".;:?!,")  # a clause's end; one before a blank
_SMALL = np.arange(256, dtype=np.uint8) | (_UPPER * np.uint8(32))


@loop
def find_pairs(data: U1, places: I8) -> I4:
    """(kind, begin and end of the short form, of the long one) of each parenthesis that opens.

    `data` are readable texts in UTF-8, with a line feed before each and at the end.
    """
    found = np.zeros((len(places), 5), np.int32)
    for number in range(len(places)):
        found[number, 0] = _find_pair(data, places[number], found[number])
    return found


@loop
def _find_pair(data: U1, place: int, pair: I4) -> int:
    end = place + 1
    while data[end] != _CLOSE:
        if data[end] in (_OPEN, _NEWLINE):
            return NONE
        end += 1
    first, last = _inner(data, place + 1, end)
    before = _reached(data, place)
    if _is_foreign(data, before, end):
        return ODD
    if end - place - 1 > _INNER or first == last:
        return NONE
    begin = first
    end = _singular(data, first, last)
    is_behind = not _is_short(data, first, last)
    if is_behind:
        begin, end = _word_before(data, place)
        end = _singular(data, begin, end)
        if not _is_short(data, begin, end):
            return NONE
    else:
        first, last = _last_words(data, before, place, end - begin)
    long = _spelled_out(data, begin, end, first, last)
    if long < first or (is_behind and long > first) or not _tells(data, begin, end, long, last):
        return NONE
    pair[1], pair[2], pair[3], pair[4] = begin, end, long, last
    return FOUND


@loop
def _inner(data: U1, first: int, end: int) -> tuple[int, int]:
    """What is in a parenthesis up to a comma, without blanks around it."""
    last = first
    while last < end and data[last] not in (_COMMA, _SEMICOLON):
        last += 1
    while first < last and data[first] == _BLANK:
        first += 1
    while first < last and data[last - 1] == _BLANK:
        last -= 1
    return first, last


@loop
def _reached(data: U1, place: int) -> int:
    """Where what is looked at before a parenthesis begins."""
    before = place
    while data[before - 1] != _NEWLINE and place - before < _REACH:
        before -= 1
    return before


@loop
def _is_foreign(data: U1, begin: int, end: int) -> bool:
    found = False
    for place in range(begin, end):
        found |= data[place] >= _BEYOND_ASCII
    return found


@loop
def _is_short(data: U1, begin: int, end: int) -> bool:
    if not _SHORTEST <= end - begin <= _LONGEST or not _ALNUM[data[begin]]:
        return False
    has_capital = False
    for place in range(begin, end):
        if not _IN_SHORT[data[place]]:
            return False
        has_capital |= _UPPER[data[place]]
    return has_capital


@loop
def _singular(data: U1, begin: int, end: int) -> int:
    """The end without an s behind capitals."""
    if end - begin < 2 or data[end - 1] != _S:
        return end
    has_capital = False
    for place in range(begin, end - 1):
        if _LOWER[data[place]]:
            return end
        has_capital |= _UPPER[data[place]]
    return end - has_capital


@loop
def _word_before(data: U1, place: int) -> tuple[int, int]:
    begin = place - 1
    if data[begin] == _NEWLINE:
        return place, place
    end = place - (data[begin] == _BLANK)
    while data[begin - 1] != _BLANK and data[begin - 1] != _NEWLINE:
        begin -= 1
    return begin, end


@loop
def _last_words(data: U1, before: int, place: int, size: int) -> tuple[int, int]:
    """As many words as the long form of a short form of that size may have, of one clause."""
    most = min(size + 5, 2 * size)
    end = place - (data[place - 1] == _BLANK)
    begin = end
    while begin > before and not _BRACKETS[data[begin - 1]]:
        if data[begin - 1] == _BLANK:
            most -= 1
            if most == 0 or _ENDING[data[begin - 2]]:
                break
        begin -= 1
    return begin, end


@loop
def _spelled_out(data: U1, begin: int, end: int, first: int, last: int) -> int:
    """Where the long form begins that spells the short form out; before `first` if none does."""
    has_two = False
    for place in range(first, last):
        has_two |= data[place] == _TWO
    at = last
    for place in range(end - 1, begin - 1, -1):
        if not _ALNUM[data[place]]:
            continue
        letter = _SMALL[data[place]]
        if letter == _TWO and not has_two:
            letter = np.uint8(_T)
        at -= 1
        while at >= first and (
            _SMALL[data[at]] != letter or (place == begin and at > first and _ALNUM[data[at - 1]])
        ):
            at -= 1
        if at < first:
            break
    return at


@loop
def _tells(data: U1, begin: int, end: int, first: int, last: int) -> bool:
    """Whether a long form is one: no short word by itself, nor does it hold the short form."""
    if last - first <= end - begin + 2:
        return False
    words = hyphens = 0
    word = first
    for place in range(first, last + 1):
        if place == last or data[place] == _BLANK:
            if place - word == end - begin and _is_same(data, begin, word, end - begin):
                return False
            words += place > word
            word = place + 1
        else:
            hyphens += data[place] == _HYPHEN
    return words > 1 or hyphens > 0 or last - first >= _SHORTEST_WORD


@loop
def _is_same(data: U1, one: int, other: int, size: int) -> bool:
    found = True
    for place in range(size):
        found &= _SMALL[data[one + place]] == _SMALL[data[other + place]]
    return found
