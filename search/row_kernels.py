"""Words in a row, or near each other, in a compiled loop; the plain way is `search.phrases`."""

import numpy as np
from numpy.typing import NDArray

from index.codec.finding_kernels import find_all
from index.codec.mapped_kernels import U1, Int, Ints, Layout, place
from index.codec.posting_kernels import fill_docs, places_in, read_docs, read_freqs, read_places
from index.codec.term_kernels import count, find
from index.loops import loop
from search.shards import Counts, Docs

Words = tuple[U1, Ints]  # bytes, and where each word begins and ends in them, one after the other
# Numbers of words, where each row ends in these, and how far a word may stand behind the last.
Rows = tuple[Ints, Ints, int]


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
    for segment in range(len(layouts)):
        own, field = _column(numbers, segment, 0), layouts[segment, 0]
        titles, title_counts = _any_row(field, own, rows)
        own, field = _column(numbers, segment, 1), layouts[segment, 1]
        abstracts, abstract_counts = _any_row(field, own, rows)
        if not len(titles) and not len(abstracts):
            continue
        found, counts, others = _both(titles, title_counts, abstracts, abstract_counts)
        docs = np.concatenate((docs, found + firsts[segment]))
        title = np.concatenate((title, counts))
        abstract = np.concatenate((abstract, others))
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
def _any_row(field: Layout, numbers: Ints, rows: Rows) -> tuple[Docs, Counts]:
    """The papers that hold any of some rows in one field, and how often.

    `numbers` are those of the words there, below 0 of words that aren't.
    """
    row_words, row_ends, slop = rows
    docs, counts = np.empty(0, np.int32), np.empty(0, np.float32)
    if not _has_any(numbers, rows):
        return docs, counts
    starts = np.zeros(len(numbers) + 1, np.int64)
    for word in range(len(numbers)):
        papers: Int = count(field, numbers[word]) if numbers[word] >= 0 else 0
        starts[word + 1] = starts[word] + papers
    held = np.empty(starts[-1], np.int32)  # the papers of each word, one word behind the other
    is_read = np.zeros(len(numbers), np.bool_)
    start = 0
    for end in row_ends:
        row = row_words[start:end]
        start = end
        if _lacks(numbers, row):
            continue
        for word in row:
            if not is_read[word]:
                fill_docs(field, numbers[word], np.int64(0), held[starts[word] : starts[word + 1]])
                is_read[word] = True
        found, often = _row(field, numbers, starts, held, row, slop)
        if not len(docs):
            docs, counts = found, often
        elif len(found):
            docs, first, second = _both(docs, counts, found, often)
            counts = first + second
    return docs, counts


@loop
def _lacks(numbers: Ints, row: Ints) -> bool:
    """Whether a word of a row isn't there."""
    for word in row:  # noqa: SIM110 (Numba knows no `any` of a generator)
        if numbers[word] < 0:
            return True
    return False


@loop
def _has_any(numbers: Ints, rows: Rows) -> bool:
    """Whether all words of a row are there."""
    row_words, row_ends, _ = rows
    start = 0
    for end in row_ends:
        if not _lacks(numbers, row_words[start:end]):
            return True
        start = end
    return False


@loop
def _column(numbers: Ints, segment: int, field: int) -> Ints:
    """The numbers of all words in a field of a segment."""
    column = np.empty(len(numbers), np.int64)
    for word in range(len(numbers)):
        column[word] = numbers[word, segment, field]
    return column


@loop
def _row(
    field: Layout, numbers: Ints, starts: Ints, held: Docs, row: Ints, slop: int
) -> tuple[Docs, Counts]:
    """The papers in which words stand in order, each within `slop` of the last."""
    first = held[starts[row[0]] : starts[row[0] + 1]]
    if len(row) == 1:
        return first, read_freqs(field, numbers[row[0]])
    within = first
    for word in row[1:]:
        own = held[starts[word] : starts[word + 1]]
        chosen = places_in(own, within)
        within = own[chosen]
        if not len(within):
            return within, np.empty(0, np.float32)
    last = row[-1]
    before = read_places(field, numbers[row[0]], first, places_in(first, within))
    for word in row[1:-1]:
        own = held[starts[word] : starts[word + 1]]
        here = read_places(field, numbers[word], own, places_in(own, within))
        before = _following(before, here, slop)
    own = held[starts[last] : starts[last + 1]]
    return _counted(_following(before, read_places(field, numbers[last], own, chosen), slop))


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
    """Those of `here` that stand at most `slop` behind one of `before`."""
    kept = np.empty(len(here) + 1, np.int64)
    n = i = 0
    for spot in here:
        while i < len(before) and before[i] < spot:
            i += 1
        kept[n] = spot
        n += i > 0 and spot - before[i - 1] <= slop
    return kept[:n]


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
