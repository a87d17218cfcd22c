"""The typed forms of a corpus and how many papers have each, as spelling looks them up."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Vocabulary(NamedTuple):
    """Forms in arrays, since there are many: form i is `text[ends[i - 1]:ends[i]]`.

    `papers[i]` papers have it, about: the larger of title and abstract. `letters[i]` has a bit for
    each of its letters (modulo 32).
    """

    text: str
    ends: NDArray[np.int64]
    papers: NDArray[np.int64]
    letters: NDArray[np.uint32]

    @classmethod
    def of(cls, counted: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Add up the fields' counts."""
        papers: dict[str, int] = {}
        for form, count in counted:
            papers[form] = max(papers.get(form, 0), count)
        text = "".join(papers)
        ends = np.cumsum([len(form) for form in papers], dtype=np.int64)
        return cls(text, ends, np.array([*papers.values()], np.int64), _letters(text, ends))

    def candidates(self, form: str, difference: int) -> dict[str, int]:
        """All forms within so many edits and more, with their papers: to be compared by letter.

        An edit makes the length differ by one at most, and the sets of letters by two.
        """
        apart = self.letters ^ _letters(form, np.array([len(form)]))
        for _ in range(2 * difference):
            apart &= apart - (apart != 0).astype(np.uint32)  # takes the lowest bit away
        starts = _starts(self.ends)
        near = abs(self.ends - starts - len(form)) <= difference
        places = np.flatnonzero(near & (apart == 0))
        columns = (starts[places], self.ends[places], self.papers[places])
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return {self.text[start:end]: papers for start, end, papers in rows}


def _starts(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], ends[:-1])) if len(ends) else ends


def _letters(text: str, ends: NDArray[np.int64]) -> NDArray[np.uint32]:
    if not text:
        return np.zeros(len(ends), np.uint32)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return np.bitwise_or.reduceat(np.uint32(1) << (codes & np.uint32(31)), _starts(ends))
