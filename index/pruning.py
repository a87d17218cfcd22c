"""What the sources of a run no longer hold: taken out of the catalogue, or told."""

import os
import sqlite3
from collections.abc import Sequence

from index.intake import Intake
from index.papers import remove_records
from index.progress import Progress
from index.reading import Tally


def prune(
    connection: sqlite3.Connection,
    intake: Intake,
    named: Sequence[str],
    tally: Tally,
    progress: Progress,
) -> None:
    """Remove the records below the named sources that weren't met; say how many may be among what
    was refused, and stay."""
    gone, doubtful = _left(connection, intake, named, tally)
    intake.unsettled |= remove_records(connection, gone)
    if doubtful:
        progress.tell(f"{_not_met(doubtful)} or refused: --prune leaves what may be refused")


def tell_left(
    connection: sqlite3.Connection,
    intake: Intake,
    named: Sequence[str],
    tally: Tally,
    progress: Progress,
) -> None:
    """Say how many there are; each run's standard input is another source."""
    files = [path for path in named if path != "-"]
    gone, doubtful = _left(connection, intake, files, tally)
    if gone:
        them = "it" if len(gone) == 1 else "them"
        progress.tell(f"{_not_met(gone)}; --prune takes {them} out")
    if doubtful:
        progress.tell(f"{_not_met(doubtful)} or refused")


def _not_met(left: Sequence[int]) -> str:
    records = "record is" if len(left) == 1 else "records are"
    return f"{len(left):,} {records} no longer in the sources"


def _left(
    connection: sqlite3.Connection, intake: Intake, named: Sequence[str], tally: Tally
) -> tuple[list[int], list[int]]:
    """The records below the named sources that weren't met: those that are gone, and those of
    sources with refused records, which they may be.

    Files that could be read only in part keep theirs.
    """
    gone: list[int] = []
    doubtful: list[int] = []
    if connection.execute("SELECT count(*) FROM record").fetchone() == (sum(intake.seen),):
        return gone, doubtful
    for number, path in connection.execute("SELECT number, path FROM source").fetchall():
        if path not in tally.damaged and is_below(path, named):
            query = "SELECT number FROM record WHERE source = ?"
            left = doubtful if path in tally.refused else gone
            left += [n for (n,) in connection.execute(query, (number,)) if not intake.seen[n]]
    return gone, doubtful


def is_below(path: str, named: Sequence[str]) -> bool:
    """Whether a path is one of the named ones, or lies in one of them."""
    return path in named or any(path.startswith(f"{folder}{os.sep}") for folder in named)
