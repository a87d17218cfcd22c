"""A paper's id → what each source says of it, ready to be shown."""

from dataclasses import dataclass
from pathlib import Path

from index import details
from index.errors import AbseekError
from index.origins import own_records
from index.record import Record

LABELS = {
    **{"id": "Id", "arxiv_id": "arXiv", "doi": "DOI", "url": "Link", "has_code": "Code"},
    **details.LABELS,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One source's own record: its fields in the order of the Record, empty ones left out."""

    source: str
    fields: tuple[tuple[str, str], ...]


def origins_of(location: str, paper_id: str) -> list[Origin]:
    """The records that a paper was merged from; none for a single one, which the page shows.

    None, too, while they can't be read: the page can do without them.
    """
    folder = location.removeprefix("whoosh:")
    try:
        found = own_records(Path(folder), paper_id)
    except AbseekError:
        return []
    return [Origin(label, _shown(record)) for label, record in found] if len(found) > 1 else []


def _shown(record: Record) -> tuple[tuple[str, str], ...]:
    known = record._asdict() | {"details": ()} | dict(record.details)
    return tuple(
        (LABELS.get(name, name.capitalize()), _text(value))
        for name, value in known.items()
        if value
    )


def _text(value: str | bool | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "yes" if value is True else str(value)
