"""Ids of papers: given once, kept for good; the ids of what a paper took in become its aliases.

A paper that was ever published keeps its id. An id that another paper has is passed over.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.bodies import decode
from index.catalogue import digest, execute_in, select_in
from index.packed import plainly
from index.record import Record


@dataclass(slots=True)
class Group:
    """Records that make one paper, and the papers that they come from."""

    numbers: list[int]
    papers: list[int] = field(default_factory=list)
    keeper: int = 0
    id: str = ""
    aliases: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Old:
    """A paper as it was before: `published` tells whether its id was given for good.

    `inherited` are those of its aliases that were ids of published papers.
    """

    id: str
    published: bool
    aliases: tuple[str, ...]
    inherited: frozenset[str]


def id_choices(record: Record) -> Iterator[str]:
    """The ids that a record may give its paper, the first that is free."""
    yield from filter(None, (record.id, record.arxiv_id, record.doi))
    text = f"{record.title}\n{record.abstract}".encode()
    plain = f"{digest(text) & 0xFFFFFFFFFFFFFFFF:016x}"
    yield plain
    count = 2
    while True:
        yield f"{plain}-{count}"
        count += 1


def olds_of(connection: sqlite3.Connection, papers: set[int]) -> dict[int, Old]:
    """The papers with these numbers, as they are."""
    aliases: dict[int, list[str]] = {}
    inherited: dict[int, list[str]] = {}
    query = "SELECT paper, id, given FROM alias WHERE paper IN"
    for paper, id, given in select_in(connection, query, papers):
        aliases.setdefault(paper, []).append(id)
        inherited.setdefault(paper, []).extend([id] * given)
    query = "SELECT number, id, published IS NOT NULL FROM paper WHERE number IN"
    return {
        number: Old(
            id,
            bool(published),
            tuple(sorted(aliases.get(number, ()))),
            frozenset(inherited.get(number, ())),
        )
        for number, id, published in select_in(connection, query, papers)
    }


def release_names(connection: sqlite3.Connection, olds: dict[int, Old]) -> None:
    """Free all ids and aliases of papers, to be given anew."""
    ids = [id for old in olds.values() for id in (old.id, *old.aliases)]
    hashes = [digest(id.encode()) for id in ids]
    owners = dict(select_in(connection, "SELECT hash, paper FROM name WHERE hash IN", hashes))
    mine = [hash for hash, paper in owners.items() if paper in olds]
    execute_in(connection, "DELETE FROM name WHERE hash IN", mine)
    execute_in(connection, "DELETE FROM alias WHERE paper IN", list(olds))


def choose_ids(
    connection: sqlite3.Connection,
    found: Sequence[Group],
    olds: dict[int, Old],
    records: dict[int, Record],
) -> None:
    """Ids first, those that were given before all others; then aliases, as far as they are free."""
    for group in found:
        old = olds.get(group.keeper)
        if old and old.published:
            group.id = old.id
            _take(connection, group.id, group.keeper)
    for group in found:
        if not group.id:
            choices = _group_choices([records[number] for number in group.numbers])
            group.id = next(id for id in choices if _take(connection, id, group.keeper))
    for group in found:
        given = {id for paper in group.papers for id in _given(olds[paper])}
        wanted = given | {records[number].id for number in group.numbers}
        for id in sorted(wanted - {"", group.id}):
            if _take(connection, id, group.keeper):
                group.aliases.append((id, id in given))


def _given(old: Old) -> frozenset[str]:
    """The ids under which people may know a paper for good."""
    return old.inherited | ({old.id} if old.published else set())


def _group_choices(records: Sequence[Record]) -> Iterator[str]:
    """Own ids before arXiv ids before DOIs; among own ids one that is the arXiv id first."""
    arxiv_ids = {record.arxiv_id for record in records}
    yield from sorted({one.id for one in records} - {""}, key=lambda id: (id not in arxiv_ids, id))
    yield from sorted(arxiv_ids - {""})
    yield from sorted({record.doi for record in records} - {""})
    first = min(records, key=lambda record: (record.title, record.abstract))
    yield from id_choices(Record(title=first.title, abstract=first.abstract))


def _take(connection: sqlite3.Connection, id: str, paper: int) -> bool:
    """Give the id to the paper, if no other has it."""
    values = (digest(id.encode()), paper)
    return connection.execute("INSERT OR IGNORE INTO name VALUES (?, ?)", values).rowcount == 1


def records_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Record]:
    """The records with these numbers."""
    query = "SELECT number, body FROM record WHERE number IN"
    plain = plainly(connection)
    return {number: decode(plain(body)) for number, body in select_in(connection, query, numbers)}
