"""Documents → one segment: terms are numbered as they come and sorted into postings at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from index.bulk_fields import FieldTokens
from index.bulk_texts import TextTokens
from index.codec.documents import DocumentsWriter
from index.codec.postings import FieldArrays
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.stems import STEMS_OF
from index.codec.terms_writer import KINDS, write_terms
from index.document import Document

# Bytes of memory, measured on abstracts of arXiv.
OWN_BYTES = 200 << 20  # what a process takes before its first paper: NumPy, NLTK, Numba
TOKEN_BYTES = 4
SORTED_TOKEN_BYTES = 24  # while a field's tokens are sorted
TERM_BYTES = 150
DOCUMENT_BYTES = 500


TEXTS = ("title", "abstract", "venue", "comments")


class SegmentBuilder:
    """Collects documents in memory; stored fields go to disk as they come."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self._schema = schema
        self._storage = FileStorage(str(folder))
        self.segment = ArraySegment(INDEX_NAME)
        self._documents = DocumentsWriter(self._storage, self.segment)
        self._add_value = _ColumnWriters(self._documents, schema)
        self._texts = {name: TextTokens() for name in TEXTS}
        self._fields = {
            name: FieldTokens(KINDS[type(field.format)])
            for name, field in schema.items()
            if field.format and name not in {*STEMS_OF, *TEXTS}
        }
        self._count = 0

    def add(self, document: Document) -> None:
        """Add a document."""
        number = self._count
        self._documents.start_doc(number)
        self._documents.add_field("record", None, document.stored, 0)
        self._documents.finish_doc()
        for name, value in document.columns.items():
            self._add_value[name](number, value)
        for name, text in self._texts.items():
            text.add(document.texts[name])
        terms = document.terms
        for name, field in self._fields.items():
            field.add(terms.get(name, []))
        self._count += 1

    def bytes_needed(self) -> int:
        """The memory that the process takes until the segment is finished, roughly."""
        tokens = [text.tokens for text in self._texts.values()]
        tokens += [field.tokens for field in self._fields.values()]
        forms = sum(len(text.forms) for text in self._texts.values())
        terms = forms + sum(len(field.numbers) for field in self._fields.values())
        sizes = [len(numbers) for numbers in tokens]
        growing = TOKEN_BYTES * sum(sizes) + TERM_BYTES * terms + DOCUMENT_BYTES * self._count
        return OWN_BYTES + growing + SORTED_TOKEN_BYTES * max(sizes)

    def finish(self) -> ArraySegment:
        """Write the segment's files, and wait until the disk has them."""
        write_terms(self._storage, self.segment, self._arrays())
        self._documents.close()
        self.segment.set_doc_count(self._count)
        return self.segment

    def _arrays(self) -> Iterator[tuple[str, FieldArrays]]:
        """The postings of each field, in the order of names; each is let go of as it is taken."""
        for name in sorted({*self._fields, *STEMS_OF, *TEXTS}):
            if name in TEXTS:
                arrays, lengths = self._texts[name].of_stems()
                if f"{name}_length" in self._schema:
                    self._add_lengths(f"{name}_length", lengths)
            elif name in STEMS_OF:
                arrays = self._texts.pop(STEMS_OF[name]).of_forms()
            else:
                arrays = self._fields.pop(name).arrays()
            if arrays.terms:
                yield name, arrays

    def _add_lengths(self, column: str, lengths: list[int]) -> None:
        for number, length in enumerate(lengths):
            if length:
                self._add_value[column](number, length)


class _ColumnWriters(dict[str, Callable[[int, Any], None]]):
    """Field → what takes (document, value) for its column, which is begun at first sight."""

    def __init__(self, documents: DocumentsWriter, schema: Schema) -> None:
        super().__init__()
        self._documents = documents
        self._schema = schema

    def __missing__(self, name: str) -> Callable[[int, Any], None]:
        column = self._documents.column(name, self._schema[name].column_type)
        self[name] = add = column.add
        return add
