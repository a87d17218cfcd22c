"""A word's stem and papers, in compiled loops.

Importing this module imports Numba, which takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

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
from index.compiling import loop
from search.bit_kernels import WORD, lowest, ones
from search.lists import COUNT, DENSE, DOCS, FREQS, TITLE_FREQS, TITLED, TITLES
from search.shards import Counts, Docs

_END = 10  # line feed
_ONE = np.uint64(1)


@loop
def word(title: Layout, abstract: Layout, stem: U1) -> tuple[Docs, Counts, Counts]:
    """The papers of a segment that have a stem in title or abstract, and how often in each."""
    return _merged(postings(title, stem), postings(abstract, stem))


@loop
def merged(row: Ints) -> tuple[Docs, Counts, Counts]:
    """The same of a word's row; papers of all segments."""
    titles = ints_at(row[TITLES], row[TITLED]), bytes_at(row[TITLE_FREQS], row[TITLED])
    docs = ints_at(row[DOCS], row[COUNT]) if row[DOCS] else np.empty(row[COUNT], np.int32)
    if row[DENSE]:
        _list(row, docs)
    return _merged(titles, (docs, bytes_at(row[FREQS], row[COUNT])))


@loop
def _list(row: Ints, docs: Docs) -> None:
    """Fill in the papers of a dense word's abstracts."""
    base = n = 0
    while n < len(docs):
        left = longs_at(row[DENSE], (base >> 6) + 1)[base >> 6]
        while left:
            docs[n] = base + np.int32(lowest(left))
            n += 1
            left &= left - _ONE
        base += WORD


@loop
def _places_in(row: Ints, field: int, docs: Docs) -> Ints:
    """Where papers, ascending, stand among those with a word in title (0) or abstract (1).

    -1 for those that don't have it.
    """
    places = np.full(len(docs), -1)
    if field and row[DENSE]:
        held = longs_at(row[DENSE], (int(docs[-1]) >> 6) + 1 if len(docs) else 0)
        passed, before = 0, np.uint32(0)  # papers, and numbers of bits
        for i in range(len(docs)):
            here, low = np.uint32(docs[i]) >> np.uint32(6), np.uint64(docs[i] & 63)
            for number in range(before, here):
                passed += ones(held[number])
            before = here
            if (held[here] >> low) & _ONE:
                places[i] = passed + np.int64(ones(held[here] & ((_ONE << low) - _ONE)))
    else:
        own, size = (DOCS, COUNT) if field else (TITLES, TITLED)
        listed = ints_at(row[own], row[size])
        for i in range(len(docs)):
            at = place(listed, np.int64(docs[i]))
            if at < len(listed) and listed[at] == docs[i]:
                places[i] = at
    return places


@loop
def _merged(
    title: tuple[Docs, Counts | U1], abstract: tuple[Docs, Counts | U1]
) -> tuple[Docs, Counts, Counts]:
    titles, title_freqs = title
    abstracts, abstract_freqs = abstract
    docs = np.empty(len(titles) + len(abstracts), np.int32)
    counts = np.zeros((2, len(docs)), np.float32)
    n = i = j = 0
    while i < len(titles) or j < len(abstracts):
        is_titled = i < len(titles) and (j == len(abstracts) or titles[i] <= abstracts[j])
        is_own = j < len(abstracts) and (not is_titled or titles[i] == abstracts[j])
        if is_titled:
            docs[n], counts[0, n] = titles[i], title_freqs[i]
            i += 1
        if is_own:
            docs[n], counts[1, n] = abstracts[j], abstract_freqs[j]
            j += 1
        n += 1
    return docs[:n], counts[0, :n], counts[1, :n]


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

    Form i ends in `forms` at ends[i]. Each of `segments` is the layouts of title's forms and stems,
    and of abstract's forms and stems.
    """
    found = np.empty(0, np.uint8)
    start = 0
    for end in ends:
        stem = _stem(segments, forms[start:end])
        found = np.concatenate((found, stem, np.full(1, _END, np.uint8)))
        start = end
    return found


@loop
def _stem(segments: Ints, form: U1) -> U1:
    for segment in range(len(segments)):  # an array that is gone through isn't contiguous
        fields = segments[segment]
        for forms in (0, 2):
            number = find(fields[forms], form)
            if number >= 0 and fields[forms, STEM, 1]:
                stem = np.int64(part_words(fields[forms], STEM)[number]) - 1
                if stem >= 0:
                    start = bound(fields[forms + 1], TEXT_AT, stem)
                    end = start + size_of(fields[forms + 1], TEXT_AT, stem)
                    return part_bytes(fields[forms + 1], TEXT)[start:end]
    return np.empty(0, np.uint8)


@loop
def counts_at(row: Ints, wanted: Docs) -> NDArray[np.float32]:
    """How often some papers, ascending, have a word: in titles, and in abstracts."""
    found = np.zeros((2, len(wanted)), np.float32)
    for field, counts, size in ((0, TITLE_FREQS, TITLED), (1, FREQS, COUNT)):
        freqs = bytes_at(row[counts], row[size])
        places = _places_in(row, field, wanted)
        for i in range(len(wanted)):
            if places[i] >= 0:
                found[field, i] = freqs[places[i]]
    return found


@loop
def silence(row: Ints, silent: Docs) -> None:
    """Let a word be in some papers, ascending, without a frequency."""
    for field, counts, size in ((0, TITLE_FREQS, TITLED), (1, FREQS, COUNT)):
        freqs = bytes_at(row[counts], row[size])
        for at in _places_in(row, field, silent):
            if at >= 0:
                freqs[at] = 0
