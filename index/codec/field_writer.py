"""A field's terms and postings as arrays → its parts, which `postings.py` describes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.dictionary import write_dictionary
from index.codec.packing import (
    U4,
    Packed,
    bounds,
    gaps,
    joined,
    pack,
    write_bounds,
    write_packed,
)
from index.codec.parts import Array, PartsWriter
from index.codec.postings import DENSE, OFTEN, Kind
from index.codec.strings import Strings


class FieldArrays(NamedTuple):
    """A field before it is packed: terms sorted, `counts` postings each, the rest in that order.

    `places` are positions as differences within a posting, the first one's from 0.
    A field of forms may have `stems`, which is the part of that name (see stems.py).
    """

    kind: Kind
    terms: Strings
    counts: Array
    docs: U4
    freqs: U4 | None = None
    places: U4 | None = None
    weights: NDArray[np.float32] | None = None
    values: list[bytes] | None = None
    stems: U4 | None = None


class PackedDocuments(NamedTuple):
    """The documents of a field's postings, as the parts of these names have them."""

    first: Array
    often: U4
    often_at: U4
    steps: Packed
    gaps: Packed
    dense: U4
    bits: NDArray[np.uint64]


class PackedField(NamedTuple):
    """A field as it is written; where it has places, `sizes` are how many each term has."""

    kind: Kind
    terms: Strings
    counts: Array
    documents: PackedDocuments
    freqs: Packed | None = None
    places: Packed | None = None
    sizes: Array | None = None
    weights: NDArray[np.float32] | None = None
    values: list[bytes] | None = None
    stems: U4 | None = None


def packed_field(field: FieldArrays) -> PackedField:
    """Pack a field."""
    start = bounds(field.counts)
    freqs, places = field.freqs, field.places
    return PackedField(
        kind=field.kind,
        terms=field.terms,
        counts=field.counts,
        documents=packed_documents(field.docs, field.counts, int(field.docs.max(initial=0)) + 1),
        freqs=None if freqs is None else pack(freqs, 4),
        places=None if places is None else pack(places, 8),
        sizes=None if places is None or freqs is None else np.diff(bounds(freqs)[start]),
        weights=field.weights,
        values=field.values,
        stems=field.stems,
    )


def packed_documents(docs: U4, counts: Array, size: int) -> PackedDocuments:
    """Pack the documents of terms, all below `size`."""
    start = bounds(counts)
    follows = np.ones(len(docs), bool)
    follows[start[:-1]] = False
    narrow = np.repeat(is_often(counts, size), counts)
    steps = gaps(docs, start[:-1])
    packed = pack(steps[follows & narrow], 8), pack(steps[follows & ~narrow], 16)
    return with_steps(docs, counts, size, packed)


def with_steps(
    docs: U4, counts: Array, size: int, packed: tuple[Packed, Packed]
) -> PackedDocuments:
    """The steps and gaps of terms, with all else that tells their documents, all below `size`."""
    starts = np.cumsum(counts) - counts
    first, often = docs[starts], np.flatnonzero(is_often(counts, size))
    dense = np.flatnonzero(counts.astype(np.int64) * DENSE >= size)
    rows = [_bits(docs[starts[term] :][: counts[term]], size) for term in dense]
    return PackedDocuments(
        first.astype(np.uint16) if size <= 1 << 16 else first,
        often.astype(np.uint32),
        bounds(counts[often] - 1),
        *packed,
        dense.astype(np.uint32),
        np.concatenate([np.empty(0, np.uint64), *rows]),
    )


def joined_documents(pieces: Sequence[PackedDocuments]) -> PackedDocuments:
    """The documents of terms and of those behind them, as one; at least one piece."""
    terms = bounds([len(piece.first) for piece in pieces])[:-1]
    often = [np.diff(piece.often_at) for piece in pieces]
    steps, gaps = [piece.steps for piece in pieces], [piece.gaps for piece in pieces]
    return PackedDocuments(
        np.concatenate([piece.first for piece in pieces]),
        np.concatenate([piece.often + first for piece, first in zip(pieces, terms, strict=True)]),
        bounds(np.concatenate(often)),
        joined(steps, [len(piece.narrow) for piece in steps]),
        joined(gaps, [len(piece.narrow) for piece in gaps]),
        np.concatenate([piece.dense + first for piece, first in zip(pieces, terms, strict=True)]),
        np.concatenate([piece.bits for piece in pieces]),
    )


def _bits(docs: U4, size: int) -> NDArray[np.uint64]:
    """Documents in bits, the first of each number lowest."""
    mask = np.zeros(-(-size // 64) * 64, np.bool_)
    mask[docs] = True
    return np.packbits(mask, bitorder="little").view("<u8")


def is_often(counts: Array, size: int) -> NDArray[np.bool_]:
    """Which terms have their documents in `steps`; all documents are below `size`."""
    often: NDArray[np.bool_] = counts.astype(np.int64) * OFTEN >= size
    return often


def write_field(parts: PartsWriter, name: str, field: PackedField) -> None:
    """Write a field's parts."""
    documents = field.documents
    write_dictionary(parts, name, field.terms)
    write_bounds(parts, f"{name}.start", field.counts)
    parts.add(f"{name}.first", documents.first)
    parts.add(f"{name}.often", documents.often)
    parts.add(f"{name}.often.at", documents.often_at)
    write_packed(parts, f"{name}.steps", documents.steps)
    write_packed(parts, f"{name}.gaps", documents.gaps)
    if field.kind == "counted":
        parts.add(f"{name}.dense", documents.dense)
        parts.add(f"{name}.dense.bits", documents.bits)
    if field.freqs is not None:
        write_packed(parts, f"{name}.freqs", field.freqs)
    if field.places is not None and field.sizes is not None:
        write_packed(parts, f"{name}.places", field.places)
        write_bounds(parts, f"{name}.places.start", field.sizes)
    if field.weights is not None:
        parts.add(f"{name}.weights", field.weights)
    if field.values is not None:
        parts.add(f"{name}.values", np.frombuffer(b"".join(field.values), np.uint8))
        write_bounds(parts, f"{name}.values.at", [len(value) for value in field.values])
    if field.stems is not None:
        parts.add(f"{name}.stem", field.stems)
