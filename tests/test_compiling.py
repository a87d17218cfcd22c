"""What was compiled is loaded by the next process, and can be built into other loops."""

import os
import subprocess
import sys
from pathlib import Path

LOOPS = """
from index.compiling import loop

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
COMPILES = "import loops; assert loops.double(3) == 6; assert not hits(loops.double)"
STRANGE = """
import numba
_less = numba.njit(lambda number: number - 1)
assert _less(3) == 2
(of,) = {type(kept._asdict()["library"]) for kept in _less.overloads.values()}
assert of is numba.core.codegen.JITCodeLibrary, of
"""
LOADS = """
import index.compiling
read = []
parse = index.compiling.parse_bitcode
index.compiling.parse_bitcode = lambda code: read.append(code) or parse(code)
import loops
assert loops.double(3) == 6 and hits(loops.double) == 1
assert not read
"""
BUILDS_IN = "assert loops.double_twice(3) == 12 and not hits(loops.double_twice); assert read"
LOADS_BOTH = "assert loops.double_twice(3) == 12 and hits(loops.double_twice)"
HITS = "hits = lambda loop: sum(loop.stats.cache_hits.values())\n"


def run(program: str, folder: Path) -> None:
    path = os.pathsep.join([str(folder), str(Path(__file__).parent.parent)])
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept"), "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", HITS + program], env=environment, check=True)


def test_a_loop_that_was_loaded_is_built_into_another(tmp_path: Path) -> None:
    """What it is made of is read then, and not before."""
    (tmp_path / "loops.py").write_text(LOOPS, "utf-8")
    run(COMPILES, tmp_path)
    run(LOADS + BUILDS_IN, tmp_path)
    run(LOADS + LOADS_BOTH, tmp_path)


def test_what_others_compile_is_left_as_it_is(tmp_path: Path) -> None:
    """Code that isn't ours is compiled as ever, in the same process, whatever its name is."""
    (tmp_path / "loops.py").write_text(LOOPS, "utf-8")
    run(COMPILES + "\n" + STRANGE, tmp_path)
    run(LOADS + STRANGE, tmp_path)
