"""Documents → one segment: terms are numbered as they come and sorted into postings at the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from zstandard import ZstdCompressionDict

from index.bulk_fields import U4, FieldTokens, of_values, terms_of_values
from index.bulk_names import keys_of
from index.bulk_texts import Texts
from index.codec.documents import DocumentsWriter
from index.codec.field_writer import PackedField
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.stems import STEMS_OF
from index.codec.terms_writer import write_terms
from index.document import TERMS_OF, TEXTS, Documents
from index.inversion import Tokens, postings

# Bytes of memory, measured on abstracts of arXiv.
OWN_BYTES = 200 << 20  # what a process takes before its first paper: NumPy, NLTK, Numba
TOKEN_BYTES = 4
SORTED_TOKEN_BYTES = 12  # while a field's tokens are sorted
TERM_BYTES = 150
DOCUMENT_BYTES = 500

FIELDS = ("id", "identifier", "acronym")  # whose terms come with the documents


class SegmentBuilder:
    """Collects documents in memory; stored fields go to disk as they come."""

    def __init__(
        self, folder: Path, schema: Schema, dictionary: ZstdCompressionDict | None = None
    ) -> None:
        self._schema = schema
        self._storage = FileStorage(str(folder))
        self.segment = ArraySegment(INDEX_NAME)
        self._documents = DocumentsWriter(self._storage, self.segment, dictionary)
        self._columns = _Columns(self._documents, schema)
        self._texts = Texts(TEXTS)
        self._fields = {name: FieldTokens() for name in FIELDS}
        self._count = 0

    def add(self, documents: Documents) -> None:
        """Add documents."""
        self._documents.add_all("record", documents.stored)
        for name, values in documents.columns.items():
            if any(values):
                self._columns[name].add_all(self._count, values)
        for name, field in self._fields.items():
            field.add_all(documents.terms[name])
        self._texts.add(documents.texts)
        self._count += len(documents.stored)

    def bytes_needed(self) -> int:
        """The memory that the process takes until the segment is finished, roughly."""
        texts = self._texts.sizes
        tokens = texts.total() + sum(len(field.terms) for field in self._fields.values())
        terms = self._texts.different() + sum(
            len(field.terms.first) for field in self._fields.values()
        )
        growing = TOKEN_BYTES * tokens + TERM_BYTES * terms + DOCUMENT_BYTES * self._count
        return OWN_BYTES + growing + SORTED_TOKEN_BYTES * max(texts.values())

    @property
    def dictionary(self) -> ZstdCompressionDict | None:
        """What stored fields are compressed with, once it is known."""
        return self._documents.dictionary

    def finish(self) -> ArraySegment:
        """Write the segment's files, and wait until the disk has them."""
        write_terms(self._storage, self.segment, self._arrays())
        self._documents.close()
        self.segment.set_doc_count(self._count)
        return self.segment

    def _arrays(self) -> Iterator[tuple[str, PackedField]]:
        """The postings of each field that has any, in the order of names."""
        for name in sorted(self._schema.names()):
            if arrays := self._field(name):
                yield name, arrays

    def _field(self, name: str) -> PackedField | None:
        if name in TEXTS:
            arrays, lengths = self._texts.of_stems(name)
            self._add_lengths(f"{name}_length", lengths)
        elif name in STEMS_OF:
            arrays = self._texts.of_forms(STEMS_OF[name])
        elif name == "compound":
            arrays = self._texts.of_compounds("title", "abstract")
        elif name in self._fields:
            arrays = postings("listed", *self._fields.pop(name).all())
        elif name in TERMS_OF and name in self._columns:
            values, *tokens = self._columns[name].tokens(self._count)
            known = keys_of(values) if name == "author" else terms_of_values(values, TERMS_OF[name])
            arrays = of_values(*known, Tokens(*tokens))
        else:
            return None
        return arrays if len(arrays.terms) else None

    def _add_lengths(self, column: str, lengths: U4) -> None:
        if column in self._schema and lengths.any():
            self._columns[column].add_all(0, lengths.tolist())


class _Columns(dict[str, Any]):
    """Field → what collects the values of its column, which is begun at first sight."""

    def __init__(self, documents: DocumentsWriter, schema: Schema) -> None:
        super().__init__()
        self._documents = documents
        self._schema = schema

    def __missing__(self, name: str) -> Any:
        self[name] = column = self._documents.column(name, self._schema[name].column_type)
        return column
