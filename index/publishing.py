"""What the catalogue wants → the published index: the difference is written as a new generation.

The catalogue is committed before the generation is written. Its note of what is published is made
while workers write, and committed after the pointer has moved; `recover` closes the gap that a run
killed in between leaves.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ahead import Ahead
from index.bodies import Parts
from index.catalogue import MANY, fact, members_of, select_in, set_fact
from index.generations import Generation, current, next_number, pointed, publish
from index.packed import plainly
from index.papers import by_hand
from index.progress import Progress
from index.workers import Workers
from index.writer import write

_CHANGED = "hash IS NOT NULL AND hash IS NOT published"
_GONE = "hash IS NULL AND published IS NOT NULL"
_DELETE_EMPTY = """
DELETE FROM paper WHERE hash IS NULL
    AND NOT EXISTS (SELECT 1 FROM record r WHERE r.number = paper.number AND r.paper = r.number)
    AND NOT EXISTS (SELECT 1 FROM record r WHERE r.paper = paper.number AND r.paper <> r.number)
"""  # papers without records; those that were removed by hand keep theirs


@dataclass(frozen=True, slots=True)
class Changes:
    """How many papers the index is to gain, to write anew, to lose, and will hold then."""

    added: int
    updated: int
    removed: int
    indexed: int


def recover(location: Path, connection: sqlite3.Connection) -> None:
    """Bring the catalogue's notes in line with the generation that is published.

    Raises IndexVersionError and IndexDamagedError when that one can't be built upon.
    """
    found = pointed(location)
    published = fact(connection, "published")
    if found is None or found.number not in (published, fact(connection, "intended")):
        connection.execute("UPDATE paper SET published = NULL WHERE published IS NOT NULL")
        connection.execute(_DELETE_EMPTY)
        set_fact(connection, "published", 0)
        return
    current(location)
    if found.number != published:
        _note(connection, found.number)
        connection.execute("COMMIT")


def changes(connection: sqlite3.Connection) -> Changes:
    """The difference between what the catalogue wants and what is published."""
    row = connection.execute(
        f"SELECT total({_CHANGED} AND published IS NULL),"  # noqa: S608
        f" total({_CHANGED} AND published IS NOT NULL), total({_GONE}), total(hash IS NOT NULL)"
        " FROM paper"
    ).fetchone()
    return Changes(*map(int, row))


def publish_changes(
    location: Path,
    connection: sqlite3.Connection,
    workers: Workers,
    ahead: Ahead,
    progress: Progress,
) -> Generation:
    """Write the difference into a new generation; where there is none, the old one stays.

    What `ahead` holds is written already.
    """
    todo = changes(connection)
    base = pointed(location) if fact(connection, "published") else None
    if base and not todo.added and not todo.updated and not todo.removed:
        return base
    progress.start("indexing", todo.added + todo.updated)
    number = next_number(location)
    set_fact(connection, "intended", number)
    old = "SELECT id FROM paper WHERE published IS NOT NULL AND hash IS NOT published"
    removed = [id for (id,) in connection.execute(old)] if base else []

    def papers() -> Iterator[Parts]:
        yield from changed_papers(connection, ahead)
        _note(connection, number)  # while workers write what they were given

    def fill(folder: Path) -> None:
        write(folder, removed, papers(), workers, progress.advance)

    try:
        generation = publish(location, number, base, fill)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return generation


def changed_papers(connection: sqlite3.Connection, ahead: Ahead) -> Iterator[Parts]:
    """The papers that are still to be written, in the order of their numbers."""
    numbers, beyond = ahead.left_out()
    query = f"SELECT number, id FROM paper WHERE {_CHANGED} AND number IN"  # noqa: S608
    for at in range(0, len(numbers), MANY):
        yield from parts_of(connection, dict(select_in(connection, query, numbers[at : at + MANY])))
    query = f"SELECT number, id FROM paper WHERE {_CHANGED} AND number >= ? ORDER BY number LIMIT ?"  # noqa: S608
    while ids := dict(connection.execute(query, (beyond, MANY)).fetchall()):
        beyond = max(ids) + 1
        yield from parts_of(connection, ids)


def parts_of(connection: sqlite3.Connection, ids: dict[int, str]) -> Iterator[Parts]:
    """What the papers with these numbers are made of."""
    members = members_of(connection, ids)
    numbers = [number for found in members.values() for number in found]
    query = (
        "SELECT r.number, r.body, s.label FROM record r JOIN source s ON s.number = r.source"
        " WHERE r.number IN"
    )
    plain = plainly(connection)
    bodies = {
        number: (plain(body), label)
        for number, body, label in select_in(connection, query, numbers)
    }
    aliases: dict[int, list[str]] = {}
    for paper, id in select_in(connection, "SELECT paper, id FROM alias WHERE paper IN", ids):
        aliases.setdefault(paper, []).append(id)
    said = by_hand(connection)
    for paper, id in ids.items():
        found = [bodies[number] for number in members[paper]]
        other = tuple(aliases.get(paper, ()))
        edits = said.edits_of((id, *other))
        yield Parts(
            id, other, tuple(body for body, _ in found), tuple(label for _, label in found), edits
        )


def _note(connection: sqlite3.Connection, number: int) -> None:
    """Note that generation `number` holds what the catalogue wants; it isn't committed yet."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE paper SET published = hash WHERE hash IS NOT published")
    connection.execute(_DELETE_EMPTY)
    set_fact(connection, "published", number)
