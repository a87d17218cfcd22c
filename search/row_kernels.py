"""Words in a row, or near each other, in a compiled loop; the plain way is `search.phrases`."""

import numpy as np

from index.codec.mapped_kernels import U1, Ints, Layout
from index.codec.posting_kernels import read_docs, read_places
from index.codec.term_kernels import count, find
from index.compiling import loop
from search.shards import Counts, Docs


@loop
def row_counts(field: Layout, words: U1, ends: Ints, slop: int) -> tuple[Docs, Counts]:
    """The papers of a segment in which words stand in order, each within `slop` of the last.

    Word i ends at words[ends[i]]; see `search.phrases`.
    """
    numbers = np.empty(len(ends), np.int64)
    bounds = np.zeros(len(ends) + 1, np.int64)
    start = 0
    for i in range(len(ends)):
        numbers[i] = find(field, words[start : ends[i]])
        if numbers[i] < 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        bounds[i + 1] = bounds[i] + count(field, numbers[i])
        start = ends[i]
    docs = np.empty(bounds[-1], np.int32)  # those of each word, one word behind the other
    for i in range(len(numbers)):
        docs[bounds[i] : bounds[i + 1]] = read_docs(field, numbers[i])
    within = docs[: bounds[1]]
    for i in range(1, len(numbers)):
        within = _common(within, docs[bounds[i] : bounds[i + 1]])
    here = read_places(field, numbers[0], docs[: bounds[1]], within)
    for i in range(1, len(numbers)):
        own = docs[bounds[i] : bounds[i + 1]]
        here = _following(here, read_places(field, numbers[i], own, within), slop)
    return _counted(here)


@loop
def _common(first: Docs, second: Docs) -> Docs:
    """What is in both."""
    both = np.empty(min(len(first), len(second)), np.int32)
    n = i = 0
    for doc in second:
        while i < len(first) and first[i] < doc:
            i += 1
        if i < len(first) and first[i] == doc:
            both[n] = doc
            n += 1
    return both[:n]


@loop
def _following(before: Ints, here: Ints, slop: int) -> Ints:
    """Those of `here` that stand at most `slop` behind one of `before`."""
    kept = np.empty(len(here), np.int64)
    n = i = 0
    for place in here:
        while i < len(before) and before[i] < place:
            i += 1
        if i and place - before[i - 1] <= slop:
            kept[n] = place
            n += 1
    return kept[:n]


@loop
def _counted(places: Ints) -> tuple[Docs, Counts]:
    """The papers of some places, and how many places each has."""
    docs = np.empty(len(places), np.int32)
    counts = np.empty(len(places), np.float32)
    n = 0
    for place in places:
        doc = place >> 32
        if n and docs[n - 1] == doc:
            counts[n - 1] += 1
        else:
            docs[n], counts[n] = doc, 1
            n += 1
    return docs[:n], counts[:n]
