"""Stored values as bytes, without pickles: any plain Python value of a Whoosh document.

A row is a document's stored fields: for each ROW (number of the field's name, kind, bytes) and
the value. Kinds: `s` a string, `b` bytes, `j` JSON in which every other type is an object of one
key that names it.
"""

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

ROW = struct.Struct("<HcI")

# Type → (its name in JSON, value → JSON, JSON → value). The types are Python's own: nothing that
# is read can name a class or run code.
_TYPES: dict[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    bytes: ("bytes", lambda value: value.decode("latin-1"), lambda text: text.encode("latin-1")),
    list: ("list", lambda value: [_plain(v) for v in value], lambda items: items),
    tuple: ("tuple", lambda value: [_plain(v) for v in value], tuple),
    set: ("set", lambda value: [_plain(v) for v in value], set),
    frozenset: ("frozenset", lambda value: [_plain(v) for v in value], frozenset),
    dict: ("dict", lambda value: [[_plain(k), _plain(v)] for k, v in value.items()], dict),
    datetime: ("datetime", datetime.isoformat, datetime.fromisoformat),
    date: ("date", date.isoformat, date.fromisoformat),
    time: ("time", time.isoformat, time.fromisoformat),
    timedelta: (
        "timedelta",
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda numbers: timedelta(*numbers),
    ),
    Decimal: ("decimal", str, Decimal),
    complex: ("complex", lambda value: [value.real, value.imag], lambda pair: complex(*pair)),
}
_NAMES = {name: restore for name, _, restore in _TYPES.values()}


def pack_row(stored: Mapping[str, Any], numbers: dict[str, int]) -> bytes:
    """A document's stored fields as bytes; new names are added to `numbers`.

    Raises TypeError for a value that isn't a plain one of Python's.
    """
    pieces = []
    for name, value in stored.items():
        kind, data = _pack(value)
        number = numbers.setdefault(name, len(numbers))
        pieces.append(ROW.pack(number, kind, len(data)) + data)
    return b"".join(pieces)


def pack_all(name: str, values: Sequence[bytes], numbers: dict[str, int]) -> list[bytes]:
    """The rows of documents that have one stored field each, as `pack_row` makes them."""
    number = numbers.setdefault(name, len(numbers))
    return [ROW.pack(number, b"b", len(value)) + value for value in values]


def unpack_row(row: bytes, names: list[str]) -> dict[str, Any]:
    """The stored fields of a document; `names` by their numbers."""
    stored = {}
    at = 0
    while at < len(row):
        number, kind, size = ROW.unpack_from(row, at)
        at += ROW.size
        stored[names[number]] = _unpack(kind, row[at : at + size])
        at += size
    return stored


def _pack(value: Any) -> tuple[bytes, bytes]:
    if type(value) is str:
        return b"s", value.encode("utf-8", "surrogatepass")
    if type(value) is bytes:
        return b"b", value
    return b"j", json.dumps(_plain(value)).encode()


def _unpack(kind: bytes, data: bytes) -> Any:
    if kind == b"s":
        return data.decode("utf-8", "surrogatepass")
    if kind == b"b":
        return data
    return json.loads(data, object_hook=_restore)


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, bool, int, float):
        return value
    if type(value) not in _TYPES:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise TypeError(f"a stored value of type {kind} can't be kept: only Python's plain types")
    name, plain, _ = _TYPES[type(value)]
    return {name: plain(value)}


def _restore(tagged: dict[str, Any]) -> Any:
    ((name, value),) = tagged.items()
    return _NAMES[name](value)
