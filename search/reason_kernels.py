"""Words and papers → each word's share in the papers' scores, in a compiled loop.

The plain way is `search.explain.Explainer`, by the same operations in the same order.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import Ints
from index.loops import entry, loop
from search.lists import COLUMNS
from search.ranking import Numbers
from search.scoring import Factors
from search.scoring_kernels import saturated
from search.shards import Docs
from search.standing_kernels import _factors_of
from search.word_kernels import counts_at

FIELDS = 2  # title and abstract, in this order
OF_FIELD = 3  # numbers that are handed of each
WEIGHT, B, MEAN = range(OF_FIELD)


@loop
def explained(
    rows: Ints, weights: Numbers, docs: Docs, factors: Factors
) -> tuple[NDArray[np.float32], Numbers]:
    """How often some papers, ascending, have each of some words, and what it adds to their scores.

    Counts by word, field and paper; scores by word and paper.
    """
    counts = np.empty((len(rows), FIELDS, len(docs)), np.float32)
    scores = np.empty((len(rows), len(docs)), np.float64)
    for i in range(len(rows)):
        found = counts_at(rows[i], docs)
        own = saturated(docs, found[0], found[1], factors)
        for place in range(len(docs)):  # an assignment of slices takes Numba long to compile
            counts[i, 0, place], counts[i, 1, place] = found[0, place], found[1, place]
            scores[i, place] = own[place] * weights[i]
    return counts, scores


@entry
def reasons(
    words: Ints, numbers: Numbers, docs: Docs, standing: Ints, lengths: NDArray[np.uint32]
) -> Numbers:
    """What gives some papers, ascending, their scores: the weightiest first, ties by number.

    In two rows how many each paper has and 0, then numbers and shares. A word is the row of a list
    of papers, and behind it the numbers of the word in titles and in abstracts, which others may
    share. `numbers` has the idf of each word, then WEIGHT, B and MEAN of each field; `lengths` are
    of fields and papers.
    """
    counts, scores = explained(words, numbers, docs, _factors_of(standing))
    found = np.empty((2, len(docs) * (1 + FIELDS * len(words))), np.float64)
    size = len(docs)
    for i in range(len(docs)):
        first, total = size, _total(scores, i)
        for word in range(len(words)):
            if scores[word, i] <= 0:
                continue
            title = abstract = 0.0
            if counts[word, 0, i]:
                title = _weighted(counts[word, 0, i], lengths[0, docs[i]], numbers, len(words))
            if counts[word, 1, i]:
                at = len(words) + OF_FIELD
                abstract = _weighted(counts[word, 1, i], lengths[1, docs[i]], numbers, at)
            share = scores[word, i] / total / (title + abstract)
            if counts[word, 0, i]:
                size = _add(found, first, size, words[word, COLUMNS], share * title)
            if counts[word, 1, i]:
                size = _add(found, first, size, words[word, COLUMNS + 1], share * abstract)
        _sort(found, first, size)
        found[0, i], found[1, i] = size - first, 0
    return found[:, :size]


@loop
def _total(scores: Numbers, i: int) -> float:
    """What all words add to the score of a paper."""
    total = 0.0
    for word in range(len(scores)):
        if scores[word, i] > 0:
            total += scores[word, i]
    return total


@loop
def _weighted(count: float, length: int, numbers: Numbers, at: int) -> float:
    """Weight times length-free frequency."""
    norm = 1 - numbers[at + B] + numbers[at + B] * length / numbers[at + MEAN]
    return numbers[at + WEIGHT] * count / norm


@loop
def _add(found: Numbers, first: int, size: int, number: int, share: float) -> int:
    """Add to what found[:, first:size] has of a number, or note it behind; how many there are."""
    for place in range(first, size):
        if found[0, place] == number:
            found[1, place] += share
            return size
    found[0, size], found[1, size] = number, share
    return size + 1


@loop
def _sort(found: Numbers, first: int, size: int) -> None:
    """Put found[:, first:size] in order: few they are, and mostly in order."""
    for place in range(first + 1, size):
        number, share = found[0, place], found[1, place]
        at = place
        while at > first and (
            found[1, at - 1] < share or (found[1, at - 1] == share and found[0, at - 1] > number)
        ):
            found[0, at], found[1, at] = found[0, at - 1], found[1, at - 1]
            at -= 1
        found[0, at], found[1, at] = number, share
