"""The words and names of a corpus, as spelling and completion look them up."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis import fold


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


@dataclass(frozen=True, slots=True)
class NameList:
    """Names of authors by their keys, in order: the name folded, and the last word of that."""

    keys: list[str]
    names: list[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "NameList":
        """Put names in order."""
        rows = []
        for name in names:
            key = fold(name)
            rows.append((key, name))
            if " " in key:
                rows.append((key.rpartition(" ")[2], name))
        rows.sort()
        return cls([key for key, _ in rows], [name for _, name in rows])

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """At most `limit` names with a key that begins so, each once."""
        wanted = fold(prefix).strip()
        start = bisect_left(self.keys, wanted)
        found = dict.fromkeys(
            name
            for key, name in zip(
                self.keys[start : start + 2 * limit],
                self.names[start : start + 2 * limit],
                strict=True,
            )
            if key.startswith(wanted)
        )
        return list(found)[:limit]
