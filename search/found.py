"""What a leaf finds: papers, and the part that each of its words plays in their scores."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.bits import Bits
from search.ranking import Numbers
from search.results import Kind as Kind
from search.shards import Docs, WordPostings


class Part(NamedTuple):
    """What one word adds: `scores[i]` to paper `docs[i]`, in rising order of papers.

    `field` is "text" for words of title and abstract, where `found` says how often they occur;
    else the field beside them. `holding` papers have the word; its score counts `weight` times.
    """

    word: str
    field: str
    kind: Kind
    weight: float
    holding: int
    docs: Docs
    scores: Numbers
    found: WordPostings | None = None

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, roughly."""
        counts = 2 * self.found.title.nbytes if self.found else 0
        return self.docs.nbytes + self.scores.nbytes + counts


class Found(NamedTuple):
    """What a leaf finds: parts that score, and the papers that match, as a list or in bits.

    With neither of these the papers of the parts match.
    """

    parts: tuple[Part, ...]
    docs: Docs | None = None
    bits: Bits | None = None

    @property
    def any(self) -> bool:
        """Whether there is a paper at all."""
        if self.bits is not None:
            return bool(self.bits.any())
        if self.docs is not None:
            return bool(len(self.docs))
        return any(len(part.docs) for part in self.parts)

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, roughly."""
        papers = sum(getattr(papers, "nbytes", 0) for papers in (self.docs, self.bits))
        return sum(part.nbytes for part in self.parts) + papers


def largest(parts: list[Part]) -> list[Part]:
    """The parts of one word; of several that speak for a paper, the largest alone stays."""
    kept: list[Part] = []
    for part in parts:
        for i, other in enumerate(kept):
            mine, theirs = shared(part.docs, other.docs)
            if not len(mine):
                continue
            wins = part.scores[mine] > other.scores[theirs]
            part = part._replace(scores=but_for(part.scores, mine[~wins]))
            kept[i] = other._replace(scores=but_for(other.scores, theirs[wins]))
        kept.append(part)
    return kept


def shared(docs: Docs, others: Docs) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the papers that are in both are in each; the shorter is looked up in the longer."""
    if len(others) < len(docs):
        theirs, mine = shared(others, docs)
        return mine, theirs
    if not len(docs):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    places = np.minimum(np.searchsorted(others, docs), len(others) - 1)
    mine = np.flatnonzero(others[places] == docs)
    return mine, places[mine]


def but_for(scores: Numbers, places: NDArray[np.intp]) -> Numbers:
    """Scores that are 0 at some places."""
    left = scores.copy()
    left[places] = 0.0
    return left
