"""Batches of papers → segments, in worker processes that each keep one segment in memory."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.bodies import Parts, assemble
from index.bulk_segment import SegmentBuilder
from index.codec.segment import ArraySegment
from index.document import make_document
from index.errors import AbseekError
from index.fields import make_schema

BATCH = 500  # papers that are sent to a worker at a time
AHEAD = 2  # batches that a worker has before it, so that it never waits
FEW = 2_000  # papers that are done sooner than workers start


def build(
    folder: Path, papers: Iterable[Parts], memory: int, jobs: int, advance: Callable[[int], None]
) -> list[ArraySegment]:
    """Write the papers as segments; `memory` in bytes for each of `jobs` workers."""
    papers = iter(papers)
    few = [*islice(papers, FEW)]
    batches = _batches(chain(few, papers))
    if jobs == 1 or len(few) < FEW:
        return build_here(folder, batches, memory, advance)
    # A folder of their own: workers whose parent was killed must not write into its successor's.
    with TemporaryDirectory(dir=folder, prefix="workers-") as own:
        segments = _build_there(Path(own), batches, memory, jobs, advance)
        for path in Path(own).iterdir():
            path.rename(folder / path.name)
    return segments


def build_here(
    folder: Path, batches: Iterable[list[Parts]], memory: int, advance: Callable[[int], None]
) -> list[ArraySegment]:
    """Write the papers as segments in this process; a new one is begun where memory is short."""
    schema = make_schema()
    segments = []
    builder = None
    for batch in batches:
        builder = builder or SegmentBuilder(folder, schema)
        builder.add([make_document(assemble(parts)) for parts in batch])
        if builder.bytes_needed() > memory:
            segments.append(builder.finish())
            builder = None
        advance(len(batch))
    return [*segments, builder.finish()] if builder else segments


def _build_there(
    folder: Path,
    batches: Iterable[list[Parts]],
    memory: int,
    jobs: int,
    advance: Callable[[int], None],
) -> list[ArraySegment]:
    workers = [_start(folder, memory) for _ in range(jobs)]
    try:
        for batch in batches:
            _free(workers, advance).send(batch)
        for worker in workers:
            worker.send(None)
        return [segment for worker in workers for segment in worker.finish(advance)]
    finally:
        for worker in workers:
            worker.process.terminate()
            worker.process.join()


@dataclass(slots=True)
class _Worker:
    """A process, the pipe to it, and how many batches it has before it."""

    process: Any  # the contexts of multiprocessing have process types of their own
    pipe: Connection
    waiting: int = 0

    def send(self, batch: list[Parts] | None) -> None:
        try:
            self.pipe.send(batch)
        except BrokenPipeError:
            self.receive()  # says why
        self.waiting += 1

    def receive(self) -> int | list[ArraySegment]:
        """The worker's next message: papers done, or its segments at the end."""
        try:
            message = self.pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise AbseekError(
                "a worker process was killed, perhaps for want of memory; try a lower --memory"
            ) from error
        if isinstance(message, Exception):
            raise message
        self.waiting -= 1
        return message

    def finish(self, advance: Callable[[int], None]) -> list[ArraySegment]:
        while isinstance(message := self.receive(), int):
            advance(message)
        return message


def _start(folder: Path, memory: int) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(folder, memory, there), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _work(folder: Path, memory: int, pipe: Connection) -> None:
    """What a worker process does: build from the batches that come, then tell the segments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    try:
        pipe.send(build_here(folder, iter(pipe.recv, None), memory, pipe.send))
    except (EOFError, BrokenPipeError):
        return  # the parent is gone
    except Exception as error:
        with suppress(BrokenPipeError):
            pipe.send(error)  # the parent raises it


def _free(workers: list[_Worker], advance: Callable[[int], None]) -> _Worker:
    """A worker with room for a batch; waits until there is one."""
    while True:
        worker = min(workers, key=lambda worker: worker.waiting)
        if worker.waiting < AHEAD:
            return worker
        pipes = {worker.pipe: worker for worker in workers}
        for pipe in wait(list(pipes)):
            done = pipes[pipe].receive()  # type: ignore[index]  # they are those that went in
            assert isinstance(done, int)
            advance(done)


def _batches(papers: Iterator[Parts]) -> Iterator[list[Parts]]:
    while batch := [*islice(papers, BATCH)]:
        yield batch
