"""A word's stem and papers, in compiled loops."""

import numpy as np
from numpy.typing import NDArray

from index.codec.finding_kernels import find_all
from index.codec.mapped_kernels import (
    STEM,
    TEXT,
    TEXT_AT,
    U1,
    Ints,
    Layout,
    bound,
    bytes_at,
    ints_at,
    longs_at,
    part_bytes,
    part_words,
    place,
    size_of,
)
from index.codec.posting_kernels import read_docs, read_freqs
from index.codec.term_kernels import find
from index.loops import loop
from search.bit_kernels import WORD, lowest, ones
from search.bits import Bits
from search.lists import BITS, COUNT, DOCS, FREQS, TITLE_BITS, TITLE_FREQS
from search.shards import Counts, Docs

_END = 10  # line feed
_FIELDS = 2  # of forms, and of stems
_ONE = np.uint64(1)


@loop
def word(title: Layout, abstract: Layout, stem: U1) -> tuple[Docs, Counts, Counts]:
    """The papers of a segment that have a stem in title or abstract, and how often in each."""
    return _merged(postings(title, stem), postings(abstract, stem))


@loop
def merged(row: Ints) -> tuple[Docs, Counts, Counts]:
    """The same of a word's row; papers of all segments."""
    docs = ints_at(row[DOCS], row[COUNT]).copy() if row[DOCS] else _set_in(row)
    counts = counts_at(row, docs)
    return docs, counts[0], counts[1]


@loop
def _set_in(row: Ints) -> Docs:
    """The papers of a word that isn't rare."""
    docs = np.empty(row[COUNT], np.int32)
    base = n = 0
    while n < len(docs):
        number, size = base >> 6, (base >> 6) + 1
        left = longs_at(row[BITS], size)[number] | longs_at(row[TITLE_BITS], size)[number]
        while left:
            docs[n] = base + np.int32(lowest(left))
            n += 1
            left &= left - _ONE
        base += WORD
    return docs


@loop
def _merged(
    title: tuple[Docs, Counts], abstract: tuple[Docs, Counts]
) -> tuple[Docs, Counts, Counts]:
    size = len(title[0]) + len(abstract[0])
    docs, counts = np.empty(size, np.int32), np.empty((2, size), np.float32)
    n = merge(title, abstract, (docs, counts[0], counts[1]))
    return docs[:n], counts[0, :n], counts[1, :n]


@loop
def merge(
    title: tuple[Docs, Counts | U1],
    abstract: tuple[Docs, Counts | U1],
    found: tuple[Docs, Counts | U1, Counts | U1],
) -> int:
    """Enter the papers that have a word in title or abstract, and how often; how many they are."""
    titles, title_freqs = title
    abstracts, abstract_freqs = abstract
    docs, in_title, in_abstract = found
    n = i = j = 0
    while i < len(titles) or j < len(abstracts):
        is_titled = i < len(titles) and (j == len(abstracts) or titles[i] <= abstracts[j])
        is_own = j < len(abstracts) and (not is_titled or titles[i] == abstracts[j])
        docs[n] = titles[i] if is_titled else abstracts[j]
        in_title[n] = title_freqs[i] if is_titled else 0
        in_abstract[n] = abstract_freqs[j] if is_own else 0
        i, j, n = i + is_titled, j + is_own, n + 1
    return n


@loop
def postings(field: Layout, term: U1) -> tuple[Docs, Counts]:
    """The papers of a segment that hold a term, and how often."""
    number = find(field, term)
    if number < 0:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    return read_docs(field, number), read_freqs(field, number)


@loop
def stems(segments: Ints, forms: U1, ends: Ints) -> U1:
    """The stems of some forms, a line feed behind each; nothing for a form that no segment has.

    Form i ends in `forms` at ends[i]. Each of `segments` is the layouts of title's forms and
    abstract's, and then of their stems.
    """
    bounds, start = np.empty((len(ends), 2), np.int64), 0
    for i in range(len(ends)):
        bounds[i, 0], bounds[i, 1] = start, ends[i]
        start = ends[i]
    numbers = np.empty((len(ends), len(segments), _FIELDS), np.int64)
    find_all(segments, 0, forms, bounds, numbers)
    found = np.empty(0, np.uint8)
    for i in range(len(ends)):
        found = np.concatenate((found, _stem(segments, numbers[i]), np.full(1, _END, np.uint8)))
    return found


@loop
def _stem(segments: Ints, numbers: Ints) -> U1:
    """The stem of the form that has these numbers in each segment's fields of forms."""
    for segment in range(len(segments)):  # an array that is gone through isn't contiguous
        fields = segments[segment]
        for forms in range(_FIELDS):
            number = numbers[segment, forms]
            if number >= 0 and fields[forms, STEM, 1]:
                stem = np.int64(part_words(fields[forms], STEM)[number]) - 1
                if stem >= 0:
                    stems = fields[_FIELDS + forms]
                    start = bound(stems, TEXT_AT, stem)
                    end = start + size_of(stems, TEXT_AT, stem)
                    return part_bytes(stems, TEXT)[start:end]
    return np.empty(0, np.uint8)


@loop
def counts_at(row: Ints, wanted: Docs) -> NDArray[np.float32]:
    """How often some papers, ascending, have a word: in titles, and in abstracts."""
    found = np.zeros((2, len(wanted)), np.float32)
    places = _places_in(row, wanted)
    for field, column in ((0, TITLE_FREQS), (1, FREQS)):
        for i in range(len(wanted)):
            if places[field, i] >= 0:
                found[field, i] = bytes_at(row[column], places[field, i] + 1)[places[field, i]]
    return found


@loop
def silence(row: Ints, silent: Docs) -> None:
    """Let a word be in some papers, ascending, without a frequency."""
    places = _places_in(row, silent)
    for field, column in ((0, TITLE_FREQS), (1, FREQS)):
        for at in places[field]:
            if at >= 0:
                bytes_at(row[column], at + 1)[at] = 0


@loop
def _places_in(row: Ints, docs: Docs) -> Ints:
    """Where the frequencies of papers, ascending, stand in a word's row: of titles, of abstracts.

    -1 for those that have none.
    """
    places = np.full((2, len(docs)), -1)
    if row[DOCS]:
        listed = ints_at(row[DOCS], row[COUNT])
        for i in range(len(docs)):
            at = place(listed, np.int64(docs[i]))
            if at < len(listed) and listed[at] == docs[i]:
                places[0, i] = places[1, i] = at
    elif row[BITS] and len(docs):
        _find_set(longs_at(row[TITLE_BITS], (int(docs[-1]) >> 6) + 1), docs, places[0])
        _find_set(longs_at(row[BITS], (int(docs[-1]) >> 6) + 1), docs, places[1])
    return places


@loop
def _find_set(held: Bits, docs: Docs, places: Ints) -> None:
    """Enter where papers, ascending, stand among those of some bits, unless they don't."""
    passed, number = 0, np.uint32(0)
    for i in range(len(docs)):
        here, low = np.uint32(docs[i]) >> np.uint32(6), np.uint64(docs[i] & 63)
        while number < here:
            passed += ones(held[number])
            number += np.uint32(1)
        if (held[here] >> low) & _ONE:
            places[i] = passed + np.int64(ones(held[here] & ((_ONE << low) - _ONE)))
