"""One field's terms, document by document → postings by sorted term."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.codec.field_writer import PackedField
from index.codec.numbering import Numbering
from index.codec.strings import Strings, encoded
from index.inversion import NOTHING, Terms, Tokens, postings
from index.runs import take_runs

T = TypeVar("T", str, bytes)
U4 = NDArray[np.uint32]


class FieldTokens:
    """The terms of one field, numbered as they come."""

    def __init__(self) -> None:
        self.terms: Numbering[str] = Numbering()
        self._lengths = array("I")

    def add_all(self, terms: Sequence[Sequence[str]]) -> None:
        """Add the terms of each of the next documents."""
        self.terms.extend(chain.from_iterable(terms))
        self._lengths.extend(map(len, terms))

    def all(self) -> tuple[Terms, Tokens]:
        """All terms, sorted, and which each document has."""
        tokens = Tokens(self.terms.numbers(), np.array(self._lengths, np.uint32))
        return sorted_terms(encoded([*self.terms.first])), tokens


def terms_of_values(
    values: Iterable[Any], terms_of: Callable[[Any], Sequence[str]]
) -> tuple[Terms, Tokens]:
    """All terms that values stand for, and which each has; values are of a column's type."""
    field = FieldTokens()
    field.add_all([terms_of(value) for value in values])
    return field.all()


def of_values(terms: Terms, of_value: Tokens, values: Tokens) -> PackedField:
    """The postings of the terms that documents' values stand for."""
    ends = np.cumsum(of_value.lengths, dtype=np.int64)
    numbers = take_runs(of_value.numbers, ends, values.numbers.astype(np.int64))
    ends = np.cumsum(of_value.lengths[values.numbers], dtype=np.int64)
    ends = np.append(0, ends)[np.cumsum(values.lengths, dtype=np.int64)]
    lengths = np.diff(ends, prepend=0).astype(np.uint32)
    return postings("listed", terms, Tokens(numbers, lengths))


def sorted_terms(terms: Strings) -> Terms:
    """Sort terms that are numbered as they come."""
    order = terms.order()
    places = np.empty(len(terms), np.uint32)
    places[order] = np.arange(len(terms), dtype=np.uint32)
    return Terms(terms.take(order), places)


class Numbers(dict[T, int]):
    """Term → number, given at first sight."""

    def __missing__(self, term: T) -> int:
        self[term] = number = len(self)
        return number

    def of(self, terms: Iterable[T]) -> U4:
        """The number of each term; NOTHING for an empty one."""
        return np.array([self[term] if term else NOTHING for term in terms], np.uint32)
