"""JSON text → the objects in it: an array of them, a wrapper around one, or one after another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from index.readers.text import mendable, undecodable
from index.record import Reject

Json = dict[str, Any]  # what an object holds is known only once it is looked at

_WRAPPER = re.compile(
    r'\s*\{\s*"(?:items|references|records|data|results|papers|documents|entries)"\s*:\s*\['
)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}]', re.S)


@dataclass(frozen=True, slots=True)
class Piece:
    """One object as it stands in the text, and the line that it begins on."""

    line: int
    text: str
    value: Json


def objects(text: str) -> Iterator[Piece | Reject]:
    """The outermost objects of a text, and what can't be read as one.

    A broken object that begins on a line of its own is given up where the next line begins that
    is indented like it and opens an object.
    """
    wrapper = _WRAPPER.match(text)
    at, line, counted = (wrapper.end() if wrapper else 0), 1, 0
    while (start := text.find("{", at)) >= 0:
        line += text.count("\n", counted, start)
        counted = start
        at = _end(text, start)
        piece = parse(line, text[start:at])
        if isinstance(piece, Reject):
            at = _resume(text, start, at)
            piece = Reject(line, piece.reason, mendable(text[start:at].rstrip().rstrip(",")))
        yield piece


def parse(line: int, text: str) -> Piece | Reject:
    """One object."""
    try:
        value = orjson.loads(text)
    except ValueError as error:
        return Reject(line, undecodable(text) or f"not JSON: {error}", mendable(text))
    if not isinstance(value, dict):
        return Reject(line, "not a JSON object", text)
    return Piece(line, text, value)


def text_of(value: object) -> str:
    """A value as text: numbers in digits, lists joined by "; ", an object by its name; or ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "true" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # tables turn the year 2015 into 2015.0
    if isinstance(value, list):
        return "; ".join(filter(None, map(text_of, value)))
    if isinstance(value, dict):
        names = ("name", "title", "display_name", "value", "text", "raw", "literal")
        return next((text for name in names if (text := text_of(value.get(name)))), "")
    return str(value)


def _end(text: str, start: int) -> int:
    """The index behind the brace that closes the one at `start`; the end where there is none."""
    depth = 0
    for found in _TOKEN.finditer(text, start):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if depth == 0:
                return found.end()
    return len(text)


def _resume(text: str, start: int, end: int) -> int:
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    if indent.strip():
        return end
    following = text.find(f"\n{indent}{{", start, end)
    return following + 1 if following >= 0 else end
