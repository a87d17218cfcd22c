"""Records ↔ the bytes in which the catalogue keeps them; several bodies → the paper they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from index.details import LABELS, Details, details
from index.merge import merged
from index.record import Columns, Paper, Record, by_field

_FIELDS = Record._fields[:-2]  # without details, which stand behind them if there are any
_TUPLES = frozenset({"authors", "categories"})
_TUPLE_PLACES = tuple(place for place, name in enumerate(_FIELDS) if name in _TUPLES)
_FLAGS = frozenset({"has_code", "retracted"})
EDITABLE = (*(name for name in _FIELDS if name != "id"), *LABELS)


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
    return orjson.dumps(record[:-1] if record.details else record[:-2])


def decode(body: bytes) -> Record:
    """The record of a body."""
    return Record(*_restored(body))


def assemble(parts: Parts) -> Paper:
    """Merge the records of a paper and apply the corrections."""
    sources = tuple(sorted(set(parts.labels)))
    if len(parts.bodies) == 1 and not parts.edits:  # nearly all papers
        values = _restored(parts.bodies[0])
        record = Record(*[parts.id, *values[1:], sources])
    else:
        records = [decode(body) for body in parts.bodies]
        record = merged(records) if len(records) > 1 else records[0]
        changes = edited(dict(parts.edits), record.details)
        record = record._replace(**changes | {"id": parts.id, "sources": sources})
    ids = {*parts.aliases, record.doi, record.arxiv_id} - {"", record.id}
    return Paper(record, tuple(sorted(ids)))


def alone(records: Sequence[Record], ids: Sequence[str], label: str) -> Columns:
    """The papers that records make by themselves, field by field: what `assemble` makes of each."""
    found = by_field(records)
    aliases = [
        tuple(sorted({arxiv_id, doi} - {"", id})) if doi or arxiv_id != id else ()
        for id, arxiv_id, doi in zip(ids, found["arxiv_id"], found["doi"], strict=True)
    ]
    return found | {"id": ids, "sources": [(label,)] * len(ids), "aliases": aliases}


def _restored(body: bytes) -> list[Any]:
    """The values of a record's fields, in order, but for its sources."""
    values = orjson.loads(body)
    for place in _TUPLE_PLACES:
        values[place] = tuple(values[place])
    found = values[len(_FIELDS) :]
    values[len(_FIELDS) :] = [tuple(map(tuple, found[0])) if found else ()]
    return values


def edited(edits: Mapping[str, str], known: Details = ()) -> dict[str, Any]:  # of several types
    """Corrections as typed → values of a record's fields; lists are split at semicolons.

    White space is folded as readers fold it. `known` are the details that are corrected.
    """
    values: dict[str, Any] = {  # of several types
        name: _value(name, text) for name, text in edits.items() if name in _FIELDS
    }
    if said := {name: " ".join(edits[name].split()) for name in edits if name in LABELS}:
        values["details"] = details("", **{**dict(known), **said})
    return values


def _value(name: str, text: str) -> str | tuple[str, ...] | bool:
    text = " ".join(text.split())
    if name in _TUPLES:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if name in _FLAGS:
        return text.lower() in ("1", "true", "yes")
    return text
