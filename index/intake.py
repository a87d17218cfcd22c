"""Prepared records → the catalogue: what is new or changed is stored and sketched."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.ahead import Ahead, Place
from index.bodies import decode
from index.candidates import Sketches
from index.catalogue import digest, fact, select_in, set_fact
from index.known import Known
from index.naming import id_choices
from index.packed import keep, let_go, pack, some_of
from index.papers import detach
from index.prepared import Prepared, prepare
from index.readers.sources import Source
from index.record import Record

BATCH = 4096  # records

T = TypeVar("T")


class _Rows(NamedTuple):
    """Records on their way into the catalogue, column by column.

    `places` are theirs in what was prepared.
    """

    numbers: list[int]
    keys: list[int]
    places: list[int]

    def add(self, number: int, key: int, place: int) -> None:
        self.numbers.append(number)
        self.keys.append(key)
        self.places.append(place)

    def of(self, column: Sequence[T]) -> Iterable[T]:
        """Their values of a column of what was prepared; mostly they are all that was."""
        all_are = len(self.places) == len(column)
        return column if all_are else map(column.__getitem__, self.places)


class Intake:
    """Takes in the records of one run.

    `seen` and `fresh` hold a byte for each record number: 1 for records that were read, and for
    those of them that are new or changed. `unsettled` are the numbers of records that were there
    before and may now belong to another paper. `ahead` is what workers wrote of them.
    """

    def __init__(self, connection: sqlite3.Connection, merging: bool) -> None:
        self._connection = connection
        self._batch: list[tuple[int, Record]] = []
        self._source: Source | None = None
        self._source_number = 0
        self._numbers = dict(connection.execute("SELECT path, number FROM source"))
        self._next_source = max(self._numbers.values(), default=0) + 1
        self._unwritten: dict[int, Source] = {}
        self._repeats: dict[int, int] = {}
        self.merging = merging
        self.first_new = self._next = fact(connection, "next", 1)
        self.seen = bytearray(self._next)
        self.fresh = bytearray(self._next)
        self.unsettled: set[int] = set()
        self._met_keys, self._met_names = Known(self._next == 1), Known(self._next == 1)
        self.ahead = Ahead()
        self._format_ahead = "" if self._numbers else None
        self.sketches = Sketches(connection)

    def number_of(self, source: Source) -> int:
        """The number of a source; the catalogue will hold it when it has a record."""
        if source is not self._source:
            number = self._numbers.setdefault(source.path, self._next_source)
            self._next_source = max(self._next_source, number + 1)
            self._source, self._source_number = source, number
            self._unwritten[number] = source
        return self._source_number

    def may_write_ahead(self, source: Source) -> bool:
        """Whether a source's records are likely to be papers by themselves.

        Those of a new catalogue are, of the format that comes first: what another database gives
        out may be the same papers.
        """
        if self._format_ahead is None:
            self._format_ahead = source.format
        return self._format_ahead == source.format

    def add(self, source: Source, record: Record) -> None:
        """Take in one record; it is in the catalogue after the next `flush`."""
        self._batch.append((self.number_of(source), record))
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        if self._batch:
            batch, self._batch = self._batch, []
            sources, records = zip(*batch, strict=True)
            self.take(prepare(records, sources, merging=self.merging))

    def take(self, batch: Prepared, written: Place | None = None) -> None:
        """Store records that were prepared elsewhere, behind those that wait.

        `written` is where the documents are that were written of them, if any were.
        """
        self.flush()
        self._write_sources(batch)
        new, changed = self._compare(batch)
        renamed = self._insert(batch, new)
        self._update(batch, changed)
        set_fact(self._connection, "next", self._next)
        if self.merging:
            self.sketches.add(batch.sketch, _numbers(batch, new, changed))
        if written:
            self.ahead.add(written, _numbers(batch, new))
            self.ahead.withdraw(renamed)

    def _write_sources(self, batch: Prepared) -> None:
        for number in self._unwritten.keys() & set(batch.sources):
            source = self._unwritten.pop(number)
            values = (number, source.path, source.label, source.format)
            self._connection.execute(
                "INSERT INTO source (number, path, label, format) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET label = excluded.label, format = excluded.format",
                values,
            )

    def _compare(self, batch: Prepared) -> tuple[_Rows, _Rows]:
        """Which records of the batch are new, and which are known with another content."""
        keys = batch.keys.tolist()
        known = self._known(batch.keys)
        new, changed = _Rows([], [], []), _Rows([], [], [])
        if not known and len(set(keys)) == len(keys):
            return self._all_new(keys), changed
        for place, (key, hash) in enumerate(zip(keys, batch.hashes.tolist(), strict=True)):
            if key in known and self.seen[known[key][0]]:
                key = self._key_of_repeat(key, known)
            if key in known:
                number, old = known[key]
                if old != hash:
                    changed.add(number, key, place)
                    self.fresh[number] = 1
            else:
                (number,) = self._new_numbers(1)
                new.add(number, key, place)
            known[key] = (number, hash)
            self.seen[number] = 1
        return new, changed

    def _all_new(self, keys: list[int]) -> _Rows:
        numbers = self._new_numbers(len(keys))
        self.seen[numbers.start :] = bytes([1]) * len(numbers)
        return _Rows([*numbers], keys, [*range(len(numbers))])

    def _known(self, keys: NDArray[np.int64]) -> dict[int, tuple[int, int]]:
        query = "SELECT key, number, hash FROM record WHERE key IN"
        rows = select_in(self._connection, query, self._met_keys.perhaps(keys))
        return {key: (number, hash) for key, number, hash in rows}

    def _key_of_repeat(self, key: int, known: dict[int, tuple[int, int]]) -> int:
        """The key of a record whose source has several with its id: they are counted."""
        count = self._repeats[key] = self._repeats.get(key, 1) + 1
        repeated = digest(b"%d" % key, b"%d" % count)
        known.update(self._known(np.array([repeated])))
        return repeated

    def _new_numbers(self, count: int) -> range:
        numbers = range(self._next, self._next + count)
        self._next += count
        self.seen.extend(bytes(count))
        self.fresh.extend(bytes([1]) * count)
        return numbers

    def _insert(self, batch: Prepared, rows: _Rows) -> list[int]:
        """Store new records; returns those whose papers have not the first of their ids."""
        numbers, hashes = rows.numbers, [*rows.of(batch.hashes.tolist())]
        sources, bodies = rows.of(batch.sources), self._kept(batch, rows)
        self._connection.executemany(
            "INSERT INTO record (number, key, hash, source, paper, body) VALUES (?, ?, ?, ?, ?, ?)",
            zip(numbers, rows.keys, hashes, sources, numbers, bodies, strict=True),
        )
        ids, names, others = self._first_ids(batch, rows)
        papers = zip(numbers, ids, hashes, strict=True)
        self._connection.executemany("INSERT INTO paper VALUES (?, ?, ?, NULL)", papers)
        named = zip(names, numbers, strict=True)
        self._connection.executemany("INSERT INTO name VALUES (?, ?)", named)
        return others

    def _first_ids(self, batch: Prepared, rows: _Rows) -> tuple[list[str], list[int], list[int]]:
        """The first of the ids of each new record that is free, for a paper of its own.

        Returns (ids, their digests, records that have another than their first).
        """
        ids, names = [*rows.of(batch.ids)], [*rows.of(batch.names.tolist())]
        query = "SELECT hash FROM name WHERE hash IN"
        perhaps = self._met_names.perhaps(batch.names[rows.places])
        taken = {hash for (hash,) in select_in(self._connection, query, perhaps)}
        others: list[int] = []
        if not taken and len(set(names)) == len(names):
            return ids, names, others
        for at, place in enumerate(rows.places):
            if names[at] in taken:
                (body,) = some_of(batch.blocks, [place])
                ids[at], names[at] = self._other_id(decode(body), taken)
                others.append(rows.numbers[at])
            taken.add(names[at])
        return ids, names, others

    def _other_id(self, record: Record, taken: set[int]) -> tuple[str, int]:
        """The first of a record's ids that is free, and its digest."""
        query = "SELECT 1 FROM name WHERE hash = ?"
        for id in id_choices(record):
            name = digest(id.encode())
            if name not in taken and not self._connection.execute(query, (name,)).fetchone():
                self._met_names.perhaps(np.array([name]))
                return id, name
        raise AssertionError("the choices never end")

    def _kept(self, batch: Prepared, rows: _Rows) -> range:
        """Keep the bodies of records; returns their numbers."""
        if not rows.places:
            return range(0)
        blocks = batch.blocks
        if len(rows.places) < len(batch.ids):
            blocks = pack(some_of(blocks, rows.places))
        first = keep(self._connection, blocks)
        return range(first, first + len(rows.places))

    def _update(self, batch: Prepared, rows: _Rows) -> None:
        let_go(self._connection, len(rows.numbers))
        self.unsettled |= detach(self._connection, rows.numbers)
        bodies = self._kept(batch, rows)
        self._connection.executemany(
            "UPDATE record SET hash = ?, body = ? WHERE number = ?",
            zip(rows.of(batch.hashes.tolist()), bodies, rows.numbers, strict=True),
        )


def _numbers(batch: Prepared, *found: _Rows) -> NDArray[np.int64]:
    """The number of the record at each place of a batch; below 0 for those not among the rows."""
    numbers = np.full(len(batch.ids), -1)
    for rows in found:
        numbers[rows.places] = rows.numbers
    return numbers
