"""Linked records → papers: who belongs together, and what the index should hold of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.catalogue import MANY, digest, execute_in, fact, members_of, select_in, set_fact
from index.grouping import Member, groups
from index.merge import arxiv_id, publisher_doi
from index.naming import Group, Old, choose_ids, olds_of, records_of, release_names
from index.packed import let_go
from index.record import Record


@dataclass(frozen=True, slots=True)
class ByHand:
    """Removals and corrections of papers, by id."""

    dropped: frozenset[str]
    edits: dict[str, list[tuple[str, str]]]

    def edits_of(self, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The corrections (field, value) of a paper with these ids and aliases."""
        return tuple(sorted({edit for id in ids for edit in self.edits.get(id, ())}))


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
    let_go(connection, len(numbers))
    left = members_of(connection, papers)
    _forget(connection, papers - set(left))
    unsettled.update(number for members in left.values() for number in members)
    return unsettled - set(numbers)


def regroup(connection: sqlite3.Connection, records: Iterable[int]) -> set[int]:
    """Settle which papers these records, and all that hang together with them, belong to.

    Returns all of these records.
    """
    settled: set[int] = set()
    waiting = sorted(records)
    for start in range(0, len(waiting), MANY):
        some = set(waiting[start : start + MANY]) - settled
        settled |= _regroup(connection, some)
    return settled


def _regroup(connection: sqlite3.Connection, some: set[int]) -> set[int]:
    """Settle some records, with all that hang together with them; returns all of these."""
    old_paper = _closure(connection, some)
    records = records_of(connection, old_paper)
    query = "SELECT first, second, rule FROM link WHERE first IN"
    links = list(select_in(connection, query, old_paper))
    found = [Group(numbers) for numbers in groups(_members(connection, records), links)]
    olds = olds_of(connection, set(old_paper.values()))
    _inherit(found, old_paper)
    release_names(connection, olds)
    for group in found:
        _choose_keeper(connection, group, olds)
    choose_ids(connection, found, olds, records)
    _store(connection, found, old_paper, olds)
    return set(old_paper)


def refresh(connection: sqlite3.Connection, papers: Sequence[int]) -> None:
    """Bring `paper.hash` up to date with the papers' records, aliases and corrections."""
    members = members_of(connection, papers)
    numbers = [number for found in members.values() for number in found]
    query = "SELECT number, hash FROM record WHERE number IN"
    hashes = dict(select_in(connection, query, numbers))
    said = by_hand(connection)
    rows = []
    for number, old in olds_of(connection, set(members)).items():
        parts = sorted(hashes[member] for member in members[number])
        rows.append((_paper_hash(said, old, parts), number))
    connection.executemany("UPDATE paper SET hash = ? WHERE number = ?", rows)


def by_hand(connection: sqlite3.Connection) -> ByHand:
    """What people said about papers."""
    edits: dict[str, list[tuple[str, str]]] = {}
    for paper, field_name, value in connection.execute("SELECT paper, field, value FROM edit"):
        edits.setdefault(paper, []).append((field_name, value))
    return ByHand(frozenset(id for (id,) in connection.execute("SELECT id FROM dropped")), edits)


def _paper_hash(said: ByHand, old: Old, parts: list[int]) -> int | None:
    ids = (old.id, *old.aliases)
    if said.dropped.intersection(ids):
        return None
    edits = said.edits_of(ids)
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


def _members(connection: sqlite3.Connection, records: dict[int, Record]) -> list[Member]:
    query = "SELECT number, hash FROM record WHERE number IN"
    return [
        Member(number, hash, arxiv_id(records[number]), publisher_doi(records[number]))
        for number, hash in select_in(connection, query, records)
    ]


def _inherit(found: Sequence[Group], old_paper: dict[int, int]) -> None:
    """Give each old paper to the group of the record that it is numbered by, else of the first."""
    heirs: dict[int, Group] = {}
    for group in found:
        for number in group.numbers:
            paper = old_paper[number]
            if paper == number:
                heirs[paper] = group
            else:
                heirs.setdefault(paper, group)
    for paper, group in heirs.items():
        group.papers.append(paper)


def _choose_keeper(connection: sqlite3.Connection, group: Group, olds: dict[int, Old]) -> None:
    """The paper that goes on: the oldest that was published, else the oldest, else a new one."""
    if group.papers:
        group.keeper = min(group.papers, key=lambda paper: (not olds[paper].published, paper))
        return
    group.keeper = fact(connection, "next", 1)
    set_fact(connection, "next", group.keeper + 1)


def _store(
    connection: sqlite3.Connection,
    found: Sequence[Group],
    old_paper: dict[int, int],
    olds: dict[int, Old],
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
    release_names(connection, olds_of(connection, papers))
    _retire(connection, papers)
