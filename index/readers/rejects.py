"""The file of rejects: what a run refused, as JSON lines that can be mended and fed back.

Each line is `{"source", "line", "reason", "format", "text"}`; a mended `text` is read as its
`format`, and what comes of it counts as coming from its `source`.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from index.readers import FORMATS
from index.readers.json_objects import Json, Piece, objects, parse, text_of
from index.readers.sources import Source, make_source
from index.readers.text import numbered_lines
from index.record import Item, Reject

_KEYS = frozenset(["source", "line", "reason", "format", "text"])


def to_line(source: Source, reject: Reject) -> str:
    """The line of the file for one reject, with its end."""
    row = {
        "source": source.path,
        "line": reject.line,
        "reason": reject.reason,
        "format": source.format,
        "text": reject.text,
    }
    return orjson.dumps(row).decode() + "\n"


def sniff(head: str) -> bool:
    """A first object with the keys of a reject."""
    first = next(objects(head.partition("\n")[0]), None)
    return isinstance(first, Piece) and set(first.value) >= _KEYS


def read(file: BinaryIO) -> Iterator[Item]:
    """The items of the mended pieces without their sources."""
    return (item for _, item in read_with_sources(file))


def read_with_sources(file: BinaryIO) -> Iterator[tuple[Source, Item]]:
    """The items of the mended pieces, each with the source that it was first read from."""
    for number, line in numbered_lines(file):
        if line.strip():
            yield from _read_piece(parse(number, line))


def _read_piece(piece: Piece | Reject) -> Iterator[tuple[Source, Item]]:
    if isinstance(piece, Reject):
        yield Source("", "rejects", "rejects"), piece
        return
    source = make_source(text_of(piece.value.get("source")), text_of(piece.value.get("format")))
    items = list(_items(piece.value, source.format))
    if not items:
        reason = text_of(piece.value.get("reason")) or "no record in it"
        items = [Reject(0, reason, text_of(piece.value.get("text")))]
    first = _line(piece.value)
    for item in items:
        if isinstance(item, Reject):
            item = Reject(first, item.reason, item.text)
        yield source, item


def _items(row: Json, format: str) -> Iterator[Item]:
    module = next((row.load() for row in FORMATS if row.name == format), None)
    if module is not None and format != "rejects":
        yield from module.read(io.BytesIO(text_of(row.get("text")).encode()))


def _line(row: Json) -> int:
    line = row.get("line")
    return line if isinstance(line, int) else 0
