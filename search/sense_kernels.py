"""What an acronym in small letters is short for, in compiled loops: a text of its spellings.

The plain way is `search.senses`, and `search.expansion` for the spellings. A text has a line feed
behind each of them, and blanks between words. Loops don't tell the sense of an acronym with very
many long forms, one of a single letter or beyond ASCII, or a word in one of several that no paper
has as a form.
"""

import numpy as np

from index.codec.mapped_kernels import TEXT, TEXT_AT, U1, Int, Ints, bound, part_bytes, size_of
from index.codec.term_kernels import _order, count, prefixed
from index.loops import loop
from search.expansion import SENSE_SPELLINGS
from search.likeness_kernels import _are_alike, _distinct, _stem_numbers, _words_in, is_misspelt
from search.row_kernels import Rows, Words
from search.senses import DOMINANT, MOST_SPELLINGS, MUCH_COMMONER

_ACRONYMS = 4  # layout of a segment, as in `Known`
_LINE_END, _BLANK, _S = 10, 32, 115
_BEYOND = 128  # ASCII
_LONG = 3  # columns of long forms:
_BEGIN, _END, _PAPERS = range(_LONG)  # where in a text, and how many define them
Longs = tuple[U1, Ints]  # the commonest first, of equal ones the first by its bytes


@loop
def spelled_out(segments: Ints, stems: Ints, acronym: U1) -> tuple[U1, bool]:
    """The spellings of what an acronym is nearly always short for, none if it isn't; and whether
    this could be told.

    The acronym has a tab behind it; `segments` are as in `Known`, `stems` as `_stem` has them.
    """
    text, longs = _longs_of(segments, acronym)
    if not len(longs):
        return text[:0], False
    firsts, are_known = _groups_of(text, longs, stems)
    if not are_known:
        return text[:0], False
    papers, total = np.zeros(len(longs), np.int64), 0
    sense = 0
    for i in range(len(longs)):
        papers[firsts[i]] += longs[i, _PAPERS]
        total += longs[i, _PAPERS]
    for i in range(len(longs)):
        sense = i if papers[i] > papers[sense] else sense
    if papers[sense] < DOMINANT * total:
        return text[:0], True
    return _both_numbers(text, longs, firsts, sense), True


@loop
def _rows_in(text: U1) -> tuple[Words, Rows]:
    """A text of spellings as `together` takes rows."""
    lines = 0
    for byte in text:
        lines += byte == _LINE_END
    places, line = np.zeros((lines, 2), np.int64), 0
    for i in range(len(text)):
        if text[i] == _LINE_END:
            places[line, _END] = i
            line += 1
            if line < lines:
                places[line, _BEGIN] = i + 1
    bounds, ends = _words_in(text, places)
    own, numbers = _distinct(text, bounds)
    return (text, own.reshape(-1)), (numbers, ends, 1)


@loop
def _longs_of(segments: Ints, acronym: U1) -> Longs:
    """The long forms of an acronym; none if they are very many, or one is odd."""
    ranges = np.empty((len(segments), 2), np.int64)
    size: Int = 0
    most: Int = 0
    for s in range(len(segments)):
        first, last = prefixed(segments[s, _ACRONYMS], acronym)
        ranges[s, 0], ranges[s, 1] = first, last
        for number in range(first, last):
            size += size_of(segments[s, _ACRONYMS], TEXT_AT, number)
        most += last - first
    text, longs = np.empty(size, np.uint8), np.empty((most, 3), np.int64)
    at = n = 0
    for s in range(len(segments)):
        field = segments[s, _ACRONYMS]
        end: Int = 0
        if ranges[s, 0] < ranges[s, 1]:
            end = bound(field, TEXT_AT, ranges[s, 0])
        for number in range(ranges[s, 0], ranges[s, 1]):
            begin, start = at, end + len(acronym)
            end += size_of(field, TEXT_AT, number)
            for byte in part_bytes(field, TEXT)[start:end]:
                if byte >= _BEYOND:
                    return text[:0], np.empty((0, 3), np.int64)
                text[at] = byte
                at += 1
            if at - begin < 2:
                return text[:0], np.empty((0, 3), np.int64)
            papers = count(field, number)
            same = _place_of(text, longs, n, (begin, at))
            if same < n:
                longs[same, _PAPERS] += papers
                at = begin
            else:
                longs[n, _BEGIN], longs[n, _END], longs[n, _PAPERS] = begin, at, papers
                n += 1
            if n > MOST_SPELLINGS:  # to compare all of very many would take long
                return text[:0], np.empty((0, 3), np.int64)
    return text, _in_order(text, longs, n)


@loop
def _place_of(text: U1, longs: Ints, n: int, own: tuple[int, int]) -> int:
    """Which of the first `n` long forms is this piece of the text; `n` if none is."""
    begin, end = own
    for i in range(n):
        size = longs[i, _END] - longs[i, _BEGIN]
        if size == end - begin and not _order(text, longs[i, _BEGIN], size, text[begin:end]):
            return i
    return n


@loop
def _in_order(text: U1, longs: Ints, n: int) -> Ints:
    """The first `n` long forms in their order."""
    ordered = np.empty((n, 3), np.int64)
    for i in range(n):
        begin, end, papers = longs[i, _BEGIN], longs[i, _END], longs[i, _PAPERS]
        at = i
        while at and (
            papers > ordered[at - 1, _PAPERS]
            or (
                papers == ordered[at - 1, _PAPERS]
                and _order(
                    text,
                    begin,
                    end - begin,
                    text[ordered[at - 1, _BEGIN] : ordered[at - 1, _END]],
                )
                < 0
            )
        ):
            for column in range(3):
                ordered[at, column] = ordered[at - 1, column]
            at -= 1
        ordered[at, _BEGIN], ordered[at, _END], ordered[at, _PAPERS] = begin, end, papers
    return ordered


@loop
def _groups_of(text: U1, longs: Ints, segments: Ints) -> tuple[Ints, bool]:
    """For each long form the first one of its meaning; and whether all stems are known."""
    firsts = np.arange(len(longs))
    if len(longs) == 1:  # most
        return firsts, True
    bounds, ends = _words_in(text, longs)
    stems, are_known = _stem_numbers(text, bounds, segments)
    for i in range(1, len(longs) if are_known else 1):
        own = stems[ends[i - 1] : ends[i]]
        for j in range(i):
            if firsts[j] != j:
                continue
            first = stems[(ends[j - 1] if j else 0) : ends[j]]
            is_rare = longs[j, _PAPERS] >= MUCH_COMMONER * longs[i, _PAPERS]
            common = text[longs[j, _BEGIN] : longs[j, _END]]
            long = text[longs[i, _BEGIN] : longs[i, _END]]
            if _are_alike(first, own) or (is_rare and is_misspelt(common, long)):
                firsts[i] = j
                break
    return firsts, are_known


@loop
def _both_numbers(text: U1, longs: Ints, firsts: Ints, sense: int) -> U1:
    """The first spellings of a sense, each with its other number, and none twice."""
    spelled = np.empty(2 * len(text) + 4 * SENSE_SPELLINGS, np.uint8)
    at = spellings = 0
    for i in range(sense, len(longs)):
        if firsts[i] != sense or spellings == SENSE_SPELLINGS:
            continue
        spellings += 1
        own = text[longs[i, _BEGIN] : longs[i, _END]]
        for is_other in range(2):
            begin = at
            has_s = own[-1] == _S
            for byte in own[: len(own) - int(is_other and has_s)]:
                spelled[at] = byte
                at += 1
            if is_other and not has_s:
                spelled[at] = _S
                at += 1
            at -= spelled[at - 1] == _BLANK
            spelled[at] = _LINE_END
            at += 1
            if _is_earlier(spelled, begin, at):
                at = begin
    return spelled[:at]


@loop
def _is_earlier(text: U1, begin: int, end: int) -> bool:
    """Whether a line of a text stands before as well."""
    start = 0
    for i in range(begin):
        if text[i] == _LINE_END:
            size = i + 1 - start
            if size == end - begin and not _order(text, start, size, text[begin:end]):
                return True
            start = i + 1
    return False
