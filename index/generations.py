"""Publish, open and remove generations: the folders `gen-N` of an index's location.

A publish writes a new folder, makes it durable, renames it to its name and moves the pointer file
CURRENT to it; what a reader has opened stays as it was. A reader holds a shared lock on its
folder, and a folder without readers is removed at the next publish. N only grows.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from index.durable import Files, manifest, sync, write_manifest
from index.errors import IndexDamagedError, LockedError, NoIndexError
from index.storage import FRESH, disk_errors

POINTER = "CURRENT"
NOT_HERE = "there is no index here; make one with abseek reindex FILE"
_LOCK = "writer.lock"


class Generation(NamedTuple):
    """One published index: `path` is a folder that Whoosh opens."""

    number: int
    path: Path


class OpenGeneration:
    """The current generation under a shared lock, so that it isn't removed before `close`."""

    def __init__(self, generation: Generation, descriptor: int) -> None:
        self.number = generation.number
        self.path = generation.path
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Let go of the lock; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "OpenGeneration":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def current(location: Path) -> Generation:
    """What the pointer leads to, its format and the sizes of its files verified.

    Raises NoIndexError, IndexVersionError, IndexDamagedError.
    """
    generation = pointed(location)
    if generation is None:
        raise NoIndexError(f"{location}: {NOT_HERE}")
    for name, (size, _) in manifest(generation.path).items():
        path = generation.path / name
        if not path.is_file():
            raise IndexDamagedError(f"{path}: this file of the index is missing; {FRESH}")
        if path.stat().st_size != size:
            found = path.stat().st_size
            raise IndexDamagedError(f"{path}: {found} bytes instead of {size}; {FRESH}")
    return generation


def pointed(location: Path) -> Generation | None:
    """What the pointer says, unverified; None where there is no pointer."""
    pointer = location / POINTER
    try:
        name = pointer.read_text(encoding="ascii").strip()
        return Generation(_number(name), location / name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{pointer}: can't be read ({error}); {FRESH}") from error


def pointer_stamp(pointer: str) -> tuple[int, int]:
    """What changes whenever the pointer does, for those who ask often; zeros without a pointer."""
    try:
        found = os.stat(pointer)  # noqa: PTH116  # asked at each request
    except OSError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def open_generation(location: Path) -> OpenGeneration:
    """The current generation, locked against removal; raises what `current` raises."""
    while True:
        before = pointed(location)
        try:
            generation = current(location)
            descriptor = os.open(generation.path, os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, IndexDamagedError):
            if pointed(location) == before:
                raise
            continue  # removed since the pointer was read: it leads elsewhere now
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if _is_still(generation.path, descriptor):
            return OpenGeneration(generation, descriptor)
        os.close(descriptor)


@contextmanager
def writer_lock(location: Path) -> Iterator[None]:
    """Hold the location for writing; raises LockedError while another process does."""
    with disk_errors(location):
        location.mkdir(parents=True, exist_ok=True)
        lock = (location / _LOCK).open("ab+", buffering=0)  # closing it must not write
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().decode("ascii", "replace").strip() or "another"
            message = f"{location}: process {holder} is writing this index; wait until it ends"
            raise LockedError(message) from error
        with disk_errors(location):
            lock.truncate(0)
            lock.write(b"%d\n" % os.getpid())
            _remove_leftovers(location)
        yield


def next_number(location: Path) -> int:
    """The number of the next generation: above every number that was ever seen here."""
    numbers = [_number(path.name) for path in location.glob("gen-*") if path.suffix == ""]
    with suppress(IndexDamagedError):
        numbers += [generation.number for generation in [pointed(location)] if generation]
    return max(numbers, default=0) + 1


def publish(
    location: Path, number: int, base: Generation | None, fill: Callable[[Path], object]
) -> Generation:
    """Make generation `number` of what `fill` writes into a copy of `base`, and point to it.

    The copy is made of hard links: `fill` may remove and replace files, never change one. Whatever
    `fill` raises, nothing is published and the folder is removed. The writer's lock must be held.
    """
    draft = location / f"gen-{number}.tmp"
    final = location / f"gen-{number}"
    with disk_errors(draft):
        try:
            known = _link(base, draft)
            fill(draft)
            write_manifest(draft, known)
            draft.rename(final)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync(location)
        _point(location, final.name)
    _remove_old(location, number)
    return Generation(number, final)


def _number(name: str) -> int:
    prefix, _, digits = name.partition("-")
    if prefix != "gen" or not digits.isascii() or not digits.isdigit():
        raise ValueError(f"{name!r} is no generation")
    return int(digits)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _link(base: Generation | None, draft: Path) -> Files:
    """Make the folder, with the files of `base` where there is one; returns their manifest."""
    draft.mkdir()
    if base is None:
        return {}
    known = manifest(base.path)
    for name in known:
        _link_file(base.path / name, draft / name)
    return known


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _point(location: Path, name: str) -> None:
    draft = location / f"{POINTER}.tmp"
    draft.write_text(f"{name}\n", encoding="ascii")
    sync(draft)
    draft.replace(location / POINTER)
    sync(location)


def _remove_old(location: Path, newest: int) -> None:
    """Remove the generations before the newest that nobody reads."""
    for path in location.glob("gen-*"):
        if path.suffix == "" and _number(path.name) < newest:
            with suppress(OSError):  # being read, or a disk that refuses: the next publish tries
                _remove_unread(path)


def _remove_unread(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        doomed = path.rename(path.with_suffix(".old"))  # a reader that comes late finds it gone
        shutil.rmtree(doomed)
    finally:
        os.close(descriptor)


def _remove_leftovers(location: Path) -> None:
    """Remove what a killed writer left: unfinished and half-removed folders."""
    for path in [*location.glob("gen-*.tmp"), *location.glob("gen-*.old")]:
        shutil.rmtree(path, ignore_errors=True)
    (location / f"{POINTER}.tmp").unlink(missing_ok=True)
