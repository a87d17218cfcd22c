"""A file as it lies on disk → its decompressed bytes, whatever it is packed with."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Protocol

from index.readers.text import line_feeds

_CHUNK = 1 << 19  # bytes read at once
_PACKED_CHUNK = 1 << 16  # a compressed file may hold a thousand times more


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _zstandard() -> _Decompressor:
    from zstandard import ZstdDecompressor

    return ZstdDecompressor(max_window_size=1 << 31).decompressobj()


# The first bytes of a compressed file → what unpacks it.
_COMPRESSIONS: dict[bytes, Callable[[], _Decompressor]] = {
    b"\x1f\x8b\x08": lambda: zlib.decompressobj(zlib.MAX_WBITS | 16),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lzma.LZMADecompressor,
    b"\x28\xb5\x2f\xfd": _zstandard,
}
_LONGEST_MAGIC = max(map(len, _COMPRESSIONS))


class Unpacked:
    """The decompressed chunks of a file, told by its first bytes, not by its name.

    `failure` says afterwards why they ended too early, `lines` how many lines they had; `packed`
    is known with the first chunk.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failure = ""
        self.lines = 0
        self.packed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._unpack():
                self.lines += line_feeds(chunk)
                yield chunk
        except EOFError:
            self.failure = "the compressed file is cut short here"
        except _corruptions() as error:
            self.failure = f"the file can't be read further ({error})"

    def _unpack(self) -> Iterator[bytes]:
        start = self._file.read(_LONGEST_MAGIC)
        make = _decompressor(start)
        self.packed = make is not None
        if make is None:
            yield start
            yield from iter(lambda: self._file.read(_CHUNK), b"")
        while make is not None:
            start = yield from self._unpack_one(make(), start)
            make = _decompressor(start)  # files may be packed in several pieces

    def _unpack_one(
        self, decompressor: _Decompressor, data: bytes
    ) -> Generator[bytes, None, bytes]:
        """Yield what one compressed piece holds; returns the first bytes behind it."""
        while not decompressor.eof:
            if not data and not (data := self._file.read(_PACKED_CHUNK)):
                raise EOFError
            yield decompressor.decompress(data)
            data = b""
        rest = decompressor.unused_data.lstrip(b"\0") or self._file.read(_PACKED_CHUNK).lstrip(
            b"\0"
        )
        return rest + self._file.read(_LONGEST_MAGIC)


def _decompressor(start: bytes) -> Callable[[], _Decompressor] | None:
    return next((make for magic, make in _COMPRESSIONS.items() if start.startswith(magic)), None)


def _corruptions() -> tuple[type[Exception], ...]:
    from zstandard import ZstdError

    return OSError, zlib.error, lzma.LZMAError, ZstdError
