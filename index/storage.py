"""What the disk, SQLite and Whoosh raise → our errors, each saying what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import AbseekError, IndexDamagedError, LockedError, StorageError

if TYPE_CHECKING:
    import sqlite3

# errno → what was wrong and what to do.
_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and run it again",
    errno.EDQUOT: "the disk quota is used up; free some space and run it again",
    errno.EFBIG: "a file would grow beyond what is allowed here (see ulimit -f)",
    errno.EROFS: "the disk is read-only; choose another place with --index",
    errno.EACCES: "no permission to write here; choose another place with --index",
    errno.EPERM: "no permission to write here; choose another place with --index",
    errno.EIO: "the disk fails; copy what you can and check it",
    errno.ENOTDIR: "a file is where a folder should be; choose another place with --index",
    errno.EEXIST: "a file is where a folder should be; choose another place with --index",
    errno.EMFILE: "too many open files (see ulimit -n)",
}
# What SQLite's message begins with → the same.
_SQLITE_REASONS = {
    "database or disk is full": _REASONS[errno.ENOSPC],
    "attempt to write a readonly database": _REASONS[errno.EROFS],
    "unable to open database file": _REASONS[errno.EACCES],
    "disk I/O error": "the disk is full or fails; free some space, check it and run it again",
}
FRESH = "run abseek reindex --fresh to make the index anew"


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn what is raised while writing below `place` into StorageError and its siblings."""
    try:
        yield
    except AbseekError:
        raise
    except OSError as error:
        raise _from_os(error, place) from error
    except Exception as error:
        import sqlite3  # a search reads no catalogue

        if isinstance(error, sqlite3.Error):
            raise _from_sqlite(error, place) from error
        raise


def _from_os(error: OSError, place: Path) -> StorageError:
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return StorageError(f"{error.filename or place}: {reason}")


def _from_sqlite(error: "sqlite3.Error", place: Path) -> AbseekError:
    message = str(error)
    if "locked" in message:
        return LockedError(f"{place}: another process is writing the catalogue; try again later")
    for start, reason in _SQLITE_REASONS.items():
        if message.startswith(start):
            return StorageError(f"{place}: {reason}")
    return IndexDamagedError(f"{place}: the catalogue is damaged ({message}); {FRESH}")
