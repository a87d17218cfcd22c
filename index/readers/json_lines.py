"""Plain JSON: one object a line, or an array, with keys that are named as people name them."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from index.readers.aliases import ALIASES, bare, field_of, make_record, text_of
from index.readers.json_records import Json, read_object_lines, read_objects
from index.readers.people import given_first
from index.readers.text import fold
from index.record import Item, Record

_NAME_PARTS = (("given", "family"), ("first", "last"), ("firstname", "lastname"))
_KEY = re.compile(r'"([^"\\]{1,40})"\s*:')
_PAGES = ("items", "records", "results", "papers", "documents", "entries")


def sniff(head: str) -> bool:
    """JSON with a key that names a title or an abstract."""
    begins = head.lstrip().startswith(("{", "["))
    return begins and any(field_of(key) in ("title", "abstract") for key in _KEY.findall(head))


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an object."""
    return read_objects(file, _record, _PAGES)


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    return read_object_lines(lines, first, _record, _PAGES)


def _record(paper: Json) -> Record:
    return make_record(_values(paper), _authors(paper))


def _values(paper: Json) -> dict[str, str]:
    """The values as text by bare name; those of objects inside stand in for what is missing."""
    values = {bare(key): text_of(value) for key, value in paper.items()}
    for inner in paper.values():
        if isinstance(inner, dict):
            for key, value in inner.items():
                if not values.get(bare(key)):
                    values[bare(key)] = text_of(value)
    return values


def _authors(paper: Json) -> tuple[str, ...] | None:
    """The names of a list of authors; None where the authors are text to be split."""
    named = {bare(key): value for key, value in paper.items()}
    people = next((named[alias] for alias in ALIASES["authors"] if named.get(alias)), None)
    if not isinstance(people, list):
        return None
    return tuple(filter(None, map(_name, people)))


def _name(person: object) -> str:
    if not isinstance(person, dict):
        return given_first(text_of(person))
    parts = {bare(key): text_of(value) for key, value in person.items()}
    for given, family in _NAME_PARTS:
        if parts.get(family):
            return fold(f"{parts.get(given, '')} {parts[family]}")
    inner = next((value for value in person.values() if isinstance(value, dict)), {})
    return given_first(text_of(person) or text_of(inner))
