"""A field's postings in several segments → those in the segment that is made of them.

Terms are taken up in runs of bounded size, each of whole terms: a term's postings are those of one
segment behind those of another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.field_writer import (
    PackedDocuments,
    PackedField,
    joined_documents,
    packed_documents,
)
from index.codec.packing import U4, Packed, bounds, joined, pack
from index.codec.postings import FieldPostings, Kind
from index.codec.strings import Strings, united
from index.runs import take_runs

GONE = np.uint32(0xFFFFFFFF)
MOST = 1 << 20  # postings of a run, roughly


@dataclass(frozen=True, slots=True)
class Share:
    """A field in one segment; `renumber` is each document's new number, GONE if deleted."""

    field: FieldPostings
    renumber: U4


class MergedField(NamedTuple):
    """The field; the number of each share's terms among those of all; which of these it has."""

    field: PackedField
    numbers: list[U4]
    present: NDArray[np.bool_]


class _Postings(NamedTuple):
    """Postings of terms with these numbers in one segment, `counts` of each."""

    numbers: U4
    counts: U4
    docs: U4
    freqs: U4
    places: U4


class _Piece(NamedTuple):
    """Some terms with all of their postings, packed; all documents are below `size`."""

    size: int
    counts: U4
    documents: PackedDocuments
    freqs: Packed
    places: Packed
    sizes: U4


def merged_field(shares: Sequence[Share], documents: int) -> MergedField:
    """Documents that are gone are left out, and terms that have no other; `documents` are left."""
    terms, numbers = united([share.field.dictionary.strings() for share in shares])
    size = documents
    while True:  # once, or twice where the last documents have no such term
        runs = _runs(shares, numbers, len(terms))
        pieces = [_piece(shares, numbers, run, size) for run in runs]
        used = max(piece.size for piece in pieces)
        if used == size:
            break
        size, pieces = used, []  # which let go of their memory
    counts = np.concatenate([piece.counts for piece in pieces])
    present = counts > 0
    left = terms if present.all() else terms.take(np.flatnonzero(present))
    return MergedField(_joined(shares[0].field.kind, left, pieces), numbers, present)


def _joined(kind: Kind, terms: Strings, pieces: Sequence[_Piece]) -> PackedField:
    """One field of its pieces."""
    postings = [int(piece.counts.sum()) for piece in pieces]
    counts = np.concatenate([piece.counts for piece in pieces])
    sizes = np.concatenate([piece.sizes for piece in pieces])
    placed = [len(piece.places.narrow) for piece in pieces]
    is_placed = kind == "placed"
    return PackedField(
        kind=kind,
        terms=terms,
        counts=counts[counts > 0],
        documents=joined_documents([piece.documents for piece in pieces]),
        freqs=None if kind == "listed" else joined([piece.freqs for piece in pieces], postings),
        places=joined([piece.places for piece in pieces], placed) if is_placed else None,
        sizes=sizes[counts > 0] if is_placed else None,
    )


def _runs(shares: Sequence[Share], numbers: Sequence[U4], terms: int) -> Iterator[tuple[int, int]]:
    """First and last number of runs of terms, which have about MOST postings each."""
    counts = np.zeros(terms, np.int64)
    for share, own in zip(shares, numbers, strict=True):
        counts[own] += np.diff(share.field.start.all)
    ends = np.cumsum(counts)
    first = 0
    while first < terms:
        done = int(ends[first - 1]) if first else 0
        last = max(int(ends.searchsorted(done + MOST, "right")), first + 1)
        yield first, last
        first = last


def _piece(
    shares: Sequence[Share], numbers: Sequence[U4], run: tuple[int, int], size: int
) -> _Piece:
    """A run of terms of all shares; in all of them no document is to be above `size`."""
    first, last = run
    found = [
        _postings(share, own, *map(int, own.searchsorted(np.array(run, np.uint32))))
        for share, own in zip(shares, numbers, strict=True)
    ]
    shared = _Postings(*map(np.concatenate, zip(*found, strict=True)))
    terms = shared.numbers - np.uint32(first)
    order = np.argsort(terms, kind="stable")  # of a term, first what is first in documents
    ends = np.cumsum(shared.counts, dtype=np.int64)
    counts = np.bincount(terms, shared.counts, last - first).astype(np.uint32)
    docs = take_runs(shared.docs, ends, order)
    places, sizes = shared.places, np.zeros_like(counts)
    if shares[0].field.kind == "placed":
        placed = np.cumsum(np.append(0, shared.freqs))[ends]
        sizes = np.bincount(terms, np.diff(placed, prepend=0), last - first).astype(np.uint32)
        places = take_runs(places, placed, order)
    return _Piece(
        int(docs.max(initial=0)) + 1,
        counts,
        packed_documents(docs, counts[counts > 0], size),
        pack(take_runs(shared.freqs, ends, order), 4),
        pack(places, 8),
        sizes,
    )


def _postings(share: Share, numbers: U4, first: int, last: int) -> _Postings:
    """The terms first:last of a share, by the `numbers` that all shares have for them."""
    field = share.field
    found = _Postings(
        numbers[first:last],
        np.diff(field.start.all[first : last + 1]),
        share.renumber[field.docs_between(first, last)],
        field.freqs_between(first, last),
        field.places_between(first, last) if field.kind == "placed" else np.empty(0, np.uint32),
    )
    live = found.docs != GONE
    if live.all():
        return found
    ends = bounds(found.counts)
    placed = np.repeat(live, found.freqs) if field.kind == "placed" else np.empty(0, np.bool_)
    return found._replace(
        counts=np.diff(np.append(0, np.cumsum(live))[ends]).astype(np.uint32),
        docs=found.docs[live],
        freqs=found.freqs[live],
        places=found.places[placed],
    )
