"""A segment's terms and postings → `<segment>.abt`: one by one, as Whoosh writes, or in bulk."""

from array import array
from collections.abc import Iterable
from itertools import islice
from pickle import UnpicklingError

import numpy as np
from whoosh.codec.base import FieldWriter, Segment
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.formats import Existence, Format, Frequency, Positions
from whoosh.system import pack_uint

from index.codec.field_writer import FieldArrays, PackedField, packed_field, write_field
from index.codec.packing import U4, bounds, gaps
from index.codec.parts import PartsWriter
from index.codec.postings import Kind
from index.codec.stems import StemMaps
from index.codec.strings import strings
from index.codec.terms import EXTENSION

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
        self._stems = StemMaps()
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
        arrays = self._stems.mapped(self._name, self._field.arrays())
        write_field(self._parts, self._name, packed_field(arrays))

    def close(self) -> None:
        """Write the table of the file."""
        self._parts.close({"fields": self._fields})
        self.is_closed = True


def write_terms(
    storage: Storage, segment: Segment, fields: Iterable[tuple[str, PackedField]]
) -> None:
    """Write fields at once, in the order of their names."""
    parts = PartsWriter(segment.create_file(storage, EXTENSION))
    kinds: list[tuple[str, Kind]] = []
    for name, field in fields:
        write_field(parts, name, field)
        kinds.append((name, field.kind))
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
            terms=strings(self.terms),
            counts=np.array(self.counts),
            docs=np.array(self.docs, np.uint32),
            freqs=freqs,
            places=self._places() if self.kind == "placed" else None,
            weights=None if usual else weights,
            values=self.values if self.kind == "raw" else None,
        )

    def _places(self) -> U4:
        """Positions as differences within a posting."""
        freqs = np.array(self.freqs, np.uint32)
        return gaps(np.array(self.positions, np.uint32), bounds(freqs)[:-1][freqs > 0])
