"""Stored fields on disk: each document's row compressed by itself, with a dictionary they share.

Parts: `stored` (the compressed rows), `stored.at` (their bounds; an empty row is a document
without stored fields), `stored.dictionary` (of zstd; only where there was enough to
learn from). The rows are zstd frames without magic number, checksum and dictionary number.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import zstandard

from index.codec.packing import read_bounds, write_bounds
from index.codec.parts import PartsFile, PartsWriter
from index.codec.values import pack_all, pack_row, unpack_row

SAMPLE_BYTES = 1 << 20  # rows are held back until there are so many bytes to learn from
ENOUGH_ROWS = 200  # fewer rows don't earn a dictionary
DICTIONARY_BYTES = 112 << 10
OFTEN = 100  # rows; who reads more has all bounds worked out, 4 bytes a row: it takes a tenth
# Of zstd's training: trying others makes rows no smaller and takes eight times as long.
_TRAINING = {"k": 256, "d": 6, "f": 18, "accel": 2}
LEVEL = 3  # 6 takes three times as long for 6 % less


class StoredWriter:
    """Collects rows in the order of documents and streams them, compressed, into a part."""

    def __init__(self, parts: PartsWriter) -> None:
        self._parts = parts
        self._numbers: dict[str, int] = {}
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._sizes: list[int] = []
        self._compressor: zstandard.ZstdCompressor | None = None
        self._dictionary: zstandard.ZstdCompressionDict | None = None

    def add(self, documents: Sequence[dict[str, Any]]) -> None:
        """Add the stored fields of the next documents."""
        self._add([pack_row(stored, self._numbers) for stored in documents])

    def add_all(self, name: str, values: Sequence[bytes]) -> None:
        """Add one stored field of each of the next documents."""
        self._add(pack_all(name, values, self._numbers))

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
        if self._dictionary:
            data = np.frombuffer(self._dictionary.as_bytes(), np.uint8)
            self._parts.add("stored.dictionary", data)
        return list(self._numbers)

    def _start(self) -> None:
        if len(self._waiting) >= ENOUGH_ROWS:
            self._dictionary = learn(self._waiting)
        self._compressor = compressor(self._dictionary)
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
        self._names = names
        self._data = parts.array("stored").data
        self._at = read_bounds(parts, "stored.at")
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        if "stored.dictionary" in parts:
            data = parts.array("stored.dictionary").tobytes()
            self._dictionary = zstandard.ZstdCompressionDict(data)
        self._idle: list[zstandard.ZstdDecompressor] = []
        self._asked = 0

    def __getitem__(self, document: int) -> dict[str, Any]:
        return unpack_row(self.row(document), self._names)

    def row(self, document: int) -> bytes:
        """The row of a document, unpacked no further."""
        start, stop = self._place(document)
        if start == stop:
            return b""
        # One thread has a decompressor at a time. To make one for each row costs more than the row,
        # and what was used last by any thread is still in the processor's caches.
        try:
            chosen = self._idle.pop()
        except IndexError:
            chosen = decompressor(self._dictionary)
        row: bytes = chosen.decompress(self._data[start:stop])
        self._idle.append(chosen)
        return row

    def _place(self, document: int) -> tuple[int, int]:
        self._asked += 1
        if self._asked <= OFTEN:
            return self._at.pair(document)
        bounds = self._at.all.data  # gives Python's ints
        return bounds[document], bounds[document + 1]


def learn(
    rows: Sequence[bytes], size: int = DICTIONARY_BYTES
) -> zstandard.ZstdCompressionDict | None:
    """A dictionary for rows like these; None where they are too few or too small."""
    try:
        return zstandard.train_dictionary(size, [*rows], **_TRAINING)
    except zstandard.ZstdError:
        return None


def compressor(
    dictionary: zstandard.ZstdCompressionDict | None, level: int = LEVEL
) -> zstandard.ZstdCompressor:
    """A compressor of rows."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level,
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
