"""Records ↔ the bytes in which the catalogue keeps them; several bodies → the paper they make."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

import orjson

from index.merge import merged
from index.record import Paper, Record

_FIELDS = tuple(field.name for field in fields(Record) if field.name != "sources")
_values = attrgetter(*_FIELDS)
_TUPLES = frozenset({"authors", "categories"})
_FLAGS = frozenset({"has_code", "retracted"})
EDITABLE = tuple(name for name in _FIELDS if name != "id")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a paper is made of: its records' bodies, their sources' labels, corrections by hand.

    Small enough to be sent to a worker process, which makes the paper of it.
    """

    id: str
    aliases: tuple[str, ...]
    bodies: tuple[bytes, ...]
    labels: tuple[str, ...]
    edits: tuple[tuple[str, str], ...] = ()


def encode(record: Record) -> bytes:
    """A record as bytes; equal records have equal bytes."""
    return orjson.dumps(_values(record))


def decode(body: bytes, **changes: Any) -> Record:  # fields have several types
    """The record of a body, some of its fields changed."""
    values = dict(zip(_FIELDS, orjson.loads(body), strict=True))
    values["authors"] = tuple(values["authors"])
    values["categories"] = tuple(values["categories"])
    return Record(**(values | changes))


def assemble(parts: Parts) -> Paper:
    """Merge the records of a paper and apply the corrections."""
    changes = edited(dict(parts.edits)) if parts.edits else {}
    changes |= {"id": parts.id, "sources": tuple(sorted(set(parts.labels)))}
    if len(parts.bodies) == 1:
        record = decode(parts.bodies[0], **changes)
    else:
        record = replace(merged([decode(body) for body in parts.bodies]), **changes)
    ids = {*parts.aliases, record.doi, record.arxiv_id} - {"", record.id}
    return Paper(record, tuple(sorted(ids)))


def edited(edits: Mapping[str, str]) -> dict[str, Any]:  # fields have several types
    """Corrections as typed → values of a record's fields; lists are split at semicolons."""
    return {name: _value(name, text) for name, text in edits.items()}


def _value(name: str, text: str) -> str | tuple[str, ...] | bool:
    if name in _TUPLES:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if name in _FLAGS:
        return text.lower() in ("1", "true", "yes")
    return text
