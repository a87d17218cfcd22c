"""Words that may be marked, and which are → the spans of each text, in a compiled loop."""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, Ints
from index.loops import entry, loop
from search.formula_kernels import _formulas

Words = NDArray[np.int32]

# Columns of what may be marked: its text, where it begins and ends there, and its form's number.
COLUMNS = 4
LINE, BEGIN, END, FORM = range(COLUMNS)
ROW = 0  # in place of a form's number: of words in a row


@entry
def marked(words: Words, sought: U1, data: U1, sizes: Ints) -> Words:
    """The spans of each text: in two rows how many each has and 0, then beginnings and ends.

    Marked are the words whose forms are sought, and formulas that they touch, whole.
    """
    spans = np.empty((2, len(sizes) + len(words)), np.int32)
    size, at, begin = len(sizes), 0, 0
    for line in range(len(sizes)):
        first = size
        while at < len(words) and words[at, LINE] == line:
            if sought[words[at, FORM]]:
                size = _add(spans, first, size, words[at, BEGIN], words[at, END])
            at += 1
        if size > first:
            size = _grown(spans, first, size, _formulas(data, begin, begin + sizes[line]))
        spans[0, line], spans[1, line] = size - first, 0
        begin += sizes[line] + 1
    return spans[:, :size]


@loop
def _add(spans: Words, first: int, size: int, start: int, end: int) -> int:
    """Note a span behind spans[first:size], or join it to the last of them; how many there are."""
    if size > first and start < spans[1, size - 1]:
        spans[1, size - 1] = max(spans[1, size - 1], end)
        return size
    spans[0, size], spans[1, size] = start, end
    return size + 1


@loop
def _grown(spans: Words, first: int, size: int, formulas: Words) -> int:
    """Make spans that touch a formula hold it whole; how many spans there are then."""
    kept = first
    for i in range(first, size):
        start, end = spans[0, i], spans[1, i]
        for formula in range(len(formulas)):
            if formulas[formula, 0] < end and start < formulas[formula, 1]:
                start = min(start, formulas[formula, 0])
                end = max(end, formulas[formula, 1])
        kept = _add(spans, first, kept, start, end)
    return kept
