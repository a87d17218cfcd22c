"""Words of a text → the numbers of their forms, given at first sight, in compiled loops."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1
from index.loops import loop

Ends = NDArray[np.int32]

_SLOTS = 1 << 8
_NEWLINE, _HYPHEN = b"\n-"


class _Forms(NamedTuple):
    """Different forms, numbered from 1: `known[0]` of them.

    Form n is the line text[ends[n - 1]:ends[n]]. A slot, which is told by the letters, has one of
    its forms, and `others` the next one of the same slot; 0 is none.
    """

    text: U1
    ends: Ends
    slots: Ends
    others: Ends
    known: Ends


@loop
def _no_forms(letters: int, words: int) -> _Forms:
    """Room for so many words, and compounds of two of them: one may stand in three forms."""
    ends, slots = np.zeros(words + 2, np.int32), np.zeros(_SLOTS, np.int32)
    text = np.empty(3 * (letters + words), np.uint8)
    return _Forms(text, ends, slots, np.zeros(words + 2, np.int32), np.zeros(1, np.int32))


@loop
def _number(forms: _Forms, text: U1, start: int, end: int, joined: int) -> int:
    """The number of the form text[start:end], to which text[end + 1:joined] is joined."""
    known = forms.known[0]
    begin = at = forms.ends[known]
    if joined:
        forms.text[at] = _HYPHEN
        at += 1
    slot = 0
    for place in range(start, max(end, joined)):
        if place != end:
            forms.text[at] = text[place]
            slot += text[place]
            at += 1
    forms.text[at] = _NEWLINE
    slot &= _SLOTS - 1
    number = forms.slots[slot]
    while number and not _is_same(forms, number, begin, at + 1):
        number = forms.others[number]
    if not number:
        number = known + 1
        forms.others[number], forms.slots[slot] = forms.slots[slot], number
        forms.ends[number] = at + 1
        forms.known[0] = number
    return int(number)


@loop
def _is_same(forms: _Forms, number: int, begin: int, end: int) -> bool:
    """Whether a form is what stands at begin:end."""
    start = forms.ends[number - 1]
    if forms.ends[number] - start != end - begin:
        return False
    for place in range(begin, end):
        if forms.text[start + place - begin] != forms.text[place]:
            return False
    return True
