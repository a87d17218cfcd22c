"""The search's loops are compiled by two processes, once; whoever asks is answered meanwhile."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from fake_engine import FakeEngine

from index.loops import loop
from search import compiled, facet_kernels, kernels, mark_kernels
from web.app import WebSettings, create_app

PROGRAM = """
import sys
from pathlib import Path
Path(sys.argv[1], "parts", sys.argv[2]).touch(exist_ok=False)
"""


@loop
def first() -> int:
    return 1


@loop
def other() -> int:
    return 2


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a machine on which nothing is compiled yet, with few loops."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setattr(kernels, "rehearsals", lambda: [(first, ()), (other, ())])
    monkeypatch.setattr(facet_kernels, "rehearsals", list)
    monkeypatch.setattr(mark_kernels, "rehearsals", list)
    for one in (first, other):
        monkeypatch.setattr(one, "_ready", {})
    (tmp_path / "parts").mkdir()
    monkeypatch.setattr(compiled, "_ROOT", tmp_path)
    return tmp_path


def kept(folder: Path) -> set[str]:
    return {path.name.split(".")[-2].partition("-")[0] for path in folder.glob("kept/*.code")}


def test_two_processes_compile(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each its part, and what one that fails leaves is compiled here."""
    monkeypatch.setattr(compiled, "_PROGRAM", PROGRAM)
    compiled.load()
    assert {path.name for path in (few / "parts").iterdir()} == {"first", "others"}
    assert compiled.loaded() is kernels
    assert kept(few) == {"first", "other"}


def test_what_is_kept_is_not_compiled_again(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is begun, and the other part is another's."""
    compiled.compile_part(is_first=True)
    assert kept(few) == {"first"}
    compiled.compile_part(is_first=False)
    assert kept(few) == {"first", "other"}
    monkeypatch.setattr("subprocess.Popen", None)
    compiled.load()
    assert compiled.loaded() is kernels


def test_loops_that_fail_are_tried_again_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A server is ready without them and says why once; after a while it tries once more."""
    tries: list[str] = []

    def fail() -> None:
        tries.append("")
        raise OSError("no space left")

    ready = create_app(WebSettings("x"), lambda _: FakeEngine([])).test_client()
    monkeypatch.setattr(compiled, "_loading", None)
    monkeypatch.setattr(compiled, "load", fail)
    assert ready.get("/readyz").get_json()["status"] == "loading"
    load_beside_and_wait()
    assert ready.get("/readyz").get_json() == {
        "status": "ready",
        "generation": 1,
        "loops": "failed",
    }
    load_beside_and_wait()
    assert len(tries) == 1
    monkeypatch.setattr(compiled, "_retry_at", 0.0)
    load_beside_and_wait()
    assert len(tries) == 2
    assert [record.getMessage().count("no space left") for record in caplog.records] == [1]
    monkeypatch.setattr(compiled, "_retry_at", 0.0)
    monkeypatch.setattr(
        compiled, "load", lambda: monkeypatch.setattr(compiled, "_kernels", kernels)
    )
    load_beside_and_wait()
    assert ready.get("/readyz").get_json()["loops"] == "loaded"


def test_what_waits_for_the_loops_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the try that loads them, not by one that fails."""
    done: list[str] = []

    def fail() -> None:
        raise OSError("no space left")

    monkeypatch.setattr(compiled, "_loading", None)
    monkeypatch.setattr(compiled, "load", fail)
    load_beside_and_wait(lambda: done.append("once"))
    assert not done
    monkeypatch.setattr(compiled, "_retry_at", 0.0)
    monkeypatch.setattr(compiled, "load", lambda: None)
    load_beside_and_wait()
    assert done == ["once"]


def test_what_comes_behind_the_loops_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a thread of its own."""
    done = Event()
    monkeypatch.setattr(compiled, "_kernels", kernels)
    compiled.load_beside(done.set)
    assert done.wait(10)


def test_what_fails_behind_the_loops_is_no_failure_of_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are loaded all the same."""

    def fail() -> None:
        raise ValueError("no")

    monkeypatch.setattr(compiled, "_loading", None)
    monkeypatch.setattr(compiled, "load", lambda: None)
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    load_beside_and_wait(fail)
    assert not compiled._failure


def load_beside_and_wait(then: Callable[[], None] | None = None) -> None:
    """Have a thread load the loops, and wait until it has or hasn't."""
    compiled.load_beside(then)
    if compiled._loading:
        compiled._loading.join()
