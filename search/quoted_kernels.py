"""Quoted words in compiled loops: in which spellings they stand, as rows for `row_kernels`.

The plain way is `search.expansion.spellings`.
"""

import numpy as np

from index.codec.mapped_kernels import U1, Ints
from index.codec.term_kernels import may_hold
from index.loops import loop
from search.expansion import KNOWN_FROM, LONGEST_RESPELLED, LONGEST_SPLIT, SPELLING_LIMIT
from search.field_kernels import _frequency
from search.lists import Known
from search.row_kernels import Rows, Words

_COMPOUNDS = 5  # layout of a segment, as in `Known`
_FORM_END, _GROUP_END, _HYPHEN = 10, 9, 45  # line feed and tab
_NONE = -1  # of two words of a row, the second one where there is but one


@loop
def _typed_of(texts: U1, start: int) -> tuple[Words, int]:
    """The forms of the group that begins there (see `search.lists.Words`), and where it ends."""
    text, bounds = np.empty(len(texts), np.uint8), np.zeros(len(texts), np.int64)
    size = n = 0
    while texts[start] != _GROUP_END:
        if texts[start] == _FORM_END:
            bounds[n + 1] = bounds[n + 2] = size
            n += 2
        else:
            text[size] = texts[start]
            size += 1
        start += 1
    return (text[:size], bounds[:n]), start + 1


@loop
def _spellings(typed: Words, known: Known) -> tuple[Words, Rows]:
    """The rows of `search.expansion.spellings`, of forms in letters of ASCII side by side.

    Words are the forms, each two of these in one, and then the parts of those that are cut.
    """
    text, bounds = typed
    size = len(bounds) >> 1
    nothing = np.arange(size), np.full(1, size), 1
    if size > LONGEST_RESPELLED:
        return typed, nothing
    cut, places = _cuts_of(typed, known)
    joins = _joins_of(typed, known)
    if not len(cut) and not joins.any():
        return typed, nothing
    spans = np.empty(2 * (2 * size - 1) + 4 * len(cut), np.int64)
    for i in range(len(bounds)):
        spans[i] = bounds[i]
    for i in range(size - 1):
        at = 2 * (size + i)
        spans[at], spans[at + 1] = bounds[2 * i], bounds[2 * i + 3]
    for i in range(len(cut)):
        at = 2 * (2 * size - 1) + 4 * i
        start = bounds[2 * cut[i]]
        spans[at], spans[at + 3] = start, bounds[2 * cut[i] + 1]
        spans[at + 1] = spans[at + 2] = start + places[i]
    return (text, spans), _rows_of(size, cut, joins)


@loop
def _known_cuts(segments: Ints, form: U1, least: float) -> Ints:
    """Where a word may be cut in two: so many papers spell it with a hyphen there."""
    cuts = np.empty(len(form), np.int64)
    apart = np.empty(len(form) + 1, np.uint8)
    for place in range(len(form)):
        apart[place + 1] = form[place]
    n = 0
    for cut in range(1, min(len(form), LONGEST_SPLIT)):
        apart[cut - 1] = form[cut - 1]
        apart[cut] = _HYPHEN
        cuts[n] = cut
        n += int(_frequency(segments, _COMPOUNDS, apart) >= least)
    return cuts[:n]


@loop
def _cuts_of(typed: Words, known: Known) -> tuple[Ints, Ints]:
    """Which forms are known as compounds in two words, and where each is cut."""
    text, bounds = typed
    cut, places = np.empty(len(text), np.int64), np.empty(len(text), np.int64)
    n = 0
    for word in range(len(bounds) >> 1):
        form = text[bounds[2 * word] : bounds[2 * word + 1]]
        if may_hold(known.filters.compounds, form):
            for place in _known_cuts(known.segments, form, KNOWN_FROM):
                cut[n], places[n] = word, place
                n += 1
    return cut[:n], places[:n]


@loop
def _joins_of(typed: Words, known: Known) -> Ints:
    """Of each form whether it is known as a compound with the next one."""
    text, bounds = typed
    joins = np.zeros(len(bounds) >> 1, np.int64)
    for word in range(len(joins) - 1):
        start, end = bounds[2 * word], bounds[2 * word + 3]
        if may_hold(known.filters.compounds, text[start:end]):
            hyphen = bounds[2 * word + 1] - start
            apart = np.empty(end - start + 1, np.uint8)
            apart[hyphen] = _HYPHEN
            for place in range(end - start):
                apart[place + int(place >= hyphen)] = text[start + place]
            joins[word] = _frequency(known.segments, _COMPOUNDS, apart) >= KNOWN_FROM
    return joins


@loop
def _rows_of(size: int, cut: Ints, joins: Ints) -> Rows:
    """The rows of some forms, as typed first: each whole or cut, or one with the next one."""
    rows = np.empty((size + 1, SPELLING_LIMIT, 2 * size), np.int64)  # of the first `at` forms
    sizes = np.zeros((size + 1, SPELLING_LIMIT), np.int64)
    counts = np.zeros(size + 1, np.int64)
    counts[0] = 1
    for at in range(size):
        for row in range(counts[at]):
            _go_on(rows, sizes, counts, (at, row, 1), (at, _NONE))
            for i in range(len(cut)):
                if cut[i] == at:
                    part = 2 * size - 1 + 2 * i
                    _go_on(rows, sizes, counts, (at, row, 1), (part, part + 1))
        for row in range(counts[at] if joins[at] else 0):
            _go_on(rows, sizes, counts, (at, row, 2), (size + at, _NONE))
    return _as_typed_first(rows[size], sizes[size], counts[size])


@loop
def _go_on(
    rows: Ints, sizes: Ints, counts: Ints, begun: tuple[int, int, int], words: tuple[int, int]
) -> None:
    """Add a row that goes on with one word or two, for one form or two, unless there are many."""
    at, row, forms = begun
    own = counts[at + forms]
    if own == SPELLING_LIMIT:
        return
    end = sizes[at, row]
    for place in range(end):
        rows[at + forms, own, place] = rows[at, row, place]
    rows[at + forms, own, end] = words[0]
    if words[1] != _NONE:
        end += 1
        rows[at + forms, own, end] = words[1]
    sizes[at + forms, own] = end + 1
    counts[at + forms] += 1


@loop
def _as_typed_first(rows: Ints, sizes: Ints, count: int) -> Rows:
    """The row as typed before all others, of which the last one may be left out for it."""
    size = rows.shape[1] >> 1
    words, ends = np.empty((count + 1) * 2 * size, np.int64), np.empty(count + 1, np.int64)
    for place in range(size):
        words[place] = place
    ends[0] = end = size
    n = 1
    for row in range(count):
        is_typed = sizes[row] == size
        for place in range(sizes[row]):
            words[end + place] = rows[row, place]
            is_typed = is_typed and rows[row, place] == place
        if not is_typed and n < SPELLING_LIMIT:
            end += sizes[row]
            ends[n] = end
            n += 1
    return words[:end], ends[:n], 1
