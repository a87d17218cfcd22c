"""Numbers of terms, document by document → one field's packed postings by sorted term."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.field_writer import (
    FieldArrays,
    PackedDocuments,
    PackedField,
    is_often,
    packed_field,
    with_steps,
)
from index.codec.packing import gaps, room
from index.codec.postings import OFTEN, Kind
from index.codec.strings import Strings, changes
from index.compiled import worthwhile

if TYPE_CHECKING:
    from index.inversion_kernels import LayerBatch

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]

NOTHING = 0xFFFFFFFF  # the place or the number of what stands for no term


class Tokens(NamedTuple):
    """Numbers, document by document, and how many of them each document has."""

    numbers: U4
    lengths: U4


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in the order of their bytes, and the place there of each number.

    Forms may have the numbers of their `stems`, in that order.
    """

    sorted: Strings
    places: U4
    stems: U4 | None = None

    def places_of(self, numbers: U4) -> U4:
        """The places of numbers; NOTHING where they stand for no term."""
        return np.append(self.places, np.uint32(NOTHING))[np.minimum(numbers, len(self.places))]


class Layer(NamedTuple):
    """Tokens of all documents in turn, and the place of each number's term: NOTHING for none."""

    batches: Sequence[Tokens]
    places: U4


class Inverted(NamedTuple):
    """Postings, which terms have any, how many tokens with a term each document has."""

    field: PackedField
    present: NDArray[np.bool_]
    sizes: U4


def postings(kind: Kind, terms: Terms, tokens: Tokens) -> PackedField:
    """The postings of tokens, which are numbers of terms; terms without a token are left out."""
    return inverted(kind, terms, Layer([tokens], terms.places)).field


def inverted(kind: Kind, terms: Terms, *layers: Layer) -> Inverted:
    """The postings of one or two layers of tokens; only the first one's positions are told."""
    batches = layers[0].batches
    longest = max((int(batch.lengths.max(initial=0)) for batch in batches), default=0)
    documents = sum(len(batch.lengths) for batch in batches)
    bits = longest.bit_length() if kind == "placed" else 0
    fits = documents.bit_length() + bits <= 32
    if fits and worthwhile():
        return inverted_compiled(kind, terms, layers, bits)
    return inverted_plainly(kind, terms, layers)


def inverted_plainly(kind: Kind, terms: Terms, layers: Sequence[Layer]) -> Inverted:
    """The same by sorting."""
    ranks, docs, positions = (
        np.concatenate(column) for column in zip(*map(_told, layers), strict=True)
    )
    real = np.flatnonzero(ranks != NOTHING)
    order = real[np.lexsort((docs[real], ranks[real]))]
    ranks, docs, positions = ranks[order], docs[order], positions[order]
    first = np.flatnonzero(changes(ranks) | changes(docs))  # tokens of their postings
    counts = np.bincount(ranks[first], minlength=len(terms.sorted))
    present = counts > 0
    field = FieldArrays(
        kind=kind,
        terms=terms.sorted.take(np.flatnonzero(present)),
        counts=counts[present].astype(np.uint32),
        docs=docs[first],
        freqs=None if kind == "listed" else np.diff(first, append=len(docs)).astype(np.uint32),
        places=gaps(positions, first) if kind == "placed" else None,
        stems=None if terms.stems is None else terms.stems[present],
    )
    documents = sum(len(batch.lengths) for batch in layers[0].batches)
    sizes = np.bincount(docs, minlength=documents).astype(np.uint32)
    return Inverted(packed_field(field), present, sizes)


def _told(layer: Layer) -> tuple[U4, U4, U4]:
    """(places, documents, positions) of the tokens of a layer."""
    numbers = np.concatenate([batch.numbers for batch in layer.batches])
    lengths = np.concatenate([batch.lengths for batch in layer.batches])
    docs = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    positions = np.arange(len(docs)) - np.repeat(begins, lengths)
    return layer.places[numbers], docs, positions.astype(np.uint32)


def inverted_compiled(
    kind: Kind, terms: Terms, layers: Sequence[Layer], position_bits: int
) -> Inverted:
    """The same by counting, in compiled loops; documents and positions fit into 32 bits."""
    from index.inversion_kernels import find_postings

    found, bounds, sizes = _scattered(layers, len(terms.sorted), position_bits)
    placed = np.diff(bounds).astype(np.uint32)
    present = placed > 0
    freqs, places = room(4, len(found)), room(8, len(found) if position_bits else 0)
    size, often, far = find_postings(found, bounds, position_bits, freqs, places)
    counts = np.diff(bounds)[present].astype(np.uint32)
    field = PackedField(
        kind=kind,
        terms=terms.sorted if present.all() else terms.sorted.take(np.flatnonzero(present)),
        counts=counts,
        documents=_packed_documents(sizes, found[:size], counts),
        freqs=None if kind == "listed" else freqs.cut(size, often),
        places=places.cut(len(found), far) if kind == "placed" else None,
        sizes=placed[present] if kind == "placed" else None,
        stems=None if terms.stems is None else terms.stems[present],
    )
    return Inverted(field, present, sizes)


def _scattered(layers: Sequence[Layer], terms: int, position_bits: int) -> tuple[U4, I8, U4]:
    """(places of all tokens by term, bounds of the terms, how many tokens each document has)."""
    from index.inversion_kernels import count, scatter

    counts = np.zeros(terms + 1, np.uint32)  # the last one of what has no term
    batches = _batches(layers, terms)
    sizes = [np.empty_like(first.lengths) for first, _ in batches]
    for batch, size in zip(batches, sizes, strict=True):
        count(*batch, counts, size)
    bounds = np.append(0, np.cumsum(counts[:-1], dtype=np.int64))
    ends, found = bounds.astype(np.uint32), np.empty(int(bounds[-1]) + 1, np.uint32)
    document = 0
    for batch in batches:
        scatter(batch, document, position_bits, ends, found)
        document += len(batch[0].lengths)
    return found[:-1], bounds, np.concatenate(sizes)


def _batches(layers: Sequence[Layer], nothing: int) -> "list[tuple[LayerBatch, LayerBatch]]":
    """What the loops take at once: two layers of some documents, the second one perhaps empty."""
    from index.inversion_kernels import LayerBatch

    columns = []
    for layer in layers:
        places = np.minimum(layer.places, np.uint32(nothing))
        columns.append([LayerBatch(*batch, places=places) for batch in layer.batches])
    if len(layers) == 1:
        none = np.zeros(0, np.uint32)
        empty = [LayerBatch(none, np.zeros_like(batch.lengths), none) for batch in columns[0]]
        columns.append(empty)
    return [*zip(*columns, strict=True)]


def _packed_documents(sizes: U4, docs: U4, counts: U4) -> PackedDocuments:
    from index.inversion_kernels import pack_documents

    size = int(np.flatnonzero(sizes).max(initial=0)) + 1
    followers = counts.astype(np.int64) - 1
    often = int(followers.sum(where=is_often(counts, size)))
    steps, gaps = room(8, often), room(16, int(followers.sum()) - often)
    escaped = pack_documents(docs, counts, -(-size // OFTEN), steps, gaps)
    packed = steps.cut(often, escaped[0]), gaps.cut(len(gaps.narrow), escaped[1])
    return with_steps(docs, counts, size, packed)
