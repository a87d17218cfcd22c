"""The codec: `ArrayCodec` makes Whoosh write and read segments of arrays.

`ArraySegment` is what Whoosh's table of contents holds of a segment. Both names stand in indexes
on disk: they must stay importable from here.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from whoosh.codec.base import Codec, Segment
from whoosh.filedb.filestore import Storage

from index.codec.documents import DocumentsReader, DocumentsWriter
from index.codec.terms import ArrayTermsReader

if TYPE_CHECKING:
    from index.codec.terms_writer import TermsWriter

INDEX_NAME = "MAIN"  # what Whoosh calls an index, unless told otherwise
_NAME = re.compile(r"\w+", re.ASCII)  # a segment's files are named so


class ArrayCodec(Codec):
    """Whoosh's protocol: the parts of the codec."""

    def per_document_writer(self, storage: Storage, segment: Segment) -> DocumentsWriter:
        """Writes `<segment>.abd`."""
        return DocumentsWriter(storage, segment)

    def field_writer(self, storage: Storage, segment: Segment) -> "TermsWriter":
        """Writes `<segment>.abt`."""
        from index.codec.terms_writer import TermsWriter  # which takes a first search 1 ms

        return TermsWriter(storage, segment)

    def per_document_reader(self, storage: Storage, segment: Segment) -> DocumentsReader:
        """Reads `<segment>.abd`."""
        return DocumentsReader(storage, segment)

    def terms_reader(self, storage: Storage, segment: Segment) -> ArrayTermsReader:
        """Reads `<segment>.abt`."""
        return ArrayTermsReader(storage, segment)

    def new_segment(self, storage: Storage, indexname: str) -> "ArraySegment":
        """A segment without documents."""
        return ArraySegment(indexname)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Postings are written by whole fields, never into a file of their own."""
        raise NotImplementedError

    def postings_reader(self, *arguments: Any, **options: Any) -> NoReturn:
        """As above."""
        raise NotImplementedError


class ArraySegment(Segment):
    """A segment's name, number of documents and deleted documents."""

    def __init__(self, indexname: str, segid: str = "", count: int = 0) -> None:
        super().__init__(indexname)
        if segid:
            self.segid = segid
        self._count = count
        self._deleted: set[int] = set()

    def __getstate__(self) -> dict[str, Any]:
        deleted = np.array(sorted(self._deleted), "<u4").tobytes()
        return {
            "indexname": self.indexname,
            "segid": self.segid,
            "count": self._count,
            "deleted": deleted,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        if not _NAME.fullmatch(state["indexname"]) or not _NAME.fullmatch(state["segid"]):
            raise ValueError("a segment's name leads out of its folder")
        self.indexname = state["indexname"]
        self.segid = state["segid"]
        self.compound = False
        self._count = state["count"]
        self._deleted = set(np.frombuffer(state["deleted"], "<u4").tolist())

    def codec(self, **options: Any) -> ArrayCodec:
        """The codec that reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Never: a compound file's parts aren't aligned."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        """Set the number of documents."""
        self._count = doccount

    def doc_count_all(self) -> int:
        """All documents."""
        return self._count

    def deleted_count(self) -> int:
        """How many are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The deleted ones, ascending."""
        return iter(sorted(self._deleted))

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document as deleted, or no longer."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether it is."""
        return docnum in self._deleted
