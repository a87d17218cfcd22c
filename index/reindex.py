"""The reindex command: read the sources, compare with the catalogue, publish, count."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index.catalogue import (
    BY_HAND,
    FILE,
    carry_over,
    connect,
    connect_copy,
    digest,
    execute_in,
    fact,
    members_of,
    select_in,
    set_fact,
)
from index.generations import pointed, writer_lock
from index.intake import Intake
from index.matching import find_links, forget_links, sketch_all
from index.packed import tidy
from index.papers import refresh, regroup
from index.progress import Progress, Silence
from index.pruning import left_of, prune, tell_left
from index.publishing import Changes, changes, publish_changes, recover
from index.reading import RejectsFile, Tally, is_there, pieces_of, sources_of, take_in
from index.storage import disk_errors
from index.workers import Resources, Workers


@dataclass(frozen=True, slots=True)
class Options:
    """What a reindex is asked to do; the names are those of the command's options."""

    location: Path
    sources: tuple[str, ...] = ()
    format: str | None = None
    fresh: bool = False
    prune: bool = False
    dry_run: bool = False
    merge: bool = True
    resources: Resources = field(default_factory=Resources)
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What a reindex did, as `--json` prints it.

    `read` records came from the sources; `merged` of them were the same paper as another.
    `added`, `updated`, `unchanged` and `removed` count papers; `indexed` papers are in the index.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    removed: int
    merged: int
    rejected: int
    indexed: int
    seconds: float
    records_per_second: float
    generation: int


@dataclass(frozen=True, slots=True)
class _Run:
    """What was met, what is to be done about it, and what was taken in."""

    tally: Tally
    todo: Changes
    intake: Intake


def reindex(options: Options, progress: Progress | None = None) -> Counts:
    """Bring the index at a location up to date with its sources.

    Whatever is raised, the published generation goes on serving and nothing of the run is kept,
    or the next run completes it. Raises SourceError, SettingError, LockedError, StorageError,
    IndexVersionError, IndexDamagedError.
    """
    start = time.perf_counter()
    act = _try if options.dry_run else _act
    return act(options, progress or Silence(), start)


def _try(options: Options, progress: Progress, start: float) -> Counts:
    """Everything but the publishing, on a copy of the catalogue."""
    workers = Workers(options.resources, None)
    with disk_errors(options.location), workers, closing(_copy(options)) as connection:
        if not options.fresh:
            recover(options.location, connection)
        run = _update(connection, options, workers, progress)
        found = pointed(options.location)
        return _counts(run, connection, start, found.number if found else 0)


def _act(options: Options, progress: Progress, start: float) -> Counts:
    place = options.location
    with writer_lock(place), disk_errors(place), Workers(options.resources, place) as workers:
        workers.begin_for(options.sources)
        with _opened(options) as connection:
            run = _update(connection, options, workers, progress)
        with closing(connect(str(place / FILE))) as connection:
            generation = publish_changes(place, connection, workers, run.intake.ahead, progress)
            return _counts(run, connection, start, generation.number)


def _copy(options: Options) -> sqlite3.Connection:
    """A catalogue to try things on."""
    if not options.fresh:
        return connect_copy(options.location)
    connection = connect("")
    carry_over(options.location / FILE, connection, _kept(options))
    return connection


@contextmanager
def _opened(options: Options) -> Iterator[sqlite3.Connection]:
    """The catalogue to be updated; a fresh one takes the place of the old when all went well."""
    path = options.location / FILE
    if not options.fresh:
        with closing(connect(str(path))) as connection:
            recover(options.location, connection)
            yield connection
        return
    draft = path.with_name(f"{FILE}.new")
    draft.unlink(missing_ok=True)
    try:
        with closing(connect(str(draft))) as connection:
            carry_over(path, connection, _kept(options))
            yield connection
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _kept(options: Options) -> tuple[str, ...]:
    return BY_HAND if options.sources else (*BY_HAND, "remembered")


def _update(
    connection: sqlite3.Connection, options: Options, workers: Workers, progress: Progress
) -> _Run:
    """Everything up to the commit of the catalogue."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        catalogue = options.location / FILE
        sources = sources_of(connection, options.sources, options.format, catalogue)
        gone = [one for one in sources if options.prune and not is_there(one[0])]
        sources = [one for one in sources if one not in gone]
        intake = Intake(connection, options.merge)
        with RejectsFile(options.rejects) as rejects:
            pieces = pieces_of(sources, [options.location, *filter(None, [options.rejects])])
            items = workers.read(pieces, intake)
            tally = take_in(connection, intake, items, rejects, progress)
        named = [path for path, _ in sources + gone if options.prune or path != "-"]
        left = left_of(connection, intake, named, tally)
        if options.prune:
            prune(connection, intake, left, progress)
        else:
            tell_left(left, progress)
        _settle(connection, intake, options.merge, progress)
        tidy(connection)
        execute_in(connection, "DELETE FROM remembered WHERE path IN", [path for path, _ in gone])
        _remember(connection, sources, tally, options)
        todo = changes(connection)
    except BaseException:
        if connection.in_transaction:  # a full disk has made SQLite roll back already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return _Run(tally, todo, intake)


def _settle(
    connection: sqlite3.Connection, intake: Intake, merge: bool, progress: Progress
) -> None:
    """Find which papers the new and changed records are."""
    was = fact(connection, "merging", int(merge))
    set_fact(connection, "merging", merge)
    if was and not merge:
        intake.unsettled |= forget_links(connection)
    if merge:
        progress.start("merging", None)
        if not was:
            sketch_all(connection, intake.sketches, intake.first_new, intake.fresh)
        for number in intake.unsettled:  # what linked them may be gone: they are compared anew
            intake.fresh[number] = 1
        intake.unsettled |= find_links(connection, intake.sketches, intake.fresh)
    intake.ahead.withdraw(regroup(connection, intake.unsettled))
    by_hand = [
        id for (id,) in connection.execute("SELECT paper FROM edit UNION SELECT id FROM dropped")
    ]
    names = [digest(id.encode()) for id in by_hand]
    query = "SELECT paper FROM name WHERE hash IN"
    papers = [paper for (paper,) in select_in(connection, query, names)]
    refresh(connection, papers)
    intake.ahead.withdraw(papers)


def _remember(
    connection: sqlite3.Connection,
    sources: Sequence[tuple[str, str | None]],
    tally: Tally,
    options: Options,
) -> None:
    """Keep the named sources for the next call; standard input and files of rejects can't be."""
    rows = [
        (path, format)
        for path, format in sources
        if options.sources and (Path(path).is_dir() or path in tally.origins - {"-"})
    ]
    connection.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?)", rows)


def _counted(connection: sqlite3.Connection, intake: Intake) -> tuple[int, int]:
    """How many of the records that were read are the same paper as another; how many papers."""
    merged = doubles = 0
    several = [
        p for (p,) in connection.execute("SELECT DISTINCT paper FROM record WHERE paper <> number")
    ]
    for members in members_of(connection, several).values():
        read = sum(intake.seen[number] for number in members)
        merged += min(read, len(members) - 1)
        doubles += max(read - 1, 0)
    return merged, sum(intake.seen) - doubles


def _counts(run: _Run, connection: sqlite3.Connection, start: float, generation: int) -> Counts:
    merged, papers = _counted(connection, run.intake)
    seconds = time.perf_counter() - start
    todo = run.todo
    return Counts(
        read=run.tally.read,
        added=todo.added,
        updated=todo.updated,
        unchanged=max(min(papers, todo.indexed) - todo.added - todo.updated, 0),
        removed=todo.removed,
        merged=merged,
        rejected=run.tally.rejected,
        indexed=todo.indexed,
        seconds=round(seconds, 3),
        records_per_second=round(run.tally.read / seconds, 1),
        generation=generation,
    )
