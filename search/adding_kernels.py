"""What one list adds to the scores of one window, in compiled loops.

`at` is where a list stands, at its papers of this window or before: its place in papers and in
titles; of a word whose abstracts are bits, how many papers were passed, and in how many numbers.
Importing this module imports Numba, which takes half a second.
"""

import numpy as np

from index.codec.mapped_kernels import (
    Int,
    Ints,
    bytes_at,
    doubles_at,
    ints_at,
    longs_at,
    place,
)
from index.compiling import loop
from search.bit_kernels import ones
from search.lists import COUNT, DENSE, DOCS, FREQS, SCORES, TITLE_FREQS, TITLED, TITLES
from search.scoring import Factors
from search.shards import Docs
from search.window_kernels import Window, place_of

_ONE = np.uint64(1)

# In these loops arrays are taken out of tuples first, and no array is handed on or changed for
# another in an inner loop: its owners would be counted each time, and nothing done eight at a time.


@loop
def add_scores(row: Ints, at: Ints, window: Window) -> None:
    """Add a list's scores to the sums of those that are entered."""
    base, end, bits, before, _, sums, _, _ = window
    docs, scores = ints_at(row[DOCS], row[COUNT]), doubles_at(row[SCORES], row[COUNT])
    i = np.uint64(_skipped(docs, at[0], base))  # no index is below 0
    while i < np.uint64(len(docs)) and docs[i] < end:
        inside = np.uint32(docs[i] - base)
        here, low = inside >> np.uint32(6), np.uint64(inside & 63)
        if (bits[here] >> low) & _ONE:
            sums[place_of(bits[here], before[here], low)] += scores[i]
        i += _ONE
    at[0] = i


@loop
def add_word(row: Ints, weight: float, factors: Factors, at: Ints, window: Window) -> None:
    """Add a word's scores: `search.ranking.word_scores` of those that are left.

    Titles are entered first, abstracts added to them; what is left has no abstract with the word.
    """
    first = _enter_titles(row, factors, at, window)
    if row[DENSE]:
        _add_dense(row, weight, factors, at, window)
    else:
        _add_listed(row, weight, factors, at, window)
    _add_titles(row, weight, factors, (first, at[1]), window)


@loop
def _enter_titles(row: Ints, factors: Factors, at: Ints, window: Window) -> Int:
    """Enter a word's frequencies in the titles of those that are entered; its first title there."""
    base, end, bits, before, _, _, frequencies, _ = window
    lengths, _, by_length, _, _, _ = factors
    docs, freqs = ints_at(row[TITLES], row[TITLED]), bytes_at(row[TITLE_FREQS], row[TITLED])
    first = np.uint64(_skipped(docs, at[1], base))
    i = first
    while i < np.uint64(len(docs)) and docs[i] < end:
        inside = np.uint32(docs[i] - base)
        here, low = inside >> np.uint32(6), np.uint64(inside & 63)
        if (bits[here] >> low) & _ONE:
            own = place_of(bits[here], before[here], low)
            frequencies[own] = freqs[i] * by_length[lengths[np.uint32(docs[i])]]
        i += _ONE
    at[1] = i
    return np.int64(first)


@loop
def _add_listed(row: Ints, weight: float, factors: Factors, at: Ints, window: Window) -> None:
    """Add a word's scores where it is in abstracts."""
    base, end, bits, before, _, sums, frequencies, _ = window
    _, lengths, _, by_length, top, half = factors
    docs, freqs = ints_at(row[DOCS], row[COUNT]), bytes_at(row[FREQS], row[COUNT])
    i = np.uint64(_skipped(docs, at[0], base))
    while i < np.uint64(len(docs)) and docs[i] < end:
        inside = np.uint32(docs[i] - base)
        here, low = inside >> np.uint32(6), np.uint64(inside & 63)
        if (bits[here] >> low) & _ONE:
            own = place_of(bits[here], before[here], low)
            frequency = frequencies[own] + freqs[i] * by_length[lengths[np.uint32(docs[i])]]
            if frequency:  # it isn't to count in every paper
                sums[own] += top * frequency / (half + frequency) * weight
            frequencies[own] = 0.0
        i += _ONE
    at[0] = i


@loop
def _add_dense(row: Ints, weight: float, factors: Factors, at: Ints, window: Window) -> None:
    """The same of a word whose abstracts are bits: a paper's place is the number of those before.

    Only those papers are looked at that are left.
    """
    _, end, _, _, docs, sums, frequencies, left = window
    _, lengths, _, by_length, top, half = factors
    held, freqs = longs_at(row[DENSE], end >> 6), bytes_at(row[FREQS], row[COUNT])
    passed, number = np.uint64(at[0]), np.uint32(at[2])
    for own in left:
        doc = np.uint32(docs[np.uint32(own)])
        here, low = doc >> np.uint32(6), np.uint64(doc & np.uint32(63))
        while number < here:
            passed += ones(held[number])
            number += np.uint32(1)
        if (held[here] >> low) & _ONE:
            i = passed + ones(held[here] & ((_ONE << low) - _ONE))
            frequency = frequencies[np.uint32(own)] + freqs[i] * by_length[lengths[doc]]
            if frequency:  # it isn't to count in every paper
                sums[np.uint32(own)] += top * frequency / (half + frequency) * weight
            frequencies[np.uint32(own)] = 0.0
    at[0], at[2] = passed, number


@loop
def _add_titles(
    row: Ints, weight: float, factors: Factors, places: tuple[Int, Int], window: Window
) -> None:
    """Add what is left of a word's titles: papers without it in their abstract."""
    base, _, bits, before, _, sums, frequencies, _ = window
    _, _, _, _, top, half = factors
    docs = ints_at(row[TITLES], row[TITLED])
    for i in range(np.uint64(places[0]), np.uint64(places[1])):
        inside = np.uint32(docs[i] - base)
        here, low = inside >> np.uint32(6), np.uint64(inside & 63)
        if (bits[here] >> low) & _ONE:
            own = place_of(bits[here], before[here], low)
            frequency = frequencies[own]
            if frequency:  # what is 0 has no title with the word, or was added above
                sums[own] += top * frequency / (half + frequency) * weight
                frequencies[own] = 0.0


@loop
def _skipped(docs: Docs, at: int, base: int) -> Int:
    """The first place from `at` on of a paper from `base` on: by leaps, then by halves."""
    low, step = at, 1
    while low + step < len(docs) and docs[low + step] < base:
        low, step = low + step, 2 * step
    return low + place(docs[low : low + step], base)
