"""What is in an index and whether it is sound: figures, the audit of merges, the check."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from index.bodies import decode
from index.catalogue import FILE, connect_to_read, fact, members_of, select_in
from index.durable import damages
from index.errors import AbseekError, IndexDamagedError, NoIndexError
from index.generations import NOT_HERE, current, open_generation, pointed
from index.packed import plainly
from index.record import Record
from index.storage import FRESH, disk_errors


@dataclass(frozen=True, slots=True)
class Merge:
    """A paper of several records: each with its source's label, and the rules that join them.

    `links` holds two places in `records` and the name of the rule.
    """

    id: str
    records: tuple[tuple[str, Record], ...]
    links: tuple[tuple[int, int, str], ...]


def figures(location: Path) -> dict[str, int]:
    """Numbers that `abseek stats` shows, by name."""
    with open_generation(location) as generation, _catalogue(location) as connection:
        size = sum(path.stat().st_size for path in generation.path.iterdir())
        # One statement sees one state, whatever a writer does.
        together = f"SELECT {', '.join(f'({query})' for query in _FIGURES.values())}"
        found = connection.execute(together).fetchone()
        counts = dict(zip(_FIGURES, map(int, found), strict=True))
        catalogue = (location / FILE).stat().st_size
        number = generation.number
    return {**counts, "generation": number, "index bytes": size, "catalogue bytes": catalogue}


_FIGURES = {
    "papers": "SELECT count(*) FROM paper WHERE hash IS NOT NULL",
    "records": "SELECT count(*) FROM record",
    "sources": "SELECT count(DISTINCT source) FROM record",
    "merged papers": (  # a paper has the number of one of its records, which may be gone
        "SELECT count(*) FROM (SELECT paper, count(*) AS others FROM record"
        " WHERE paper <> number GROUP BY paper) WHERE others > 1"
        " OR EXISTS (SELECT 1 FROM record r WHERE r.number = r.paper AND r.number = paper)"
    ),
    "removed by hand": "SELECT count(*) FROM dropped",
    "corrected by hand": "SELECT count(DISTINCT paper) FROM edit",
}


def merges(location: Path) -> Iterator[Merge]:
    """Every paper that was made of several records, in the order of their numbers."""
    with _catalogue(location) as connection:
        query = "SELECT DISTINCT paper FROM record WHERE paper <> number ORDER BY paper"
        papers = [paper for (paper,) in connection.execute(query)]
        for paper in papers:
            connection.execute("BEGIN")  # a writer may write all bodies anew between two queries
            members = members_of(connection, [paper]).get(paper, [])
            merge = _merge(connection, paper, members) if len(members) > 1 else None
            connection.execute("COMMIT")  # whoever takes them may be slow, a writer waits for none
            if merge:
                yield merge


def check(location: Path) -> list[str]:
    """What is wrong with the index, in plain words; empty when all is well.

    Reads every file. Raises NoIndexError where there is no index.
    """
    try:
        generation = current(location)
    except NoIndexError:
        raise
    except AbseekError as error:
        return [str(error)]
    found = damages(generation.path)
    if found:
        return found
    try:
        with _catalogue(location) as connection:
            return _check_catalogue(connection) + _compare(connection, location)
    except AbseekError as error:
        return [str(error)]


@contextmanager
def _catalogue(location: Path) -> Iterator[sqlite3.Connection]:
    """The catalogue for reading; LockedError while a writer keeps it to itself."""
    path = location / FILE
    if not path.exists() and pointed(location) is None:
        raise NoIndexError(f"{location}: {NOT_HERE}")
    if not path.exists():
        raise IndexDamagedError(f"{path}: the catalogue is missing; {FRESH}")
    with disk_errors(path), closing(connect_to_read(path)) as connection:
        yield connection


def _merge(connection: sqlite3.Connection, paper: int, members: list[int]) -> Merge:
    place = {number: index for index, number in enumerate(members)}
    query = (
        "SELECT s.label, r.body FROM record r JOIN source s ON s.number = r.source"
        " WHERE r.number IN"
    )
    labelled = {}
    plain = plainly(connection)
    for number in members:
        for label, body in select_in(connection, query, [number]):
            labelled[number] = (label, decode(plain(body)))
    query = "SELECT first, second, rule FROM link WHERE first IN"
    links = tuple(
        (place[first], place[second], rule)
        for first, second, rule in select_in(connection, query, members)
        if second in place
    )
    (id,) = connection.execute("SELECT id FROM paper WHERE number = ?", (paper,)).fetchone()
    return Merge(id, tuple(labelled[number] for number in members), links)


def _check_catalogue(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("PRAGMA quick_check").fetchall()
    found = [f"{FILE}: {message}" for (message,) in rows if message != "ok"]
    orphans = (
        "SELECT count(*) FROM record WHERE paper NOT IN (SELECT number FROM paper)"
        " OR source NOT IN (SELECT number FROM source)"
    )
    (count,) = connection.execute(orphans).fetchone()
    return found + ([f"{FILE}: {count} records without a paper or source"] if count else [])


def _compare(connection: sqlite3.Connection, location: Path) -> list[str]:
    """The papers that the catalogue says are published against those that the index holds."""
    found = pointed(location)
    noted = fact(connection, "published")
    if found is None or found.number != noted:
        return [f"{location}: a run was stopped before its end; abseek reindex completes it"]
    query = "SELECT id FROM paper WHERE published IS NOT NULL"
    wanted = {id for (id,) in connection.execute(query)}
    held = _indexed_ids(found.path)
    return [
        *(f"{id}: in the catalogue, not in the index" for id in sorted(wanted - set(held))),
        *(f"{id}: in the index, not in the catalogue" for id in sorted(set(held) - wanted)),
        *([f"{len(held) - len(set(held))} papers twice"] if len(held) > len(set(held)) else []),
    ]


def _indexed_ids(folder: Path) -> list[str]:
    from index.codec.toc import open_index

    with open_index(folder).reader() as reader:
        records = (reader.stored_fields(doc)["record"] for doc in reader.all_doc_ids())
        return [str(orjson.loads(record)["id"]) for record in records]
