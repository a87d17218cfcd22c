"""Documents → one segment: terms are numbered as they come and sorted into postings at the end."""

from array import array
from pathlib import Path

import numpy as np
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from index.codec.documents import DocumentsWriter
from index.codec.postings import FieldArrays, Kind
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.terms_writer import KINDS, write_terms
from index.document import Document

# Bytes of memory, measured on abstracts of arXiv.
OWN_BYTES = 180 << 20  # what a process takes before its first paper: NumPy, NLTK, Numba
TOKEN_BYTES = 4
SORTED_TOKEN_BYTES = 24  # while a field's tokens are sorted
TERM_BYTES = 150
DOCUMENT_BYTES = 500


class SegmentBuilder:
    """Collects documents in memory; stored fields go to disk as they come."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self._schema = schema
        self._storage = FileStorage(str(folder))
        self.segment = ArraySegment(INDEX_NAME)
        self._documents = DocumentsWriter(self._storage, self.segment)
        self._columns = {name: field.column_type for name, field in schema.items()}
        self._fields = {
            name: FieldTokens(KINDS[type(field.format)])
            for name, field in schema.items()
            if field.format
        }
        self._count = 0

    def add(self, document: Document) -> None:
        """Add a document."""
        writer = self._documents
        writer.start_doc(self._count)
        writer.add_field("record", self._schema["record"], document.stored, 0)
        for name, value in document.columns.items():
            writer.add_column_value(name, self._columns[name], value)
        writer.finish_doc()
        terms = document.terms
        for name, field in self._fields.items():
            field.add(terms.get(name, ()))
        self._count += 1

    def bytes_needed(self) -> int:
        """The memory that the process takes until the segment is finished, roughly."""
        fields = self._fields.values()
        sizes = [len(field.tokens) for field in fields]
        terms = sum(field.terms() for field in fields)
        growing = TOKEN_BYTES * sum(sizes) + TERM_BYTES * terms + DOCUMENT_BYTES * self._count
        return OWN_BYTES + growing + SORTED_TOKEN_BYTES * max(sizes)

    def finish(self) -> ArraySegment:
        """Write the segment's files, and wait until the disk has them."""
        self._documents.close()
        del self._documents
        names = sorted(name for name, field in self._fields.items() if field.tokens)
        # Each field is let go of as soon as it is inverted: this is where memory is short.
        arrays = ((name, self._fields.pop(name).arrays()) for name in names)
        write_terms(self._storage, self.segment, arrays)
        self.segment.set_doc_count(self._count)
        return self.segment


class FieldTokens:
    """One field's terms, document by document."""

    def __init__(self, kind: Kind) -> None:
        self.tokens = array("I")
        self._kind = kind
        self._numbers = _Numbers()
        self._lengths = array("I")

    def add(self, terms: list[str] | tuple[()]) -> None:
        """Add the next document's terms in the order of their positions."""
        self.tokens.extend(map(self._numbers.__getitem__, terms))
        self._lengths.append(len(terms))

    def terms(self) -> int:
        """How many different ones there are."""
        return len(self._numbers)

    def arrays(self) -> FieldArrays:
        """The postings, by sorted term."""
        from index.bulk_kernels import invert

        texts = [term.encode() for term in self._numbers]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        ranks = np.empty(len(texts), np.uint32)
        ranks[order] = np.arange(len(texts), dtype=np.uint32)
        tokens = ranks[np.frombuffer(self.tokens, np.uint32)]
        lengths = np.frombuffer(self._lengths, np.uint32)
        counts, docs, freqs, positions = invert(tokens, lengths, len(texts))
        return FieldArrays(
            kind=self._kind,
            terms=[texts[number] for number in order],
            counts=counts,
            docs=docs,
            freqs=None if self._kind == "listed" else freqs,
            positions=positions if self._kind == "placed" else None,
        )


class _Numbers(dict[str, int]):
    """Term → number, given at first sight."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number
