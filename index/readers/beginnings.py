"""An unpacked file → its first bytes, by which its format is told, and all of it as a stream.

A file in Windows-1252 (Latin-1 is part of it), as older programs write it, is given as UTF-8.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from index.readers.text import Chunks, encoding_of
from index.readers.unpacked import Unpacked

HEAD = 1 << 16  # bytes that a format is told by
WESTERN = "Windows-1252"

_CHARACTERS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")  # in UTF-8, but for a few that can't be
_RUN = re.compile(rb"[\x80-\xff]{4}")  # letters of other scripts come in rows, accents don't
_UNKNOWN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class Beginning(NamedTuple):
    """`encoding` is WESTERN where head and stream were recoded, else empty."""

    head: bytes
    stream: BinaryIO
    encoding: str


def beginning(unpacked: Unpacked) -> Beginning:
    """The beginning of a file; its head has up to HEAD bytes."""
    chunks = iter(unpacked)
    head = b""
    while len(head) < HEAD and (chunk := next(chunks, None)) is not None:
        head += chunk
    encoding = WESTERN if is_western(head[:HEAD]) else ""

    def all_chunks() -> Iterator[bytes]:
        yield head
        yield from chunks

    found = map(_recoded, all_chunks()) if encoding else all_chunks()
    start = _recoded(head) if encoding else head
    return Beginning(start[:HEAD], io.BufferedReader(Chunks(found), 1 << 18), encoding)


def is_western(head: bytes) -> bool:
    """Whether letters outside of ASCII look like accented ones in Windows-1252.

    None of them may be UTF-8's. Other scripts are known by their rows of such letters; of Central
    Europe's languages, whose code page differs, nothing tells. XML says itself what it is in, and
    JSON is UTF-8.
    """
    if head.isascii() or encoding_of(head) != ("utf-8", 0) or b"\0" in head:
        return False
    if head.lstrip().startswith((b"<", b"{", b"[")):
        return False
    return not any(found.search(head) for found in (_CHARACTERS, _RUN, _UNKNOWN))


def _recoded(chunk: bytes) -> bytes:
    return chunk.decode("cp1252", "replace").encode()
