"""An unpacked file → its first bytes, by which its format is told, and all of it as a stream.

A file in Windows-1252 (Latin-1 is part of it), as older programs write it, is given as UTF-8.
What in it is UTF-8 stays: files are joined, and a line of another one spoils no letter of the rest.
"""

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from index.readers.text import Chunks, encoding_of
from index.readers.unpacked import Unpacked

HEAD = 1 << 16  # bytes that a format is told by
WESTERN = "Windows-1252"
_WESTERN_LETTERS = "abseek.western"  # what decodes bytes that aren't UTF-8

_CHARACTERS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")  # in UTF-8, but for a few that can't be
_RUN = re.compile(rb"[\x80-\xff]{4}")  # letters of other scripts come in rows, accents don't
_LEADS = range(0xC2, 0xF5)  # bytes that a character of several begins with
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
    if encoding:
        chunks = _recoded(chain([head], chunks))
        head = next(chunks)
    stream = io.BufferedReader(Chunks(chain([head], chunks)), 1 << 18)
    return Beginning(head[:HEAD], stream, encoding)


def is_western(head: bytes) -> bool:
    """Whether letters outside of ASCII look like accented ones in Windows-1252.

    None of them may be UTF-8's; the last one of a full head may be cut and doesn't count. Other
    scripts are known by their rows of such letters; of Central Europe's languages, whose code page
    differs, nothing tells. XML says itself what it is in, and JSON is UTF-8.
    """
    if len(head) >= HEAD and head[-1] in _LEADS:
        head = head[:-1]
    if head.isascii() or encoding_of(head) != ("utf-8", 0) or b"\0" in head:
        return False
    if head.lstrip().startswith((b"<", b"{", b"[")):
        return False
    return not any(found.search(head) for found in (_CHARACTERS, _RUN, _UNKNOWN))


def _recoded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks in UTF-8, one for one and a last one; bytes without a character stay."""
    decoder = codecs.getincrementaldecoder("utf-8")(_WESTERN_LETTERS)
    for chunk in chunks:
        yield decoder.decode(chunk).encode(errors="surrogateescape")
    yield decoder.decode(b"", final=True).encode(errors="surrogateescape")


def _western_letters(error: UnicodeError) -> tuple[str, int]:
    """The characters of bytes that aren't UTF-8, and where decoding goes on."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    letters = error.object[error.start : error.end]
    known = _UNKNOWN.search(letters) is None
    text = letters.decode("cp1252") if known else letters.decode("ascii", "surrogateescape")
    return text, error.end


codecs.register_error(_WESTERN_LETTERS, _western_letters)
