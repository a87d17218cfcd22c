"""Linked records → papers: who belongs together, under which id, and what the index should hold.

Ids are given once: a paper that was ever published keeps its own. The ids of its records, and of
papers that it took in, become aliases. An id that another paper has is passed over.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.bodies import decode
from index.catalogue import digest, execute_in, fact, members_of, select_in, set_fact
from index.merge import Member, arxiv_id, groups, publisher_doi
from index.record import Record


@dataclass(slots=True)
class _Group:
    """Records that make one paper, and the papers that they come from."""

    numbers: list[int]
    papers: list[int] = field(default_factory=list)
    keeper: int = 0
    id: str = ""
    aliases: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Old:
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


def detach(connection: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    """Remove the links of records; returns them and all that they were linked with."""
    found = set(numbers)
    for here, there in (("first", "second"), ("second", "first")):
        query = f"SELECT {there} FROM link WHERE {here} IN"  # noqa: S608
        found |= {number for (number,) in select_in(connection, query, numbers)}
        execute_in(connection, f"DELETE FROM link WHERE {here} IN", numbers)  # noqa: S608
    return found


def remove_records(connection: sqlite3.Connection, numbers: Sequence[int]) -> set[int]:
    """Delete records; returns the records that `regroup` must look at again.

    Papers that have no records left are marked for removal from the index.
    """
    query = "SELECT paper FROM record WHERE number IN"
    papers = {paper for (paper,) in select_in(connection, query, numbers)}
    unsettled = detach(connection, numbers)
    execute_in(connection, "DELETE FROM record WHERE number IN", numbers)
    left = members_of(connection, papers)
    _forget(connection, papers - set(left))
    unsettled.update(number for members in left.values() for number in members)
    return unsettled - set(numbers)


def regroup(connection: sqlite3.Connection, records: Iterable[int]) -> None:
    """Settle which papers these records, and all that hang together with them, belong to."""
    old_paper = _closure(connection, set(records))
    query = "SELECT first, second, rule FROM link WHERE first IN"
    links = list(select_in(connection, query, old_paper))
    found = [_Group(numbers) for numbers in groups(_members(connection, old_paper, links), links)]
    olds = _olds(connection, set(old_paper.values()))
    _inherit(found, old_paper)
    _release_names(connection, olds)
    for group in found:
        _choose_keeper(connection, group, olds)
    _choose_ids(connection, found, olds)
    _store(connection, found, old_paper, olds)


def refresh(connection: sqlite3.Connection, papers: Sequence[int]) -> None:
    """Bring `paper.hash` up to date with the papers' records, aliases and corrections."""
    members = members_of(connection, papers)
    numbers = [number for found in members.values() for number in found]
    query = "SELECT number, hash FROM record WHERE number IN"
    hashes = dict(select_in(connection, query, numbers))
    rows = []
    for number, old in _olds(connection, set(members)).items():
        parts = sorted(hashes[member] for member in members[number])
        rows.append((_paper_hash(connection, old, parts), number))
    connection.executemany("UPDATE paper SET hash = ? WHERE number = ?", rows)


def edits_of(connection: sqlite3.Connection, ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The corrections by hand of a paper with these ids."""
    query = "SELECT field, value FROM edit WHERE paper IN"
    return tuple(sorted(set(select_in(connection, query, ids))))


def _paper_hash(connection: sqlite3.Connection, old: _Old, parts: list[int]) -> int | None:
    ids = (old.id, *old.aliases)
    if any(True for _ in select_in(connection, "SELECT 1 FROM dropped WHERE id IN", ids)):
        return None
    edits = edits_of(connection, ids)
    if len(parts) == 1 and not edits and not old.aliases:
        return parts[0]
    return digest(repr((ids, parts, edits)).encode())


def _closure(connection: sqlite3.Connection, numbers: set[int]) -> dict[int, int]:
    """All records that hang together with these by links or by paper → their paper now."""
    known: dict[int, int] = {}
    while numbers:
        query = "SELECT number, paper FROM record WHERE number IN"
        found = dict(select_in(connection, query, numbers))
        known |= found
        near = {
            n for members in members_of(connection, set(found.values())).values() for n in members
        }
        for here, there in (("first", "second"), ("second", "first")):
            query = f"SELECT {there} FROM link WHERE {here} IN"  # noqa: S608
            near |= {number for (number,) in select_in(connection, query, found)}
        numbers = near - known.keys()
    return known


def _members(
    connection: sqlite3.Connection, numbers: Iterable[int], links: Sequence[tuple[int, int, str]]
) -> list[Member]:
    linked = {number for first, second, _ in links for number in (first, second)}
    alone = [Member(number, 0, "", "") for number in numbers if number not in linked]
    query = "SELECT number, hash, body FROM record WHERE number IN"
    found = []
    for number, hash, body in select_in(connection, query, linked):
        record = decode(body)
        found.append(Member(number, hash, arxiv_id(record), publisher_doi(record)))
    return alone + found


def _olds(connection: sqlite3.Connection, papers: set[int]) -> dict[int, _Old]:
    aliases: dict[int, list[str]] = {}
    inherited: dict[int, list[str]] = {}
    query = "SELECT paper, id, given FROM alias WHERE paper IN"
    for paper, id, given in select_in(connection, query, papers):
        aliases.setdefault(paper, []).append(id)
        inherited.setdefault(paper, []).extend([id] * given)
    query = "SELECT number, id, published IS NOT NULL FROM paper WHERE number IN"
    return {
        number: _Old(
            id,
            bool(published),
            tuple(sorted(aliases.get(number, ()))),
            frozenset(inherited.get(number, ())),
        )
        for number, id, published in select_in(connection, query, papers)
    }


def _inherit(found: Sequence[_Group], old_paper: dict[int, int]) -> None:
    """Give each old paper to the group of the record that it is numbered by, else of the first."""
    heirs: dict[int, _Group] = {}
    for group in found:
        for number in group.numbers:
            paper = old_paper[number]
            if paper == number:
                heirs[paper] = group
            else:
                heirs.setdefault(paper, group)
    for paper, group in heirs.items():
        group.papers.append(paper)


def _release_names(connection: sqlite3.Connection, olds: dict[int, _Old]) -> None:
    ids = [id for old in olds.values() for id in (old.id, *old.aliases)]
    hashes = [digest(id.encode()) for id in ids]
    owners = dict(select_in(connection, "SELECT hash, paper FROM name WHERE hash IN", hashes))
    mine = [hash for hash, paper in owners.items() if paper in olds]
    execute_in(connection, "DELETE FROM name WHERE hash IN", mine)
    execute_in(connection, "DELETE FROM alias WHERE paper IN", list(olds))


def _choose_keeper(connection: sqlite3.Connection, group: _Group, olds: dict[int, _Old]) -> None:
    """The paper that goes on: the oldest that was published, else the oldest, else a new one."""
    if group.papers:
        group.keeper = min(group.papers, key=lambda paper: (not olds[paper].published, paper))
        return
    group.keeper = fact(connection, "next", 1)
    set_fact(connection, "next", group.keeper + 1)


def _choose_ids(
    connection: sqlite3.Connection, found: Sequence[_Group], olds: dict[int, _Old]
) -> None:
    """Ids first, those that were given before all others; then aliases, as far as they are free."""
    records = _records(connection, [number for group in found for number in group.numbers])
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


def _given(old: _Old) -> frozenset[str]:
    """The ids under which people may know a paper for good."""
    return old.inherited | ({old.id} if old.published else set())


def _records(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Record]:
    query = "SELECT number, body FROM record WHERE number IN"
    return {number: decode(body) for number, body in select_in(connection, query, numbers)}


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


def _store(
    connection: sqlite3.Connection,
    found: Sequence[_Group],
    old_paper: dict[int, int],
    olds: dict[int, _Old],
) -> None:
    connection.executemany(
        "UPDATE record SET paper = ? WHERE number = ?",
        (
            (group.keeper, number)
            for group in found
            for number in group.numbers
            if old_paper[number] != group.keeper
        ),
    )
    connection.executemany(
        "INSERT INTO paper VALUES (?, ?, NULL, NULL)"
        " ON CONFLICT (number) DO UPDATE SET id = excluded.id",
        ((group.keeper, group.id) for group in found),
    )
    connection.executemany(
        "INSERT INTO alias VALUES (?, ?, ?)",
        ((group.keeper, id, given) for group in found for id, given in group.aliases),
    )
    keepers = {group.keeper for group in found}
    _retire(connection, olds.keys() - keepers)
    refresh(connection, sorted(keepers))


def _retire(connection: sqlite3.Connection, papers: Iterable[int]) -> None:
    """Mark papers as gone; rows that no index holds are removed at once."""
    gone = list(papers)
    execute_in(connection, "UPDATE paper SET hash = NULL WHERE number IN", gone)
    execute_in(connection, "DELETE FROM paper WHERE published IS NULL AND number IN", gone)


def _forget(connection: sqlite3.Connection, papers: set[int]) -> None:
    """Retire papers without records, and free their names."""
    _release_names(connection, _olds(connection, papers))
    _retire(connection, papers)
