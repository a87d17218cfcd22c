"""The search's loops are compiled by two processes, once; whoever asks is answered meanwhile."""

from pathlib import Path

import pytest

from index.loops import loop
from search import compiled, facet_kernels, kernels, mark_kernels

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
