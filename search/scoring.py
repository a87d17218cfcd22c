"""The weights of a ranking, for one corpus → the scores of words, by the formulas or compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.bits import Bits
from search.compiled import loaded
from search.corpus import Corpus
from search.lists import LENGTHS, Ints
from search.ranking import (
    MOST_OFTEN,
    Numbers,
    Ranking,
    beside_score,
    half_point,
    idf,
    length_norm,
    saturate,
)
from search.shards import WordPostings

LONGEST = 65_535  # words; a longer text counts as one of so many


class Factors(NamedTuple):
    """What scores words: a frequency in a text is multiplied by the factor of the text's length.

    `lengths` are of each paper: its title's in the upper half, its abstract's in the lower one. The
    factors of titles and of abstracts have the field's weight in them. `top` is k1 + 1, `half`
    the weighted frequency at which a word has half of its score.
    """

    lengths: NDArray[np.uint32]
    title: Numbers
    abstract: Numbers
    top: float
    half: float


class Standing(NamedTuple):
    """What loops are handed for every question: see STANDING in `search.lists`.

    Good for as long as the corpus is open and this lives, which holds what it points into.
    """

    numbers: Ints
    weights: Numbers
    factors: Factors
    live: Bits

    @property
    def nbytes(self) -> int:
        """The bytes of its own arrays, roughly."""
        return sum(getattr(array, "nbytes", 0) for array in self.factors)


class Latest(NamedTuple):
    """What the last question was scored by: to look it up by all weights takes .01 ms."""

    ranking: Ranking
    is_compiled: bool
    standing: Standing


class Scoring:
    """What all words of a question share."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self.corpus = corpus
        self.ranking = ranking
        self._latest: Latest | None = None

    @property
    def standing(self) -> Standing:
        """Held for as long as this lives, and kept for the next question; made anew when the loops
        are loaded in the midst of one."""
        is_compiled = self.corpus.segments is not None
        if self._latest is None or self._latest.is_compiled != is_compiled:
            self._latest = self._find(is_compiled)
        return self._latest.standing

    @property
    def factors(self) -> Factors:
        """What scores words."""
        return self.standing.factors

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
            titles, abstracts = (np.minimum(n, MOST_OFTEN) for n in (found.title, found.abstract))
            lengths = factors.lengths[found.docs]
            title = titles * factors.title[lengths >> 16]
            frequency = title + abstracts * factors.abstract[lengths & LONGEST]
            scores = np.zeros(len(frequency))  # of what a field of no weight has, whatever k1 is
            counts = frequency > 0
            scores[counts] = saturate(self.ranking, factors.half, frequency[counts])
        scores *= self.idf(holding)
        return scores

    def beside(self, weight: float, holding: int) -> float:
        """`search.ranking.beside_score`."""
        return beside_score(self.ranking, self.corpus.statistics, weight, holding)

    def _find(self, is_compiled: bool) -> Latest:
        corpus, ranking = self.corpus, self.ranking
        last: Latest | None = corpus.latest
        if not last or last.ranking is not ranking or last.is_compiled != is_compiled:
            key = ("standing", ranking, is_compiled)
            last = corpus.latest = Latest(ranking, is_compiled, corpus.kept(key, self._stand))
        return last

    def _stand(self) -> Standing:
        corpus, ranking, factors = self.corpus, self.ranking, self._work_out()
        live = corpus.live_bits
        rows = corpus.segments.rows() if corpus.segments else [(0, 0)] * LENGTHS
        rows += [(array.ctypes.data, len(array)) for array in (*factors[:3], live)]
        spelling = 1 - ranking.spelling
        ways = spelling, spelling, ranking.acronym, ranking.author, ranking.author, ranking.venue
        weights = np.array([*ways, factors.top, factors.half], np.float64)
        rows += [(weights.ctypes.data, len(weights)), (0, corpus.statistics.papers)]
        return Standing(np.array(rows, np.int64), weights, factors, live)

    def _work_out(self) -> Factors:
        ranking, statistics = self.ranking, self.corpus.statistics
        title, abstract = (
            np.minimum(lengths, LONGEST).astype(np.uint32) for lengths in self.corpus.text_lengths
        )
        return Factors(
            title << 16 | abstract,
            _by_length(title, ranking.title, statistics.title_mean, ranking.title_b),
            _by_length(abstract, ranking.abstract, statistics.abstract_mean, ranking.abstract_b),
            ranking.k1 + 1,
            half_point(ranking, statistics),
        )


def _by_length(lengths: NDArray[np.uint32], weight: float, mean: float, b: float) -> Numbers:
    """The factor of each length; a norm may be 0 where there is no text, nor a frequency then."""
    norms = length_norm(np.arange(lengths.max(initial=0) + 1), mean, b)
    return np.divide(weight, norms, out=np.zeros_like(norms), where=norms > 0)
