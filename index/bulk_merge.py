"""Several segments → one without their deleted documents, by operations on whole arrays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from index.codec.documents import DocumentsReader, DocumentsWriter
from index.codec.field_writer import FieldArrays, packed_field
from index.codec.postings import FieldPostings
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.stems import STEMS_OF, StemMaps, read_stems
from index.codec.strings import strings
from index.codec.terms import ArrayTermsReader
from index.codec.terms_writer import write_terms
from index.compiled import expect
from index.runs import grouped, take_runs

MANY_SEGMENTS = 8
RECLAIM = 0.25  # of a segment's documents deleted: it is written anew
GONE = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged; `renumber` is each document's new number, GONE if deleted."""

    terms: ArrayTermsReader
    documents: DocumentsReader
    renumber: NDArray[np.uint32]


def merged_segments(
    folder: Path, schema: Schema, segments: Sequence[ArraySegment]
) -> list[ArraySegment]:
    """The segments, the small ones merged while there are many, deletions reclaimed."""
    ordered = sorted((s for s in segments if s.doc_count()), key=ArraySegment.doc_count)
    surplus = max(len(ordered) - MANY_SEGMENTS, 0)
    small = ordered[: surplus + 1] if surplus else []
    wasteful = [
        segment
        for segment in ordered
        if segment not in small and segment.deleted_count() > RECLAIM * segment.doc_count_all()
    ]
    taken = [*small, *wasteful]
    stay = [segment for segment in ordered if segment not in taken]
    return [*stay, merge(folder, schema, taken)] if taken else stay


def merge(folder: Path, schema: Schema, segments: Sequence[ArraySegment]) -> ArraySegment:
    """Write one segment of the documents of several, in their order."""
    storage = FileStorage(str(folder))
    merged = ArraySegment(INDEX_NAME)
    expect(sum(segment.doc_count() for segment in segments))
    sources = []
    count = 0
    for segment in segments:
        renumber = _renumbered(segment, count)
        count += segment.doc_count()
        sources.append(
            Source(ArrayTermsReader(storage, segment), DocumentsReader(storage, segment), renumber)
        )
    _merge_documents(DocumentsWriter(storage, merged), schema, sources)
    names = sorted({name for source in sources for name in source.terms.fields})
    fields = (
        (name, _merged_field([s for s in sources if name in s.terms.fields], name))
        for name in names
    )
    stems = StemMaps(known_stems([source.terms for source in sources]))
    filled = ((name, stems.mapped(name, field)) for name, field in fields if len(field.terms))
    write_terms(storage, merged, ((name, packed_field(field)) for name, field in filled))
    merged.set_doc_count(count)
    return merged


def known_stems(terms: Sequence[ArrayTermsReader]) -> dict[bytes, bytes]:
    """Form → stem of all forms of some segments, empty where a form has none."""
    known: dict[bytes, bytes] = {}
    for reader in terms:
        for field, stem_field in STEMS_OF.items():
            numbers = read_stems(reader.parts, field)
            if numbers is not None:
                stems = [b"", *reader.fields[stem_field].dictionary]
                forms = reader.fields[field].dictionary
                known.update(zip(forms, map(stems.__getitem__, numbers.tolist()), strict=True))
    return known


def _renumbered(segment: ArraySegment, start: int) -> NDArray[np.uint32]:
    live = np.ones(segment.doc_count_all(), bool)
    live[[*segment.deleted_docs()]] = False
    numbers = (np.cumsum(live) - 1 + start).astype(np.uint32)
    numbers[~live] = GONE
    return numbers


def _merge_documents(writer: DocumentsWriter, schema: Schema, sources: Sequence[Source]) -> None:
    for source in sources:
        documents = source.documents
        columns = [
            (name, field.column_type, documents.column_reader(name, field.column_type))
            for name, field in schema.items()
            if field.column_type and documents.has_column(name)
        ]
        for old, new in enumerate(source.renumber.tolist()):
            if new == GONE:
                continue
            writer.start_doc(new)
            for name, value in documents.stored_fields(old).items():
                writer.add_field(name, schema[name], value, 0)
            for name, column, reader in columns:
                if value := reader[old]:
                    writer.add_column_value(name, column, value)
            writer.finish_doc()
    writer.close()


def _merged_field(sources: Sequence[Source], name: str) -> FieldArrays:
    """One field's postings, by merged terms; those of deleted documents are left out."""
    fields = [source.terms.fields[name] for source in sources]
    terms = sorted({term for field in fields for term in field.dictionary})
    columns = [_live(field, source, terms) for field, source in zip(fields, sources, strict=True)]
    numbers, docs, freqs, places = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = grouped(numbers, len(terms))
    counts = np.bincount(numbers, minlength=len(terms)).astype(np.uint32)
    kind = fields[0].kind
    ends = np.cumsum(freqs, dtype=np.int64)
    return FieldArrays(
        kind=kind,
        terms=strings(terms).take(np.flatnonzero(counts)),
        counts=counts[counts > 0],
        docs=docs[order],
        freqs=None if kind == "listed" else freqs[order],
        places=take_runs(places, ends, order) if kind == "placed" else None,
    )


def _live(field: FieldPostings, source: Source, terms: list[bytes]) -> Iterator[NDArray[np.uint32]]:
    """A segment's postings by the new numbers: terms, documents, frequencies, places."""
    place = {term: number for number, term in enumerate(terms)}
    numbers = np.array([place[term] for term in field.dictionary], np.uint32)
    docs = source.renumber[field.all_docs()]
    live = docs != GONE
    freqs = field.all_freqs()
    yield np.repeat(numbers, np.diff(field.start.all))[live]
    yield docs[live]
    yield freqs[live]
    placed = field.kind == "placed"
    yield field.all_places()[np.repeat(live, freqs)] if placed else np.zeros(0, np.uint32)
