"""Sources → the catalogue: records taken in, removals obeyed, rejects noted."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import IO

from index.bodies import decode
from index.catalogue import connect_to_any, digest, members_of
from index.errors import SourceError
from index.intake import Intake
from index.packed import plainly
from index.papers import remove_records
from index.progress import Progress
from index.readers.rejects import to_line
from index.readers.sources import Piece, Source, pieces
from index.record import Item, Record, Reject
from index.storage import disk_errors
from index.tasks import Found

_TELL = 1000  # records between two reports of progress


@dataclass(slots=True)
class Tally:
    """What was met while reading; `origins` are the files, `damaged` those that broke off, and
    `refused` those of which a record was."""

    read: int = 0
    rejected: int = 0
    origins: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


class RejectsFile:
    """Every refused piece, in the form that `index.readers.rejects` reads.

    It is written under another name and put in place at the end: it may itself be a source.
    What is no plain file, such as /dev/stderr, is written to as it is.
    """

    def __init__(self, path: Path | None) -> None:
        special = path is not None and path.exists() and not path.is_file()
        self._path = path.resolve() if path and not special else path  # a link stays one
        self._draft = self._path if special or not self._path else _draft_of(self._path)
        self._file: IO[str] | None = None

    def __enter__(self) -> "RejectsFile":
        if self._path and self._draft:
            with disk_errors(self._path):
                self._file = self._draft.open("w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if not self._path or not self._draft or not self._file:
            return
        with disk_errors(self._path):
            try:
                self._file.close()  # may find the disk full
                if error is None and self._draft != self._path:
                    self._draft.replace(self._path)
            finally:
                if self._draft != self._path:
                    self._draft.unlink(missing_ok=True)

    def add(self, source: Source, reject: Reject) -> None:
        """Write one."""
        if self._path and self._file:
            with disk_errors(self._path):
                self._file.write(to_line(source, reject))


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")  # hidden: no source of a folder


def sources_of(
    connection: sqlite3.Connection, named: Sequence[str], format: str | None, catalogue: Path
) -> list[tuple[str, str | None]]:
    """The paths to read, absolute, each with its format if one was said.

    Without named ones the remembered ones; without those the bundled sample, unless the catalogue
    on disk tells of other sources (standard input isn't remembered): the sample must not take
    their place. Raises SourceError then, and for a named path where nothing is.
    """
    if named:
        return [(absolute(path), format) for path in named]
    rows = connection.execute("SELECT path, format FROM remembered ORDER BY path").fetchall()
    sample = str(files("index.sample") / "landmarks.jsonl")
    if not rows and _tells_of_others(catalogue, sample):
        raise SourceError(f"{catalogue.parent}: no source of this index is remembered; name some")
    return rows or [(sample, None)]


def _tells_of_others(catalogue: Path, sample: str) -> bool:
    if not catalogue.exists():
        return False
    with closing(connect_to_any(catalogue)) as connection:
        query = "SELECT 1 FROM source WHERE path <> ? LIMIT 1"
        try:
            return connection.execute(query, (sample,)).fetchone() is not None
        except sqlite3.DatabaseError:  # damaged: who knows what it told
            return True


def absolute(path: str) -> str:
    """A path as it is remembered and as sources are known by; "-" is standard input.

    Raises SourceError where nothing is.
    """
    if not is_there(path):
        raise SourceError(f"{path}: no such file or folder")
    return path if path == "-" else str(Path(path).resolve())


def is_there(path: str) -> bool:
    """Whether a source can be tried: standard input always can."""
    return path == "-" or Path(path).exists()


def take_in(
    connection: sqlite3.Connection,
    intake: Intake,
    items: Iterable[tuple[Source, Item | Found]],
    rejects: RejectsFile,
    progress: Progress,
) -> Tally:
    """Take all items into the catalogue."""
    tally = Tally()
    told = 0
    for source, item in items:
        if not tally.origins:  # workers can be forked off as long as nothing has begun a thread
            progress.start("reading", None)
        if source.encoding and source.path not in tally.origins:
            progress.tell(f"{source.path}: isn't UTF-8 and was read as {source.encoding}")
        tally.origins.add(source.path)
        if isinstance(item, Record):
            intake.add(source, item)
            tally.read += 1
        elif isinstance(item, Found):
            intake.take(item.records, item.place)
            tally.read += len(item.records.ids)
            for reject in item.rejects:
                _refuse(source, reject, tally, rejects, progress)
        elif isinstance(item, Reject):
            _refuse(source, item, tally, rejects, progress)
        else:
            intake.flush()
            _withdraw(connection, intake, source, item.id)
        if tally.read - told >= _TELL:
            progress.advance(tally.read - told)
            told = tally.read
    intake.flush()
    progress.advance(tally.read - told)
    return tally


def pieces_of(
    sources: Sequence[tuple[str, str | None]], apart: Sequence[Path]
) -> Iterator[tuple[Source, Piece]]:
    """What is in all sources; a file below a folder that is named too is read once.

    What folders hold at or below the paths `apart` (the index, the file of rejects) is no source.
    """
    paths = {path for path, _ in sources}
    for path, format in dict(sources).items():
        if paths.intersection(map(str, Path(path).parents)):
            continue
        if is_there(path):
            yield from pieces([path], format, apart)
        else:
            reason = "no such file or folder any more; --prune takes its papers out"
            yield Source(path, Path(path).name, format or ""), Reject(0, reason, "")


def _refuse(
    source: Source, reject: Reject, tally: Tally, rejects: RejectsFile, progress: Progress
) -> None:
    tally.rejected += 1
    # Without text it is the file as a whole: what was behind is not gone, but unread.
    (tally.refused if reject.text else tally.damaged).add(source.path)
    rejects.add(source, reject)
    progress.tell(f"{source.path}:{reject.line}: {reject.reason}")


def _withdraw(connection: sqlite3.Connection, intake: Intake, source: Source, id: str) -> None:
    """Take away the records with this id that came from sources of the same format."""
    hash = digest(id.encode())
    papers = [p for (p,) in connection.execute("SELECT paper FROM name WHERE hash = ?", (hash,))]
    members = [n for found in members_of(connection, papers).values() for n in found]
    query = (
        "SELECT r.number, r.body FROM record r JOIN source s ON s.number = r.source"
        " WHERE s.format = ? AND r.number = ?"
    )
    rows = [row for n in members for row in connection.execute(query, (source.format, n))]
    plain = plainly(connection)
    gone = [number for number, body in rows if id in _ids(decode(plain(body)))]
    intake.unsettled |= remove_records(connection, gone)
    intake.ahead.withdraw(gone)
    for number in gone:
        intake.seen[number] = 0


def _ids(record: Record) -> tuple[str, str, str]:
    return record.id, record.arxiv_id, record.doi
