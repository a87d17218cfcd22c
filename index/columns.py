"""A Whoosh column of sets: each paper's values of one field, numbered, ready to be counted."""

import itertools
import struct
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import Column, ColumnReader, ColumnWriter
from whoosh.filedb.structfile import StructFile

HEADER = struct.Struct("<QQQ")  # number of distinct values, of numbers, of bytes of text


class SetColumn(Column):
    """Holds a tuple of strings for each document; documents without a value have the empty one.

    On disk: HEADER, then offsets (uint32, documents + 1), numbers (uint32), offsets of the text
    (uint32, values + 1), text (UTF-8); values are numbered in their own sorted order.
    """

    _default: tuple[str, ...] = ()

    def stores_lists(self) -> bool:
        """Whoosh's question; yes."""
        return True

    class Writer(ColumnWriter):
        """Collects the values in memory and writes them at the end."""

        def __init__(self, dbfile: StructFile) -> None:
            super().__init__(dbfile)
            self._rows: dict[int, Sequence[str]] = {}

        def fill(self, docnum: int) -> None:
            """Documents that are left out have no values; nothing is to be written for them."""

        def add(self, docnum: int, value: Sequence[str]) -> None:
            """Note the values of one document."""
            self._rows[docnum] = value

        def finish(self, docnum: int) -> None:
            """Write the column of `docnum` documents."""
            values = sorted({value for row in self._rows.values() for value in row})
            number = {value: i for i, value in enumerate(values)}
            rows = [self._rows.get(doc, ()) for doc in range(docnum)]
            numbers = [number[value] for row in rows for value in row]
            texts = [value.encode() for value in values]
            self._dbfile.write(HEADER.pack(len(values), len(numbers), sum(map(len, texts))))
            self._dbfile.write(_offsets([len(row) for row in rows]).tobytes())
            self._dbfile.write(np.array(numbers, dtype="<u4").tobytes())
            self._dbfile.write(_offsets([len(text) for text in texts]).tobytes())
            self._dbfile.write(b"".join(texts))

    class Reader(ColumnReader):
        """The column as arrays.

        `values` are the distinct strings in sorted order; document d has the numbers
        `numbers[offsets[d]:offsets[d + 1]]`, each an index into `values`.
        """

        offsets: NDArray[np.uint32]
        numbers: NDArray[np.uint32]
        values: list[str]

        def __init__(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> None:
            super().__init__(dbfile, basepos, length, doccount)
            block = bytes(dbfile.get(basepos, length))
            n_values, n_numbers, _ = HEADER.unpack_from(block)
            start = HEADER.size
            self.offsets = np.frombuffer(block, "<u4", doccount + 1, start)
            start += self.offsets.nbytes
            self.numbers = np.frombuffer(block, "<u4", n_numbers, start)
            start += self.numbers.nbytes
            bounds = np.frombuffer(block, "<u4", n_values + 1, start).tolist()
            text = block[start + 4 * (n_values + 1) :]
            self.values = [text[a:b].decode() for a, b in itertools.pairwise(bounds)]

        def __getitem__(self, docnum: int) -> tuple[str, ...]:
            row = self.numbers[self.offsets[docnum] : self.offsets[docnum + 1]]
            return tuple(self.values[i] for i in row)

        def __iter__(self) -> Iterator[tuple[str, ...]]:
            return (self[doc] for doc in range(len(self)))

        def sort_key(self, docnum: int) -> tuple[str, ...]:
            """The values themselves."""
            return self[docnum]


def _offsets(lengths: list[int]) -> NDArray[np.uint32]:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype("<u4")
