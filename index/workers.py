"""Worker processes: runs of lines → prepared records; papers → segments."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import ParamSpec, TypeVar

from index.bodies import Parts, assemble
from index.builder import Builder, build_here
from index.codec.segment import ArraySegment
from index.errors import AbseekError
from index.prepared import Prepared, prepare
from index.readers.sources import Lines, Piece, Source
from index.record import Item, Record, Reject

BATCH = 500  # papers that are sent to a worker at a time
AHEAD = 3  # tasks that a worker has before it, so that it never waits
FEW = 2_000  # papers that are indexed sooner than workers begin
FEW_BYTES = 2 << 20  # of lines that are read sooner
SMALL = 1 << 16  # bytes of lines that are read sooner than sent

P = ParamSpec("P")
T = TypeVar("T")
Read = tuple[Prepared, list[Item]]  # the records of some lines; whatever else was in them
Window = deque[tuple[Source, Piece | Future[Read]]]


@dataclass(frozen=True, slots=True)
class Resources:
    """What a writer may use: processes (0: one a core), and MB of memory for each of them."""

    jobs: int = 0
    memory: int = 512


class Workers:
    """The processes of one run, begun when there is enough to do; a context manager.

    They write in a folder of their own below `place`, or where temporary files go: workers whose
    parent was killed must not write into its successor's.
    """

    def __init__(self, resources: Resources, place: Path | None) -> None:
        self._jobs = resources.jobs or os.cpu_count() or 1
        self._memory = resources.memory << 20
        self._place = place
        self._folder = Path()
        self._workers: list[_Worker] = []
        self._stack = ExitStack()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._stack.close()

    def read(
        self,
        pieces: Iterable[tuple[Source, Piece]],
        number_of: Callable[[Source], int],
        *,
        merging: bool,
    ) -> Iterator[tuple[Source, Item | Prepared]]:
        """The items of all pieces in their order, the records of long runs of lines prepared.

        `number_of` gives each source its number; it is asked in the order of the pieces.
        """
        window: Window = deque()
        for source, piece in pieces:
            if not window and not isinstance(piece, Lines):
                yield source, piece
                continue
            if not isinstance(piece, Reject):
                number_of(source)
            window.append((source, piece))
            if self._jobs > 1 and (self._workers or sum(map(_size, window)) >= FEW_BYTES):
                self._send(window, number_of, merging)
            if len(window) > AHEAD * self._jobs:
                yield from _received(*window.popleft())
        for source, found in window:
            yield from _received(source, found)

    def build(
        self, folder: Path, papers: Iterable[Parts], advance: Callable[[int], None]
    ) -> list[ArraySegment]:
        """Write the papers as segments in a folder; `advance` is told how many are done."""
        papers = iter(papers)
        few = [*islice(papers, FEW)]
        batches = _batches(chain(few, papers))
        if self._jobs == 1 or len(few) < FEW:
            return build_here(folder, batches, self._memory, advance)
        waiting: deque[Future[int]] = deque()
        for batch in batches:
            waiting.append(self._submit(_build, batch))
            if len(waiting) > AHEAD * self._jobs:
                advance(_result(waiting.popleft()))
        for future in waiting:
            advance(_result(future))
        return self._finished(folder)

    def _finished(self, folder: Path) -> list[ArraySegment]:
        finishing = [worker.submit(_finish) for worker in self._workers]
        segments = [segment for future in finishing for segment in _result(future)]
        for path in self._folder.iterdir():
            path.rename(folder / path.name)
        return segments

    def _send(self, window: Window, number_of: Callable[[Source], int], merging: bool) -> None:
        """Have the long runs of lines read that still wait."""
        for place, (source, piece) in enumerate(window):
            if isinstance(piece, Lines) and len(piece.data) >= SMALL:
                window[place] = source, self._submit(_read, piece, number_of(source), merging)

    def _submit(self, task: Callable[P, T], *args: P.args, **named: P.kwargs) -> Future[T]:
        """Give a task to the worker that has the least to do."""
        if not self._workers:
            self._begin()
        return min(self._workers, key=_Worker.load).submit(task, *args, **named)

    def _begin(self) -> None:
        own = TemporaryDirectory(dir=self._place, prefix="gen-", suffix=".tmp")
        self._folder = Path(self._stack.enter_context(own))
        self._workers = [_Worker(self._folder, self._memory) for _ in range(self._jobs)]
        for worker in self._workers:
            self._stack.callback(worker.end)


class _Worker:
    """One process, which keeps a segment in memory from task to task."""

    def __init__(self, folder: Path, memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, _become_worker, (folder, memory))
        self._waiting: list[Future[object]] = []

    def submit(self, task: Callable[P, T], *args: P.args, **named: P.kwargs) -> Future[T]:
        future = self._pool.submit(task, *args, **named)
        self._waiting.append(future)  # type: ignore[arg-type]  # futures should be covariant
        return future

    def load(self) -> int:
        self._waiting = [future for future in self._waiting if not future.done()]
        return len(self._waiting)

    def end(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _size(waiting: tuple[Source, object]) -> int:
    return len(waiting[1].data) if isinstance(waiting[1], Lines) else 0


def _received(
    source: Source, found: Piece | Future[Read]
) -> Iterator[tuple[Source, Item | Prepared]]:
    """What came of a place of the window, in its order as far as that matters."""
    if isinstance(found, Future):
        records, others = _result(found)
        yield source, records
        yield from ((source, item) for item in others)
    elif isinstance(found, Lines):
        yield from ((source, item) for item in found.items())
    else:
        yield source, found


def _result(future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise AbseekError(
            "a worker process was killed, perhaps for want of memory; try a lower --memory"
        ) from error


def _batches(papers: Iterator[Parts]) -> Iterator[list[Parts]]:
    while batch := [*islice(papers, BATCH)]:
        yield batch


# What runs in a worker process.

_own: list[Builder] = []  # the process's one


def _become_worker(folder: Path, memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    Thread(target=_end_with_parent, daemon=True).start()
    _own.append(Builder(folder, memory))


def _end_with_parent() -> None:
    """A parent that was killed leaves nobody who would end its workers."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _read(lines: Lines, source: int, merging: bool) -> Read:
    items = [*lines.items()]
    records = [(source, item) for item in items if isinstance(item, Record)]
    others: list[Item] = [item for item in items if not isinstance(item, Record)]
    return prepare(records, merging=merging), others


def _build(batch: list[Parts]) -> int:
    _own[0].add(map(assemble, batch))
    return len(batch)


def _finish() -> list[ArraySegment]:
    return _own[0].finish()
