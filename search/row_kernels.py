"""Words in a row, or near each other, in a compiled loop; the plain way is `search.phrases`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.finding_kernels import find_all
from index.codec.mapped_kernels import U1, Int, Ints, Layout, place
from index.codec.posting_kernels import (
    fill_docs,
    places_in,
    read_ahead_of,
    read_docs,
    read_freqs,
    read_places,
)
from index.codec.term_kernels import count, find
from index.loops import loop
from search.shards import Counts, Docs

Words = tuple[U1, Ints]  # bytes, and where each word begins and ends in them, one after the other
# Numbers of words, where each row ends in these, and how far a word may stand behind the last.
Rows = tuple[Ints, Ints, int]


class Room(NamedTuple):
    """Room for any field of any segment: the papers of words, `held`, and those of a row.

    `spans` tells where each word's papers begin and end in `held`; 0, 0, until these are read.
    `chosen` tells which of a word's papers are a row's, `bounds` where their positions are.
    """

    held: Docs
    spans: Ints
    row: Docs
    chosen: Ints
    bounds: Ints


@loop
def together(
    layouts: NDArray[np.int64], firsts: Docs, words: Words, rows: Rows
) -> tuple[Docs, Counts, Counts]:
    """The papers that hold any of some rows of words, and how often in title and in abstract.

    `layouts` has those of both fields' forms for each segment, whose first paper is in `firsts`.
    """
    docs = np.empty(0, np.int32)
    title, abstract = np.empty(0, np.float32), np.empty(0, np.float32)
    bounds = words[1].reshape(-1, 2)
    numbers = np.empty((len(bounds), len(layouts), 2), np.int64)
    find_all(layouts, 0, words[0], bounds, numbers)
    room, own = _room_for(layouts, numbers), np.empty(len(bounds), np.int64)
    for segment in range(len(layouts)):
        _put_column(numbers, segment, 0, own)
        titles, title_counts = _any_row(layouts[segment, 0], own, rows, room)
        _put_column(numbers, segment, 1, own)
        abstracts, abstract_counts = _any_row(layouts[segment, 1], own, rows, room)
        if not len(titles) and not len(abstracts):
            continue
        found, counts, others = _both(titles, title_counts, abstracts, abstract_counts)
        for i in range(len(found)):
            found[i] += firsts[segment]
        if len(docs):
            found = np.concatenate((docs, found))
            counts, others = np.concatenate((title, counts)), np.concatenate((abstract, others))
        docs, title, abstract = found, counts, others
    return docs, title, abstract


@loop
def holding(layouts: NDArray[np.int64], firsts: Docs, word: U1, docs: Docs) -> NDArray[np.bool_]:
    """Which of some papers hold a word in one of the fields whose layouts these are."""
    held = np.zeros(len(docs), np.bool_)
    for segment in range(len(layouts)):
        first, is_last = firsts[segment], segment == len(layouts) - 1
        start = place(docs, np.int64(first))
        stop = len(docs) if is_last else place(docs, np.int64(firsts[segment + 1]))
        for which in range(layouts.shape[1]):  # an array that is gone through isn't contiguous
            field = layouts[segment, which]
            number = find(field, word)
            if number < 0 or start == stop:
                continue
            own = read_docs(field, number)
            for i in range(start, stop):
                at = place(own, np.int64(docs[i] - first))
                held[i] |= at < len(own) and own[at] == docs[i] - first
    return held


@loop
def _room_for(layouts: NDArray[np.int64], numbers: Ints) -> Room:
    """Room for some words, by their numbers in each field of each segment."""
    words, segments, fields = numbers.shape
    every: Int = 0
    most: Int = 0
    for segment in range(segments):
        for field in range(fields):
            papers: Int = 0
            for word in range(words):
                if numbers[word, segment, field] >= 0:
                    own = count(layouts[segment, field], numbers[word, segment, field])
                    papers, most = papers + own, max(most, own)
                    read_ahead_of(layouts[segment, field], numbers[word, segment, field])
            every = max(every, papers)
    docs, places = np.empty(every + most, np.int32), np.empty(2 * words + 3 * most + 1, np.int64)
    spans, chosen, bounds = places[: 2 * words], places[2 * words :], places[2 * words + most + 1 :]
    return Room(docs[:every], spans.reshape(-1, 2), docs[every:], chosen, bounds)


@loop
def _any_row(field: Layout, numbers: Ints, rows: Rows, room: Room) -> tuple[Docs, Counts]:
    """The papers that hold any of some rows in one field, and how often.

    `numbers` are those of the words there, below 0 of words that aren't.
    """
    row_words, row_ends, slop = rows
    docs, counts = np.empty(0, np.int32), np.empty(0, np.float32)
    held, spans = room.held, room.spans
    for word in range(len(spans)):
        spans[word, 0] = spans[word, 1] = 0
    start = at = 0
    for end in row_ends:
        row = row_words[start:end]
        start = end
        if _lacks(numbers, row):
            continue
        for word in row:
            if not spans[word, 1]:
                spans[word, 0], spans[word, 1] = at, at + count(field, numbers[word])
                at = spans[word, 1]
                fill_docs(field, numbers[word], np.int64(0), held[spans[word, 0] : at])
        found, often = _row(field, numbers, row, slop, room)
        if len(docs) and len(found):
            found, first, second = _both(docs, counts, found, often)
            often = first + second
        if len(found):
            docs, counts = found, often
    return docs, counts


@loop
def _lacks(numbers: Ints, row: Ints) -> bool:
    """Whether a word of a row isn't there."""
    for word in row:  # noqa: SIM110 (Numba knows no `any` of a generator)
        if numbers[word] < 0:
            return True
    return False


@loop
def _put_column(numbers: Ints, segment: int, field: int, column: Ints) -> None:
    """Enter the numbers of all words in a field of a segment."""
    for word in range(len(numbers)):
        column[word] = numbers[word, segment, field]


@loop
def _row(field: Layout, numbers: Ints, row: Ints, slop: int, room: Room) -> tuple[Docs, Counts]:
    """The papers in which words stand in order, each within `slop` of the last."""
    if len(row) == 1:
        return _held(room, row[0]).copy(), read_freqs(field, numbers[row[0]])
    rarest = last = _rarest(room, row)
    within = _held(room, row[rarest])
    n: Int = len(within)
    for i in range(len(row)):
        if i != rarest:
            own, last = _held(room, row[i]), i
            n = places_in(own, within[:n], room.chosen)
            within = room.row
            for j in range(n):
                within[j] = own[room.chosen[j]]
    if not n:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    own = _held(room, row[last])
    of_last = read_places(field, numbers[row[last]], own, room.chosen[:n], room.bounds)
    before = of_last  # the first word has none before it
    for i in range(len(row)):
        here = of_last
        if i != last:
            own = _held(room, row[i])
            places_in(own, within[:n], room.chosen)
            here = read_places(field, numbers[row[i]], own, room.chosen[:n], room.bounds)
        before = _following(before, here, slop) if i else here
    return _counted(before)


@loop
def _rarest(room: Room, row: Ints) -> int:
    """Which word of a row the fewest papers hold; the first of equal ones."""
    rarest = 0
    for i in range(1, len(row)):
        if len(_held(room, row[i])) < len(_held(room, row[rarest])):
            rarest = i
    return rarest


@loop
def _held(room: Room, word: int) -> Docs:
    """The papers of a word."""
    return room.held[room.spans[word, 0] : room.spans[word, 1]]


@loop
def _both(
    docs: Docs, counts: Counts, others: Docs, other_counts: Counts
) -> tuple[Docs, Counts, Counts]:
    """The papers of two lists as one, and how often each list has them."""
    found = np.empty(len(docs) + len(others), np.int32)
    first = np.zeros(len(found), np.float32)
    second = np.zeros(len(found), np.float32)
    n = i = j = 0
    while i < len(docs) or j < len(others):
        is_first = j == len(others) or (i < len(docs) and docs[i] <= others[j])
        is_second = i == len(docs) or (j < len(others) and others[j] <= docs[i])
        if is_first:
            found[n], first[n] = docs[i], counts[i]
            i += 1
        if is_second:
            found[n], second[n] = others[j], other_counts[j]
            j += 1
        n += 1
    return found[:n], first[:n], second[:n]


@loop
def _following(before: Ints, here: Ints, slop: int) -> Ints:
    """Those of `here` that stand at most `slop` behind one of `before`; they take its place."""
    n = i = 0
    for spot in here:
        while i < len(before) and before[i] < spot:
            i += 1
        here[n] = spot
        n += i > 0 and spot - before[i - 1] <= slop
    return here[:n]


@loop
def _counted(places: Ints) -> tuple[Docs, Counts]:
    """The papers of some places, and how many places each has."""
    docs = np.empty(len(places), np.int32)
    counts = np.empty(len(places), np.float32)
    n = 0
    for spot in places:
        doc = spot >> 32
        if n and docs[n - 1] == doc:
            counts[n - 1] += 1
        else:
            docs[n], counts[n] = doc, 1
            n += 1
    return docs[:n], counts[:n]
