"""The weights of a ranking, for one corpus → the scores of words, by the formulas or compiled."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.compiled import loaded
from search.corpus import Corpus
from search.ranking import Numbers, Ranking, beside_score, half_point, idf, length_norm, saturate
from search.shards import WordPostings


class Factors(NamedTuple):
    """What scores words: by what a frequency in each paper's title, or abstract, is multiplied.

    Both have the field's weight and the norm of the text's length in them. `top` is k1 + 1, `half`
    the weighted frequency at which a word has half of its score.
    """

    title: Numbers
    abstract: Numbers
    top: float
    half: float


class Scoring:
    """What all words of a question share."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self.corpus = corpus
        self.ranking = ranking

    @cached_property
    def factors(self) -> Factors:
        """Kept for the next question."""
        return self.corpus.kept(("factors", self.ranking), self._work_out)

    def idf(self, holding: int) -> float:
        """`search.ranking.idf`."""
        return idf(self.corpus.statistics.papers, holding)

    def word(self, found: WordPostings, holding: int) -> Numbers:
        """`search.ranking.word_scores`."""
        factors = self.factors
        kernels = loaded()
        if kernels:
            scores: Numbers = kernels.saturated(*found, factors)
        else:
            title = found.title * factors.title[found.docs]
            frequency = title + found.abstract * factors.abstract[found.docs]
            scores = saturate(self.ranking, factors.half, frequency)
        scores *= self.idf(holding)
        return scores

    def beside(self, weight: float, holding: int) -> float:
        """`search.ranking.beside_score`."""
        return beside_score(self.ranking, self.corpus.statistics, weight, holding)

    def _work_out(self) -> Factors:
        ranking, statistics = self.ranking, self.corpus.statistics
        title, abstract = self.corpus.text_lengths
        return Factors(
            _divided(ranking.title, length_norm(title, statistics.title_mean, ranking.title_b)),
            _divided(
                ranking.abstract,
                length_norm(abstract, statistics.abstract_mean, ranking.abstract_b),
            ),
            ranking.k1 + 1,
            half_point(ranking, statistics),
        )


def _divided(weight: float, norms: Numbers) -> Numbers:
    """A norm may be 0 where there is no text, and then there is no frequency either."""
    return np.divide(weight, norms, out=np.zeros_like(norms), where=norms > 0)
