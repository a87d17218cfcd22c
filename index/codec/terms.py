"""A segment's terms and postings for Whoosh, read from `<segment>.abt`."""

from collections.abc import Iterator
from typing import Any

from whoosh.codec.base import FieldCursor, Segment, TermsReader
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound

from index.codec.documents import EXTENSION as DOCUMENTS
from index.codec.matcher import ArrayMatcher
from index.codec.parts import Array, PartsFile
from index.codec.postings import FieldPostings

EXTENSION = ".abt"


class ArrayTermsReader(TermsReader):
    """Whoosh's protocol for reading terms; `fields` are the arrays under it."""

    def __init__(self, storage: Storage, segment: Segment) -> None:
        self.parts = PartsFile(storage, segment.make_filename(EXTENSION))
        self._lengths = _lengths(storage, segment.make_filename(DOCUMENTS))
        self.fields: dict[str, FieldPostings] = {
            name: FieldPostings(self.parts, name, kind) for name, kind in self.parts.about["fields"]
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self.fields and self.fields[name].dictionary.find(text) is not None

    def indexed_field_names(self) -> Any:
        """The fields that have terms."""
        return self.fields.keys()

    def cursor(self, fieldname: str, fieldobj: FieldType) -> "ArrayCursor":
        """A cursor over the field's terms."""
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term), in order."""
        return ((name, text) for name, field in self.fields.items() for text in field.dictionary)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every (field, term) from this one on."""
        for name, field in self.fields.items():
            if name >= fieldname:
                dictionary = field.dictionary
                start = dictionary.place(prefix) if name == fieldname else 0
                yield from ((name, text) for text in dictionary.slice(start, len(dictionary)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every (field, term) with its figures."""
        return self.items_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same from this one on."""
        for name, text in self.terms_from(fieldname, prefix):
            yield (name, text), self.term_info(name, text)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """A term's figures; KeyError where it isn't there, as Whoosh expects it here and below."""
        return self.info(fieldname, self._number(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of a term's weights."""
        return float(self.fields[fieldname].weights(self._number(fieldname, text)).sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """The number of documents that hold a term."""
        return self.fields[fieldname].count(self._number(fieldname, text))

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: Any = None
    ) -> ArrayMatcher:
        """A term's postings; TermNotFound where it isn't there."""
        try:
            number = self._number(fieldname, text)
        except KeyError as error:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from error
        info = self.info(fieldname, number)
        matcher = ArrayMatcher(self.fields[fieldname], number, (fieldname, text), info)
        matcher.format, matcher.scorer = format_, scorer
        return matcher

    def info(self, fieldname: str, number: int) -> TermInfo:
        """The figures of a term, computed from its postings."""
        field = self.fields[fieldname]
        docs, weights = field.docs(number), field.weights(number)
        lengths = self._lengths[fieldname][docs] if fieldname in self._lengths else docs[:0]
        lengths = lengths[lengths > 0]
        return TermInfo(
            weight=float(weights.sum()),
            df=len(docs),
            minlength=int(lengths.min()) if len(lengths) else 0,
            maxlength=int(lengths.max(initial=0)),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def _number(self, fieldname: str, text: bytes) -> int:
        field = self.fields.get(fieldname)
        number = field.dictionary.find(text) if field else None
        if number is None:
            raise KeyError(text)
        return number


class ArrayCursor(FieldCursor):
    """Walks through the terms of one field."""

    def __init__(self, reader: ArrayTermsReader, fieldname: str, fieldobj: FieldType) -> None:
        self._reader = reader
        self._name = fieldname
        self._fieldobj = fieldobj
        self._dictionary = reader.fields[fieldname].dictionary if fieldname in reader.fields else ()
        self._number = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that isn't before this one."""
        text = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._dictionary.place(text) if self._dictionary else 0
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        """The current term, None behind the last one."""
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._dictionary[self._number])
        return text

    def term_info(self) -> TermInfo | None:
        """The current term's figures."""
        return self._reader.info(self._name, self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a current term."""
        return self._number < len(self._dictionary)


def _lengths(storage: Storage, name: str) -> dict[str, Array]:
    """The lengths of each field; none before the documents are written."""
    if not storage.file_exists(name):
        return {}
    documents = PartsFile(storage, name)
    return {field: documents.array(f"length/{field}") for field in documents.about["lengths"]}
