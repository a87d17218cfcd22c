"""Ranking in compiled loops: a word's papers and scores, trees of leaves, the best of them, rows.

Each loop has a plain twin in NumPy, which is its oracle and answers until the loops are loaded
(`search.compiled`). Both do the same operations in the same order, so that scores are equal to the
last bit. Importing this module imports Numba, which takes half a second.
"""

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from index.codec.mapped_kernels import PARTS, U1, Int, Ints, Layout
from index.codec.posting_kernels import read_docs, read_freqs
from index.codec.term_kernels import (
    Bits,
    count,
    find,
    frequencies,
    joined_compounds,
    may_hold,
    may_hold_each,
    prefixed,
)
from index.compiling import loop
from search.combining import ALL, EVERY, NOT
from search.prefix_kernels import beginning
from search.ranking import Numbers
from search.row_kernels import holding, together
from search.shards import Counts, Docs

FACTS = ("title", "abstract", "room", "author", "venue", "acronym", "compound")

WINDOW = 4096  # papers that are added up at a time: their sums stay in the nearest cache
_WORD = 64
_ONE = np.uint64(1)
_HYPHEN = 45


@loop
def postings(field: Layout, term: U1) -> tuple[Docs, Counts]:
    """The papers of a segment that hold a term, and how often."""
    number = find(field, term)
    if number < 0:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    return read_docs(field, number), read_freqs(field, number)


@loop
def add_counts(field: Layout, terms: U1, ends: Ints, counts: Counts) -> None:
    """Add to each paper's count how often it holds any of some terms; term i ends at ends[i]."""
    start = 0
    for end in ends:
        docs, freqs = postings(field, terms[start:end])
        for i in range(len(docs)):
            counts[docs[i]] += freqs[i]
        start = end


@loop
def facts(layouts: Ints, compounds: Bits, stems: U1, forms: U1, ends: Ints) -> Ints:
    """What a segment knows of some words, a row each: columns as in FACTS.

    These are the numbers of the stem in title and abstract (-1: it isn't there) and how many papers
    it has in both together; papers with the form as an author's key, and with the stem in their
    venue; whether the form is defined as an acronym; and with how many papers it is a compound in
    two words, at most.

    Word i ends in `stems` at ends[i, 0], in `forms` at ends[i, 1], before a tab. The layouts are of
    title, abstract, author, venue, acronym and compound, in this order.
    """
    found = np.zeros((len(ends), len(FACTS)), np.int64)
    start = begin = 0
    for i in range(len(ends)):
        stop, end = ends[i]
        stem, form = stems[start:stop], forms[begin:end]
        for column in range(2):
            number = find(layouts[column], stem)
            found[i, column] = number
            found[i, 2] += count(layouts[column], number) if number >= 0 else 0
        author = find(layouts[2], form)
        found[i, 3] = count(layouts[2], author) if author >= 0 else 0
        venue = find(layouts[3], stem)
        found[i, 4] = count(layouts[3], venue) if venue >= 0 else 0
        first, last = prefixed(layouts[4], forms[begin : end + 1])
        found[i, 5] = last > first
        if may_hold(compounds, form):
            found[i, 6] = _most_apart(layouts[5], form)
        start, begin = stop, end + 1
    return found


@loop
def _most_apart(compounds: Layout, form: U1) -> Int:
    """The most papers that have a form with a hyphen between two of its letters."""
    apart = np.empty(len(form) + 1, np.uint8)
    apart[1:] = form
    most: Int = 0
    for cut in range(1, len(form)):
        apart[cut - 1] = form[cut - 1]
        apart[cut] = _HYPHEN
        number = find(compounds, apart)
        if number >= 0:
            most = max(most, count(compounds, number))
    return most


@loop
def enter(texts: Ints, at: Ints, docs: Docs, counts: NDArray[np.float32]) -> None:
    """Enter a segment's papers with some words, each behind those that it has already.

    `texts` are the layouts of title and abstract. Each row of `at` is for a word: its numbers in
    both (-1: it isn't there), the segment's first paper, and where the next paper goes, which is
    moved on. `counts` has a row for titles and one for abstracts, zeros behind what is there.
    """
    none = np.empty(0, np.int32), np.empty(0, np.float32)
    for row in at:
        titles, title_counts = none
        if row[0] >= 0:
            titles, title_counts = (
                read_docs(texts[0], row[0]),
                read_freqs(texts[0], row[0]),
            )
        abstracts, abstract_counts = none
        if row[1] >= 0:
            abstracts = read_docs(texts[1], row[1])
            abstract_counts = read_freqs(texts[1], row[1])
        first, n, i = np.int32(row[2]), row[3], 0
        for j in range(len(abstracts)):
            while i < len(titles) and titles[i] < abstracts[j]:
                docs[n], counts[0, n] = first + titles[i], title_counts[i]
                n, i = n + 1, i + 1
            docs[n], counts[1, n] = first + abstracts[j], abstract_counts[j]
            if i < len(titles) and titles[i] == abstracts[j]:
                counts[0, n] = title_counts[i]
                i += 1
            n += 1
        for rest in range(i, len(titles)):
            docs[n], counts[0, n] = first + titles[rest], title_counts[rest]
            n += 1
        row[3] = n


@loop
def saturated(
    docs: Docs, title: Counts, abstract: Counts, norms: Numbers, weights: Numbers
) -> Numbers:
    """`search.ranking.saturate` of the weighted frequencies of a word.

    `norms` has a row for titles and one for abstracts: what a frequency in each paper is divided
    by. `weights` are those of title and abstract, k1 + 1 and the half point.
    """
    scores = np.empty(len(docs), np.float64)
    title_norms, abstract_norms = norms[0], norms[1]
    for i in range(len(docs)):
        doc = np.uint32(docs[i])  # no number below 0 has to be thought of
        frequency = weights[1] * (abstract[i] / abstract_norms[doc])
        if title[i]:  # few have it there
            frequency += weights[0] * (title[i] / title_norms[doc])
        scores[i] = weights[2] * frequency / (weights[3] + frequency)
    return scores


@loop
def combined(
    docs: Docs, scores: Numbers, lists: Ints, program: NDArray[np.int32], live: Bits
) -> tuple[Docs, Numbers]:
    """The papers for which a program over leaves holds, ascending, and the sums of their scores.

    Each row of `lists` is a list of papers: where it begins and ends in `docs`, where its scores
    begin (-1: it has none), and the leaf that it makes hold (-1: none).
    """
    size = len(live) * _WORD
    room = size if program.min() <= NOT else min(size, len(docs))  # a Not finds what no list has
    found = np.empty(room, np.int32)
    sums = np.empty(room, np.float64)
    leaves = max(lists[:, 3].max() + 1, 1) if len(lists) else 1
    bits = np.empty((leaves, WINDOW // _WORD), np.uint64)
    window = np.empty(WINDOW)
    stack = np.empty(len(program) + 1, np.uint64)
    at = lists[:, 0].copy()
    n = 0
    for base in range(0, size, WINDOW):
        bits[:] = 0
        window[:] = 0.0
        _add_lists(docs, scores, lists, at, base, bits, window)
        for place in range(min(WINDOW, size - base) // _WORD):
            holds = _run(program, bits, place, stack) & live[base // _WORD + place]
            while holds:
                inside = np.uint32(place * _WORD) + np.uint32(_lowest(holds))
                found[n], sums[n] = base + inside, window[inside]
                n += 1
                holds &= holds - _ONE
    return found[:n], sums[:n]


@loop
def _lowest(bits: np.uint64) -> np.uint64:
    """The place of the lowest bit that is set."""
    return trailing_zeros(bits)  # type: ignore[call-arg]  # made by a decorator


@loop
def _add_lists(
    docs: Docs, scores: Numbers, lists: Ints, at: Ints, base: int, bits: Bits, window: Numbers
) -> None:
    """Enter the lists' papers of one window in its bits and sums; `at` is where each list is."""
    for row in range(len(lists)):
        start, end, score, leaf = lists[row]
        first = last = at[row]
        while last < end and docs[last] < base + WINDOW:
            last += 1
        at[row] = last
        if leaf >= 0:
            holds = bits[leaf]
            for i in range(first, last):
                inside = np.uint32(docs[i] - base)
                holds[inside >> 6] |= _ONE << np.uint64(inside & 63)
        if score >= 0:
            ahead = score - start
            for i in range(first, last):
                window[np.uint32(docs[i] - base)] += scores[ahead + i]


@loop
def _run(program: NDArray[np.int32], bits: Bits, place: int, stack: Bits) -> np.uint64:
    """For which of 64 papers a program holds."""
    top = -1
    for step in program:
        if step >= 0:
            top += 1
            stack[top] = bits[step, place]
        elif step == EVERY:
            top += 1
            stack[top] = ~np.uint64(0)
        elif step == NOT:
            stack[top] = ~stack[top]
        else:
            top -= 1
            if step == ALL:
                stack[top] &= stack[top + 1]
            else:
                stack[top] |= stack[top + 1]
    return stack[0]


@loop
def least_of_best(scores: Numbers, count: int) -> float:
    """The `count`-th largest of the scores, of which there are more; count is at least 1."""
    heap = scores[:count].copy()  # the least of them on top; each is at most its two below
    heap.sort()
    for score in scores[count:]:
        if score <= heap[0]:
            continue
        at = 0
        while 2 * at + 1 < count:
            below = 2 * at + 1
            if below + 1 < count and heap[below + 1] < heap[below]:
                below += 1
            if score <= heap[below]:
                break
            heap[at] = heap[below]
            at = below
        heap[at] = score
    return heap[0]


def rehearse() -> None:
    """Run every loop once on next to nothing, so that each is compiled or read from the disk."""
    layouts = np.zeros((6, len(PARTS) + 1, 2), np.int64)
    field = layouts[0]
    texts, ends = np.frombuffer(b"\0", np.uint8), np.ones(1, np.int64)
    docs, counts, scores = np.zeros(1, np.int32), np.ones((2, 1), np.float32), np.ones(1)
    find(field, texts)
    prefixed(field, texts)
    frequencies(layouts[np.newaxis], texts, texts, ends)
    postings(field, texts)
    add_counts(field, texts, ends, counts[0])
    together(layouts[np.newaxis, :2], docs, (texts, ends), (ends - 1, ends, 1))
    holding(layouts[np.newaxis, :2], docs, texts, docs)
    beginning(layouts[np.newaxis, :4], docs, ends, texts, 1)
    compounds = joined_compounds(layouts[:1])
    may_hold_each(compounds, texts, ends)
    facts(layouts, compounds, texts, texts, np.ones((1, 2), np.int64))
    enter(layouts[:2], np.full((1, 4), -1), docs, counts)
    saturated(docs, counts[0], counts[1], np.ones((2, 1)), np.ones(4))
    combined(
        docs, scores, np.zeros((0, 4), np.int64), np.zeros(1, np.int32), np.zeros(1, np.uint64)
    )
    least_of_best(scores, 1)
