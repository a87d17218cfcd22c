"""Whatever goes wrong while reindexing, the published index goes on and the next run completes."""

import errno
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import index.catalogue
import index.publishing
from index.audit import check
from index.catalogue import FILE, connect
from index.corrections import remove
from index.durable import FORMAT, MANIFEST
from index.errors import (
    AbseekError,
    IndexDamagedError,
    IndexVersionError,
    LockedError,
    StorageError,
)
from index.generations import current, publish, writer_lock
from index.reindex import Counts, Options, reindex


@pytest.fixture
def source(tmp_path: Path) -> str:
    return papers(tmp_path, 3)


@pytest.fixture
def location(tmp_path: Path, source: str) -> Path:
    reindex(Options(tmp_path / "index", (source,)))
    return tmp_path / "index"


def papers(folder: Path, count: int) -> str:
    rows = [
        {"id": f"p{n}", "title": f"Kilns, part {n}", "abstract": f"Hot {n}."} for n in range(count)
    ]
    path = folder / "papers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def completes(location: Path, source: str, indexed: int) -> Counts:
    """The next run is a good one, and the index is sound."""
    counts = reindex(Options(location, (source,), prune=True))
    assert counts.indexed == indexed
    assert check(location) == []
    return counts


def test_a_catalogue_is_made_at_once(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that ends while the tables are made leaves none of them."""
    location = tmp_path / "new"
    with monkeypatch.context() as patch:
        patch.setattr(index.catalogue, "_SCHEMA", f"{index.catalogue._SCHEMA} CREATE nothing;")
        with pytest.raises(IndexDamagedError):
            reindex(Options(location, (source,)))
    completes(location, source, 3)


def test_killed_between_pointer_and_note(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that published, but died before it noted so, is told from one that didn't."""

    def die_behind(*given: Any) -> None:
        publish(*given)
        raise KeyboardInterrupt

    source = papers(location.parent, 2)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(index.publishing, "publish", die_behind)
        reindex(Options(location, (source,), prune=True))
    assert current(location).number == 2
    counts = completes(location, papers(location.parent, 1), 1)
    assert (counts.removed, counts.generation) == (1, 3)


def test_killed_before_the_pointer(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that died while writing is completed by the next one."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    source = papers(location.parent, 5)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(index.publishing, "write", die)
        reindex(Options(location, (source,)))
    assert current(location).number == 1
    assert completes(location, source, 5).added == 2


def test_pointer_of_another_time(location: Path, source: str) -> None:
    """An index folder that isn't the one the catalogue knows is written anew as a whole."""
    reindex(Options(location, (papers(location.parent, 4),)))
    (location / "gen-2").rename(location / "gen-9")
    (location / "CURRENT").write_text("gen-9\n")
    assert completes(location, source, 4).added == 4


def failing(number: int) -> Callable[..., None]:
    def fail(*args: Any, **_: object) -> None:
        raise OSError(number, os.strerror(number), str(args[0]))

    return fail


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "disk fails"),
    ],
)
def test_failing_disk(
    location: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """An error of the disk while writing is told with the path and what to do."""
    source = papers(location.parent, 5)
    with monkeypatch.context() as patch:
        patch.setattr(index.publishing, "write", failing(number))
        with pytest.raises(StorageError, match=f"gen-2.tmp.*{said}"):
            reindex(Options(location, (source,)))
    assert current(location).number == 1
    completes(location, source, 5)


def test_full_disk(tmp_path: Path) -> None:
    """When files can't grow any more the command says so in one line and keeps the old index."""
    source = papers(tmp_path, 3)
    assert run(tmp_path, source).returncode == 0
    big = papers(tmp_path, 800)
    done = run(tmp_path, big, preexec_fn=limit_files)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert current(tmp_path / "index").number == 1


def limit_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, *arguments), capture_output=True, text=True, **options)


def command(folder: Path, *arguments: str) -> list[str]:
    place = ["--index", str(folder / "index")]
    return [str(Path(sys.executable).with_name("abseek")), "reindex", *arguments, *place]


def test_file_in_the_place_of_the_folder(tmp_path: Path, source: str) -> None:
    """A location that is a file is refused."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="choose another place"):
        reindex(Options(tmp_path / "file", (source,)))
    with pytest.raises(StorageError, match="choose another place"):
        reindex(Options(tmp_path / "file" / "below", (source,)))


def test_second_writer(location: Path, source: str) -> None:
    """While one process writes, another is refused."""
    with writer_lock(location), pytest.raises(LockedError, match=f"process {os.getpid()}"):
        reindex(Options(location, (source,)))


def test_index_of_another_version(location: Path, source: str) -> None:
    """It is refused with the way out, and --fresh is the way out."""
    manifest = current(location).path / MANIFEST
    text = manifest.read_text().replace(f'"format": {FORMAT}', '"format": 99')
    manifest.write_text(text)
    with pytest.raises(IndexVersionError, match="--fresh"):
        reindex(Options(location, (source,)))
    assert reindex(Options(location, (source,), fresh=True)).indexed == 3
    assert check(location) == []


def test_catalogue_of_another_version(location: Path, source: str) -> None:
    """The same of the catalogue."""
    connection = sqlite3.connect(location / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for dry in (False, True):
        with pytest.raises(IndexVersionError, match="--fresh"):
            reindex(Options(location, (source,), dry_run=dry))
    assert "format 99" in check(location)[0]
    assert reindex(Options(location, (source,), fresh=True)).indexed == 3


@pytest.mark.parametrize("kept", [0, 20_000])
def test_damaged_catalogue(location: Path, source: str, kept: int) -> None:
    """A catalogue that isn't one, or not all of one, is refused with the way out."""
    path = location / FILE
    path.write_bytes(path.read_bytes()[:kept] or b"something else entirely " * 50)
    with pytest.raises(IndexDamagedError, match="--fresh"):
        reindex(Options(location, (source,)))
    assert check(location) != []
    assert reindex(Options(location, (source,), fresh=True)).indexed == 3
    assert check(location) == []


def test_lost_catalogue(location: Path, source: str) -> None:
    """Without its catalogue the index is made anew."""
    (location / FILE).unlink()
    assert completes(location, source, 3).added == 3


def test_missing_segment(location: Path, source: str) -> None:
    """A file that is missing is told by every command; --fresh mends it."""
    for path in current(location).path.glob("MAIN_*"):
        path.unlink()
    with pytest.raises(IndexDamagedError, match="missing"):
        reindex(Options(location, (source,)))
    assert len(check(location)) == 1
    assert reindex(Options(location, (source,), fresh=True)).indexed == 3


def test_spoilt_sources_change_nothing(location: Path, tmp_path: Path) -> None:
    """Empty, binary, cut and missing sources are errors that lose nothing."""
    spoilt = {"empty.bib": b"", "binary": bytes(range(256)) * 9, "cut.gz": b"\x1f\x8b\x08\0\0"}
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AbseekError, match=name):
            reindex(Options(location, (str(tmp_path / name),)))
    assert current(location).number == 1
    assert check(location) == []


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_cleanly(tmp_path: Path, number: int, status: int) -> None:
    """The command says in one line that it was stopped; nothing is left of it."""
    source = papers(tmp_path, 20_000)
    with subprocess.Popen(command(tmp_path, source), stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(lambda: (tmp_path / "index" / "gen-1.tmp").exists())
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == status, said
    assert said.startswith(f"abseek: stopped by {signal.Signals(number).name}")
    assert said.count("\n") == 1
    assert not list((tmp_path / "index").glob("gen-*"))


def test_a_signal_is_not_lost_while_workers_begin(tmp_path: Path) -> None:
    """Python drops what a signal raises in the midst of a fork."""
    program = (
        "import os, signal, sys; from functools import partial; from abseek import main;"
        "stop = partial(os.kill, os.getpid(), signal.SIGTERM);"
        "os.register_at_fork(before=stop, after_in_parent=lambda: None); main()"
    )
    _, *arguments = command(tmp_path, papers(tmp_path, 20_000))
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 143, ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert not list((tmp_path / "index").glob("gen-*"))


def test_kill_in_the_middle(tmp_path: Path) -> None:
    """Killed at any moment, the index is the old one; the next run completes it."""
    assert run(tmp_path, papers(tmp_path, 3)).returncode == 0
    source = papers(tmp_path, 1500)
    for moment in (0.6, 1.2):
        process = subprocess.Popen(command(tmp_path, source), stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
        assert current(tmp_path / "index").number >= 1
    completes(tmp_path / "index", papers(tmp_path, 10), 10)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def test_what_was_said_by_hand_outlives_a_kill_while_the_catalogue_is_written(
    location: Path, source: str
) -> None:
    """A fresh run reads a catalogue of which a killed one wrote a half."""
    remove(location, ["p1"])
    half = location.parent / "half"
    with closing(connect(str(location / FILE))) as connection:
        rows = ((number, "x" * 500) for number in range(100, 1000))
        connection.executemany("INSERT INTO paper VALUES (?, ?, NULL, NULL)", rows)
        connection.execute("PRAGMA cache_size = 5")  # pages, so that some are written at once
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE paper SET published = 1")
        shutil.copytree(location, half)
    assert (half / f"{FILE}-journal").stat().st_size > 0
    assert reindex(Options(half, (source,), fresh=True)).indexed == 2
