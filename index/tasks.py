"""What a worker process does: read lines, make documents of their records, write segments."""

import atexit
import ctypes
import gc
import multiprocessing
import os
import signal
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from index import machine_code, signals
from index.ahead import Place
from index.bodies import Parts, alone, assemble
from index.builder import Builder
from index.codec.segment import ArraySegment
from index.compiled import LOADING, expect, worthwhile
from index.prepared import Prepared, prepare
from index.readers.lines import Lines
from index.record import Record, Reject, columns_of

# Objects: hardly any garbage refers to itself, and looking for it takes 4 µs a paper.
_COLLECT_AFTER = 100_000
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt, in bytes


@dataclass(frozen=True, slots=True)
class Errand:
    """Lines to be read: of the source with this number; their keys are wanted for merging.

    With a `label`, the source's, a document of each record is to be written.
    """

    lines: Lines
    source: int
    merging: bool
    label: str | None

    def light(self) -> "Errand":
        """The same without what the worker can read by itself."""
        return replace(self, lines=self.lines.light())


@dataclass(frozen=True, slots=True)
class Found:
    """What was in some lines; `place` is where the records' documents are, if there are any."""

    records: Prepared
    place: Place | None
    rejects: list[Reject]


class Finished(NamedTuple):
    """The segments that a worker has written since it was last asked."""

    worker: int
    segments: list[ArraySegment]


_builder: list[Builder] = []  # one, which is kept from task to task


def begin(folder: Path, memory: int) -> None:
    """Make this process a worker, which writes in a folder; its number is that of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signals.taken_up()
    _let_go()
    Thread(target=_end_with_parent, daemon=True).start()
    atexit.register(os._exit, 0)  # Python would take half a second to free what is in memory
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]  # Numba imports it for nothing
    _keep_freed_memory()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    _builder[:] = [Builder(folder, memory)]
    expect(LOADING)  # or there were no workers
    if worthwhile():
        machine_code.make_ready()  # while the parent opens the catalogue


def _let_go() -> None:
    """Close the files that a forked process has from its parent, whose lock it would hold on.

    Their numbers stay taken: objects that have them may close them again.
    """
    with suppress(FileNotFoundError), Path(os.devnull).open("rb") as nothing:
        for path in [*Path("/proc/self/fd").iterdir()]:
            number = int(path.name)
            with suppress(OSError):
                if number > 2 and stat.S_ISREG(os.fstat(number).st_mode):
                    os.dup2(nothing.fileno(), number, inheritable=False)


def _keep_freed_memory() -> None:
    """Have glibc keep what a batch has freed for the next one: pages anew take 3 µs a paper."""
    with suppress(AttributeError, OSError, TypeError):  # another C library has no such settings
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, 32 << 20)
        library.mallopt(_TRIM_THRESHOLD, 64 << 20)


def _end_with_parent() -> None:
    """A parent that was killed leaves nobody who would end its workers."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def read_lines(errand: Errand) -> Found:
    """Read lines; no format with lines says that papers are gone."""
    items = [*errand.lines.items()]
    records = [item for item in items if isinstance(item, Record)]
    prepared = prepare(records, [errand.source] * len(records), merging=errand.merging)
    rejects = [item for item in items if isinstance(item, Reject)]
    if errand.label is None or not records:
        return Found(prepared, None, rejects)
    papers = alone(records, prepared.ids, errand.label)
    return Found(prepared, Place(os.getpid(), *_builder[0].add(papers)), rejects)


def write_papers(batch: list[Parts]) -> int:
    """Add papers to the segment in memory; returns how many."""
    _builder[0].add(columns_of([*map(assemble, batch)]))
    return len(batch)


def finish() -> Finished:
    """Write what is in memory."""
    return Finished(os.getpid(), _builder[0].finish())


def join(segments: list[ArraySegment]) -> ArraySegment:
    """One segment of those that a worker wrote."""
    return _builder[0].join(segments)
