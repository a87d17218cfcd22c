"""The typed forms of a corpus and how many papers have each, as spelling looks them up."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`papers` tells of each form in how many papers it is, about: titles and abstracts apart."""

    papers: dict[str, int]
    by_length: dict[int, list[str]]

    @classmethod
    def of(cls, counted: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Add up the fields' counts."""
        papers: dict[str, int] = {}
        for form, count in counted:
            papers[form] = max(papers.get(form, 0), count)
        by_length: dict[int, list[str]] = {}
        for form in papers:
            by_length.setdefault(len(form), []).append(form)
        return cls(papers, by_length)

    def near_length(self, length: int, difference: int) -> list[str]:
        """The forms whose length differs by no more than `difference`."""
        lengths = range(length - difference, length + difference + 1)
        return [form for size in lengths for form in self.by_length.get(size, ())]
