"""What people say by hand about papers: removals and corrections, which survive reindexing."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import orjson

from index.ahead import Ahead
from index.bodies import EDITABLE
from index.catalogue import FILE, connect, digest
from index.dates import parse_date
from index.errors import NoIndexError, QueryError, SettingError
from index.generations import NOT_HERE, Generation, open_generation, writer_lock
from index.identifiers import clean_arxiv_id, clean_doi
from index.papers import refresh
from index.progress import Silence
from index.publishing import publish_changes, recover
from index.storage import disk_errors
from index.workers import Resources, Workers

# How a corrected value is brought into the form that records have; "" where it can't be.
_CLEANED: dict[str, Callable[[str], str]] = {
    "date": parse_date,
    "doi": clean_doi,
    "arxiv_id": clean_arxiv_id,
    "accessed": parse_date,
}


def remove(location: Path, ids: Sequence[str], undo: bool = False) -> Generation:
    """Take papers out of the index for good, or let them in again.

    Raises QueryError for an id that no paper has; then nothing is removed.
    """
    with _changing(location) as connection:
        papers = dict(_paper_of(location, connection, id) for id in ids)
        if undo:
            kept = [
                (id,)
                for number, one in papers.items()
                for id in (one, *_aliases(connection, number))
            ]
            connection.executemany("DELETE FROM dropped WHERE id = ?", kept)
        else:
            rows = [(id,) for id in papers.values()]
            connection.executemany("INSERT OR IGNORE INTO dropped VALUES (?)", rows)
        refresh(connection, list(papers))
        return _publish(location, connection)


def edit(location: Path, id: str, changes: Sequence[tuple[str, str]]) -> Generation:
    """Correct fields of a paper; without changes its corrections are taken back.

    Lists are given with semicolons. Raises QueryError for an id that no paper has, SettingError for
    a field or value that can't be.
    """
    cleaned = [(field, _cleaned(field, value)) for field, value in changes]
    with _changing(location) as connection:
        number, paper = _paper_of(location, connection, id)
        if not cleaned:
            for one in (paper, *_aliases(connection, number)):
                connection.execute("DELETE FROM edit WHERE paper = ?", (one,))
        rows = [(paper, field, value) for field, value in cleaned]
        connection.executemany("INSERT OR REPLACE INTO edit VALUES (?, ?, ?)", rows)
        refresh(connection, [number])
        return _publish(location, connection)


def _cleaned(field: str, value: str) -> str:
    if field not in EDITABLE:
        raise SettingError(f"no field {field!r} (known: {', '.join(EDITABLE)})")
    clean = _CLEANED.get(field)
    result = clean(value) if clean else value.strip()
    if value.strip() and not result:
        raise SettingError(f"{field}={value}: this is no {field.replace('_', ' ')}")
    return result


@contextmanager
def _changing(location: Path) -> Iterator[sqlite3.Connection]:
    """The catalogue of an index that is there, with its generation, locked for writing."""
    path = location / FILE
    if not path.exists():
        raise NoIndexError(f"{location}: {NOT_HERE}")
    with writer_lock(location), disk_errors(location), closing(connect(str(path))) as connection:
        recover(location, connection)
        yield connection


def _publish(location: Path, connection: sqlite3.Connection) -> Generation:
    with Workers(Resources(), location) as workers:
        return publish_changes(location, connection, workers, Ahead(), Silence())


def _paper_of(location: Path, connection: sqlite3.Connection, id: str) -> tuple[int, str]:
    """The number and the given id of the paper that an id or alias leads to."""
    for name in (id, _indexed_id(location, id)):
        row = connection.execute(
            "SELECT p.number, p.id FROM name n JOIN paper p ON p.number = n.paper WHERE n.hash = ?",
            (digest(name.encode()),),
        ).fetchone()
        if row:
            return int(row[0]), str(row[1])
    raise QueryError(f"{id}: no paper has this id")


def _indexed_id(location: Path, identifier: str) -> str:
    """The id of the indexed paper with this identifier (a DOI, any case), or ""."""
    from index.codec.toc import open_index

    with (
        open_generation(location) as generation,
        open_index(generation.path).searcher() as searcher,
    ):
        found = searcher.document(identifier=identifier.lower())
        return str(orjson.loads(found["record"])["id"]) if found else ""


def _aliases(connection: sqlite3.Connection, paper: int) -> list[str]:
    query = "SELECT id FROM alias WHERE paper = ?"
    return [id for (id,) in connection.execute(query, (paper,))]
