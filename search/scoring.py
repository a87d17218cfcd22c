"""The weights of a ranking, for one corpus → the scores of words, by the formulas or compiled."""

from functools import cached_property

import numpy as np

from search.compiled import loaded
from search.corpus import Corpus
from search.ranking import (
    Numbers,
    Ranking,
    beside_score,
    half_point,
    idf,
    length_norm,
    word_scores,
)
from search.shards import WordPostings


class Scoring:
    """What all words of a question share."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self.corpus = corpus
        self.ranking = ranking

    def word(self, found: WordPostings, holding: int) -> Numbers:
        """`search.ranking.word_scores`."""
        kernels = loaded()
        if kernels is None:
            found_with_lengths = self.corpus.occurrences(found)
            return word_scores(self.ranking, self.corpus.statistics, found_with_lengths, holding)
        scores: Numbers = kernels.saturated(
            found.docs, found.title, found.abstract, self._norms, self._weights
        )
        scores *= idf(self.corpus.statistics.papers, holding)
        return scores

    def beside(self, weight: float, holding: int) -> float:
        """`search.ranking.beside_score`."""
        return beside_score(self.ranking, self.corpus.statistics, weight, holding)

    @cached_property
    def _weights(self) -> Numbers:
        """See `search.kernels.saturated`."""
        ranking = self.ranking
        half = half_point(ranking, self.corpus.statistics)
        return np.array([ranking.title, ranking.abstract, ranking.k1 + 1, half])

    @cached_property
    def _norms(self) -> Numbers:
        """See `search.kernels.saturated`; kept for the next question."""
        ranking, statistics = self.ranking, self.corpus.statistics
        key = ("norms", ranking.title_b, ranking.abstract_b)

        def work_out() -> Numbers:
            title, abstract = self.corpus.text_lengths
            return np.stack(
                [
                    length_norm(title, statistics.title_mean, ranking.title_b),
                    length_norm(abstract, statistics.abstract_mean, ranking.abstract_b),
                ]
            )

        return self.corpus.kept(key, work_out)
