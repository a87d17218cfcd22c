"""Stored fields on disk: each document's row compressed by itself, with a dictionary they share.

Parts: `stored` (the compressed rows), `stored.at` (their bounds; an empty row is a document
without stored fields), `stored.dictionary` (of zstd; only where there was enough to
learn from). The rows are zstd frames without magic number, checksum and dictionary number.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.codec.packing import read_bounds, write_bounds
from index.codec.parts import PartsFile, PartsWriter
from index.codec.values import ROW, pack_all, pack_row, unpack_row

SAMPLE_BYTES = 1 << 20  # rows are held back until there are so many bytes to learn from
ENOUGH_ROWS = 200  # fewer rows don't earn a dictionary
DICTIONARY_BYTES = 112 << 10
TAKEN = 1_000  # rows that are taken over at a time, unpacked
OFTEN = 100  # rows; who reads more has all bounds worked out, 4 bytes a row: it takes a tenth
# Of zstd's training: trying others makes rows no smaller and takes eight times as long.
_TRAINING = {"k": 256, "d": 6, "f": 18, "accel": 2}
LEVEL = 1  # 3 takes half as long again for 8 % less
TABLE_BITS = 15  # of zstd's table, for a dictionary and rows as ours; more are slower: caches


class StoredWriter:
    """Collects rows in the order of documents and streams them, compressed, into a part.

    A dictionary, if there is one already, is learnt from no rows.
    """

    def __init__(
        self, parts: PartsWriter, dictionary: zstandard.ZstdCompressionDict | None = None
    ) -> None:
        self._parts = parts
        self._numbers: dict[str, int] = {}
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._sizes: list[int] = []
        self._compressor: zstandard.ZstdCompressor | None = None
        self.dictionary = dictionary
        if dictionary:
            self._start()

    def add(self, documents: Sequence[dict[str, Any]]) -> None:
        """Add the stored fields of the next documents."""
        self._add([pack_row(stored, self._numbers) for stored in documents])

    def add_all(self, name: str, values: Sequence[bytes]) -> None:
        """Add one stored field of each of the next documents."""
        self._add(pack_all(name, values, self._numbers))

    def add_of(self, reader: "StoredReader", documents: NDArray[np.intp]) -> None:
        """Add the rows of some documents of another segment; as they are, where that can be."""
        several = np.split(documents, range(TAKEN, len(documents), TAKEN))
        if self._numbers and [*self._numbers] != reader.names:
            for some in several:
                self.add([reader[document] for document in some.tolist()])
            return
        self._numbers = {name: number for number, name in enumerate(reader.names)}
        if self._compressor and _same(self.dictionary, reader.dictionary):
            sizes, data = reader.packed(documents)
            self._sizes.extend(sizes)
            self._parts.append(data)
            return
        for some in several:
            self._add([reader.row(document) for document in some.tolist()])

    def _add(self, rows: list[bytes]) -> None:
        if self._compressor:
            self._write(rows)
            return
        self._waiting.extend(rows)
        self._waiting_bytes += sum(map(len, rows))
        if self._waiting_bytes >= SAMPLE_BYTES:
            self._start()

    def finish(self) -> list[str]:
        """Write what is left, and the other parts; the names of the stored fields."""
        if not self._compressor:
            self._start()
        self._parts.end()
        write_bounds(self._parts, "stored.at", self._sizes)
        if self.dictionary:
            data = np.frombuffer(self.dictionary.as_bytes(), np.uint8)
            self._parts.add("stored.dictionary", data)
        return list(self._numbers)

    def _start(self) -> None:
        if not self.dictionary and len(self._waiting) >= ENOUGH_ROWS:
            self.dictionary = learn(self._waiting)
        self._compressor = compressor(self.dictionary)
        self._parts.begin("stored")
        self._write(self._waiting)
        self._waiting.clear()

    def _write(self, rows: Sequence[bytes]) -> None:
        assert self._compressor is not None
        compress = self._compressor.compress
        data = [compress(row) if row else b"" for row in rows]
        self._sizes.extend(map(len, data))
        self._parts.append(b"".join(data))


class StoredReader:
    """Rows by document number; safe for many threads."""

    def __init__(self, parts: PartsFile, names: list[str]) -> None:
        self.names = names
        self._data = parts.array("stored").data
        self._at = read_bounds(parts, "stored.at")
        self.dictionary: zstandard.ZstdCompressionDict | None = None
        if "stored.dictionary" in parts:
            data = parts.array("stored.dictionary").tobytes()
            self.dictionary = zstandard.ZstdCompressionDict(data)
        self._idle: list[zstandard.ZstdDecompressor] = []
        self._asked = 0
        self._bounds: Sequence[int] | None = None

    def __getitem__(self, document: int) -> dict[str, Any]:
        return unpack_row(self.row(document), self.names)

    def value(self, name: str, document: int) -> Any:
        """The stored field of a name; it is found at once where bytes are all that is stored."""
        row = self.row(document)
        if len(row) > ROW.size:
            number, kind, size = ROW.unpack_from(row)
            if kind == b"b" and ROW.size + size == len(row) and self.names[number] == name:
                return row[ROW.size :]
        return unpack_row(row, self.names)[name]

    def row(self, document: int) -> bytes:
        """The row of a document, unpacked no further."""
        bounds = self._bounds
        if bounds is None:
            start, stop = self._place(document)
        else:
            start, stop = bounds[document], bounds[document + 1]
        if start == stop:
            return b""
        # One thread has a decompressor at a time. To make one for each row costs more than the row,
        # and what was used last by any thread is still in the processor's caches.
        try:
            chosen = self._idle.pop()
        except IndexError:
            chosen = decompressor(self.dictionary)
        row: bytes = chosen.decompress(self._data[start:stop])
        self._idle.append(chosen)
        return row

    def packed(self, documents: NDArray[np.intp]) -> tuple[list[int], bytes]:
        """The rows of some documents as they are on disk: how long each is, and all of them."""
        bounds, data = self._at.all, np.frombuffer(self._data, np.uint8)
        sizes = np.diff(bounds)
        if len(documents) == len(sizes):
            return sizes.tolist(), data.tobytes()
        stay = np.zeros(len(sizes), np.bool_)
        stay[documents] = True
        return sizes[stay].tolist(), data[np.repeat(stay, sizes)].tobytes()

    def _place(self, document: int) -> tuple[int, int]:
        self._asked += 1
        if self._asked > OFTEN:
            self._bounds = self._at.all.data  # gives Python's ints
        return self._at.pair(document)


def _same(
    one: zstandard.ZstdCompressionDict | None, other: zstandard.ZstdCompressionDict | None
) -> bool:
    """Whether two dictionaries are the same, or both are none."""
    return (one and one.as_bytes()) == (other and other.as_bytes())


def learn(rows: Sequence[bytes]) -> zstandard.ZstdCompressionDict | None:
    """A dictionary for rows like these; None where they are too few or too small."""
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, [*rows], **_TRAINING)
    except zstandard.ZstdError:
        return None


def compressor(
    dictionary: zstandard.ZstdCompressionDict | None,
) -> zstandard.ZstdCompressor:
    """A compressor of rows."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        hash_log=TABLE_BITS,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_checksum=False,
        write_dict_id=False,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters)


def decompressor(
    dictionary: zstandard.ZstdCompressionDict | None,
) -> zstandard.ZstdDecompressor:
    """What takes rows apart, for one thread."""
    return zstandard.ZstdDecompressor(dict_data=dictionary, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
