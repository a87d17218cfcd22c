"""The catalogue: every source's own record, which paper it belongs to, what the index holds of it.

One SQLite file beside the generations. A record has a number that is never used again; a paper has
the number of one of its records. `paper.hash` says what the index should hold of a paper (NULL:
nothing), `paper.published` what the published generation holds: what differs is to be written.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from index.errors import IndexVersionError
from index.storage import FRESH

FILE = "catalogue.sqlite"
FORMAT = 3  # in PRAGMA user_version
MANY = 1000  # values in one IN (…)
DIGEST_BYTES = 8

_SCHEMA = """
CREATE TABLE source (number INTEGER PRIMARY KEY, path TEXT UNIQUE, label TEXT, format TEXT);
CREATE TABLE record (
    number INTEGER PRIMARY KEY,  -- rises in the order of first reading
    key INTEGER,                 -- hash of the source, the record's own id or content, and a count
    hash INTEGER,                -- of the content
    source INTEGER,
    paper INTEGER,
    body INTEGER                 -- see index.packed
);
CREATE INDEX record_key ON record (key, hash);
CREATE INDEX record_paper ON record (paper) WHERE paper <> number;
CREATE TABLE block (number INTEGER PRIMARY KEY, data BLOB);  -- of bodies
CREATE TABLE paper (number INTEGER PRIMARY KEY, id TEXT, hash INTEGER, published INTEGER);
CREATE TABLE alias (paper INTEGER, id TEXT, given INTEGER, PRIMARY KEY (paper, id))
    WITHOUT ROWID;  -- given: it was the id of a published paper that this one took in
CREATE TABLE name (hash INTEGER PRIMARY KEY, paper INTEGER);  -- of every id and alias given
CREATE TABLE link (first INTEGER, second INTEGER, rule TEXT, PRIMARY KEY (first, second))
    WITHOUT ROWID;
CREATE INDEX link_second ON link (second);
CREATE TABLE sketch (bucket INTEGER, run INTEGER, keys BLOB, owners BLOB,
    PRIMARY KEY (bucket, run));  -- see index.candidates
CREATE TABLE edit (paper TEXT, field TEXT, value TEXT, PRIMARY KEY (paper, field)) WITHOUT ROWID;
CREATE TABLE dropped (id TEXT PRIMARY KEY) WITHOUT ROWID;  -- removed by hand
CREATE TABLE remembered (path TEXT PRIMARY KEY, format TEXT) WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
BY_HAND = ("edit", "dropped")  # tables of what people said: they outlive --fresh


def connect(path: str) -> sqlite3.Connection:
    """Open a catalogue for writing, made if it isn't there; an empty path is a temporary one.

    Raises IndexVersionError for another format, sqlite3.Error for a file that isn't a catalogue.
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=2)
    try:
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA temp_store = MEMORY")
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables == 0:
            script = f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT"
            connection.executescript(script)  # at once: a killed run leaves no half of it
        else:
            _check_format(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_format(connection: sqlite3.Connection, path: str | Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != FORMAT:
        said = f"{path}: a catalogue of format {version}, where this program has {FORMAT}"
        raise IndexVersionError(f"{said}; {FRESH}")


def connect_to_read(path: Path, patience: float = 2) -> sqlite3.Connection:
    """Open a catalogue that is there, for reading only; `patience` is in seconds, for a writer.

    Raises IndexVersionError for another format, sqlite3.Error for a file that isn't a catalogue.
    """
    connection = connect_to_any(path, patience)
    try:
        _check_format(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_any(path: Path, patience: float = 2) -> sqlite3.Connection:
    """The same of a catalogue of any format, or of what only may be one.

    But what a writer that was killed left half written is taken back, which SQLite must write for.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=patience)
    connection.execute("PRAGMA query_only = ON")
    return connection


def connect_copy(location: Path) -> sqlite3.Connection:
    """A temporary copy of a location's catalogue, empty where there is none: for dry runs.

    Raises what `connect_to_read` raises.
    """
    if not (location / FILE).exists():
        return connect("")
    copy = sqlite3.connect("", isolation_level=None)
    source = connect_to_read(location / FILE)
    try:
        source.backup(copy)
    finally:
        source.close()
    return copy


def carry_over(old: Path, new: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Copy some tables into a new catalogue, as far as the old one can be read."""
    if not old.exists():
        return
    source = connect_to_any(old)
    try:
        for table in tables:
            rows = source.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                new.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    except sqlite3.Error:
        return  # damaged, or of another format: there is nothing to carry
    finally:
        source.close()


def digest(*parts: bytes) -> int:
    """A 64-bit hash that SQLite takes as an integer."""
    hash = blake2b(b"\0".join(parts), digest_size=DIGEST_BYTES)
    return int.from_bytes(hash.digest(), "little", signed=True)


def fact(connection: sqlite3.Connection, name: str, default: int = 0) -> int:
    """A number that the catalogue keeps under a name."""
    row = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else default


def set_fact(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Keep a number under a name."""
    connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def select_in(
    connection: sqlite3.Connection, query: str, values: Iterable[int | str]
) -> Iterator[Any]:
    """The rows of a query that ends in `IN`, for any number of values (rows have several types)."""
    wanted = list(values)
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        # Fetched at once: a generator that is left behind must not hold the connection.
        yield from connection.execute(f"{query} ({', '.join('?' * len(some))})", some).fetchall()


def execute_in(connection: sqlite3.Connection, statement: str, values: Sequence[int | str]) -> None:
    """Run a statement that ends in `IN` for any number of values."""
    for _ in select_in(connection, statement, values):
        pass


def members_of(connection: sqlite3.Connection, papers: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of the records of each paper, in rising order; papers without any left out."""
    found: dict[int, list[int]] = {}
    wanted = list(papers)
    first = "SELECT paper, number FROM record WHERE paper = number AND number IN"
    other = "SELECT paper, number FROM record WHERE paper <> number AND paper IN"
    for query in (first, other):
        for paper, number in select_in(connection, query, wanted):
            found.setdefault(paper, []).append(number)
    return {paper: sorted(numbers) for paper, numbers in found.items()}
