"""Several segments → one without their deleted documents, by operations on whole arrays."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from index.bulk_segment import OWN_BYTES
from index.codec.documents import DocumentsReader, DocumentsWriter
from index.codec.field_writer import PackedField
from index.codec.packing import U4
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.stems import STEMS_OF, read_stems
from index.codec.terms import ArrayTermsReader
from index.codec.terms_writer import write_terms
from index.compiled import expect
from index.merged_fields import GONE, Share, merged_field

MANY = 3  # of small segments: each one has to be looked into for every word
SMALL = 0.1  # of all documents: a segment with fewer is small (of the largest, in one build),
FEW = 10_000  # and one with so few, which are merged within .2 s and 10 MB
RECLAIM = 0.25  # of a segment's documents deleted: it is written anew
DOCUMENT_BYTES = 1_000  # of memory while segments are merged, measured on abstracts of arXiv


def merged_segments(
    folder: Path, schema: Schema, segments: Sequence[ArraySegment], memory: int
) -> list[ArraySegment]:
    """The segments, the smallest merged while many are small, deletions reclaimed.

    What is merged takes no more than so many bytes of `memory`, unless it is one segment.
    """
    ordered = sorted((s for s in segments if s.doc_count()), key=ArraySegment.doc_count)
    most = max(FEW, SMALL * sum(map(ArraySegment.doc_count, ordered)))
    most = min(most, _mergeable(memory) / 2)  # larger ones couldn't be merged again and again
    surplus = sum(segment.doc_count() < most for segment in ordered) - MANY
    small = ordered[: surplus + 1] if surplus > 0 else []
    wasteful = [
        segment
        for segment in ordered
        if segment not in small and segment.deleted_count() > RECLAIM * segment.doc_count_all()
    ]
    stay = [segment for segment in ordered if segment not in small and segment not in wasteful]
    groups = in_memory([*small, *wasteful], memory)
    taken = [group for group in groups if len(group) > 1 or group[0] in wasteful]
    stay += [group[0] for group in groups if group not in taken]
    return [*stay, *(merge(folder, schema, group) for group in taken)]


def to_join(segments: Sequence[ArraySegment], memory: int) -> list[list[ArraySegment]]:
    """Segments that were just written in groups, each of which is to become one.

    A small one, of papers that were written later, is left for the merging of small ones: else a
    large one would be written anew for it.
    """
    largest = max(map(ArraySegment.doc_count, segments), default=0)
    small = [segment for segment in segments if segment.doc_count() < SMALL * largest]
    large = [segment for segment in segments if segment not in small]
    return [*in_memory(large, memory), *([segment] for segment in small)]


def in_memory(segments: Sequence[ArraySegment], memory: int) -> list[list[ArraySegment]]:
    """Segments in groups, in their order, each of which can be merged in so many bytes."""
    most = _mergeable(memory)
    groups: list[list[ArraySegment]] = []
    count = 0
    for segment in segments:
        count += segment.doc_count()
        if not groups or count > most:
            groups.append([])
            count = segment.doc_count()
        groups[-1].append(segment)
    return groups


def _mergeable(memory: int) -> int:
    """How many documents can be merged in so many bytes; few always can."""
    return max((memory - OWN_BYTES) // DOCUMENT_BYTES, FEW)


def merge(folder: Path, schema: Schema, segments: Sequence[ArraySegment]) -> ArraySegment:
    """Write one segment of the documents of several, in their order."""
    storage = FileStorage(str(folder))
    merged = ArraySegment(INDEX_NAME)
    expect(sum(segment.doc_count() for segment in segments))
    renumber = _merge_documents(storage, schema, segments, merged)
    terms = [ArrayTermsReader(storage, segment) for segment in segments]
    write_terms(storage, merged, _merged_fields(terms, renumber))
    merged.set_doc_count(sum(segment.doc_count() for segment in segments))
    return merged


def _merge_documents(
    storage: FileStorage, schema: Schema, segments: Sequence[ArraySegment], merged: ArraySegment
) -> list[U4]:
    """Write all but postings; the new number of each document, GONE if deleted, by segment."""
    readers = [DocumentsReader(storage, segment) for segment in segments]
    largest = max(readers, key=DocumentsReader.doc_count)
    writer = DocumentsWriter(storage, merged, largest.stored.dictionary)
    renumber: list[U4] = []
    first = 0
    for documents in readers:
        live = np.ones(documents.doc_count_all(), np.bool_)
        live[[*documents.deleted_docs()]] = False
        stay = np.flatnonzero(live)
        writer.add_of(documents, stay)
        for name, field in schema.items():
            if field.column_type and documents.has_column(name):
                reader = documents.column_reader(name, field.column_type)
                writer.column(name, field.column_type).add_of(first, reader, stay)
        numbers = np.full(len(live), GONE)
        numbers[stay] = np.arange(first, first + len(stay))
        first += len(stay)
        renumber.append(numbers)
    writer.close()
    return renumber


def _merged_fields(
    terms: Sequence[ArrayTermsReader], renumber: Sequence[U4]
) -> Iterator[tuple[str, PackedField]]:
    """The fields that have a posting left, in the order of their names."""
    documents = sum(int(np.count_nonzero(numbers != GONE)) for numbers in renumber)
    ranks: dict[str, dict[int, U4]] = {}  # by field of stems and segment
    for name in sorted({name for reader in terms for name in reader.fields}):
        here = [number for number, reader in enumerate(terms) if name in reader.fields]
        shares = [Share(terms[number].fields[name], renumber[number]) for number in here]
        field, numbers, present = merged_field(shares, documents)
        if not len(field.terms):
            continue
        own = dict(zip(here, numbers, strict=True))
        if name in STEMS_OF.values():
            rank = np.where(present, np.cumsum(present, dtype=np.uint32), 0)
            ranks[name] = {number: rank[stems] for number, stems in own.items()}
        elif of_stems := ranks.get(STEMS_OF.get(name, "")):
            found = np.zeros(len(present), np.uint32)
            for number, forms in own.items():
                stems = _stems(terms[number], name, of_stems.get(number))
                found[forms] = np.maximum(found[forms], stems)
            field = field._replace(stems=found[present])
        yield name, field


def _stems(terms: ArrayTermsReader, field: str, ranks: U4 | None) -> U4:
    """For each form of a segment: the rank of its stem, from 1 on, 0 where it has none."""
    known = read_stems(terms.parts, field)
    if known is None or ranks is None:
        return np.zeros(len(terms.fields[field].dictionary), np.uint32)
    return np.append(np.uint32(0), ranks)[known]
