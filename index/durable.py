"""Folders of files that are all there: brought to the disk, listed with checksums, verified."""

import json
import os
import zlib
from pathlib import Path

from index.errors import IndexDamagedError, IndexVersionError
from index.storage import FRESH

FORMAT = 2  # of a generation folder; another number is refused
MANIFEST = "abseek.json"  # {"format": FORMAT, "files": {name: [bytes, CRC-32]}, "crc": of files}

Fact = tuple[int, int]  # bytes, CRC-32
Files = dict[str, Fact]  # by name


def manifest(folder: Path) -> Files:
    """The files of a generation with their size and checksum.

    Raises IndexVersionError for another format, IndexDamagedError for a manifest that isn't one.
    """
    path = folder / MANIFEST
    try:
        table = json.loads(path.read_bytes())
        version = table["format"]
        files = {name: (int(size), int(crc)) for name, (size, crc) in table["files"].items()}
        sound = table.get("crc") == _files_checksum(files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(f"{path}: can't be read ({error}); {FRESH}") from error
    if version != FORMAT:
        said = f"{folder}: an index of format {version}, where this program has {FORMAT}"
        raise IndexVersionError(f"{said}; {FRESH}")
    if not sound:
        raise IndexDamagedError(f"{path}: altered; {FRESH}")
    return files


def damages(folder: Path) -> list[str]:
    """What `abseek check` finds: each file that is missing, cut or altered, in plain words."""
    found = []
    for name, (size, checksum) in manifest(folder).items():
        path = folder / name
        if not path.is_file():
            found.append(f"{path}: missing; {FRESH}")
        elif (path.stat().st_size, _checksum(path)) != (size, checksum):
            found.append(f"{path}: altered or cut short; {FRESH}")
    return found


def write_manifest(folder: Path, known: Files) -> None:
    """Make all files of a folder durable, and list them; `known` are facts of linked ones."""
    from concurrent.futures import ThreadPoolExecutor  # readers need none

    paths = sorted(folder.iterdir())
    with ThreadPoolExecutor() as threads:  # neither the disk nor checksums hold Python's lock
        facts = threads.map(lambda path: _durable(path, known.get(path.name)), paths)
        files = {path.name: fact for path, fact in zip(paths, facts, strict=True)}
    target = folder / MANIFEST
    table = {"format": FORMAT, "files": files, "crc": _files_checksum(files)}
    target.write_text(json.dumps(table, indent=1), encoding="utf-8")
    sync(target)
    sync(folder)


def _durable(path: Path, known: Fact | None) -> Fact:
    """The size and checksum of a file that is brought to the disk, unless it was linked."""
    about = path.stat()
    if known and about.st_size == known[0] and about.st_nlink > 1:
        return known
    sync(path)
    return about.st_size, _checksum(path)


def sync(path: Path) -> None:
    """Bring a file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc


def _files_checksum(files: Files) -> int:
    return zlib.crc32(json.dumps(files, sort_keys=True).encode())
