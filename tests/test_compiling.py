"""What Numba compiles for loops is theirs alone, and can be built into other loops."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from index.codec.mapped_kernels import layouts_at, longs_at
from index.intrinsics import read_ahead, trailing_zeros
from search.bit_kernels import lowest

LOOPS = """
from index.loops import loop

@loop
def _less(number: int) -> int:
    return number - 1

@loop
def double(number: int) -> int:
    return 2 * _less(number + 1)

@loop
def double_twice(number: int) -> int:
    return _less(double(double(number)) + 1)
"""
DOUBLE = "import loops; assert loops.double(3) == 6"
DOUBLE_TWICE = "import loops; assert loops.double_twice(3) == 12"
STRANGE = """
import gc, numba, numpy
_less = numba.njit(lambda number: len(numpy.empty(number)) - 1)
assert _less(3) == 2
(of,) = {type(kept._asdict()["library"]) for kept in _less.overloads.values()}
assert of is numba.core.codegen.JITCodeLibrary, of
assert gc.isenabled()
"""


def run(program: str, folder: Path) -> None:
    path = os.pathsep.join([str(folder), str(Path(__file__).parent.parent)])
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept"), "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


def test_a_loop_is_called_and_built_into_another(tmp_path: Path) -> None:
    """Whichever comes first, in one process or in two."""
    (tmp_path / "loops.py").write_text(LOOPS, "utf-8")
    run("\n".join([DOUBLE_TWICE, DOUBLE, STRANGE]), tmp_path)
    (tmp_path / "loops.py").write_text(LOOPS + "\n", "utf-8")
    run("\n".join([DOUBLE, STRANGE, DOUBLE_TWICE]), tmp_path)
    run(
        "\n".join([DOUBLE, DOUBLE_TWICE, "import sys; assert 'numba' not in sys.modules"]), tmp_path
    )


def test_what_loops_do_of_their_own_is_what_python_does() -> None:
    """Memory is read as an array, and zeros are counted, as by the functions that stand for it."""
    values = np.arange(24, dtype=np.uint64) * np.uint64(1 << 40)
    assert longs_at(values.ctypes.data, 24).tolist() == values.tolist()
    assert layouts_at(values.ctypes.data, 0, 1).shape[:2] == (0, 1)
    for of in (longs_at, vars(longs_at)["py_func"]):
        assert of(values.ctypes.data + 8, 2).tolist() == [1 << 40, 2 << 40]
    for place in (0, 1, 31, 63):
        bits = np.uint64(1 << place)
        assert lowest(bits) == trailing_zeros(bits) == place
    for address in (values.ctypes.data, 0):
        assert read_ahead(address) is None  # type: ignore[func-returns-value]  # as loops find it
