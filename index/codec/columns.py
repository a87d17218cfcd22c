"""Columns inside a file of parts: numbers as arrays, any other column through its own code."""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
from whoosh.columns import Column, ColumnReader, NumericColumn
from whoosh.filedb.structfile import StructFile

from index.codec.parts import Array


def is_number(column: Column) -> bool:
    """Whether a column's values are kept as an array."""
    return type(column) is NumericColumn


class NumberWriter:
    """Collects the numbers of a NumericColumn; `array` after `finish`."""

    array: Array

    def __init__(self, column: NumericColumn) -> None:
        code = column._typecode
        kind = "f" if code in "fd" else "u" if code.isupper() else "i"
        self._dtype = np.dtype(f"<{kind}{struct.calcsize('<' + code)}")
        self._default = column.default_value()
        self._values: dict[int, int | float] = {}

    def add(self, docnum: int, value: int | float) -> None:
        """Note the number of one document."""
        self._values[docnum] = value

    def finish(self, docnum: int) -> None:
        """Make the array of `docnum` documents; those without a number have the default."""
        self.array = np.full(docnum, self._default, self._dtype)
        if self._values:
            values = np.array(list(self._values.values()), self._dtype)
            self.array[list(self._values)] = values


class NumberReader(ColumnReader):
    """A NumericColumn over its mapped `array`."""

    def __init__(self, array: Array, default: int | float) -> None:
        self.array = array
        self._default = default
        self._reverse = False
        self._doccount = len(array)

    def __getitem__(self, docnum: int) -> Any:
        return self.array[docnum].item()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array.tolist())

    def load(self) -> Any:
        """All numbers; Whoosh sorts and indexes this."""
        return self.array.tolist()

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
