"""A paper's id → each source's own record of it, from the catalogue."""

from contextlib import closing
from pathlib import Path

from index.bodies import decode
from index.catalogue import FILE, connect_to_read, digest, members_of, select_in
from index.packed import plainly
from index.record import Record
from index.storage import disk_errors

PATIENCE = 0.1  # seconds: a page is waiting, and can do without
_BODIES = (
    "SELECT s.label, r.body FROM record r JOIN source s ON s.number = r.source WHERE r.number IN"
)


def own_records(location: Path, paper_id: str) -> tuple[tuple[str, Record], ...]:
    """Each record that a paper was made of, with its source's label, in the order of reading.

    Empty for an unknown id. Raises LockedError while a writer keeps the catalogue to itself,
    StorageError, IndexDamagedError and IndexVersionError for one that can't be read.
    """
    path = location / FILE
    with disk_errors(path), closing(connect_to_read(path, PATIENCE)) as connection:
        connection.execute("BEGIN")  # a writer may write all bodies anew between two queries
        named = "SELECT paper FROM name WHERE hash = ?"
        papers = [paper for (paper,) in connection.execute(named, (digest(paper_id.encode()),))]
        members = [
            number for numbers in members_of(connection, papers).values() for number in numbers
        ]
        plain = plainly(connection)
        rows = [(label, plain(body)) for label, body in select_in(connection, _BODIES, members)]
    return tuple((label, decode(body)) for label, body in rows)
