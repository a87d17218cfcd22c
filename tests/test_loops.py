"""Loops that were compiled run in the next process without Numba, and do the same."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from index.compiled import folder as kept_folder

LOOPS = """
from typing import NamedTuple

import numpy as np

from index.loops import entry, loop

class Pair(NamedTuple):
    number: int
    values: np.ndarray

@loop
def _more(number):
    return number + 1

@loop
def shift(pair, values):
    return Pair(_more(pair.number), values + pair.values), values[:1] * .5, len(values) > 2

@loop
def take(size):
    return np.empty(size, np.uint8)

@loop
def corner(values):
    return values[1, 0]

@entry
def last(values):
    return values[-1]
"""
PROGRAM = """
import sys
import numpy as np
from loops import Pair, corner, last, shift, take

pair, half, many = shift(Pair(4, np.arange(3)), np.ones(3, np.int64))
assert type(pair) is Pair and pair.number == 5 and many is True
assert pair.values.dtype == np.int64 and pair.values.tolist() == [1, 2, 3]
assert half.dtype == np.float64 and half.tolist() == [.5]
assert take(3).shape == (3,)
assert [last(np.arange(3)), last(np.arange(5)), last.checked(np.arange(2))] == [2, 4, 1]
try:
    last.checked(np.ones(3))
except TypeError:
    pass
else:
    raise AssertionError
try:
    take(1 << 60)
except MemoryError:
    pass
else:
    raise AssertionError
"""
WITHOUT = PROGRAM + "assert 'numba' not in sys.modules\n"
WITH = PROGRAM + "assert 'numba' in sys.modules\n"
OTHERS = """
assert take(np.int8(3)).shape == (3,)
assert 'numba' in sys.modules
narrow = np.ones(6, np.uint8)[::2]
pair, half, many = shift(Pair(4, narrow), narrow)
assert pair.values.dtype == np.uint8 and pair.values.tolist() == [2, 2, 2]
numbers = np.arange(12).reshape(3, 4)
assert [corner(numbers), corner(np.asfortranarray(numbers)), corner(numbers[:, ::2])] == [4] * 3
"""
BUILT_IN = """
from index.loops import loop
from loops import shift

@loop
def shifted(pair, values):
    return shift(pair, values)[0].number
"""
CALLS = """
from others import shifted
assert shifted(Pair(4, np.arange(3)), np.ones(3, np.int64)) == 5
"""
OTHER_VERSION = """
from index import machine_code
names = dict(vars(machine_code))
machine_code._module = lambda name: names["_module"](name + "2")
"""
INNER = """
import loops
try:
    loops._more(3)
except TypeError:
    pass
else:
    raise AssertionError
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where loops were compiled, once for all tests."""
    folder = tmp_path_factory.mktemp("compiled")
    (folder / "loops.py").write_text(LOOPS, "utf-8")
    run(WITH, folder)
    return folder


@pytest.fixture
def folder(compiled: Path, tmp_path: Path) -> Path:
    """The same, with the times of its files, for one test."""
    return Path(copytree(compiled, tmp_path / "loops"))


def run(program: str, folder: Path) -> None:
    path = os.pathsep.join([str(folder), str(Path(__file__).parent.parent)])
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept"), "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def kept(folder: Path) -> list[Path]:
    found = sorted((folder / "kept").glob("*.code"))
    assert found
    return found


def test_what_was_compiled_runs_without_numba(folder: Path) -> None:
    """Numbers, arrays, tuples and errors are the same; other kinds of arguments are compiled."""
    run(WITHOUT, folder)
    run(WITHOUT + OTHERS, folder)
    run(WITHOUT + OTHERS.replace("assert 'numba' in", "assert 'numba' not in"), folder)


@pytest.mark.parametrize("length", [0, 9, 5000, -1])
def test_what_is_damaged_is_compiled_anew(folder: Path, length: int) -> None:
    """Code that was cut short isn't run, and is kept again."""
    for path in kept(folder):
        path.write_bytes(path.read_bytes()[:length])
    run(WITH, folder)
    run(WITHOUT, folder)


def test_another_numba_runs_its_own_way(folder: Path) -> None:
    """Where the modules of C aren't what they were, Numba loads or compiles all."""
    run(OTHER_VERSION + WITH, folder)


def test_what_has_changed_is_compiled_anew(folder: Path) -> None:
    """What is kept is of the source as it stands."""
    changed = LOOPS.replace("number + 1", "number + 2")
    (folder / "loops.py").write_text(changed, "utf-8")
    run(WITH.replace("pair.number == 5", "pair.number == 6"), folder)


def test_a_loop_is_built_into_other_code(folder: Path) -> None:
    """Others have it built in, whether Python has called it or not."""
    (folder / "others.py").write_text(BUILT_IN, "utf-8")
    run(WITHOUT + CALLS, folder)
    (folder / "others.py").write_text(BUILT_IN + "\n", "utf-8")
    run("import numpy as np\nfrom loops import Pair" + CALLS + WITH, folder)


def test_what_only_loops_call(folder: Path) -> None:
    """There is nothing that Python would call it by."""
    run(INNER, folder)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Nothing is kept then."""
    (tmp_path / "loops.py").write_text(LOOPS, "utf-8")
    (tmp_path / "kept").write_text("a file")
    run(PROGRAM, tmp_path)


def test_who_has_no_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program's own folder can't be written either."""

    def unknown() -> Path:
        raise RuntimeError("no home")

    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not kept_folder().exists()
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert kept_folder().parent == Path("/somewhere/abseek")
