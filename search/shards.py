"""What is asked of one segment of an index, in arrays; its papers are numbered from 0.

Deleted papers are not left out here. `array_shard` answers for segments of our codec,
`whoosh_shard` for those of Whoosh's own.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search import budget
from search.set_columns import Sets

Docs = NDArray[np.int32]
Counts = NDArray[np.float32]
Term = tuple[str, str]  # field and text

NONE: Docs = np.empty(0, np.int32)
TEXT_FIELDS = ("title", "abstract")


class Postings(NamedTuple):
    """Papers in rising order, and how often each holds the term."""

    docs: Docs
    counts: Counts


class WordPostings(NamedTuple):
    """Papers that hold a word in title or abstract, in rising order, and how often in each."""

    docs: Docs
    title: Counts
    abstract: Counts


NO_WORD = WordPostings(NONE, np.empty(0, np.float32), np.empty(0, np.float32))


class Places(NamedTuple):
    """Where a term stands: position `positions[i]` in paper `docs[i]`, in rising order of both."""

    docs: Docs
    positions: NDArray[np.int64]


class Row(NamedTuple):
    """Words in this order, each at most `slop` places behind the last, in one field."""

    field: str
    words: tuple[str, ...]
    slop: int = 1


class WordRows(NamedTuple):
    """Rows of typed forms, any of which may stand in any of some of TEXT_FIELDS."""

    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    slop: int = 1

    @property
    def form_fields(self) -> tuple[str, ...]:
        """Of titles and abstracts in this order: the field of their forms; "" unless asked for."""
        return tuple([f"{field}_form" if field in self.fields else "" for field in TEXT_FIELDS])


class Shard(Protocol):
    """One segment."""

    size: int

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """How many papers hold each of some terms."""

    def prefixed(self, field: str, prefix: bytes) -> Iterator[bytes]:
        """The terms of a field that begin so, in sorted order."""

    def holding(self, field: str, text: bytes) -> Iterator[bytes]:
        """The terms of a field that hold a text anywhere, in sorted order."""

    def counted(self, field: str, prefix: bytes, limit: int) -> Iterator[tuple[bytes, int]]:
        """The first `limit` of these, and how many papers hold each."""

    def first_docs(self, field: str) -> NDArray[np.int64]:
        """The first paper of each term of a field, in the order of the terms."""

    def stem(self, form: str) -> str | None:
        """The stem of a typed form; None where the segment doesn't know."""

    def postings(self, field: str, term: str) -> Postings:
        """The papers that hold a term."""

    def add_counts(self, field: str, terms: Sequence[str], counts: Counts) -> None:
        """Add to the count of each paper how often it holds any of some terms."""

    def word(self, stem: str) -> WordPostings:
        """The papers that hold a stem in title or abstract."""

    def together(self, asked: WordRows) -> WordPostings:
        """The papers that hold any of some rows of words; raises OutOfTimeError."""

    def stored(self, paper: int, /) -> bytes:
        """What is stored of a paper: JSON."""

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """A column of numbers, 0 for papers without one."""

    def sets(self, field: str) -> Sets:
        """A column of sets."""


def in_order(found: Iterable[Iterator[bytes]]) -> Iterator[bytes]:
    """The terms of several segments, sorted in each, as one sorted run without doubles."""
    return (term for term, _ in groupby(merge(*found)))


def add_postings(found: Iterable[Postings], counts: Counts) -> None:
    """Add to the count of each paper how often some terms are in it."""
    for one in found:
        budget.check()
        counts[one.docs] += one.counts


def without(found: WordPostings, places: NDArray[np.intp]) -> WordPostings:
    """The same but for the papers at some places."""
    if not len(places):
        return found
    docs, title, abstract = found
    return WordPostings(
        np.delete(docs, places), np.delete(title, places), np.delete(abstract, places)
    )


def distinct(lists: Sequence[Docs]) -> Docs:
    """The papers that are in any of some lists, each once; rising."""
    docs = np.sort(np.concatenate((NONE, *lists)))
    return docs[np.diff(docs, prepend=np.int32(-1)) > 0]  # np.union1d would load numpy.ma


def added_up(found: Sequence[Postings]) -> Postings:
    """Several lists of papers as one, with the sums of their counts."""
    if len(found) == 1:
        return found[0]
    docs = distinct([one.docs for one in found])
    counts = np.zeros(len(docs), np.float32)
    for one in found:
        counts[docs.searchsorted(one.docs)] += one.counts
    return Postings(docs, counts)


def merged(title: Postings, abstract: Postings) -> WordPostings:
    """Both fields' papers with a word as one list."""
    docs = distinct([title.docs, abstract.docs])
    counts = np.zeros((2, len(docs)), np.float32)
    for row, found in zip(counts, (title, abstract), strict=True):
        row[docs.searchsorted(found.docs)] = found.counts
    return WordPostings(docs, counts[0], counts[1])
