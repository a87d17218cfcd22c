"""What the sources of a run no longer hold: taken out of the catalogue, or told."""

import os
import sqlite3
from collections.abc import Sequence

from index.intake import Intake
from index.papers import remove_records
from index.progress import Progress
from index.reading import Tally


def prune(
    connection: sqlite3.Connection, intake: Intake, named: Sequence[str], tally: Tally
) -> None:
    """Remove the records below the named sources that weren't met."""
    gone = _left(connection, intake, named, tally)
    intake.unsettled |= remove_records(connection, gone)


def tell_left(
    connection: sqlite3.Connection,
    intake: Intake,
    named: Sequence[str],
    tally: Tally,
    progress: Progress,
) -> None:
    """Say how many there are; each run's standard input is another source."""
    files = [path for path in named if path != "-"]
    if left := len(_left(connection, intake, files, tally)):
        they, them = ("record is", "it") if left == 1 else ("records are", "them")
        progress.tell(f"{left:,} {they} no longer in the sources; --prune takes {them} out")


def _left(
    connection: sqlite3.Connection, intake: Intake, named: Sequence[str], tally: Tally
) -> list[int]:
    """The records below the named sources that weren't met.

    Files that could be read only in part keep theirs.
    """
    left: list[int] = []
    if connection.execute("SELECT count(*) FROM record").fetchone() == (sum(intake.seen),):
        return left
    for number, path in connection.execute("SELECT number, path FROM source").fetchall():
        if path not in tally.damaged and is_below(path, named):
            query = "SELECT number FROM record WHERE source = ?"
            left += [n for (n,) in connection.execute(query, (number,)) if not intake.seen[n]]
    return left


def is_below(path: str, named: Sequence[str]) -> bool:
    """Whether a path is one of the named ones, or lies in one of them."""
    return path in named or any(path.startswith(f"{folder}{os.sep}") for folder in named)
