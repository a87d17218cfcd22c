"""Few papers go the plain way, many through compiled loops; both do the same."""

import ast
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index import compiled, runs, sketches
from index.codec import string_kernels, strings
from index.compiled import COMPILING, LOADING, LOOPS, expect, worthwhile

PROGRAM = """
import sys
from abseek import abseek
abseek(["reindex", "--index", sys.argv[1]], standalone_mode=False)
assert "numba" not in sys.modules
"""
COUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=9)
WORDS = st.lists(st.sampled_from(["Deep", "net", "été", "x1", "-", "…"]), max_size=60)


def assert_twins(module: str, twin: Callable[..., Any], *arguments: Any) -> None:  # of any kind
    """Both give equal arrays of the same types."""
    plain: Callable[..., Any] = vars(twin)["__wrapped__"]
    ways = plain, getattr(import_module(f"index.{module}"), twin.__name__)
    (one, other) = (way(*arguments) for way in ways)
    both = zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]
    for mine, its in both:
        assert mine.dtype == its.dtype
        assert mine.tolist() == its.tolist()


@given(COUNTS, st.integers(0, 9))
def test_runs_and_groups(lengths: list[int], seed: int) -> None:
    """Runs of values are taken, and postings grouped, in the same order."""
    random = np.random.default_rng(seed)
    values = random.integers(0, 9, sum(lengths)).astype(np.uint32)
    ends = np.cumsum(lengths)
    assert_twins("bulk_kernels", runs.take_runs, values, ends, random.integers(0, len(ends), 7))
    assert_twins("bulk_kernels", runs.grouped, values, 9)


@given(st.lists(st.binary(max_size=9)))
def test_strings(found: list[bytes]) -> None:
    """Strings are taken backwards, empty ones among them."""
    made = strings.strings(found)
    begins, sizes = (made.ends() - made.sizes)[::-1].copy(), made.sizes[::-1].copy()
    assert_twins("codec.string_kernels", strings.take_strings, made.text, begins, sizes)
    assert strings.take_strings(made.text, begins, sizes).tobytes() == b"".join(found[::-1])


ALIKE = st.lists(st.sampled_from((b"12345678", b"ab", b"b", b"\0")), max_size=4).map(b"".join)


@given(st.lists(ALIKE))
def test_order(found: list[bytes]) -> None:
    """Strings that begin alike, or have zeros at their ends, are sorted by all of their bytes."""
    made = strings.strings(found)
    heads = made.heads(np.arange(len(made)), 0)
    order = np.argsort(heads)
    begins = strings.changes(heads[order])
    for way in (strings.sort_alike, string_kernels.sort_alike):
        numbers = way(made.text, made.ends(), made.sizes, order.copy(), begins.copy())
        assert sorted(numbers.tolist()) == [*range(len(found))]
        assert [found[number] for number in numbers] == sorted(found)


@given(st.lists(WORDS.map(" ".join), max_size=4))
def test_keys_of_texts(texts: list[str]) -> None:
    """Texts have the same keys, whole and sampled: the catalogue keeps them."""
    data = np.frombuffer("".join(texts).encode(), np.uint8)
    ends = np.cumsum([len(text.encode()) for text in texts], dtype=np.int64)
    assert_twins("sketch_kernels", sketches.hash_texts, data, ends)
    assert_twins("sketch_kernels", sketches.winnow, data, ends)


@pytest.mark.parametrize("are_compiled", [False, True])
def test_loops_are_used_once_they_are_worth_it(
    are_compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are loaded for fewer papers than they are compiled for."""
    monkeypatch.setattr(compiled, "_are_compiled", lambda: are_compiled)
    expect(LOADING - 1)
    assert not worthwhile()
    expect(1)
    assert worthwhile() == are_compiled
    expect(COMPILING - LOADING)
    assert worthwhile()


def test_what_is_compiled_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops count as compiled when each that is called for is on the disk."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    for name in sorted(LOOPS):
        compiled._are_compiled.cache_clear()
        assert not compiled._are_compiled()
        (tmp_path / f"index.some_kernels.{name}-12ab.code").touch()
    compiled._are_compiled.cache_clear()
    assert compiled._are_compiled()
    compiled._are_compiled.cache_clear()


def test_loops_that_are_looked_for_are_there() -> None:
    """Each name is a loop's that Python can call."""
    root = Path(index.__file__).parent
    paths = [path.relative_to(root.parent) for path in root.rglob("*_kernels.py")]
    modules = [import_module(".".join(path.with_suffix("").parts)) for path in paths]
    assert {name for module in modules for name in vars(module)} >= LOOPS
    assert not any(name.startswith("_") for name in LOOPS)


def test_few_papers_wait_for_no_compiler(tmp_path: Path) -> None:
    """Whoever indexes some hundred papers doesn't even load Numba."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], check=False)
    assert run.returncode == 0


def test_constants_of_loops_are_part_of_their_state() -> None:
    """Code that was kept has them built in: it is another's once they change."""
    root, found = Path(index.__file__).parent.parent, set()
    for path in [*(root / "index").rglob("*kernels.py"), *(root / "search").rglob("*kernels.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        found |= {
            f"{one.module.replace('.', '/')}.py"
            for one in imports
            if one.module
            and one.module.startswith(("index.", "search."))
            and not one.module.endswith("kernels")
            and any(len(name.name) > 2 and name.name.isupper() for name in one.names)
        }
    assert "search/ranking.py" in found
    assert found <= {*compiled._CONSTANTS}
