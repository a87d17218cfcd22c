"""The file of rejects: what a run refused, as JSON lines that can be mended and fed back.

Each line is `{"source", "line", "reason", "format", "text"}`; a mended `text` is read as its
`format`, and what comes of it counts as coming from its `source`.
"""

import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

import orjson

from index.readers import FORMATS
from index.readers.aliases import text_of
from index.readers.json_records import Json
from index.readers.sources import Source
from index.readers.text import mendable, numbered_lines, undecodable
from index.record import Item, Reject

_KEY = re.compile(r'"(source|line|reason)"\s*:')


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
    """A first line with the keys of a reject."""
    line = head.partition("\n")[0]
    return line.startswith("{") and set(_KEY.findall(line)) >= {"source", "line", "reason"}


def read(file: BinaryIO) -> Iterator[Item]:
    """The items of the mended pieces without their sources."""
    return (item for _, item in read_with_sources(file))


def read_with_sources(file: BinaryIO) -> Iterator[tuple[Source, Item]]:
    """The items of the mended pieces, each with the source that it was first read from."""
    for number, line in numbered_lines(file):
        try:
            row = orjson.loads(line)
            yield from _read_row(row if isinstance(row, dict) else {})
        except orjson.JSONDecodeError as error:
            if line.strip():
                reason = undecodable(line) or f"not JSON: {error}"
                yield Source("", "rejects", "rejects"), Reject(number, reason, mendable(line))


def _read_row(row: Json) -> Iterator[tuple[Source, Item]]:
    path = text_of(row.get("source"))  # as it was: the file need not be there any more
    label = "standard input" if path == "-" else PurePath(path).name
    source = Source(path, label, text_of(row.get("format")))
    line = row.get("line")
    for item in list(_items(row, source.format)) or [_again(row)]:
        if isinstance(item, Reject):
            item = Reject(line if isinstance(line, int) else 0, item.reason, item.text)
        yield source, item


def _again(row: Json) -> Reject:
    """The same reject: its text is still empty, or it names no format."""
    return Reject(0, text_of(row.get("reason")) or "no record in it", text_of(row.get("text")))


def _items(row: Json, format: str) -> Iterator[Item]:
    module = next((row.load() for row in FORMATS if row.name == format), None)
    if module is not None and format != "rejects":
        yield from module.read(io.BytesIO(text_of(row.get("text")).encode()))
