"""Compiled loops of the bulk writer: tokens in the order of documents → postings by term.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.bulk_fields import NOTHING, Tokens
from index.compiling import loop

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]

_HALF = np.uint64(32)


@loop
def invert(tokens: U4, lengths: U4, places: U4, placed: bool) -> tuple[U4, U4, U4, U4]:
    """Counting sort: (counts, docs, freqs, steps) of the postings of each term in turn.

    `tokens` are numbers of terms, document by document, `lengths` how many each document has; term
    n comes at places[n]. counts[t] postings belong to the t-th term; a posting with frequency f has
    f steps, from 0 to its first position and from each to the next, if these are wanted (`placed`).
    """
    bounds, ends = _bounds(tokens, places)
    found = np.empty(len(tokens), np.uint64)  # the document above the position
    at = 0
    for doc in range(len(lengths)):
        high = np.uint64(doc) << _HALF
        for position in range(lengths[doc]):
            found[ends[tokens[at]]] = high | np.uint64(position)
            ends[tokens[at]] += 1
            at += 1
    return _postings(found, bounds, placed)


@loop
def _bounds(tokens: U4, places: U4) -> tuple[I8, I8]:
    """Where the tokens of each term begin: by place, one more at the end, and by number."""
    begins = np.zeros(len(places), np.int64)
    for token in tokens:
        begins[token] += 1
    bounds = np.zeros(len(places) + 1, np.int64)
    for number in range(len(places)):
        bounds[places[number] + 1] = begins[number]
    for term in range(len(places)):
        bounds[term + 1] += bounds[term]
    for number in range(len(places)):
        begins[number] = bounds[places[number]]
    return bounds, begins


@loop
def _postings(found: NDArray[np.uint64], bounds: I8, placed: bool) -> tuple[U4, U4, U4, U4]:
    """Equal documents behind each other within a term become one posting."""
    counts = np.zeros(len(bounds) - 1, np.uint32)
    docs, freqs = np.empty(len(found), np.uint32), np.empty(len(found), np.uint32)
    steps = np.empty(len(found) if placed else 0, np.uint32)
    last = -1
    for term in range(len(counts)):
        before = last
        position = np.uint32(0)
        for place in range(bounds[term], bounds[term + 1]):
            doc = np.uint32(found[place] >> _HALF)
            if last == before or docs[last] != doc:
                last += 1
                docs[last] = doc
                freqs[last] = 0
                position = np.uint32(0)
            freqs[last] += 1
            if placed:
                steps[place] = np.uint32(found[place]) - position
                position = np.uint32(found[place])
        counts[term] = last - before
    return counts, docs[: last + 1].copy(), freqs[: last + 1].copy(), steps


@loop
def grouped(terms: U4, count: int) -> I8:
    """The stable order that sorts postings by their term, all below `count`."""
    ends = np.zeros(count + 1, np.int64)
    for term in terms:
        ends[term + 1] += 1
    for term in range(count):
        ends[term + 1] += ends[term]
    order = np.empty(len(terms), np.int64)
    for posting in range(len(terms)):
        order[ends[terms[posting]]] = posting
        ends[terms[posting]] += 1
    return order


@loop
def take_runs(values: U4, ends: I8, order: I8) -> U4:
    """Runs of values (run i ends at ends[i]) in another order, behind each other."""
    size = 0
    for run in order:
        size += ends[run] - (ends[run - 1] if run else 0)
    taken = np.empty(size, np.uint32)
    at = 0
    for run in order:
        for place in range(ends[run - 1] if run else 0, ends[run]):
            taken[at] = values[place]
            at += 1
    return taken


@loop
def together(first: Tokens, of_first: U4, second: Tokens, of_second: U4) -> tuple[U4, U4]:
    """What the numbers of two fields stand for, document by document, the second's behind.

    Returns (numbers, lengths). A number that stands for nothing has NOTHING in `of_first` or
    `of_second`.
    """
    numbers = np.empty(len(first.numbers) + len(second.numbers), np.uint32)
    lengths = np.empty(len(first.lengths), np.uint32)
    at = first_at = second_at = 0
    for doc in range(len(lengths)):
        begin = at
        for token in first.numbers[first_at : first_at + first.lengths[doc]]:
            numbers[at] = of_first[token]
            at += of_first[token] != NOTHING
        for token in second.numbers[second_at : second_at + second.lengths[doc]]:
            numbers[at] = of_second[token]
            at += of_second[token] != NOTHING
        first_at += first.lengths[doc]
        second_at += second.lengths[doc]
        lengths[doc] = at - begin
    return numbers[:at], lengths
