"""Which words of some texts are alike, in compiled loops: by bytes, stems, or but for a slip."""

import numpy as np

from index.codec.finding_kernels import find_all
from index.codec.mapped_kernels import STEM, U1, Ints
from index.codec.term_kernels import _order, head_of
from index.loops import loop
from search.senses import SLIPS_AT_MOST
from search.word_kernels import _stem

_BLANK = 32
_BEGIN, _END = 0, 1  # columns of lines


@loop
def _words_in(text: U1, lines: Ints) -> tuple[Ints, Ints]:
    """Where each word of some lines begins and ends, and how many end with each line."""
    n, ends = 0, np.zeros(len(lines), np.int64)
    bounds = np.zeros((0, 2), np.int64)
    for is_counted in range(2):
        n = 0
        for line in range(len(lines)):
            for i in range(lines[line, _BEGIN], lines[line, _END]):
                is_first = i == lines[line, _BEGIN] or text[i - 1] == _BLANK
                if text[i] != _BLANK:
                    n += is_first
                    if is_counted:
                        bounds[n - 1, 1] = i + 1
                        if is_first:
                            bounds[n - 1, 0] = i
            ends[line] = n
        if not is_counted:
            bounds = np.zeros((n, 2), np.int64)
    return bounds, ends


@loop
def _distinct(text: U1, bounds: Ints) -> tuple[Ints, Ints]:
    """The bounds of distinct words, and of each word which of these it is."""
    heads, numbers = np.empty(len(bounds), np.uint64), np.empty(len(bounds), np.int64)
    firsts, n = np.empty(len(bounds), np.int64), 0
    for i in range(len(bounds)):
        begin, end = bounds[i]
        head, number = head_of(text, begin, end - begin), 0
        while number < n:
            start, stop = bounds[firsts[number]]
            is_like = heads[number] == head and stop - start == end - begin
            if is_like and not _order(text, start, stop - start, text[begin:end]):
                break
            number += 1
        if number == n:
            firsts[n], heads[n] = i, head
            n += 1
        numbers[i] = number
    own = np.empty((n, 2), np.int64)
    for i in range(n):
        own[i, 0], own[i, 1] = bounds[firsts[i]]
    return own, numbers


@loop
def _stem_numbers(text: U1, bounds: Ints, segments: Ints) -> tuple[Ints, bool]:
    """A number for each word, equal for words of one stem; and whether all are known.

    A stop word, which has none, is its own.
    """
    words, numbers = _distinct(text, bounds)
    held = np.empty((len(words), len(segments), 2), np.int64)
    find_all(segments, 0, text, words, held)
    stems, places = text[:0], np.empty((len(words), 2), np.int64)
    for i in range(len(words)):
        stem, is_known = _stem(segments, held[i]), False
        if not len(stem):
            stem = text[words[i, 0] : words[i, 1]]
            for s in range(len(segments)):
                for field in range(2):
                    is_known |= held[i, s, field] >= 0 and segments[s, field, STEM, 1] > 0
            if not is_known:
                return numbers, False
        places[i, 0] = len(stems)
        stems = np.concatenate((stems, stem))
        places[i, 1] = len(stems)
    _, own = _distinct(stems, places)
    for i in range(len(numbers)):
        numbers[i] = own[numbers[i]]
    return numbers, True


@loop
def _are_alike(first: Ints, second: Ints) -> bool:
    """See `search.senses._are_alike`."""
    shorter, same = min(len(first), len(second)), 0
    while same < shorter and first[same] == second[same]:
        same += 1
    if same == shorter and shorter > 1:
        return True
    if len(first) != len(second):
        return False
    for wanted in first:
        more = 0
        for i in range(len(first)):
            more += int(first[i] == wanted) - int(second[i] == wanted)
        if more:
            return False
    return True


@loop
def is_misspelt(common: U1, long: U1) -> bool:
    """Whether the distance of two texts is small: see `search.senses._is_misspelt`."""
    if abs(len(common) - len(long)) > SLIPS_AT_MOST:
        return False
    far = np.empty((3, len(long) + 1), np.int64)  # of the beginnings of both, three rows in turn
    for i in range(len(common) + 1):
        own, last, before = far[i % 3], far[(i + 2) % 3], far[(i + 1) % 3]
        own[0] = i
        for j in range(1, len(long) + 1):
            if not i:
                own[j] = j
                continue
            steps = last[j - 1] + (common[i - 1] != long[j - 1])
            steps = min(steps, last[j] + 1, own[j - 1] + 1)
            if i > 1 and j > 1 and common[i - 1] == long[j - 2] and common[i - 2] == long[j - 1]:
                steps = min(steps, before[j - 2] + 1)
            own[j] = steps
    return far[len(common) % 3, len(long)] <= SLIPS_AT_MOST
