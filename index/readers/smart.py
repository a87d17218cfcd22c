"""SMART's format of the classic test collections: ".I 1", then fields such as ".T", ".A", ".W".

Cranfield, CACM, CISI, MED and ADI are spread in it; OHSUMED's variant has ".U" for the id, ".S" for
the source and ".M" for headings of MeSH.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.readers.checks import checked
from index.readers.classics import classic_authors, classic_date
from index.readers.text import fold, mendable, numbered_lines
from index.record import Item, Record, Reject

_ITEM = re.compile(r"\.I\s+(\S+)\s*$")
_FIELD = re.compile(r"\.([A-Z])\s*$")
_START = re.compile(r"\s*\.I[ \t]+\S+[ \t]*\n\.[A-Z][ \t]*\n")

Fields = dict[str, list[str]]


def sniff(head: str) -> bool:
    """A first line with an item's number, and a field's name alone on the second."""
    return _START.match(head.replace("\r\n", "\n")) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an item; text before the first item is refused."""
    lines: list[str] = []
    first = 1
    for number, line in numbered_lines(file):
        if _ITEM.match(line) and lines:
            yield from _item(first, lines)
            lines, first = [], number
        lines.append(line)
    yield from _item(first, lines)


def _item(number: int, lines: list[str]) -> Iterator[Item]:
    text = "\n".join(lines)
    start = _ITEM.match(lines[0]) if lines else None
    if start:
        yield checked(_record(start[1], _fields(lines[1:])), number, text)
    elif text.strip():
        yield Reject(number, 'text before the first ".I"', mendable(text))


def _fields(lines: list[str]) -> Fields:
    fields: Fields = {}
    current: list[str] = []
    for line in lines:
        if found := _FIELD.match(line):
            current = fields.setdefault(found[1], [])
        else:
            current.append(line.strip())
    return fields


def _record(number: str, fields: Fields) -> Record:
    title, text = _joined(fields, "T"), _joined(fields, "W")
    source = _joined(fields, "B") or _joined(fields, "S")
    return Record(
        id=_joined(fields, "U") or number,
        title=title,
        abstract=_without_title(text, title),
        authors=tuple(name for line in fields.get("A", ()) for name in classic_authors(line)),
        date=classic_date(source),
        venue=source,
        categories=_categories(fields),
    )


def _without_title(text: str, title: str) -> str:
    """Cranfield's texts begin with the title once more; a word alone may begin any text."""
    return text.removeprefix(title).strip() or text if len(title.split()) > 3 else text


def _categories(fields: Fields) -> tuple[str, ...]:
    """Keywords, and headings of MeSH without qualifiers."""
    headings = _joined(fields, "M").rstrip(".").split(";")
    names = [*_joined(fields, "K").split(","), *(name.partition("/")[0] for name in headings)]
    return tuple(dict.fromkeys(filter(None, map(str.strip, names))))


def _joined(fields: Fields, name: str) -> str:
    return fold(" ".join(fields.get(name, ())))
