"""Pages of a server → one file: asks with patience, appends each page, notes where it was.

Beside the file lies a small state file until the answer is complete: the question, the cursor of
the next page and how many bytes of the file are good. A run that was stopped anywhere, even in the
middle of a write, is gone on with from there.
"""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from index.errors import SettingError, SourceError, StorageError
from index.fetch.server import Page, Server, TroubleError
from index.progress import Progress

TRIES = 6
FIRST_WAIT = 5.0  # seconds; doubled at each failure
LONGEST_WAIT = 600.0  # a server that asks for more is better asked another day


@dataclass(frozen=True, slots=True)
class State:
    """How far a download is."""

    question: str
    cursor: str = ""
    size: int = 0
    records: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests needn't wait: seconds that only grow, and a pause."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL_TIME = Clock()


def fetch(
    server: Server,
    output: Path,
    progress: Progress,
    restart: bool = False,
    clock: Clock = REAL_TIME,
) -> int:
    """Write the whole answer to `output`, going on where an earlier run ended; returns its records.

    Raises SettingError where the file is complete or answers another question, and `restart` isn't
    set; SourceError where the server can't be made to answer; StorageError where the disk fails.
    """
    try:
        state = _begin(server, output, restart)
        patience = Patience(server.interval, progress, clock)
        started = False
        while True:
            cursor = state.cursor
            page = patience.ask(lambda cursor=cursor: server.page(cursor))  # type: ignore[misc]
            if not started:
                progress.start("fetching", page.total or state.total)
                progress.advance(state.records)
                started = True
            state = _append(output, state, page)
            progress.advance(page.records)
            if not page.cursor:
                _state_file(output).unlink()
                return state.records
    except OSError as error:
        raise StorageError(f"{error.filename or output}: {error.strerror or error}") from error


class Patience:
    """Asks again what may pass, and never more often than a server allows."""

    def __init__(self, interval: float, progress: Progress, clock: Clock) -> None:
        self._interval = interval
        self._progress = progress
        self._clock = clock
        self._next = 0.0

    def ask(self, request: Callable[[], Page]) -> Page:
        """The answer; raises SourceError after TRIES failures in a row."""
        for attempt in range(TRIES):
            self._clock.sleep(max(0.0, self._next - self._clock.now()))
            self._next = self._clock.now() + self._interval
            try:
                return request()
            except TroubleError as trouble:
                self._wait_out(trouble, attempt)
        raise AssertionError("the last failure was raised")

    def _wait_out(self, trouble: TroubleError, attempt: int) -> None:
        wait = FIRST_WAIT * 2**attempt if trouble.wait is None else trouble.wait
        later = "run the same command again to go on from here"
        if attempt == TRIES - 1:
            raise SourceError(f"{trouble}, {TRIES} times in a row; {later}") from trouble
        if wait > LONGEST_WAIT:
            raise SourceError(f"{trouble}: come back in {wait / 60:.0f} minutes; {later}")
        self._progress.tell(f"{trouble}; trying again in {wait:.0f} s")
        self._next = self._clock.now() + max(wait, self._interval)


def _begin(server: Server, output: Path, restart: bool) -> State:
    """Where to go on, with the file cut back to its good part."""
    state = None if restart else _saved(output)
    if state is None:
        if output.exists() and not restart:
            raise SettingError(f"{output}: is there already; name another file, or use --restart")
        state = State(server.question)
        _save(output, state)
    elif state.question != server.question:
        raise SettingError(f"{output}: was begun with another question; use --restart")
    with output.open("ab") as file:
        file.truncate(state.size)
    return state


def _append(output: Path, state: State, page: Page) -> State:
    """Add a page: first the file, then the state, each safe on the disk before the next step."""
    with output.open("ab") as file:
        file.write(page.data)
        file.flush()
        os.fsync(file.fileno())
    size = state.size + len(page.data)
    records, total = state.records + page.records, page.total or state.total
    after = State(state.question, page.cursor, size, records, total)
    _save(output, after)
    return after


def _state_file(output: Path) -> Path:
    return output.with_name(output.name + ".state")


def _saved(output: Path) -> State | None:
    """The state that an earlier run left; None where there is none, or the file is gone."""
    path = _state_file(output)
    if not path.exists() or not output.exists():
        return None
    try:
        state = State(**orjson.loads(path.read_bytes()))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise SettingError(f"{path}: can't be read; use --restart") from error
    if output.stat().st_size < state.size:
        raise SettingError(f"{output}: is shorter than {path} says; use --restart")
    return state


def _save(output: Path, state: State) -> None:
    path = _state_file(output)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(orjson.dumps(asdict(state)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
