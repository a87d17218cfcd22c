"""Publishing, opening and removing generations."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from index.durable import FORMAT, MANIFEST, damages
from index.errors import (
    IndexDamagedError,
    IndexVersionError,
    LockedError,
    NoIndexError,
    StorageError,
)
from index.generations import (
    current,
    next_number,
    open_generation,
    pointed,
    publish,
    writer_lock,
)
from index.storage import FRESH


def writing(text: str, name: str = "segment") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def folders(location: Path) -> list[str]:
    return sorted(path.name for path in location.iterdir() if path.is_dir())


def test_no_index(tmp_path: Path) -> None:
    """A place without an index, and one that isn't there, say how to make one."""
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoIndexError, match="abseek reindex"):
            current(place)


def test_publish_and_open(tmp_path: Path) -> None:
    """What was published is what is opened."""
    publish(tmp_path, 1, None, writing("one"))
    with open_generation(tmp_path) as generation:
        assert (generation.number, generation.path) == (1, tmp_path / "gen-1")
        assert (generation.path / "segment").read_text() == "one"


def test_unchanged_files_are_shared(tmp_path: Path) -> None:
    """The next generation holds the old files as hard links, its own beside them."""
    first = publish(tmp_path, 1, None, writing("one"))
    with open_generation(tmp_path):
        second = publish(tmp_path, 2, first, writing("two", "other"))
        assert (first.path / "segment").stat().st_ino == (second.path / "segment").stat().st_ino
        assert not (first.path / "other").exists()


def test_replaced_file_leaves_the_old_generation_alone(tmp_path: Path) -> None:
    """A file that is removed and written anew is the new generation's only; both verify."""
    first = publish(tmp_path, 1, None, writing("one"))

    def replace(folder: Path) -> None:
        (folder / "segment").unlink()
        (folder / "segment").write_text("two")

    with open_generation(tmp_path):
        second = publish(tmp_path, 2, first, replace)
        assert (first.path / "segment").read_text() == "one"
        assert damages(first.path) == damages(second.path) == []


def test_old_generations_go_when_nobody_reads_them(tmp_path: Path) -> None:
    """A generation is kept while a reader has it open, and removed by a later publish."""
    publish(tmp_path, 1, None, writing("one"))
    with open_generation(tmp_path) as reader:
        publish(tmp_path, 2, None, writing("two"))
        publish(tmp_path, 3, None, writing("three"))
        assert folders(tmp_path) == ["gen-1", "gen-3"]
        assert (reader.path / "segment").read_text() == "one"
    publish(tmp_path, 4, None, writing("four"))
    assert folders(tmp_path) == ["gen-4"]


def test_failed_fill_publishes_nothing(tmp_path: Path) -> None:
    """Whatever goes wrong while writing, the old generation stays and no rest is left."""
    first = publish(tmp_path, 1, None, writing("one"))

    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, 2, first, fail)
    assert current(tmp_path) == first
    assert folders(tmp_path) == ["gen-1"]


@pytest.mark.parametrize("step", ["fsync", "rename", "replace", "link"])
def test_failing_disk_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """An error of the disk at any step is told, and the old generation goes on."""
    first = publish(tmp_path, 1, None, writing("one"))

    def fail(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device", str(args[0]))

    owner = {"fsync": os, "link": os, "rename": Path, "replace": Path}[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, fail)
        if step == "link":  # a file system without links: files are copied, and copying fails
            patch.setattr("shutil.copyfile", fail)
        with pytest.raises(StorageError, match="disk is full"):
            publish(tmp_path, 2, first, writing("two", "other"))
    assert current(tmp_path) == first
    assert next_number(tmp_path) >= 2


def test_numbers_only_grow(tmp_path: Path) -> None:
    """A number that was ever used isn't used again, whatever the pointer says."""
    assert next_number(tmp_path) == 1
    publish(tmp_path, 7, None, writing("x"))
    (tmp_path / "CURRENT").unlink()
    assert next_number(tmp_path) == 8


def test_another_format_is_refused(tmp_path: Path) -> None:
    """An index of another version says what to do."""
    generation = publish(tmp_path, 1, None, writing("x"))
    manifest = generation.path / MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 99'))
    with pytest.raises(IndexVersionError, match="reindex --fresh"):
        current(tmp_path)


def test_missing_and_cut_files_are_found_at_opening(tmp_path: Path) -> None:
    """A file that is gone or has another size is named."""
    generation = publish(tmp_path, 1, None, writing("some text"))
    (generation.path / "segment").write_text("some")
    with pytest.raises(IndexDamagedError, match=r"segment: 4 bytes instead of 9"):
        open_generation(tmp_path)
    (generation.path / "segment").unlink()
    with pytest.raises(IndexDamagedError, match=r"segment: .*missing"):
        open_generation(tmp_path)


def test_one_flipped_bit_is_found_by_the_check(tmp_path: Path) -> None:
    """A file of the right size with another content is named by `damages`."""
    generation = publish(tmp_path, 1, None, writing("some text"))
    assert damages(generation.path) == []
    (generation.path / "segment").write_text("some tezt")
    said = f"{generation.path / 'segment'}: altered or cut short; {FRESH}"
    assert damages(generation.path) == [said]


@pytest.mark.parametrize("text", ["", "gen-", "elsewhere", "gen-1x", "gen-²", "\xff"])
def test_spoilt_pointer(tmp_path: Path, text: str) -> None:
    """A pointer that points nowhere is damage, not a traceback."""
    (tmp_path / "CURRENT").write_text(text, encoding="latin-1" if text == "\xff" else "utf-8")
    with pytest.raises(IndexDamagedError, match="CURRENT"):
        pointed(tmp_path)


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    """Only one process writes; the other hears its number."""
    with writer_lock(tmp_path), pytest.raises(LockedError, match=str(os.getpid())):
        writer_lock(tmp_path).__enter__()
    with writer_lock(tmp_path):
        pass


def test_writer_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    """Unfinished and half-removed folders are gone as soon as the next writer starts."""
    for name in ("gen-3.tmp", "gen-1.old"):
        (tmp_path / name).mkdir()
    with writer_lock(tmp_path):
        assert folders(tmp_path) == []


def test_a_reader_that_comes_late_gets_the_next_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A generation removed between reading the pointer and locking it isn't what is opened."""
    publish(tmp_path, 1, None, writing("one"))
    lock = fcntl.flock
    published: list[bool] = []

    def late(descriptor: int, operation: int) -> None:
        if not published:
            published.append(True)
            publish(tmp_path, 2, None, writing("two"))
        lock(descriptor, operation)

    monkeypatch.setattr("fcntl.flock", late)
    with open_generation(tmp_path) as generation:
        assert generation.number == 2
