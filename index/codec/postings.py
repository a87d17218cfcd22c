"""The postings of one field as arrays: how they are packed, and mapped (field_writer.py packs).

Parts of a field f with T terms and P postings (documents ascend within a term):
    f.text, f.text.at   the dictionary
    f.start             T bounds: the postings of each term
    f.first             T numbers: the first document of each term, in uint16 if all fit
    f.often             the terms that at least one document in OFTEN holds, ascending, uint32
    f.often.at          where their differences begin in f.steps, and the end, uint32
    f.steps             packed, 8 bits: their differences between a document and the one before
    f.gaps              packed, 16 bits: the differences of all other terms, likewise
    f.dense             the terms that at least one document in DENSE holds, ascending, uint32
    f.dense.bits        their documents once more (kind counted): a row of bits each, uint64
    f.freqs             P packed, 4 bits (kinds counted and placed)
    f.places            packed, 8 bits (kind placed): positions, as differences within a posting
    f.places.start      T bounds: where the positions of each term begin
    f.weights           P float32, only where weights differ from the frequencies
    f.values, f.values.at  the postings' values as bytes (kind raw: formats that we don't know)
    f.stem              stems.py
A term of n postings has n - 1 differences; the first document stands apart.
"""

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.codec.dictionary import Dictionary, read_dictionary
from index.codec.packing import U4, Bounds, Packed, read_bounds, read_packed, ungap
from index.codec.parts import Array, PartsFile

Kind = Literal["listed", "counted", "placed", "raw"]

OFTEN = 100  # documents to each that holds the term: its differences mostly fit into a byte
DENSE = 32  # the same: loops work faster with bits


class FieldPostings:
    """The mapped postings of one field; terms go by their number in `dictionary`.

    The parts of the module's docstring are attributes; the methods give one term's share of them
    as new arrays.
    """

    def __init__(self, parts: PartsFile, name: str, kind: Kind) -> None:
        self.name = name
        self.kind = kind
        self._parts = parts

    @cached_property
    def dictionary(self) -> Dictionary:
        """The field's terms."""
        return read_dictionary(self._parts, self.name)

    @cached_property
    def start(self) -> Bounds:
        """Where the postings of each term begin."""
        return read_bounds(self._parts, f"{self.name}.start")

    @cached_property
    def first(self) -> Array:
        """The first document of each term."""
        return self._parts.array(f"{self.name}.first")

    @cached_property
    def often(self) -> U4:
        """The terms whose differences are in `steps`."""
        return self._parts.array(f"{self.name}.often")

    @cached_property
    def often_at(self) -> U4:
        """Where in `steps` they begin."""
        return self._parts.array(f"{self.name}.often.at")

    @cached_property
    def steps(self) -> Packed:
        """The differences between documents, of frequent terms."""
        return read_packed(self._parts, f"{self.name}.steps", 8)

    @cached_property
    def gaps(self) -> Packed:
        """The same of the other terms."""
        return read_packed(self._parts, f"{self.name}.gaps", 16)

    @cached_property
    def packed_freqs(self) -> Packed | None:
        """All frequencies, None where each is 1."""
        name = f"{self.name}.freqs"
        return read_packed(self._parts, name, 4) if name in self._parts else None

    @cached_property
    def places(self) -> Packed:
        """All positions, as differences within a posting (kind placed)."""
        return read_packed(self._parts, f"{self.name}.places", 8)

    @cached_property
    def places_start(self) -> Bounds:
        """Where in `places` each term begins (kind placed)."""
        return read_bounds(self._parts, f"{self.name}.places.start")

    @cached_property
    def _values_at(self) -> Bounds:
        return read_bounds(self._parts, f"{self.name}.values.at")

    def count(self, term: int) -> int:
        """The number of documents that hold a term."""
        return self.start.size(term)

    def docs(self, term: int) -> U4:
        """The documents that hold a term, ascending."""
        docs = np.empty(self.count(term), np.uint32)
        docs[0] = self.first[term]
        if len(docs) > 1:
            docs[1:] = self._differences(term, len(docs) - 1)
            np.cumsum(docs, dtype=np.uint32, out=docs)
        return docs

    def freqs(self, term: int) -> U4:
        """How often each of those documents holds the term."""
        if self.packed_freqs is None:
            return np.ones(self.count(term), np.uint32)
        return self.packed_freqs.values(*self.start.pair(term))

    def positions(self, term: int) -> tuple[U4, U4]:
        """(ends, positions): posting i of the term is at positions[ends[i - 1]:ends[i]]."""
        ends = np.cumsum(self.freqs(term), dtype=np.uint32)
        return ends, ungap(self.places.values(*self.places_start.pair(term)), ends)

    def weights(self, term: int) -> NDArray[np.float32]:
        """The weight of each posting: its frequency, where Whoosh's boosts didn't change it."""
        if f"{self.name}.weights" not in self._parts:
            return self.freqs(term).astype(np.float32)
        start, stop = self.start.pair(term)
        return self._parts.array(f"{self.name}.weights")[start:stop]

    def value(self, posting: int) -> bytes:
        """The value of a posting (counted over the whole field) of kind raw."""
        start, stop = self._values_at.pair(posting)
        return bytes(self._parts.array(f"{self.name}.values")[start:stop])

    def docs_between(self, first: int, last: int) -> U4:
        """The documents of every posting of the terms first:last, term by term."""
        start = self.start.all[first : last + 1]
        few, many = self.often.searchsorted(np.array((first, last), np.uint32)).tolist()
        is_often = np.zeros(last - first, bool)
        is_often[self.often[few:many] - np.uint32(first)] = True
        narrow = np.repeat(is_often, np.diff(start))
        begins = (start[:-1] - start[0]).astype(np.int64)
        follows = np.ones(len(narrow), bool)
        follows[begins] = False
        steps = np.empty(len(narrow), np.uint32)
        steps[begins] = self.first[first:last]
        at, end = int(self.often_at[few]), int(self.often_at[many])
        steps[follows & narrow] = self.steps.values(at, end)
        others = int(start[0]) - first - at, int(start[-1]) - last - end
        steps[follows & ~narrow] = self.gaps.values(*others)
        return ungap(steps, start[1:] - start[0])

    def freqs_between(self, first: int, last: int) -> U4:
        """Their frequencies."""
        start, stop = self.start.all[[first, last]].tolist()
        if self.packed_freqs is None:
            return np.ones(stop - start, np.uint32)
        return self.packed_freqs.values(start, stop)

    def places_between(self, first: int, last: int) -> U4:
        """Their positions, as differences within a posting (kind placed)."""
        return self.places.values(*self.places_start.all[[first, last]].tolist())

    def _differences(self, term: int, count: int) -> U4:
        before = int(self.often.searchsorted(np.uint32(term)))  # frequent terms before this one
        at = int(self.often_at[before])
        if before < len(self.often) and self.often[before] == term:
            return self.steps.values(at, at + count)
        start = self.start[term] - term - at
        return self.gaps.values(start, start + count)
