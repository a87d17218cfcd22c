"""Compiled loops of the bulk writer: tokens in the order of documents → postings by term.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]

NO_STEM = np.uint32(0xFFFFFFFF)


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def stem_tokens(
    tokens: U4, lengths: U4, stem_of: U4, joined: U4, joined_lengths: U4
) -> tuple[U4, U4]:
    """Forms by document → their stems, and behind each document's those of its joined words.

    Returns (tokens, lengths). A form without a stem has the largest number in `stem_of`.
    """
    stems = np.empty(len(tokens) + len(joined), np.uint32)
    counts = np.empty(len(lengths), np.uint32)
    at = done = used = 0
    for doc in range(len(lengths)):
        first = at
        for token in tokens[done : done + lengths[doc]]:
            stems[at] = stem_of[token]
            at += stem_of[token] != NO_STEM
        done += lengths[doc]
        for token in joined[used : used + joined_lengths[doc]]:
            stems[at] = token
            at += 1
        used += joined_lengths[doc]
        counts[doc] = at - first
    return stems[:at], counts
