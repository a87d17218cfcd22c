"""Paths that people name → the items of their files: the way into all readers.

Expands folders, unpacks what is compressed, finds each file's format by its content.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from index.errors import SettingError, SourceError
from index.readers import FORMATS
from index.readers.beginnings import beginning
from index.readers.json_records import begins_with_object
from index.readers.lines import Lines, Stretch, end_of_lines, length_of_run, whole_of
from index.readers.text import decode, encoding_of, line_feeds
from index.readers.unpacked import Unpacked
from index.record import Item, Reject

RUN = 1 << 19  # bytes of lines that are read together, at least


@dataclass(frozen=True, slots=True)
class Source:
    """A file that items come from: `path` is absolute ("-" is standard input), `label` its name.

    `encoding` is set where it isn't UTF-8 and nothing in the file says so.
    """

    path: str
    label: str
    format: str
    encoding: str = ""


Piece = Item | Lines

# The first bytes of files that people drop by mistake, so that the message can say what it is.
_FOREIGN = {
    b"PK\x03\x04": "a zip archive or office document: unpack or export it first",
    b"%PDF": "a PDF: Abseek reads records of papers, not the papers",
    b"SQLite format 3\x00": "an SQLite database",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it first",
}


def read(
    paths: Sequence[str], format: str | None = None, apart: Sequence[Path] = ()
) -> Iterator[tuple[Source, Item]]:
    """Every item of the named files and folders ("-" is standard input), with its source.

    Folders give their files in sorted order, hidden ones and those at or below the paths `apart`
    left out. `format` is a name of FORMATS;
    without it each file's content tells. A source that can't be opened or told raises SourceError
    at its turn when it was named; inside a folder it is a Reject of line 0. A file that is cut
    short or corrupt gives what came before and a Reject. Raises SettingError for an unknown format.
    """
    for source, piece in pieces(paths, format, apart):
        if isinstance(piece, Lines):
            yield from ((source, item) for item in piece.items())
        else:
            yield source, piece


def pieces(
    paths: Sequence[str], format: str | None = None, apart: Sequence[Path] = ()
) -> Iterator[tuple[Source, Piece]]:
    """The same, but that runs of lines are left to be read, as far as a format has lines."""
    module = _module(format) if format else None
    for path, named in _expand(paths, apart):
        try:
            yield from _read_file(path, format, module)
        except SourceError as error:
            if named:
                raise
            reason = str(error).removeprefix(f"{path}: ")
            yield _source(path, format or ""), Reject(0, reason, "")


def _module(format: str) -> ModuleType:
    for row in FORMATS:
        if row.name == format:
            return row.load()
    known = ", ".join(row.name for row in FORMATS)
    raise SettingError(f"no format {format!r} (known: {known})")


def _expand(paths: Sequence[str], apart: Sequence[Path]) -> Iterator[tuple[str, bool]]:
    """Each file, and whether it was named itself."""
    for path in paths:
        if path != "-" and Path(path).is_dir():
            yield from ((inner, False) for inner in _files_below(path, apart))
        else:
            yield path, True


def _files_below(folder: str, apart: Sequence[Path]) -> Iterator[str]:
    own = [path.resolve() for path in apart]
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if name.startswith(".") or (own and _is_below(path.resolve(), own)):
                continue
            if path.is_file() or path.is_symlink():  # pipes and sockets would wait for ever
                yield str(path)
    yield from (str(error.filename) for error in closed)  # opening them says what is wrong


def _is_below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _source(path: str, format: str, encoding: str = "") -> Source:
    if path == "-":
        return Source("-", "standard input", format, encoding)
    return Source(str(Path(path).resolve()), Path(path).name, format, encoding)


def _read_file(
    path: str, format: str | None, module: ModuleType | None
) -> Iterator[tuple[Source, Piece]]:
    with _open(path) as file:
        unpacked = Unpacked(file)
        head, stream, encoding = beginning(unpacked)
        _check_text(path, head, unpacked)
        named = module is not None
        if module is None or format is None:
            format, module = _sniff(path, head, unpacked)
        source = _source(path, format, encoding)
        reader = getattr(module, "read_with_sources", None)
        if reader:  # a file of rejects tells where each piece came from
            yield from reader(stream)
            return
        found: Iterator[Piece]
        if _has_lines(module, head):
            whole = None if encoding else whole_of(file, source.path, unpacked)
            found = _runs(format, stream, unpacked, whole)
        else:
            found = _until_cut(module.read(stream), unpacked)
        if named:
            found = _some(found, format)
        yield from ((source, piece) for piece in found)


def _has_lines(module: ModuleType, head: bytes) -> bool:
    return (
        hasattr(module, "read_lines")
        and encoding_of(head) == ("utf-8", 0)
        and begins_with_object(head)
    )


def _runs(
    format: str, stream: BinaryIO, unpacked: Unpacked, whole: Stretch | None
) -> Iterator[Piece]:
    """The file in runs of lines; where it is cut short, the last run is read here."""
    first, rest, at, size = 1, b"", 0, RUN
    while data := stream.read(max(size, len(rest))):  # as much again: a line may be long
        end = end_of_lines(data) if len(data) >= RUN else 0
        if not end:
            rest += data
            continue
        lines = b"".join((rest, memoryview(data)[:end]))
        yield Lines(format, first, lines, whole and whole.part(at, len(lines)))
        first += line_feeds(lines)
        at += len(lines)
        rest = data[end:]
        size = length_of_run(RUN, whole, at)
    last = Lines(format, first, rest)
    if unpacked.failure:
        yield from _until_cut(last.items(), unpacked)
    else:
        yield last


def _some(pieces: Iterator[Piece], format: str) -> Iterator[Piece]:
    """The pieces; where nothing is in them, the format that was said is likely to be wrong."""
    for piece in pieces:
        if items := [*piece.items()] if isinstance(piece, Lines) else [piece]:
            yield from items
            yield from pieces
            return
    yield Reject(1, f"nothing in it is in the format {format}", "")


def _until_cut(items: Iterator[Item], unpacked: Unpacked) -> Iterator[Item]:
    """The items; where the file is cut short, what stands last is refused for that reason."""
    last: Item | None = None
    for item in items:
        if last is not None:
            yield last
        last = item
    if not unpacked.failure:
        yield from () if last is None else (last,)
    elif isinstance(last, Reject) and last.line + last.text.count("\n") >= unpacked.lines:
        yield Reject(last.line, unpacked.failure, last.text)
    else:
        yield from () if last is None else (last,)
        yield Reject(unpacked.lines + 1, unpacked.failure, "")


def _open(path: str) -> AbstractContextManager[BinaryIO]:
    if path == "-":
        return nullcontext(sys.stdin.buffer)  # not ours to close
    try:
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file or folder") from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path}: can't be opened ({reason})") from error


def _check_text(path: str, head: bytes, unpacked: Unpacked) -> None:
    """Raise SourceError for what holds no text."""
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise SourceError(f"{path}: this is {what}")
    encoding, length = encoding_of(head)
    if not head[length:].strip():
        raise SourceError(f"{path}: {unpacked.failure or 'the file is empty'}")
    if encoding == "utf-8" and b"\0" in head:
        raise SourceError(f"{path}: a binary file, not text in a known format")


def _sniff(path: str, head: bytes, unpacked: Unpacked) -> tuple[str, ModuleType]:
    text = decode(head)
    for row in FORMATS:
        module = row.load()
        if module.sniff(text):
            return row.name, module
    known = ", ".join(row.name for row in FORMATS)
    reason = f"in no format that Abseek knows; name it with --format ({known})"
    raise SourceError(f"{path}: {unpacked.failure or reason}")
