"""The formulas of `search.ranking` in compiled loops, with a ranking's factors for one corpus."""

from math import log1p

import numpy as np

from index.loops import loop
from search.ranking import MOST_OFTEN, Numbers
from search.scoring import LONGEST, Factors
from search.shards import Counts, Docs


@loop
def saturated(docs: Docs, title: Counts, abstract: Counts, factors: Factors) -> Numbers:
    """`search.ranking.saturate` of the weighted frequencies of a word."""
    scores = np.zeros(len(docs), np.float64)
    lengths, of_title, of_abstract, top, half = factors
    for i in range(len(docs)):
        length = lengths[np.uint32(docs[i])]  # no number below 0 has to be thought of
        frequency = (
            min(title[i], MOST_OFTEN) * of_title[length >> np.uint32(16)]
            + min(abstract[i], MOST_OFTEN) * of_abstract[length & np.uint32(LONGEST)]
        )
        if frequency:
            scores[i] = top * frequency / (half + frequency)
    return scores


@loop
def idf_of(papers: int, holding: int) -> float:
    """`search.ranking.idf`."""
    return log1p((papers - holding + 0.5) / (holding + 0.5))
