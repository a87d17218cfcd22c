"""What a segment keeps by document: lengths, columns, vectors, stored fields → `<segment>.abd`.

Parts beside those of `stored.py`: `length/F` (a field's length in each document, exact, in the
narrowest unsigned dtype), `column/F…` (columns.py) and `vector/F.…` (vectors.py). `about` has the
number of documents, the names of stored fields and columns, the sums of lengths.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import PerDocumentReader, PerDocWriterWithColumns, Segment
from whoosh.columns import Column, ColumnReader
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.formats import Format
from zstandard import ZstdCompressionDict

from index.codec.columns import NumberWriter, OtherWriter, SetWriter, column_reader, column_writer
from index.codec.parts import Array, PartsFile, PartsWriter
from index.codec.stored import StoredReader, StoredWriter
from index.codec.vectors import VectorMatcher, VectorReader, VectorWriter

EXTENSION = ".abd"


class DocumentsWriter(PerDocWriterWithColumns):
    """Whoosh's protocol for writing documents one by one."""

    def __init__(
        self, storage: Storage, segment: Segment, dictionary: ZstdCompressionDict | None = None
    ) -> None:
        super().__init__()
        self._parts = PartsWriter(segment.create_file(storage, EXTENSION))
        self._stored = StoredWriter(self._parts, dictionary)
        self._columns: dict[str, NumberWriter | SetWriter | OtherWriter] = {}
        self._vectors: dict[str, VectorWriter] = {}
        self._lengths: dict[str, dict[int, int]] = {}
        self._row: dict[str, Any] = {}
        self._count = 0
        self._docnum = 0
        self._in_document = False
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin the next document; numbers ascend by one."""
        if self._in_document or docnum != self._count:
            raise ValueError(f"document {docnum} begun out of order, after {self._count} others")
        self._docnum = docnum
        self._count += 1
        self._row = {}
        self._in_document = True

    def add_field(self, fieldname: str, fieldobj: FieldType, value: Any, length: int) -> None:
        """Note a stored value, unless None, and a length, unless 0."""
        if value is not None:
            self._row[fieldname] = value
        if length:
            self._lengths.setdefault(fieldname, {})[self._docnum] = length

    def add_vector_items(self, fieldname: str, fieldobj: FieldType, items: Any) -> None:
        """Note a document's own terms: (text, weight, value)."""
        writer = self._vectors.setdefault(fieldname, VectorWriter())
        writer.add(self._docnum, items)

    def column(self, fieldname: str, column: Column) -> NumberWriter | SetWriter | OtherWriter:
        """What takes a column's values directly, without Whoosh's look-up for each of them."""
        if fieldname not in self._columns:
            self._columns[fieldname] = column_writer(column)
        return self._columns[fieldname]

    def finish_doc(self) -> None:
        """End the document."""
        if self._in_document:
            self._in_document = False
            self._stored.add([self._row])

    def add_all(self, name: str, values: Sequence[bytes]) -> None:
        """Add whole documents at once, each with one stored value, columns being added apart."""
        self._count += len(values)
        self._stored.add_all(name, values)

    def add_of(self, reader: "DocumentsReader", documents: NDArray[np.intp]) -> None:
        """Add the stored fields of some documents of another segment, columns being added apart."""
        self._count += len(documents)
        self._stored.add_of(reader.stored, documents)

    @property
    def dictionary(self) -> ZstdCompressionDict | None:
        """What rows are compressed with, once it is known."""
        return self._stored.dictionary

    def cancel_doc(self) -> None:
        """Forget the document that was begun."""
        self._count -= 1
        self._in_document = False

    def close(self) -> None:
        """Write everything out."""
        self.finish_doc()
        stored = self._stored.finish()
        for name, lengths in self._lengths.items():
            self._parts.add(f"length/{name}", narrow(spread(lengths, self._count)))
        for name, column in self._columns.items():
            column.write(self._parts, name, self._count)
        for name, vectors in self._vectors.items():
            vectors.write(self._parts, f"vector/{name}", self._count)
        sums = {name: sum(lengths.values()) for name, lengths in self._lengths.items()}
        about = {"documents": self._count, "stored": stored, "lengths": sums}
        self._parts.close({**about, "columns": list(self._columns)})
        self.is_closed = True

    def _has_column(self, fieldname: str) -> bool:
        return fieldname in self._columns

    def _create_column(self, fieldname: str, column: Column) -> None:
        self._columns[fieldname] = column_writer(column)

    def _get_column(self, fieldname: str) -> Any:
        return self._columns[fieldname]


class DocumentsReader(PerDocumentReader):
    """Whoosh's protocol for reading what belongs to documents; maps, and copies nothing."""

    def __init__(self, storage: Storage, segment: Segment) -> None:
        self._segment = segment
        self.parts = PartsFile(storage, segment.make_filename(EXTENSION))
        self.stored = StoredReader(self.parts, self.parts.about["stored"])

    def lengths(self, fieldname: str) -> Array | None:
        """The field's length in each document, None where no document has any."""
        name = f"length/{fieldname}"
        return self.parts.array(name) if name in self.parts else None

    def doc_count(self) -> int:
        """Documents that aren't deleted."""
        return self.doc_count_all() - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """All documents."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """The deleted ones."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """Whoosh's question; yes."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether any document has a value in the field's column."""
        return f"column/{fieldname}" in self.parts

    def list_columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.parts.about["columns"])

    def column_reader(self, fieldname: str, column: Column) -> ColumnReader:
        """A new reader of a column."""
        return column_reader(self.parts, fieldname, column, self.doc_count_all())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The exact length."""
        lengths = self.lengths(fieldname)
        if docnum >= self.doc_count_all():
            raise IndexError(f"document {docnum} of {self.doc_count_all()}")
        return default if lengths is None else int(lengths[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """The sum over all documents."""
        return int(self.parts.about["lengths"].get(fieldname, 0))

    def min_field_length(self, fieldname: str) -> int:
        """The least over all documents."""
        lengths = self.lengths(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """The greatest over all documents."""
        lengths = self.lengths(fieldname)
        return 0 if lengths is None else int(lengths.max())

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether the document has a vector of this field."""
        return self._vectors(fieldname).has(docnum)

    def vector(self, docnum: int, fieldname: str, format_: Format) -> VectorMatcher:
        """The document's own terms."""
        return self._vectors(fieldname).matcher(docnum, format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The document's stored fields."""
        return self.stored[docnum]

    def _vectors(self, fieldname: str) -> VectorReader:
        return VectorReader(self.parts, f"vector/{fieldname}")


def spread(values: dict[int, int], count: int) -> Array:
    """An array of `count` numbers, 0 where there is no value."""
    array = np.zeros(count, np.uint32)
    array[list(values)] = list(values.values())
    return array


def narrow(values: Array) -> Array:
    """The same numbers in the narrowest unsigned dtype that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
