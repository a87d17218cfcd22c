"""The bytes of a source → its text: decoding, lines, white space and markup, for all readers.

Text is decoded so that bytes which aren't UTF-8 stand in it as lone surrogates (Python's
`surrogateescape`): a reader goes on past them, and `undecodable` tells which record holds one.
"""

import codecs
import html
import io
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

# UTF-32's little-endian mark begins with UTF-16's: it comes first.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LONGEST_BOM = 4

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)])
# Known names and well-formed attributes only: "x <y and z> w" is no tag.
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*"
_TAG = re.compile(
    r"</?(?:(?:jats|mml|xhtml|m|ce|sb|tp):[\w.-]+|p|br|div|span|i|b|u|em|strong|small|sub|sup|inf|sc"
    r"|italic|bold|underline|monospace|title|h[1-6]|sec|section|list|list-item|ul|ol|li|tt|code|a"
    r"|font|table|tr|td|th|tbody|abstract|math|m[ionr]|ms(?:up|ub|ubsup|qrt|pace|tyle)|mfrac|mrow"
    r"|mtext|mover|munder|mfenced|mtable|mtr|mtd|inline-formula|disp-formula|tex-math|xref"
    r"|ext-link|named-content|styled-content)" + _ATTRIBUTES + r"/?>",
    re.I,
)
_BREAKING_TAG = re.compile(
    r"</?(?:jats:)?(?:p|br|div|sec|section|title|li|ul|ol|list|list-item|h[1-6]|tr|td)"
    + _ATTRIBUTES
    + r"/?>",
    re.I,
)
_POWER = re.compile(r"(?<=\d)<(?:jats:)?sup>(?=[-+−–]?\d)", re.I)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#\d+|#[xX][0-9a-fA-F]+);")
_ABSTRACT_HEADING = re.compile(r"<(?:jats:)?title>\s*abstract\s*</(?:jats:)?title>", re.I)


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark tells, and the mark's length; UTF-8 without one."""
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return encoding, len(bom)
    return "utf-8", 0


def decode(data: bytes) -> str:
    """All of `data` as text without its byte order mark; bytes that aren't UTF-8 as surrogates."""
    encoding, length = encoding_of(data)
    return data[length:].decode(encoding, _errors(encoding))


def open_text(file: BinaryIO) -> io.TextIOWrapper:
    """The file as a stream of text in which every line ends in "\\n"."""
    start = file.read(LONGEST_BOM)
    encoding, length = encoding_of(start)
    raw = Chunks(_chain(start[length:], file))
    return io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), encoding, _errors(encoding))


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines of a file without their ends, counted from 1."""
    for number, line in enumerate(open_text(file), 1):
        yield number, line.rstrip("\n")


def byte_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file in UTF-8, ends and all: the fast way for formats of one line a record."""
    start = file.read(LONGEST_BOM)
    encoding, length = encoding_of(start)
    if encoding != "utf-8":
        text = io.TextIOWrapper(io.BufferedReader(Chunks(_chain(start[length:], file))), encoding)
        text.reconfigure(errors="replace")
        return (line.encode() for line in text)
    return iter(io.BufferedReader(Chunks(_chain(start[length:], file)), 1 << 18))


def line_feeds(data: bytes) -> int:
    """How many there are; `bytes.count` takes ten times as long."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))


def undecodable(text: str) -> str:
    """Why a record can't be taken ("not UTF-8: byte 0xe9 after …"), or "" where all is well."""
    if text.isascii() or not (found := _SURROGATE.search(text)):
        return ""
    code = ord(found[0])
    name = f"byte 0x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"
    line = text[: found.start()].rpartition("\n")[2]
    before = line[-20:].strip()
    return f"not UTF-8: {name} after {before!r}" if before else f"not UTF-8: {name}"


def mendable(text: str) -> str:
    """A refused text for people: bytes that aren't UTF-8 as Windows-1252 would show them."""
    if text.isascii():
        return text
    return _SURROGATE.sub(_windows_1252, text)


def fold(text: str) -> str:
    """The text with white space trimmed and folded to single spaces, no control characters."""
    if text.isprintable() and "  " not in text:  # mostly so; the blank is the only one printable
        return text.strip(" ")
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join(folded.translate(_CONTROLS).split())


def fold_all(texts: Sequence[str]) -> list[str]:
    """The same of many texts, which are looked through at once: a quarter of the time."""
    import numpy as np

    texts = [text.strip() for text in texts]
    shown = [text if text.isascii() else "\0" for text in texts]
    data = np.frombuffer("".join(shown).replace("\n", " ").encode(), np.uint8)
    is_blank = data == ord(" ")
    is_odd = data - np.uint8(ord(" ")) >= ord("~") + 1 - ord(" ")  # below a blank, too: it wraps
    is_odd[1:] |= is_blank[1:] & is_blank[:-1]
    folded = [text.replace("\n", " ") for text in texts]
    ends = np.cumsum([*map(len, shown)])
    for number in {*np.searchsorted(ends, np.flatnonzero(is_odd), "right").tolist()}:
        folded[number] = fold(texts[number])
    return folded


def plain(text: str) -> str:
    """The text without markup: JATS and HTML tags go, entities become characters.

    Entities are resolved twice, since exports often escape what was escaped already. A `<` that
    begins no tag stays.
    """
    if "<" not in text and "&" not in text:
        return fold(text)
    text = _unescape(text)
    text = _ABSTRACT_HEADING.sub(" ", text)
    text = _POWER.sub("^", text)  # 10<sup>5</sup> isn't 105
    text = _TAG.sub("", _BREAKING_TAG.sub(" ", text))
    return fold(_unescape(text))


def _unescape(text: str) -> str:
    """Only what ends in ";": Python takes "&nothing" for "¬hing"."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


class Chunks(io.RawIOBase):
    """An iterator of bytes as a raw stream, so that a BufferedReader can read it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with what the next chunk has; 0 at the end."""
        target = memoryview(buffer)  # type: ignore[arg-type]  # the base class says only "a buffer"
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _chain(start: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield start
    while chunk := file.read(1 << 18):
        yield chunk


def _errors(encoding: str) -> str:
    """UTF-16 and UTF-32 know no surrogateescape: what is broken there becomes U+FFFD."""
    return "surrogateescape" if encoding == "utf-8" else "replace"


def _windows_1252(found: re.Match[str]) -> str:
    code = ord(found[0])
    if not 0xDC80 <= code <= 0xDCFF:
        return "\ufffd"
    byte = bytes([code - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no character there
        return byte.decode("latin-1")
