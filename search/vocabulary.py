"""The typed forms of a corpus and how many papers have each, as spelling looks them up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`papers` tells of each form in how many papers it is, about: titles and abstracts apart.

    `letters[i]` has a bit for each letter (modulo 32) of `forms[i]`.
    """

    papers: dict[str, int]
    forms: list[str]
    letters: NDArray[np.uint32]
    lengths: NDArray[np.uint8]

    @classmethod
    def of(cls, counted: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Add up the fields' counts."""
        papers: dict[str, int] = {}
        for form, count in counted:
            papers[form] = max(papers.get(form, 0), count)
        forms = list(papers)
        lengths = np.array([min(len(form), 255) for form in forms], np.uint8)
        return cls(papers, forms, _letters(forms), lengths)

    def candidates(self, form: str, difference: int) -> list[str]:
        """All forms within so many edits, and others: to be compared letter by letter.

        An edit makes the length differ by one at most, and the sets of letters by two.
        """
        (letters,) = _letters([form])
        apart = self.letters ^ letters
        for _ in range(2 * difference):
            apart &= apart - (apart != 0).astype(np.uint32)  # takes the lowest bit away
        near = abs(self.lengths.astype(np.int16) - len(form)) <= difference
        return [self.forms[i] for i in np.flatnonzero(near & (apart == 0)).tolist()]


def _letters(forms: Sequence[str]) -> NDArray[np.uint32]:
    if not forms:
        return np.empty(0, np.uint32)
    codes = np.frombuffer("".join(forms).encode("utf-32-le"), np.uint32)
    starts = np.concatenate(([0], np.cumsum([len(form) for form in forms])[:-1]))
    return np.bitwise_or.reduceat(np.uint32(1) << (codes & np.uint32(31)), starts)
