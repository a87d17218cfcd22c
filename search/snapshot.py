"""The generation that an engine reads from: opened once, swapped between queries."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

from index.codec.toc import open_index
from index.errors import QueryError
from index.generations import POINTER, OpenGeneration, open_generation, pointed, pointer_stamp
from search.corpus import Corpus


class Snapshot:
    """One generation and how many queries are using it."""

    def __init__(self, number: int, folder: Path, held: OpenGeneration | None = None) -> None:
        self.number = number
        self.corpus = Corpus(open_index(folder))
        self.users = 0
        self._held = held

    @cached_property
    def figures(self) -> dict[str, int | str]:
        """For people; `bytes` counts the files of the generation, which never change."""
        figures: dict[str, int | str] = {
            "papers": self.corpus.statistics.papers,
            "generation": self.number,
        }
        if self._held is not None:
            files = [path.stat() for path in self._held.path.iterdir()]
            written = datetime.fromtimestamp(max(file.st_mtime for file in files), UTC)
            figures["date"] = written.isoformat(timespec="seconds")
            figures["bytes"] = sum(file.st_size for file in files)
        return figures

    def close(self) -> None:
        """Let go of the files and of the lock on their folder."""
        self.corpus.close()
        if self._held is not None:
            self._held.close()


class Still:
    """Hands out one snapshot for ever: of an index that nobody writes."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def borrow(self) -> AbstractContextManager[Snapshot]:
        """The snapshot."""
        return nullcontext(self._snapshot)

    def close(self) -> None:
        """Close it."""
        self._snapshot.close()


class Snapshots:
    """Hands out the current snapshot; a superseded one is closed behind its last user."""

    def __init__(self, location: Path) -> None:
        self._location = location
        self._pointer = f"{location}/{POINTER}"
        self._lock = Lock()
        self._opening = Lock()
        self._stamp = pointer_stamp(self._pointer)
        self._current = _open(location)
        self._closed = False

    def borrow(self) -> AbstractContextManager[Snapshot]:
        """The newest generation, for the length of one query; QueryError behind `close`."""
        return _Borrowed(self)

    def take(self) -> Snapshot:
        """The same until it is given back."""
        self._follow()
        with self._lock:
            if self._closed:
                raise QueryError("this engine is closed; open_engine gives another")
            self._current.users += 1
            return self._current

    def close(self) -> None:
        """Close the snapshot, at once or behind its last user; a second call does nothing."""
        with self._lock:
            closing, self._closed = not self._closed, True
            idle = not self._current.users
        if closing and idle:
            self._current.close()

    def _follow(self) -> None:
        """Open the generation that the pointer leads to, when it has moved.

        One thread opens; the others go on with what they have.
        """
        stamp = pointer_stamp(self._pointer)
        if stamp == self._stamp or self._closed:
            return
        found = pointed(self._location)
        if found is None or found.number == self._current.number:
            self._stamp = stamp
            return
        if not self._opening.acquire(blocking=False):
            return
        try:
            new = _open(self._location)
            self._stamp = stamp
            self._supersede(new)
        finally:
            self._opening.release()

    def _supersede(self, new: Snapshot) -> None:
        """Go on with a snapshot; it is closed where all were closed while it was opened."""
        with self._lock:
            old = new if self._closed else self._current
            if not self._closed:
                self._current = new
            idle = not old.users
        if idle:
            old.close()

    def give_back(self, snapshot: Snapshot) -> None:
        """End what `take` began."""
        with self._lock:
            snapshot.users -= 1
            superseded = self._closed or snapshot is not self._current
            idle = superseded and not snapshot.users
        if idle:
            snapshot.close()


class _Borrowed:
    """What `contextmanager` would make of two functions, which takes twice the calls."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots

    def __enter__(self) -> Snapshot:
        self._snapshot = self._snapshots.take()
        return self._snapshot

    def __exit__(self, *_: object) -> None:
        self._snapshots.give_back(self._snapshot)


def _open(location: Path) -> Snapshot:
    held = open_generation(location)
    return Snapshot(held.number, held.path, held)
