"""Compiled loop that splits folded text into words.

Imported only when something is written.
"""

import numpy as np

from index.codec.strings import Spans
from index.loops import loop
from index.vocabulary_kernels import U1, U4, Int

_NEWLINE, _HASH, _PLUS, _HYPHEN = b"\n#+-"


@loop
def split(folded: U1, lines: int) -> tuple[Spans, Spans]:
    """The words of lines, and separately the words that hyphens join, such as "state-of-the-art".

    Words are of letters and digits, to which bytes above ASCII belong; "c++" and "c#", one letter
    and its signs, are words too. All lines end in a line feed.
    """
    # In a loop, an array that is read out of a tuple costs ten times the work.
    begins, ends, lengths = _spans(len(folded), lines)
    joined, joined_ends, joined_lengths = _spans(len(folded), lines)
    at = joined_at = before = joined_before = line = 0
    begin = first = np.uint32(0)
    is_joined = False
    for place in _separators(folded):
        begins[at], ends[at] = begin, place
        if place - begin == 1:
            ends[at] += _signs(folded, begin, place)
        at += begin < place  # without a branch: nobody could foretell it
        begin = np.uint32(place + 1)
        byte = folded[place]
        if byte == _HYPHEN:
            is_joined = True
            continue
        if is_joined:
            joined[joined_at], joined_ends[joined_at] = first, place
            joined_at += 1
            is_joined = False
        first = begin
        if byte == _NEWLINE:
            lengths[line], joined_lengths[line] = at - before, joined_at - joined_before
            before, joined_before = at, joined_at
            line += 1
    words = Spans(begins[:at], ends[:at], lengths)
    return words, Spans(joined[:joined_at], joined_ends[:joined_at], joined_lengths)


@loop
def _separators(folded: U1) -> U4:
    """Where the bytes are that belong to no word, found without a branch."""
    places = np.empty(len(folded), np.uint32)
    count = np.uint64(0)  # no index is below 0
    for place in range(np.uint32(len(folded))):
        places[count] = place
        count += np.uint64(folded[place] <= _HYPHEN)
    return places[:count]


@loop
def _spans(size: int, lines: int) -> Spans:
    most = size // 2 + 1
    return Spans(np.empty(most, np.uint32), np.empty(most, np.uint32), np.zeros(lines, np.uint32))


@loop
def _signs(folded: U1, begin: Int, end: Int) -> int:
    """How many signs behind one letter belong to it: two of "c++", none of "c+++", one of "c#"."""
    if not 97 <= folded[begin] <= 122:
        return 0
    if folded[end] == _HASH:
        return 1
    is_plus = folded[end] == _PLUS and folded[end + 1] == _PLUS and folded[end + 2] != _PLUS
    return 2 if is_plus else 0
