"""What the sources of a run no longer hold: taken out of the catalogue, or told."""

import os
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from index.intake import Intake
from index.papers import remove_records
from index.progress import Progress
from index.reading import Tally


class Left(NamedTuple):
    """Numbers of records that weren't met: those that are gone, and those of sources with refused
    records, which they may be."""

    gone: list[int]
    doubtful: list[int]


def left_of(
    connection: sqlite3.Connection, intake: Intake, named: Sequence[str], tally: Tally
) -> Left:
    """What wasn't met below the named sources; files that could be read only in part keep theirs.

    Each run's standard input is another source: name it only where it is to be pruned.
    """
    left = Left([], [])
    if connection.execute("SELECT count(*) FROM record").fetchone() == (sum(intake.seen),):
        return left
    for number, path in connection.execute("SELECT number, path FROM source").fetchall():
        if path not in tally.damaged and is_below(path, named):
            query = "SELECT number FROM record WHERE source = ?"
            records = left.doubtful if path in tally.refused else left.gone
            records += [n for (n,) in connection.execute(query, (number,)) if not intake.seen[n]]
    return left


def prune(connection: sqlite3.Connection, intake: Intake, left: Left, progress: Progress) -> None:
    """Remove what is gone; say how many may be among what was refused, and stay."""
    intake.unsettled |= remove_records(connection, left.gone)
    if left.doubtful:
        progress.tell(f"{_not_met(left.doubtful)} or refused: --prune leaves what may be refused")


def tell_left(left: Left, progress: Progress) -> None:
    """Say how many there are."""
    if left.gone:
        them = "it" if len(left.gone) == 1 else "them"
        progress.tell(f"{_not_met(left.gone)}; --prune takes {them} out")
    if left.doubtful:
        progress.tell(f"{_not_met(left.doubtful)} or refused")


def _not_met(left: Sequence[int]) -> str:
    records = "record is" if len(left) == 1 else "records are"
    return f"{len(left):,} {records} no longer in the sources"


def is_below(path: str, named: Sequence[str]) -> bool:
    """Whether a path is one of the named ones, or lies in one of them."""
    return path in named or any(path.startswith(f"{folder}{os.sep}") for folder in named)
