"""The typed forms of a corpus and how many papers have each, as spelling looks them up."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

COMMON = 20  # papers


class Vocabulary(NamedTuple):
    """Forms in arrays, since there are many, the shortest first: `text[starts[i]:starts[i + 1]]`.

    `lengths[i]` is the form's length; `papers[i]` papers have it, about: the larger of title and
    abstract; `letters[i]` has a bit for each of its letters (modulo 32).
    """

    text: str
    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    papers: NDArray[np.int64]
    letters: NDArray[np.uint32]

    @classmethod
    def of(cls, counted: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Add up the fields' counts."""
        papers: dict[str, int] = {}
        for form, count in counted:
            papers[form] = max(papers.get(form, 0), count)
        forms = sorted(papers, key=len)
        text = "".join(forms)
        lengths = np.array([*map(len, forms)], np.int32)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))
        counts = np.array([papers[form] for form in forms], np.int64)
        return cls(text, starts, lengths, counts, _letters(text, starts[:-1]))

    def common(self) -> "Vocabulary":
        """The forms that COMMON papers have: a tenth of them, which is sooner gone through."""
        forms, papers = self._at(np.flatnonzero(self.papers >= COMMON))
        return Vocabulary.of(zip(forms, papers.tolist(), strict=True))

    def candidates(
        self, form: str, difference: int, least: int = 0
    ) -> tuple[list[str], NDArray[np.int64]]:
        """All forms within so many edits and more, to be compared by letter; and their papers.

        An edit makes the length differ by one at most, and the sets of letters by two. `least`
        papers have each of them.
        """
        bounds = np.array((len(form) - difference, len(form) + difference + 1), np.int32)
        first, last = self.lengths.searchsorted(bounds)
        apart = self.letters[first:last] ^ _letters(form, np.zeros(min(len(form), 1), np.int64))
        for _ in range(2 * difference):
            apart &= apart - np.uint32(1)  # takes the lowest bit away; 0 stays, by the &
        near = np.flatnonzero(apart == 0) + first
        return self._at(near[self.papers[near] >= least])

    def _at(self, places: NDArray[np.intp]) -> tuple[list[str], NDArray[np.int64]]:
        """Some forms and their papers."""
        ends = (self.starts[places] + self.lengths[places]).tolist()
        rows = zip(self.starts[places].tolist(), ends, strict=True)
        return [self.text[start:end] for start, end in rows], self.papers[places]


def _letters(text: str, starts: NDArray[np.int64]) -> NDArray[np.uint32]:
    if not text:
        return np.zeros(len(starts), np.uint32)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return np.bitwise_or.reduceat(np.uint32(1) << (codes & np.uint32(31)), starts)
