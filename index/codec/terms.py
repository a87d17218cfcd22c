"""A segment's terms and postings for Whoosh: written one by one, read from `<segment>.abt`."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pickle import UnpicklingError
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, FieldWriter, Segment, TermsReader
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.formats import Existence, Format, Frequency, Positions
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from index.codec.documents import EXTENSION as DOCUMENTS
from index.codec.matcher import ArrayMatcher
from index.codec.parts import Array, PartsFile, PartsWriter
from index.codec.postings import FieldArrays, FieldPostings, Kind, write_field
from index.codec.stems import StemMaps

EXTENSION = ".abt"
COUNT_BYTES = 4  # of a value of Whoosh's format Frequency

# Formats whose postings are numbers; a subclass may do anything, so it is none of them.
KINDS: dict[type[Format], Kind] = {
    Existence: "listed",
    Frequency: "counted",
    Positions: "placed",
}


class TermsWriter(FieldWriter):
    """Whoosh's protocol for writing postings in the order of fields, terms and documents."""

    def __init__(self, storage: Storage, segment: Segment) -> None:
        self._parts = PartsWriter(segment.create_file(storage, EXTENSION))
        self._stems = StemMaps(self._parts)
        self._fields: list[tuple[str, Kind]] = []
        self._name = ""
        self._field = _Field("listed", Existence())
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        """Begin a field."""
        self._name = fieldname
        kind = KINDS.get(type(fieldobj.format), "raw")
        self._field = _Field(kind, fieldobj.format)

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._field.terms.append(text)
        self._field.counts.append(0)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Add a posting; lengths are kept with the documents."""
        self._field.add(docnum, weight, vbytes)

    def finish_term(self) -> None:
        """End the term."""

    def finish_field(self) -> None:
        """Write the field's parts."""
        self._fields.append((self._name, self._field.kind))
        write_field(self._parts, self._name, self._field.arrays())
        self._stems.add(self._name, self._field.terms)

    def close(self) -> None:
        """Write the table of the file."""
        self._parts.close({"fields": self._fields})
        self.is_closed = True


def write_terms(
    storage: Storage,
    segment: Segment,
    fields: Iterable[tuple[str, FieldArrays]],
    known: Mapping[bytes, bytes] | None = None,
) -> None:
    """Write fields at once, in the order of their names; `known` are stems of forms."""
    parts = PartsWriter(segment.create_file(storage, EXTENSION))
    stems = StemMaps(parts, known)
    kinds: list[tuple[str, Kind]] = []
    for name, arrays in fields:
        write_field(parts, name, arrays)
        stems.add(name, arrays.terms)
        kinds.append((name, arrays.kind))
    parts.close({"fields": kinds})


class _Field:
    """One field's postings while they come in.

    Values that aren't what the format makes (Whoosh's spelling fields have such) turn the whole
    field into one of kind raw.
    """

    def __init__(self, kind: Kind, format_: Format) -> None:
        self.kind = kind
        self.format = format_
        self.terms: list[bytes] = []
        self.counts = array("I")
        self.docs = array("I")
        self.freqs = array("I")
        self.positions = array("I")
        self.weights = array("f")
        self.values: list[bytes] = []

    def add(self, docnum: int, weight: float, value: bytes) -> None:
        if self.kind != "raw" and not self._understand(value):
            self.values = self._made_values()
            self.kind = "raw"
        self.counts[-1] += 1
        self.docs.append(docnum)
        self.weights.append(weight)
        if self.kind == "raw":
            self.values.append(value)

    def _understand(self, value: bytes) -> bool:
        """Note the numbers in a value, if that is all it holds."""
        if self.kind == "listed":
            return not value
        if self.kind == "counted":
            if len(value) != COUNT_BYTES:
                return False
            self.freqs.append(self.format.decode_frequency(value))
            return True
        try:
            positions = self.format.decode_positions(value)
        except (ValueError, IndexError, TypeError, EOFError, UnpicklingError):
            return False
        self.freqs.append(len(positions))
        self.positions.extend(positions)
        return True

    def _made_values(self) -> list[bytes]:
        """The values of the postings so far, made again."""
        if self.kind == "listed":
            return [b""] * len(self.docs)
        if self.kind == "counted":
            return [pack_uint(freq) for freq in self.freqs]
        places = iter(self.positions)
        return [self.format.encode([*islice(places, freq)]) for freq in self.freqs]

    def arrays(self) -> FieldArrays:
        counted = self.kind in ("counted", "placed")
        freqs = np.array(self.freqs, np.uint32) if counted else None
        weights = np.array(self.weights, np.float32)
        usual = bool((weights == (1 if freqs is None else freqs)).all())
        return FieldArrays(
            kind=self.kind,
            terms=self.terms,
            counts=np.array(self.counts),
            docs=np.array(self.docs, np.uint32),
            freqs=freqs,
            positions=np.array(self.positions, np.uint32) if self.kind == "placed" else None,
            weights=None if usual else weights,
            values=self.values if self.kind == "raw" else None,
        )


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
