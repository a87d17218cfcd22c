"""Plain JSON: one object a line, or an array, with keys that are named as people name them."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from index.readers.aliases import ALIASES, bare, field_of, make_record
from index.readers.checks import checked
from index.readers.json_objects import Json, Piece, objects, parse, text_of
from index.readers.people import given_first
from index.readers.text import fold, numbered_lines
from index.record import Item, Reject

_NAME_PARTS = (("given", "family"), ("first", "last"), ("firstname", "lastname"))


def sniff(head: str) -> bool:
    """An object whose keys name a title or an abstract."""
    if not head.lstrip().startswith(("{", "[")):
        return False
    first = next(objects(head), None)
    if isinstance(first, Reject):  # the head may end inside of the first object
        return '"title"' in first.text or '"abstract"' in first.text
    return first is not None and bool({"title", "abstract"} & set(map(field_of, first.value)))


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an object; a file of one object a line streams, another is read whole."""
    for piece in _objects(file):
        if isinstance(piece, Reject):
            yield piece
        else:
            record = make_record(_values(piece.value), _authors(piece.value))
            yield checked(record, piece.line, piece.text)


def _objects(file: BinaryIO) -> Iterator[Piece | Reject]:
    lines = ((number, line) for number, line in numbered_lines(file) if line.strip())
    first = next(lines, (1, ""))
    if isinstance(parse(*first), Reject) and not first[1].rstrip().endswith("}"):
        rest = "".join(f"{line}\n" for _, line in lines)
        yield from objects("\n" * (first[0] - 1) + f"{first[1]}\n{rest}")
    else:
        yield from (parse(number, line) for number, line in chain([first], lines))


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
