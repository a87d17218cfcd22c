"""Killed, cut off and failing writers: the published index stays, and the next run completes.

A short run of `make crash`, then the disk's own failures: each call that can fail does so in turn.
"""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.crash import Content, content, warm_up, write_source
from index.errors import AbseekError, StorageError
from index.reindex import Options, reindex

ROOT = Path(__file__).parent.parent
CALLS = ("fsync", "rename", "replace", "link", "mkdir")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    warm_up(tmp_path_factory.mktemp("warm"))


@pytest.fixture
def start(warm: None, tmp_path: Path) -> Path:
    """A folder with an index of `old.jsonl`, and `new.jsonl` beside it."""
    write_source(tmp_path / "old.jsonl", Random(1))
    write_source(tmp_path / "new.jsonl", Random(2))
    index_source(tmp_path / "index", "old")
    return tmp_path


def index_source(location: Path, name: str) -> None:
    reindex(Options(location, (str(location.parent / f"{name}.jsonl"),)))


def both_states(start: Path) -> tuple[Content | None, Content | None]:
    """What the index holds, and what it will hold with the new source too."""
    copy = start / "copy"
    shutil.copytree(start / "index", copy)
    index_source(copy, "new")
    before, after = content(start / "index"), content(copy)
    assert before != after
    return before, after


def in_child(act: Callable[[], object]) -> int:
    """The exit status of a child that acts: 0 done, 1 the disk's failure told, 2 anything else."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except StorageError:
            os._exit(1)
        except BaseException:
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_kills_lose_nothing() -> None:
    """A few rounds of the harness."""
    command = [sys.executable, "-m", "benchmarks.crash", "--kills", "8"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "8 kills, nothing lost" in run.stdout


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_failing_call_leaves_the_published_index(start: Path, call: str, number: int) -> None:
    """The n-th call fails, for every n; the index is the old or the new one, never less."""
    before, after = both_states(start)
    failed = 0
    for nth in count(1):
        location = start / f"{call}-{nth}"
        shutil.copytree(start / "index", location)

        def act(nth: int = nth, location: Path = location) -> None:
            fail_at(call, nth, number)
            index_source(location, "new")

        status = in_child(act)
        assert status in (0, 1)
        assert content(location) in ((after,) if status == 0 else (before, after))
        failed += status
        index_source(location, "new")
        assert content(location) == after
        if status == 0 and not made_so_many(call, nth, start):
            break
    assert failed or call in ("link", "mkdir")


def fail_at(call: str, nth: int, number: int) -> None:
    """Let the n-th of os's calls of that name fail."""
    real: Callable[..., Any] = getattr(os, call)
    calls = count(1)

    def failing(*arguments: Any, **options: Any) -> Any:
        if next(calls) == nth:
            raise OSError(number, os.strerror(number), "disk")
        return real(*arguments, **options)

    setattr(os, call, failing)


def made_so_many(call: str, nth: int, start: Path) -> bool:
    """Does the run make n calls at all? (One that fails may be worked around.)"""
    location = start / f"{call}-{nth}-counted"
    shutil.copytree(start / "index", location)

    def act() -> None:
        calls = count(1)
        made = []
        real: Callable[..., Any] = getattr(os, call)

        def counting(*arguments: Any, **options: Any) -> Any:
            made.append(next(calls))
            return real(*arguments, **options)

        setattr(os, call, counting)
        index_source(location, "new")
        os._exit(3 if len(made) >= nth else 4)

    return in_child(act) == 3


@pytest.mark.parametrize("limit", [0, 100, 1_000, 4_096, 10_000, 30_000, 60_000, 100_000])
def test_a_short_write_leaves_the_published_index(start: Path, limit: int) -> None:
    """Files may not grow beyond a limit: writes come out short, then fail."""
    before, after = both_states(start)

    def act() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        index_source(start / "index", "new")

    status = in_child(act)
    assert status in (0, 1)
    assert content(start / "index") == (before if status else after)
    assert status == 1 or limit > 4_096
    index_source(start / "index", "new")
    assert content(start / "index") == after


def test_every_prefix_of_what_is_written_is_an_index(start: Path) -> None:
    """The folder as it is before each step opens as the old or the new index.

    So it does when the power goes: what wasn't synced yet is half there.
    """
    before, after = both_states(start)
    log = start / "log"
    log.mkdir()
    assert in_child(lambda: record(start / "index", log)) == 0
    steps = sorted(log.iterdir(), key=lambda path: int(path.name))
    assert len(steps) > 20
    states = [content(step / "whole") for step in steps]
    assert set(states) == {before, after}
    assert states == sorted(states, key=lambda state: state == after)
    assert {content(step / "torn") for step in steps} == {before, after}
    for step in steps[:: len(steps) // 8]:
        reindex(Options(step / "whole", (str(start / "new.jsonl"),)))
        assert content(step / "whole") == after


def record(location: Path, log: Path) -> None:
    """Index the new source; before each step, keep the folder, whole and torn, in `log`."""
    synced: set[tuple[int, int, int]] = set()
    numbers = count()
    sync = os.fsync
    keeping = False

    def keep() -> None:
        nonlocal keeping
        if keeping:
            return
        keeping = True
        step = log / str(next(numbers))
        shutil.copytree(location, step / "whole")
        shutil.copytree(location, step / "torn")
        for path in unsynced(location):
            os.truncate(step / "torn" / path.relative_to(location), path.stat().st_size // 2)
        keeping = False

    def unsynced(folder: Path) -> Iterator[Path]:
        for path in folder.rglob("*"):
            catalogue = path.name.startswith("catalogue")  # SQLite's own calls aren't seen here
            if path.is_file() and not catalogue and state(path.stat()) not in synced:
                yield path

    def fsync(descriptor: int) -> None:
        sync(descriptor)
        synced.add(state(os.fstat(descriptor)))
        keep()

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        changing = event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir")
        if changing or (event == "open" and str(arguments[1]).startswith(("w", "a", "x"))):
            keep()

    for path in location.rglob("*"):
        synced.add(state(path.stat()))
    setattr(os, "fsync", fsync)  # noqa: B010  # the plain assignment isn't typed
    sys.addaudithook(heard)
    index_source(location, "new")
    keep()


def state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def test_a_flipped_bit_in_any_file_is_found_and_named(start: Path) -> None:
    """`abseek check` names the file; nothing is answered from an altered catalogue either."""
    from index.audit import check

    generation = next((start / "index").glob("gen-*"))
    paths = sorted(path for path in generation.iterdir() if path.is_file())
    assert {path.suffix for path in paths} == {".abd", ".abt", ".json", ".toc"}
    chance = Random(3)
    for path in paths:
        whole = path.read_bytes()
        for byte in chance.sample(range(len(whole)), 12):
            path.write_bytes(whole[:byte] + bytes([whole[byte] ^ 4]) + whole[byte + 1 :])
            try:
                problems = check(start / "index")
            except AbseekError as error:
                problems = [str(error)]
            assert any(path.name in problem for problem in problems), (path.name, byte)
        path.write_bytes(whole)
    assert check(start / "index") == []
