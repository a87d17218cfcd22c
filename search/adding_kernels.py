"""What one list adds to the scores of one window, in compiled loops.

`at` is where a list stands, at its papers of this window or before: its place in them; of a word
whose papers are bits, how many titles and abstracts were passed, in how many numbers. Before each
of these numbers there are as many as `passed` says.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import (
    Int,
    Ints,
    bytes_at,
    doubles_at,
    ints_at,
    longs_at,
    place,
)
from index.loops import loop
from search.bit_kernels import ones
from search.bits import Bits
from search.lists import BITS, COUNT, DOCS, FREQS, SCORES, TITLE_BITS, TITLE_FREQS
from search.scoring import Factors
from search.shards import Docs
from search.window_kernels import Window, place_of

Passed = NDArray[np.int32]  # titles and abstracts before each number of bits
_ONE = np.uint64(1)
_LEAST = float(np.finfo(np.float64).tiny)  # where a frequency of 0 has half of its score at 0

# In these loops arrays are taken out of tuples first, and no array is handed on or changed for
# another in an inner loop: its owners would be counted each time, and nothing done eight at a time.


@loop
def add_scores(row: Ints, at: Ints, window: Window) -> None:
    """Add a list's scores to the sums of those that are entered."""
    base, end, bits, before, _, sums, _, _, _ = window
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
def add_listed(row: Ints, weight: float, factors: Factors, at: Ints, window: Window) -> None:
    """Add a rare word's scores: `search.ranking.word_scores` of those that are entered."""
    base, end, bits, before, _, sums, titles, abstracts, _ = window
    _, _, _, top, half = factors
    docs, freqs = ints_at(row[DOCS], row[COUNT]), bytes_at(row[FREQS], row[COUNT])
    title_freqs = bytes_at(row[TITLE_FREQS], row[COUNT])
    i = np.uint64(_skipped(docs, at[0], base))
    while i < np.uint64(len(docs)) and docs[i] < end:
        inside = np.uint32(docs[i] - base)
        here, low = inside >> np.uint32(6), np.uint64(inside & 63)
        if (bits[here] >> low) & _ONE:
            own = place_of(bits[here], before[here], low)
            frequency = title_freqs[i] * titles[own] + freqs[i] * abstracts[own]
            if frequency:  # it isn't to count in every paper
                sums[own] += top * frequency / (half + frequency) * weight
        i += _ONE
    at[0] = i


@loop
def add_set(
    row: Ints, weight: float, factors: Factors, passing: tuple[Ints, Passed], window: Window
) -> None:
    """The same of a word whose papers are bits, and of those that are left.

    A paper's place among frequencies is the number of papers before it. Nothing is asked of a paper
    without the word: what it has is multiplied by 0, since a choice that can't be foreseen takes
    longer than all of that.
    """
    _, end, _, _, docs, sums, titles, abstracts, left = window
    _, _, _, top, half = factors
    at, passed = passing
    held, titled = longs_at(row[BITS], end >> 6), longs_at(row[TITLE_BITS], end >> 6)
    count = row[COUNT] + 1  # the one behind the last is looked at: see `read_words`
    freqs, title_freqs = bytes_at(row[FREQS], count), bytes_at(row[TITLE_FREQS], count)
    _pass(held, titled, at, passed)
    for one in left:
        own = np.uint32(one)
        here, low = np.uint32(docs[own]) >> np.uint32(6), np.uint64(docs[own] & 63)
        below = (_ONE << low) - _ONE
        in_title = np.uint64(passed[here, 0]) + ones(titled[here] & below)
        in_abstract = np.uint64(passed[here, 1]) + ones(held[here] & below)
        title = title_freqs[in_title] * ((titled[here] >> low) & _ONE)
        abstract = freqs[in_abstract] * ((held[here] >> low) & _ONE)
        frequency = title * titles[own] + abstract * abstracts[own]
        sums[own] += top * frequency / max(half + frequency, _LEAST) * weight


@loop
def _pass(held: Bits, titled: Bits, at: Ints, passed: Passed) -> None:
    """Count a word's papers before each number of bits: titles, and abstracts."""
    titles, abstracts = np.int32(at[0]), np.int32(at[1])
    for number in range(np.uint64(at[2]), np.uint64(len(held))):
        passed[number, 0], passed[number, 1] = titles, abstracts
        titles += np.int32(ones(titled[number]))
        abstracts += np.int32(ones(held[number]))
    at[0], at[1], at[2] = titles, abstracts, max(at[2], len(held))


@loop
def _skipped(docs: Docs, at: int, base: int) -> Int:
    """The first place from `at` on of a paper from `base` on: by leaps, then by halves."""
    low, step = at, 1
    while low + step < len(docs) and docs[low + step] < base:
        low, step = low + step, 2 * step
    return low + place(docs[low : low + step], base)
