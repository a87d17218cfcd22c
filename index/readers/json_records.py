"""A JSON file → its records as objects, one at a time, for JSON formats of APIs and dumps.

Takes one object a line, pages of an API (`{"results": [{…}, …]}`, one or many), arrays, all of
them on one line or pretty-printed. A broken object is refused alone.
"""

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

import orjson

from index.readers.checks import NOTHING
from index.readers.text import Chunks, byte_lines, mendable, open_text, plain, undecodable
from index.readers.windows import CHUNK, LONGEST_PIECE, Window
from index.record import Item, Record, Reject

Json = dict[str, Any]  # what an object holds is known only once it is looked at
Make = Callable[[Json], Record]

_BRACE = re.compile(r"\{")
# A string up to its quote, or up to the end of the line where that is missing; what may follow.
_TOKEN = re.compile(r'"((?:[^"\\\n]|\\.)*+)(["\n])(?=\s*+[^\s])|[{}]|\n(?=\{")')
_ARRAY = re.compile(r"\s*:\s*\[")


def read_objects(file: BinaryIO, make: Make, pages: tuple[str, ...] = ()) -> Iterator[Item]:
    """The record of each object; `pages` are the keys under which a page lists its objects.

    `make` may raise ValueError with the reason for a Reject; it need not fear the shape of a value.
    """
    start = file.read(CHUNK)
    chunks = itertools.chain([start], iter(partial(file.read, CHUNK), b""))
    stream = io.BufferedReader(Chunks(chunks))
    if begins_with_object(start):
        yield from read_object_lines(byte_lines(stream), 1, make, pages)
        return
    for line, text in _objects(Window(open_text(stream)), pages):
        if text.strip():
            yield from _items(line, text, make, pages)


def read_object_lines(
    lines: Iterable[bytes], first: int, make: Make, pages: tuple[str, ...] = ()
) -> Iterator[Item]:
    """The records of lines that are an object, or a page, each; the first has number `first`."""
    for number, line in enumerate(lines, first):
        if text := line.decode("utf-8", "surrogateescape").strip():
            yield from _items(number, text, make, pages)


def begins_with_object(start: bytes) -> bool:
    """Whether the first line is a whole object: then all lines are taken for objects."""
    line = start.lstrip().partition(b"\n")[0]
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def text_in(value: Json, *keys: str) -> str:
    """The first text that isn't empty under any of the keys, without markup; numbers as text."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, int) and not isinstance(found, bool):
            return str(found)
        if isinstance(found, str) and (text := plain(found)):
            return text
    return ""


def object_in(value: Json, *keys: str) -> Json:
    """The object that the keys lead to, one inside the other; an empty one where there is none."""
    for key in keys:
        found = value.get(key)
        value = found if isinstance(found, dict) else {}
    return value


def objects_in(value: Json, key: str) -> list[Json]:
    """The objects of the list under a key; whatever else is in it is left out."""
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def texts_in(value: Json, key: str) -> tuple[str, ...]:
    """The texts of the list under a key, or the one text that is there."""
    found = value.get(key)
    items = found if isinstance(found, list) else [found]
    return tuple(filter(None, (plain(item) for item in items if isinstance(item, str))))


def _objects(window: Window, pages: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    while window.skip_to(_BRACE):
        line = window.line
        length, is_page = _extent(window, pages)
        text = window.take(length)
        if not is_page:
            yield line, text
    if window.text.strip(" \t\r\n[]},"):
        yield window.line, window.take(len(window.text))


def _extent(window: Window, pages: tuple[str, ...]) -> tuple[int, bool]:
    """The length of the object that begins the window, or of a page's part before its list."""
    depth = position = 0
    while token := window.find(_TOKEN, position, LONGEST_PIECE):
        position = token.end()
        if token[0] in "{}":
            depth += 1 if token[0] == "{" else -1
            if depth == 0:
                return position, False
        elif token[2] is None or token[2] == "\n":  # another object begins, or a quote is missing
            return position, False
        elif depth == 1 and token[1] in pages and (array := _ARRAY.match(window.text, position)):
            return array.end(), True
    return len(window.text), False


def _items(line: int, text: str, make: Make, pages: tuple[str, ...]) -> Iterator[Item]:
    if reason := undecodable(text):
        yield Reject(line, reason, mendable(text))
        return
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        yield Reject(line, f"not JSON: {error}", text)
        return
    for inner in _page(value, pages):
        yield _item(line, inner, make)


def _page(value: object, pages: tuple[str, ...]) -> list[object]:
    """The objects of a page, or the one object itself."""
    if isinstance(value, dict) and "message-type" in value:  # Crossref's envelope
        value = value.get("message")
    if isinstance(value, dict):
        for key in pages:
            if isinstance(listed := value.get(key), list):
                return [item for item in listed if item is not None]
    return [value]


def _item(line: int, value: object, make: Make) -> Item:
    try:
        if not isinstance(value, dict):
            raise ValueError("not a JSON object")
        record = make(value)
        if not record.title and not record.abstract:
            raise ValueError(NOTHING)
    except ValueError as error:
        return Reject(line, str(error), orjson.dumps(value).decode())
    return record
