"""Records from the sources → the catalogue: what is new or changed is stored and sketched."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.bodies import encode
from index.candidates import (
    FLAG_BITS,
    HAS_ARXIV,
    HAS_DOI,
    IDENTIFIER,
    IS_SHORT,
    TITLE,
    Sketches,
    with_kind,
)
from index.catalogue import digest, fact, select_in, set_fact
from index.merge import arxiv_id, publisher_doi, title_key
from index.naming import id_choices
from index.papers import detach
from index.readers.sources import Source
from index.record import Record
from index.sketches import Numbers, gram_keys, text_keys

BATCH = 4096  # records
_SHORT = 3  # sampled 4-grams


@dataclass(frozen=True, slots=True)
class _Row:
    """A record on its way into the catalogue."""

    number: int
    key: int
    hash: int
    source: int
    body: bytes
    record: Record


class Intake:
    """Takes in the records of one run.

    `seen` and `fresh` hold a byte for each record number: 1 for records that were read, and for
    those of them that are new or changed. `unsettled` are the numbers of records that were there
    before and may now belong to another paper.
    """

    def __init__(self, connection: sqlite3.Connection, merging: bool) -> None:
        self._connection = connection
        self._merging = merging
        self._batch: list[tuple[int, Record]] = []
        self._source: Source | None = None
        self._source_number = 0
        self._repeats: dict[int, int] = {}
        self.first_new = self._next = fact(connection, "next", 1)
        self.seen = bytearray(self._next)
        self.fresh = bytearray(self._next)
        self.unsettled: set[int] = set()
        self.sketches = Sketches(connection)

    def add(self, source: Source, record: Record) -> None:
        """Take in one record; it is in the catalogue after the next `flush`."""
        if source is not self._source:
            self._source, self._source_number = source, self._number_of(source)
        self._batch.append((self._source_number, record))
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if not self._batch:
            return
        new, changed = self._compare()
        self._batch = []
        self._insert(new)
        self._update(changed)
        set_fact(self._connection, "next", self._next)
        if self._merging:
            add_keys(self.sketches, [(row.number, row.record) for row in (*new, *changed)])

    def _number_of(self, source: Source) -> int:
        values = (source.path, source.label, source.format)
        self._connection.execute(
            "INSERT INTO source (path, label, format) VALUES (?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET label = excluded.label, format = excluded.format",
            values,
        )
        query = "SELECT number FROM source WHERE path = ?"
        return int(self._connection.execute(query, (source.path,)).fetchone()[0])

    def _compare(self) -> tuple[list[_Row], list[_Row]]:
        """Which records of the batch are new, and which are known with another content."""
        bodies = [encode(record) for _, record in self._batch]
        hashes = [
            digest(body, b"%d" % source)
            for (source, _), body in zip(self._batch, bodies, strict=True)
        ]
        keys = [
            digest(b"%d" % source, record.id.encode() or b"%d" % hash)
            for (source, record), hash in zip(self._batch, hashes, strict=True)
        ]
        known = self._known(keys)
        new, changed = [], []
        for (source, record), key, hash, body in zip(
            self._batch, keys, hashes, bodies, strict=True
        ):
            if key in known and self.seen[known[key][0]]:
                key = self._key_of_repeat(key, known)
            if key in known:
                number, old = known[key]
                if old != hash:
                    changed.append(_Row(number, key, hash, source, body, record))
                    self.fresh[number] = 1
            else:
                number = self._new_number()
                new.append(_Row(number, key, hash, source, body, record))
            known[key] = (number, hash)
            self.seen[number] = 1
        return new, changed

    def _known(self, keys: Sequence[int]) -> dict[int, tuple[int, int]]:
        query = "SELECT key, number, hash FROM record WHERE key IN"
        rows = select_in(self._connection, query, keys)
        return {key: (number, hash) for key, number, hash in rows}

    def _key_of_repeat(self, key: int, known: dict[int, tuple[int, int]]) -> int:
        """The key of a record whose source has several with its id: they are counted."""
        count = self._repeats[key] = self._repeats.get(key, 1) + 1
        repeated = digest(b"%d" % key, b"%d" % count)
        known.update(self._known([repeated]))
        return repeated

    def _new_number(self) -> int:
        number = self._next
        self._next += 1
        self.seen.append(0)
        self.fresh.append(1)
        return number

    def _insert(self, rows: Sequence[_Row]) -> None:
        self._connection.executemany(
            "INSERT INTO record (number, key, hash, source, paper, body) VALUES (?, ?, ?, ?, ?, ?)",
            ((row.number, row.key, row.hash, row.source, row.number, row.body) for row in rows),
        )
        papers, names = self._first_ids(rows)
        self._connection.executemany("INSERT INTO paper VALUES (?, ?, ?, NULL)", papers)
        self._connection.executemany("INSERT INTO name VALUES (?, ?)", names)

    def _first_ids(
        self, rows: Sequence[_Row]
    ) -> tuple[list[tuple[int, str, int]], list[tuple[int, int]]]:
        """Each new record as a paper of its own, under the first of its ids that is free."""
        wanted = [digest(next(id_choices(row.record)).encode()) for row in rows]
        query = "SELECT hash FROM name WHERE hash IN"
        taken = {hash for (hash,) in select_in(self._connection, query, wanted)}
        papers: list[tuple[int, str, int]] = []
        names: list[tuple[int, int]] = []
        for row in rows:
            choices = id_choices(row.record)
            id, hash = next(choices), wanted[len(papers)]
            while hash in taken:
                id = next(choices)
                hash = digest(id.encode())
                if self._is_taken(hash):
                    taken.add(hash)
            taken.add(hash)
            papers.append((row.number, id, row.hash))
            names.append((hash, row.number))
        return papers, names

    def _is_taken(self, hash: int) -> bool:
        query = "SELECT 1 FROM name WHERE hash = ?"
        return self._connection.execute(query, (hash,)).fetchone() is not None

    def _update(self, rows: Sequence[_Row]) -> None:
        self.unsettled |= detach(self._connection, [row.number for row in rows])
        self._connection.executemany(
            "UPDATE record SET hash = ?, body = ? WHERE number = ?",
            ((row.hash, row.body, row.number) for row in rows),
        )


def add_keys(sketches: Sketches, records: Sequence[tuple[int, Record]]) -> None:
    """Keep all keys of numbered records."""
    traits = [
        (number, record, arxiv_id(record), publisher_doi(record)) for number, record in records
    ]
    if not traits:
        return
    owners = np.array(
        [
            number << FLAG_BITS | HAS_ARXIV * bool(arxiv) | HAS_DOI * bool(doi)
            for number, _, arxiv, doi in traits
        ],
        np.uint32,
    )
    keys, places = gram_keys([record.abstract for _, record in records])
    sampled = np.bincount(places, minlength=len(owners))
    owners |= np.where(sampled <= _SHORT, IS_SHORT, 0).astype(np.uint32)
    sketches.add(with_kind(keys, 0), owners[places])
    _add_whole(
        sketches,
        owners,
        [f"arxiv:{arxiv}" if arxiv else "" for _, _, arxiv, _ in traits],
        IDENTIFIER,
    )
    _add_whole(
        sketches, owners, [f"doi:{doi}" if doi else "" for _, _, _, doi in traits], IDENTIFIER
    )
    titles = [title_key(record.title) for _, record in records]
    _add_whole(sketches, owners, titles, TITLE)
    _add_whole(sketches, owners, list(_with_family_names(titles, records)), TITLE)


def _with_family_names(
    titles: Sequence[str], records: Sequence[tuple[int, Record]]
) -> Iterator[str]:
    """Titles with the last word of the first author, which tell "Editorial" from "Editorial"."""
    for title, (_, record) in zip(titles, records, strict=True):
        name = record.authors[0].rsplit(None, 1)[-1] if title and record.authors else ""
        yield f"{title} {name.lower()}" if name else ""


def _add_whole(sketches: Sketches, owners: Numbers, texts: Sequence[str], kind: int) -> None:
    """Keep one key for each text that isn't empty."""
    present: NDArray[np.bool_] = np.array([bool(text) for text in texts])
    sketches.add(with_kind(text_keys(texts)[present], kind), owners[present])
