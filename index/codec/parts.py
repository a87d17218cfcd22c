"""The file under every segment: named arrays, one behind the other, checked and memory-mapped.

    0        MAGIC (8 bytes), VERSION (uint32), zeros up to ALIGN
    …        the parts; each begins at a multiple of ALIGN, the gaps are zeros
    table    JSON: {"parts": {name: [dtype, shape, offset, bytes, CRC-32]}, "about": {…}}
    tail     TAIL: offset, bytes and CRC-32 of the table, then END

All numbers are little-endian. The tail comes last, so that a file cut short at any byte is
known by its end; opening checks tail and table, `damage` every other byte.
"""

import json
import mmap
import os
import struct
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile

from index.errors import IndexDamagedError, IndexVersionError

MAGIC = b"Abseek\r\n"
END = b"\r\nkeesbA"
VERSION = 1
ALIGN = 64
HEAD = struct.Struct("<8sI")
TAIL = struct.Struct("<QQI8s")
AT_ONCE = 2 << 20  # bytes; what Linux is handed at once it keeps on a large page, where it can

Array = NDArray[Any]  # the dtype is the part's own


class PartsWriter:
    """Writes one file front to back; `close` makes it durable."""

    def __init__(self, file: StructFile) -> None:
        self._file = file
        self._parts: dict[str, tuple[str, list[int], int, int, int]] = {}
        self._open: tuple[str, int, int] | None = None  # name, offset, CRC of the streamed part
        self._offset = 0
        self._held, self._count = memoryview(bytearray(AT_ONCE)), 0  # not yet handed to the file
        self._write(HEAD.pack(MAGIC, VERSION))

    def add(self, name: str, array: Array) -> None:
        """Write a whole part."""
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        data = array.reshape(-1).view(np.uint8).data
        self._pad()
        entry = (array.dtype.str, list(array.shape), self._offset, len(data), crc32(data))
        self._parts[name] = entry
        self._write(data)

    def begin(self, name: str) -> None:
        """Begin a part of bytes that arrives in pieces; no other may be added until `end`."""
        self._pad()
        self._open = (name, self._offset, 0)

    def append(self, data: bytes) -> None:
        """Write the next piece of the part that `begin` began."""
        assert self._open is not None
        name, offset, checksum = self._open
        self._open = (name, offset, crc32(data, checksum))
        self._write(data)

    def end(self) -> None:
        """End the part that `begin` began."""
        assert self._open is not None
        name, offset, checksum = self._open
        size = self._offset - offset
        self._parts[name] = ("|u1", [size], offset, size, checksum)
        self._open = None

    def close(self, about: dict[str, Any]) -> None:
        """Write table and tail, and wait until the disk has the file."""
        self._pad()
        table = json.dumps({"parts": self._parts, "about": about}, ensure_ascii=False).encode()
        tail = TAIL.pack(self._offset, len(table), crc32(table), END)
        self._write(table + tail)
        self._file.write(self._held[: self._count])
        self._file.flush()
        descriptor = _descriptor(self._file)
        if descriptor is not None:
            os.fsync(descriptor)
        self._file.close()

    def _pad(self) -> None:
        self._write(bytes(-self._offset % ALIGN))

    def _write(self, data: bytes | memoryview) -> None:
        self._offset += len(data)
        rest = memoryview(data)
        while self._count + len(rest) >= len(self._held):
            room = len(self._held) - self._count
            self._held[self._count :] = rest[:room]
            self._file.write(self._held)
            rest, self._count = rest[room:], 0
        self._held[self._count : self._count + len(rest)] = rest
        self._count += len(rest)


class PartsFile:
    """A file of parts, open for reading. Arrays are views of the map; safe for many threads."""

    def __init__(self, storage: Storage, name: str) -> None:
        self.name = name
        self._data = _map(storage, name)
        table = self._table()
        self.about: dict[str, Any] = table["about"]
        self._parts: dict[str, tuple[str, list[int], int, int, int]] = table["parts"]

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> Iterator[str]:
        """The names of the parts, in the order of the file."""
        return iter(self._parts)

    def array(self, name: str) -> Array:
        """A part, read-only; KeyError where there is none."""
        dtype, shape, offset, size, _ = self._parts[name]
        data = self._data[offset : offset + size]
        return np.frombuffer(data, dtype).reshape(shape)

    def place(self, name: str) -> tuple[int, int]:
        """Offset and bytes of a part within the file; zeros where there is none."""
        if name not in self._parts:
            return 0, 0
        _, _, offset, size, _ = self._parts[name]
        return offset, size

    def whole(self) -> Array:
        """The bytes of the file, read-only."""
        return np.frombuffer(self._data, np.uint8)

    def damage(self) -> list[str]:
        """Read every byte; what isn't as it was written, in words; empty for a sound file."""
        found = []
        at = HEAD.size
        for name, (_, _, offset, size, checksum) in self._parts.items():
            if any(self._data[at:offset]):
                found.append(f"{self.name}: altered before part {name}")
            if crc32(self._data[offset : offset + size]) != checksum:
                found.append(f"{self.name}: altered in part {name}")
            at = offset + size
        if any(self._data[at : self._table_at]):
            found.append(f"{self.name}: altered before its table")
        return found

    def _table(self) -> dict[str, Any]:
        self._check_head()
        if len(self._data) < ALIGN + TAIL.size:
            raise IndexDamagedError(f"{self.name}: cut short")
        offset, size, checksum, end = TAIL.unpack(self._data[-TAIL.size :])
        if end != END or offset + size + TAIL.size != len(self._data):
            raise IndexDamagedError(f"{self.name}: cut short")
        data = self._data[offset : offset + size]
        if crc32(data) != checksum:
            raise IndexDamagedError(f"{self.name}: altered in its table")
        self._table_at = offset
        table: dict[str, Any] = json.loads(bytes(data))
        return table

    def _check_head(self) -> None:
        head = bytes(self._data[: HEAD.size])
        if head[: len(MAGIC)] != MAGIC or len(head) < HEAD.size:
            raise IndexDamagedError(f"{self.name}: not a file of this index")
        version = HEAD.unpack(head)[1]
        if version != VERSION:
            raise IndexVersionError(
                f"{self.name}: made in version {version} of the format, this program reads"
                f" version {VERSION}; make the index anew (abseek reindex --fresh)"
            )


def _map(storage: Storage, name: str) -> memoryview:
    """The file's bytes: mapped where the storage has real files, else as the storage has them."""
    try:
        file = storage.open_file(name)
    except (FileNotFoundError, NameError) as error:
        raise IndexDamagedError(f"{name}: missing") from error
    try:
        descriptor = _descriptor(file)
        if descriptor is not None and os.fstat(descriptor).st_size:
            return memoryview(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ))
        return memoryview(file.read())
    finally:
        file.close()


def _descriptor(file: StructFile) -> int | None:
    """None for a file in memory; such a file has a `fileno`, too, that raises."""
    try:
        return int(file.fileno())
    except (AttributeError, OSError):
        return None
