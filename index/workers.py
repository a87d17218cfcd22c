"""Worker processes: runs of lines → prepared records; papers → segments."""

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple, ParamSpec, TypeVar

from index import signals, tasks
from index.ahead import Ahead
from index.bodies import Parts
from index.builder import build_here
from index.bulk_merge import to_join
from index.codec.segment import ArraySegment
from index.errors import AbseekError, SourceError
from index.intake import Intake
from index.readers.lines import Lines
from index.readers.sources import RUN, Piece, Source
from index.record import Item, Reject
from index.tasks import Errand, Finished, Found
from index.threads import without_threads

BATCH = 500  # papers that are sent to a worker at a time
AHEAD = 3  # tasks that a worker has before it, so that it never waits
FEW = 1_500  # papers that are indexed sooner than workers begin
FEW_BYTES = 2 << 20  # of lines that are read and indexed sooner
MOST = FEW_BYTES // RUN + 8  # pieces that wait for each other until then
SMALL = 1 << 16  # bytes of lines that are read sooner than sent
LARGE = 8 << 20  # bytes of files in which there are enough papers, whatever they are in

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Resources:
    """What a writer may use: processes (0: one a core), and MB of memory for each of them."""

    jobs: int = 0
    memory: int = 512


class _Sent(NamedTuple):
    """Lines that a worker reads."""

    errand: Errand
    found: Future[Found]


Window = deque[tuple[Source, Piece | _Sent]]


class Workers:
    """The processes of one run, begun when there is enough to do; a context manager.

    They write in a folder of their own below `place`: workers whose parent was killed must not
    write into its successor's. Without a place they only read.
    """

    def __init__(self, resources: Resources, place: Path | None) -> None:
        self._jobs = resources.jobs or os.cpu_count() or 1
        self.memory = resources.memory << 20
        self._place = place
        self._folder = Path()
        self._pool: ProcessPoolExecutor | None = None
        self._ahead = Ahead()
        self._finishing: list[Future[Finished]] = []
        self._stack = ExitStack()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._stack.close()

    def begin_for(self, paths: Iterable[str]) -> None:
        """Begin the processes at once where files are large: they load while these are opened."""
        sizes = (Path(path).stat().st_size for path in paths if Path(path).is_file())
        if self._jobs > 1 and sum(sizes) >= LARGE:
            self._begin()

    def read(
        self, pieces: Iterable[tuple[Source, Piece]], intake: Intake
    ) -> Iterator[tuple[Source, Item | Found]]:
        """What is in the pieces, in their order; long runs of lines are read by workers.

        Documents that they write meanwhile are among those of the next `build`.
        """
        window: Window = deque()
        for source, piece in pieces:
            if not window and not isinstance(piece, Lines):
                yield source, piece
                continue
            if not isinstance(piece, Reject):
                intake.number_of(source)  # given in the order of the pieces
            window.append((source, piece))
            if self._jobs > 1 and (self._pool or _bytes_of(window) >= FEW_BYTES):
                self._send(window, intake)
            if len(window) > (AHEAD * self._jobs if self._pool else MOST):
                yield from self._received(*window.popleft())
        self._ask_to_finish()
        for source, found in window:
            yield from self._received(source, found)
        self._ahead = intake.ahead

    def build(
        self, folder: Path, papers: Iterable[Parts], advance: Callable[[int], None]
    ) -> list[ArraySegment]:
        """Write the papers as segments in a folder; `advance` is told how many are done."""
        papers = iter(papers)
        few = [*islice(papers, FEW)]
        batches = _batches(chain(few, papers))
        segments: list[ArraySegment] = []
        written = self._ahead.written()
        if self._jobs == 1 or len(few) < FEW:
            segments = build_here(folder, batches, self.memory, advance)
        else:
            written += self._build(batches, advance)
        segments += self._finished(written)
        advance(len(self._ahead))
        if self._pool:
            ending = threading.Thread(target=self._pool.shutdown)
            ending.start()  # they end while the papers are published
            self._stack.callback(ending.join)
            for path in self._folder.iterdir():
                path.rename(folder / path.name)
        return segments

    def _build(self, batches: Iterable[list[Parts]], advance: Callable[[int], None]) -> int:
        """Have papers written; returns how many."""
        waiting: deque[Future[int]] = deque()
        count = 0
        for batch in batches:
            count += len(batch)
            waiting.append(self._submit(tasks.write_papers, batch))
            if len(waiting) > AHEAD * self._jobs:
                advance(_result(waiting.popleft()))
        self._ask_to_finish()
        for future in waiting:
            advance(_result(future))
        return count

    def _ask_to_finish(self) -> None:
        """Have the workers write what they have in memory, each when it is done with all else."""
        if self._pool:
            self._finishing += [self._submit(tasks.finish) for _ in range(self._jobs)]

    def _finished(self, papers: int) -> list[ArraySegment]:
        """The segments of so many papers, without what was written ahead and doesn't hold.

        What a worker wrote becomes one, or as few as its memory allows. A worker may have been
        asked to finish in another's place, which is asked again then.
        """
        by_worker: dict[int, list[ArraySegment]] = {}
        while papers or self._finishing:
            future = self._finishing.pop(0) if self._finishing else self._submit(tasks.finish)
            worker, segments = _result(future)
            by_worker.setdefault(worker, []).extend(segments)
            papers -= sum(segment.doc_count_all() for segment in segments)
        for wrong in self._ahead.wrong():
            by_worker[wrong.worker][wrong.segment].delete_document(wrong.document)
        groups = [group for own in by_worker.values() for group in to_join(own, self.memory)]
        return [*map(_result, [self._submit(tasks.join, group) for group in groups])]

    def _send(self, window: Window, intake: Intake) -> None:
        """Have the long runs of lines read that still wait."""
        self._begin()
        for at, (source, piece) in enumerate(window):
            if isinstance(piece, Lines) and len(piece.data) >= SMALL:
                ahead = self._place is not None and intake.may_write_ahead(source)
                label = source.label if ahead else None
                number = intake.number_of(source)
                errand = Errand(piece, number, intake.merging, label)
                window[at] = source, _Sent(errand, self._submit(tasks.read_lines, errand.light()))

    def _received(
        self, source: Source, piece: Piece | _Sent
    ) -> Iterator[tuple[Source, Item | Found]]:
        if isinstance(piece, _Sent):
            try:
                yield source, _result(piece.found)
            except SourceError:  # another file has its name by now
                yield source, _result(self._submit(tasks.read_lines, piece.errand))
        elif isinstance(piece, Lines):
            yield from ((source, item) for item in piece.items())
        else:
            yield source, piece

    def _submit(self, task: Callable[P, T], *args: P.args, **named: P.kwargs) -> Future[T]:
        """Give a task to the worker that is free first."""
        with _deaths_told():
            return self._begin().submit(task, *args, **named)

    def _begin(self) -> ProcessPoolExecutor:
        """Begin the processes, unless they run."""
        if self._pool:
            return self._pool
        without_threads()
        own = TemporaryDirectory(dir=self._place, prefix="gen-", suffix=".tmp")
        self._folder = Path(self._stack.enter_context(own))
        given = (self._folder, self.memory)
        self._pool = pool = ProcessPoolExecutor(self._jobs, _context(), tasks.begin, given)
        self._stack.callback(pool.shutdown, cancel_futures=True)
        with signals.put_off():
            for _ in range(self._jobs):
                pool.submit(os.getpid)  # which begins one
        return pool


def _context() -> BaseContext:
    """How processes are begun: forked off, they needn't import anew what is imported here.

    That is safe on Linux only, and only where no other thread may hold a lock.
    """
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")


def _bytes_of(window: Window) -> int:
    """How many wait to be read, with those that are known to follow."""
    lines = [piece for _, piece in window if isinstance(piece, Lines)]
    behind = lines[-1].stretch.behind if lines and lines[-1].stretch else 0
    return sum(len(piece.data) for piece in lines) + behind


def _result(future: Future[T]) -> T:
    with _deaths_told():
        return future.result()


@contextmanager
def _deaths_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise AbseekError(
            "a worker process was killed, perhaps for want of memory; try a lower --memory"
        ) from error


def _batches(papers: Iterator[Parts]) -> Iterator[list[Parts]]:
    while batch := [*islice(papers, BATCH)]:
        yield batch
