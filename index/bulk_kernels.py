"""Compiled loops of the bulk writer: tokens in the order of documents → postings by term.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.bulk_fields import NOTHING, Tokens
from index.compiling import loop

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]


@loop
def invert(tokens: U4, lengths: U4, terms: int) -> tuple[U4, U4, U4, U4]:
    """Counting sort: (counts, docs, freqs, positions) of the postings of each term in turn.

    `tokens` are term numbers below `terms`, document by document, `lengths` how many each document
    has. counts[t] postings belong to term t; a posting with frequency f has f positions.
    """
    places = np.zeros(terms + 1, np.int64)
    for token in tokens:
        places[token + 1] += 1
    for term in range(terms):
        places[term + 1] += places[term]
    ends = places[:-1].copy()
    token_docs = np.empty(len(tokens), np.uint32)
    positions = np.empty(len(tokens), np.uint32)
    at = 0
    for doc in range(len(lengths)):
        for position in range(lengths[doc]):
            place = ends[tokens[at]]
            ends[tokens[at]] += 1
            token_docs[place] = doc
            positions[place] = position
            at += 1
    counts, docs, freqs = _runs(token_docs, places)
    return counts, docs, freqs, positions


@loop
def _runs(docs: U4, places: I8) -> tuple[U4, U4, U4]:
    """Equal documents behind each other within a term become one posting, in place."""
    counts = np.zeros(len(places) - 1, np.uint32)
    freqs = np.empty(len(docs), np.uint32)
    last = -1
    for term in range(len(counts)):
        first = last + 1
        for place in range(places[term], places[term + 1]):
            if last < first or docs[last] != docs[place]:
                last += 1
                docs[last] = docs[place]
                freqs[last] = 0
            freqs[last] += 1
        counts[term] = last + 1 - first
    return counts, docs[: last + 1].copy(), freqs[: last + 1].copy()


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
