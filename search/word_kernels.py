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
    floats_at,
    ints_at,
    part_bytes,
    part_words,
    place,
    size_of,
)
from index.codec.posting_kernels import read_docs, read_freqs
from index.codec.term_kernels import find
from index.compiling import loop
from search.lists import COUNT, DOCS, FREQS, TITLE_FREQS, TITLED, TITLES
from search.shards import Counts, Docs

_END = 10  # line feed


@loop
def word(title: Layout, abstract: Layout, stem: U1) -> tuple[Docs, Counts, Counts]:
    """The papers of a segment that have a stem in title or abstract, and how often in each."""
    return _merged(postings(title, stem), postings(abstract, stem))


@loop
def merged(row: Ints) -> tuple[Docs, Counts, Counts]:
    """The same of a word's row; papers of all segments."""
    titles = ints_at(row[TITLES], row[TITLED]), floats_at(row[TITLE_FREQS], row[TITLED])
    return _merged(titles, (ints_at(row[DOCS], row[COUNT]), floats_at(row[FREQS], row[COUNT])))


@loop
def _merged(
    title: tuple[Docs, Counts], abstract: tuple[Docs, Counts]
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
    for field, own, counts, size in (
        (0, TITLES, TITLE_FREQS, TITLED),
        (1, DOCS, FREQS, COUNT),
    ):
        docs, freqs = ints_at(row[own], row[size]), floats_at(row[counts], row[size])
        for i in range(len(wanted)):
            at = place(docs, np.int64(wanted[i]))
            if at < len(docs) and docs[at] == wanted[i]:
                found[field, i] = freqs[at]
    return found


@loop
def silence(row: Ints, silent: Docs) -> None:
    """Let a word be in some papers, ascending, without a frequency."""
    for own, counts, size in ((TITLES, TITLE_FREQS, TITLED), (DOCS, FREQS, COUNT)):
        docs, freqs = ints_at(row[own], row[size]), floats_at(row[counts], row[size])
        for i in range(len(silent)):
            at = place(docs, np.int64(silent[i]))
            if at < len(docs) and docs[at] == silent[i]:
                freqs[at] = 0
