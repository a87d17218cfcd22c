"""The postings of one field as arrays: how they are packed, written and mapped.

Parts of a field f with T terms and P postings (docs ascend within a term):
    f.text, f.text.at   the dictionary
    f.start             T + 1 uint32: the postings of term t are start[t]:start[t + 1]
    f.first             T uint32: the first document of each term
    f.gaps              P - T packed uint16: the differences between the documents that follow;
                        those of term t are start[t] - t : start[t + 1] - t - 1
    f.freqs             P packed uint8 (kinds counted and placed)
    f.places            packed uint8 (kind placed): positions as differences within a posting
    f.places.start      T + 1 uint32: where the positions of each term begin
    f.weights           P float32, only where weights differ from the frequencies
    f.values, f.values.at  the postings' values as bytes (kind raw: formats that we don't know)
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.codec.dictionary import Dictionary, bounds, read_dictionary, write_dictionary
from index.codec.packing import U4, Packed, gaps, pack, read_packed, write_packed
from index.codec.parts import Array, PartsFile, PartsWriter

Kind = Literal["listed", "counted", "placed", "raw"]


@dataclass(frozen=True, slots=True)
class FieldArrays:
    """A field before it is packed: terms sorted, `counts` postings each, the rest in that order."""

    kind: Kind
    terms: list[bytes]
    counts: Array
    docs: U4
    freqs: U4 | None = None
    positions: U4 | None = None
    weights: NDArray[np.float32] | None = None
    values: list[bytes] | None = None


def write_field(parts: PartsWriter, name: str, field: FieldArrays) -> None:
    """Pack a field and write its parts."""
    start = bounds(field.counts)
    write_dictionary(parts, name, field.terms)
    parts.add(f"{name}.start", start)
    parts.add(f"{name}.first", field.docs[start[:-1]])
    follows = np.ones(len(field.docs), bool)
    follows[start[:-1]] = False
    steps = gaps(field.docs, start[:-1].astype(np.int64))[follows]
    write_packed(parts, f"{name}.gaps", pack(steps, np.uint16))
    if field.freqs is not None:
        write_packed(parts, f"{name}.freqs", pack(field.freqs, np.uint8))
    if field.positions is not None and field.freqs is not None:
        _write_places(parts, name, start, field.freqs, field.positions)
    if field.weights is not None:
        parts.add(f"{name}.weights", field.weights)
    if field.values is not None:
        parts.add(f"{name}.values", np.frombuffer(b"".join(field.values), np.uint8))
        parts.add(f"{name}.values.at", bounds([len(value) for value in field.values]))


def _write_places(parts: PartsWriter, name: str, start: Array, freqs: U4, positions: U4) -> None:
    ends = bounds(freqs)
    begins = ends[:-1][freqs > 0].astype(np.int64)
    write_packed(parts, f"{name}.places", pack(gaps(positions, begins), np.uint8))
    parts.add(f"{name}.places.start", ends[start])


class FieldPostings:
    """The mapped postings of one field; terms go by their number in `dictionary`.

    The arrays of the module's docstring are attributes, for compiled loops; the methods give
    one term's share of them as new arrays.
    """

    def __init__(self, parts: PartsFile, name: str, kind: Kind) -> None:
        self.name = name
        self.kind = kind
        self._parts = parts
        self.start: U4 = parts.array(f"{name}.start")
        self.first: U4 = parts.array(f"{name}.first")
        self.gaps: Packed = read_packed(parts, f"{name}.gaps")

    @cached_property
    def dictionary(self) -> Dictionary:
        """The field's terms."""
        return read_dictionary(self._parts, self.name)

    @cached_property
    def packed_freqs(self) -> Packed | None:
        """All frequencies, None where each is 1."""
        name = f"{self.name}.freqs"
        return read_packed(self._parts, name) if name in self._parts else None

    @cached_property
    def places(self) -> Packed:
        """All positions, as differences within a posting (kind placed)."""
        return read_packed(self._parts, f"{self.name}.places")

    @cached_property
    def places_start(self) -> U4:
        """Where in `places` each term begins (kind placed)."""
        return self._parts.array(f"{self.name}.places.start")

    def count(self, term: int) -> int:
        """The number of documents that hold a term."""
        return int(self.start[term + 1]) - int(self.start[term])

    def docs(self, term: int) -> U4:
        """The documents that hold a term, ascending."""
        start, stop = int(self.start[term]), int(self.start[term + 1])
        docs = np.empty(stop - start, np.uint32)
        docs[0] = self.first[term]
        docs[1:] = self.gaps.values(start - term, stop - term - 1)
        return np.cumsum(docs, dtype=np.uint32, out=docs)

    def freqs(self, term: int) -> U4:
        """How often each of those documents holds the term."""
        if self.packed_freqs is None:
            return np.ones(self.count(term), np.uint32)
        return self.packed_freqs.values(int(self.start[term]), int(self.start[term + 1]))

    def positions(self, term: int) -> tuple[U4, U4]:
        """(ends, positions): posting i of the term is at positions[ends[i - 1]:ends[i]]."""
        start, stop = int(self.places_start[term]), int(self.places_start[term + 1])
        ends = np.cumsum(self.freqs(term), dtype=np.uint32)
        return ends, ungap(self.places.values(start, stop), ends)

    def all_docs(self) -> U4:
        """The documents of every posting, term by term."""
        steps = np.empty(int(self.start[-1]), np.uint32)
        follows = np.ones(len(steps), bool)
        follows[self.start[:-1]] = False
        steps[self.start[:-1]] = self.first
        steps[follows] = self.gaps.values(0, len(self.gaps.narrow))
        return ungap(steps, self.start[1:])

    def all_positions(self, freqs: U4) -> U4:
        """The positions of every posting, whose frequencies are given."""
        ends = np.cumsum(freqs, dtype=np.uint32)
        return ungap(self.places.values(0, len(self.places.narrow)), ends)

    def weights(self, term: int) -> NDArray[np.float32]:
        """The weight of each posting: its frequency, where Whoosh's boosts didn't change it."""
        if f"{self.name}.weights" not in self._parts:
            return self.freqs(term).astype(np.float32)
        weights = self._parts.array(f"{self.name}.weights")
        return weights[int(self.start[term]) : int(self.start[term + 1])]

    def value(self, posting: int) -> bytes:
        """The value of a posting (counted over the whole field) of kind raw."""
        at = self._parts.array(f"{self.name}.values.at")
        return bytes(self._parts.array(f"{self.name}.values")[at[posting] : at[posting + 1]])


def ungap(steps: U4, ends: U4) -> U4:
    """Sum up differences within each of the runs that end at `ends`, modulo 2**32."""
    sums = np.zeros(len(steps) + 1, np.uint32)
    np.cumsum(steps, dtype=np.uint32, out=sums[1:])
    lengths = np.diff(ends, prepend=np.uint32(0))
    return sums[1:] - np.repeat(sums[ends - lengths], lengths)
