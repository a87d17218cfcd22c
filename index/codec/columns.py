"""Columns inside a file of parts: numbers and sets as arrays, any other through its own code.

Parts of a column f: `column/f`, which is a NumericColumn's numbers, one a document; or the bytes
that the column's own writer made; or a SetColumn's numbers, in the narrowest unsigned dtype,
beside `column/f.rows` (bounds: the numbers of each document) and `column/f.text`,
`column/f.text.at` (the dictionary that they are numbered in).
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import Column, ColumnReader, NumericColumn
from whoosh.filedb.structfile import StructFile

from index.codec.dictionary import Dictionary, read_dictionary, write_dictionary
from index.codec.numbering import Numbering
from index.codec.packing import read_bounds, write_bounds
from index.codec.parts import Array, PartsFile, PartsWriter
from index.codec.strings import distinct, encoded
from index.columns import SetColumn


def is_number(column: Column) -> bool:
    """Whether a column's values are kept as an array."""
    return type(column) is NumericColumn


def column_writer(column: Column) -> "NumberWriter | SetWriter | OtherWriter":
    """What collects a column's values."""
    if is_number(column):
        return NumberWriter(column)
    return SetWriter() if type(column) is SetColumn else OtherWriter(column)


class NumberWriter:
    """Collects the numbers of a NumericColumn."""

    def __init__(self, column: NumericColumn) -> None:
        code = column._typecode
        kind = "f" if code in "fd" else "u" if code.isupper() else "i"
        self._dtype = np.dtype(f"<{kind}{struct.calcsize('<' + code)}")
        self._default = column.default_value()
        self._documents = array("I")
        self._values = array(code)

    def add(self, docnum: int, value: int | float) -> None:
        """Note the number of one document."""
        self._documents.append(docnum)
        self._values.append(value)

    def add_all(self, first: int, values: Sequence[int | float]) -> None:
        """Note the numbers of consecutive documents."""
        self._documents.extend(range(first, first + len(values)))
        self._values.extend(values)

    def add_of(self, first: int, reader: "NumberReader", documents: NDArray[np.intp]) -> None:
        """Note those of some documents of another segment, as consecutive ones."""
        self.add_all(first, reader.numbers[documents].tolist())

    def tokens(self, count: int) -> tuple[list[int | float], Array, Array]:
        """(values, numbers, lengths): the distinct numbers, and which each document has, if any."""
        values = self._all(count)
        is_told = values != self._default
        found, numbers = distinct(values[is_told])
        return found.tolist(), numbers, is_told.astype(np.uint32)

    def write(self, parts: PartsWriter, name: str, count: int) -> None:
        """Write the numbers of `count` documents; those without one have the default."""
        parts.add(f"column/{name}", self._all(count))

    def _all(self, count: int) -> Array:
        numbers = np.full(count, self._default, self._dtype)
        numbers[np.array(self._documents)] = np.array(self._values)
        return numbers


class SetWriter:
    """Collects the values of a SetColumn."""

    def __init__(self) -> None:
        self._values: Numbering[str] = Numbering()
        self._documents = array("I")
        self._sizes = array("I")

    def add(self, docnum: int, value: Sequence[str]) -> None:
        """Note the values of one document; documents ascend."""
        self.add_all(docnum, [value])

    def add_all(self, first: int, values: Sequence[Sequence[str]]) -> None:
        """Note the values of consecutive documents."""
        self._documents.extend(range(first, first + len(values)))
        self._sizes.extend(map(len, values))
        self._values.extend(chain.from_iterable(values))

    def add_of(self, first: int, reader: "SetReader", documents: NDArray[np.intp]) -> None:
        """Note those of some documents of another segment, ascending, as consecutive ones."""
        offsets, numbers, dictionary = reader.sets
        stay = np.zeros(len(offsets) - 1, np.bool_)
        stay[documents] = True
        sizes = np.diff(offsets)
        values = [value.decode() for value in dictionary]
        self._documents.extend(range(first, first + len(documents)))
        self._sizes.extend(sizes[stay].tolist())
        self._values.extend(map(values.__getitem__, numbers[np.repeat(stay, sizes)].tolist()))

    def tokens(self, count: int) -> tuple[list[str], Array, Array]:
        """(values, numbers, lengths): the distinct values, and which each document has."""
        lengths = np.zeros(count, np.uint32)
        lengths[np.frombuffer(self._documents, np.uint32)] = self._sizes
        return [*self._values.first], self._values.numbers(), lengths

    def write(self, parts: PartsWriter, name: str, count: int) -> None:
        """Write the sets of `count` documents, the values numbered in their sorted order."""
        found, rows, sizes = self.tokens(count)
        values = encoded(found)
        order = values.order()  # that of UTF-8 is that of code points
        ranks = np.empty(len(values), np.min_scalar_type(len(values)))
        ranks[order] = np.arange(len(values))
        parts.add(f"column/{name}", ranks[rows])
        write_bounds(parts, f"column/{name}.rows", sizes)
        write_dictionary(parts, f"column/{name}", values.take(order))


class OtherWriter:
    """Lets a column's own writer write, into memory."""

    def __init__(self, column: Column) -> None:
        self._file = StructFile(BytesIO())
        self._writer = column.writer(self._file)

    def add(self, docnum: int, value: Any) -> None:
        """Pass on the value of one document."""
        self._writer.add(docnum, value)

    def add_all(self, first: int, values: Sequence[Any]) -> None:
        """Pass on the values of consecutive documents."""
        for number, value in enumerate(values, first):
            if value:
                self._writer.add(number, value)

    def add_of(self, first: int, reader: ColumnReader, documents: NDArray[np.intp]) -> None:
        """Pass on those of some documents of another segment, as consecutive ones."""
        self.add_all(first, [reader[document] for document in documents.tolist()])

    def write(self, parts: PartsWriter, name: str, count: int) -> None:
        """Write the bytes that came of it."""
        self._writer.finish(count)
        parts.add(f"column/{name}", np.frombuffer(self._file.raw_file().getvalue(), np.uint8))


def column_reader(parts: PartsFile, name: str, column: Column, count: int) -> ColumnReader:
    """A new reader of the column of `count` documents."""
    part = parts.array(f"column/{name}")
    if is_number(column):
        return NumberReader(part, column.default_value())
    if type(column) is SetColumn:
        return SetReader(read_sets(parts, name))
    return column.reader(PartFile(part), 0, len(part), count)


class Sets(NamedTuple):
    """A SetColumn: document d has the values numbers[offsets[d]:offsets[d + 1]], in that order."""

    offsets: NDArray[np.uint32]
    numbers: Array
    values: Dictionary


def read_sets(parts: PartsFile, name: str) -> Sets:
    """Map a SetColumn; its offsets alone are computed."""
    rows = read_bounds(parts, f"column/{name}.rows")
    dictionary = read_dictionary(parts, f"column/{name}")
    return Sets(rows.all, parts.array(f"column/{name}"), dictionary)


class SetReader(ColumnReader):
    """A SetColumn over its arrays."""

    def __init__(self, sets: Sets) -> None:
        self.sets = sets
        self._doccount = len(sets.offsets) - 1

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        start, stop = self.sets.offsets[docnum : docnum + 2].tolist()
        values = self.sets.values
        return tuple(values[number].decode() for number in self.sets.numbers[start:stop].tolist())


class NumberReader(ColumnReader):
    """A NumericColumn over its mapped `numbers`."""

    def __init__(self, numbers: Array, default: int | float) -> None:
        self.numbers = numbers
        self._default = default
        self._reverse = False
        self._doccount = len(numbers)

    def __getitem__(self, docnum: int) -> Any:
        return self.numbers[docnum].item()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.numbers.tolist())

    def load(self) -> Any:
        """All numbers; Whoosh sorts and indexes this."""
        return self.numbers.tolist()

    def sort_key(self, docnum: int) -> Any:
        """The number, negative in reverse order."""
        key = self[docnum]
        return 0 - key if self._reverse else key

    def set_reverse(self) -> None:
        """Sort in reverse order from now on."""
        self._reverse = True


class PartFile(StructFile):
    """A part as the file that Whoosh's column readers expect; `get` reads without a position."""

    def __init__(self, part: Array) -> None:
        self.part = part
        self._view = part.data
        self._bytes: BytesIO | None = None
        self._name = "part"
        self.is_real = False
        self.is_closed = False
        self.onclose = None

    @property
    def file(self) -> BytesIO:
        """For readers that keep a position of their own: a copy of the part."""
        if self._bytes is None:
            self._bytes = BytesIO(self._view)
        return self._bytes

    def get(self, position: int, length: int) -> bytes:
        """Some bytes of the part."""
        return bytes(self._view[position : position + length])

    def close(self) -> None:
        """There is nothing to close: the part belongs to its reader."""
