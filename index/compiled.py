"""Whether texts go through compiled loops, or through the plain way that does the same.

A process takes a tenth of a second to load the loops, a machine ten seconds to compile them, once.
Whoever has a hundred papers waits for neither.
"""

import os
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# How often papers are read or written until the loops would have been loaded, and compiled.
LOADING = 300
COMPILING = 20_000

# The loops that are called for when papers are read and written.
LOOPS = {"winnow", "hash_texts", "read_lines", "fold_lines", "split", "number", "plain_keys"}
LOOPS |= {
    "stem_words",
    "take_strings",
    "sort_alike",
    "take_runs",
    "count",
    "scatter",
    "find_postings",
    "pack_documents",
    "find_pairs",
}

_ROOT = Path(__file__).parent.parent
_PACKAGES = ("index", "search")
# Other files whose constants and types are part of the loops.
_CONSTANTS = (
    "index/codec/packing.py",
    "index/codec/strings.py",
    "index/compiling.py",
    "index/intrinsics.py",
    "index/latex_tables.py",
    "index/names.py",
    "search/beside.py",
    "search/expansion.py",
    "search/facet_columns.py",
    "search/lists.py",
    "search/others.py",
    "search/ranking.py",
    "search/scoring.py",
    "search/senses.py",
    "search/set_columns.py",
    "index/sketches.py",
)

_papers = 0  # that this process has been told of


def expect(papers: int) -> None:
    """So many papers more are going to be read or written in this process."""
    global _papers
    _papers += papers


def worthwhile() -> bool:
    """Whether there are enough papers for the loops; once there are, there are for good."""
    return _papers >= LOADING and (_papers >= COMPILING or _are_compiled())


def twin_of(module: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The function does the plain way what the loop of its name does; either runs.

    The plain way itself is its `__wrapped__`.
    """

    def with_loop(plain: Callable[P, T]) -> Callable[P, T]:
        @wraps(plain)
        def run(*args: P.args, **named: P.kwargs) -> T:
            if worthwhile():
                loop: Callable[P, T] = getattr(import_module(module), plain.__name__)
                return loop(*args, **named)
            return plain(*args, **named)

        return run

    return with_loop


def folder() -> Path:
    """Where what is compiled is kept: one for each state of all loops.

    A loop has those of other files built in. Beside this file, or the user's own where that can't
    be written; a person may name one.
    """
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(named)
    beside = Path(__file__).parent / "__pycache__"
    if not os.access(beside if beside.is_dir() else beside.parent, os.W_OK):
        beside = _own_cache() / "abseek"
    return beside / f"loops-{state_of_loops()}"


def _own_cache() -> Path:
    """The user's folder for what can be made anew; nowhere, for one who has no home."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named)
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        return Path(os.devnull)


@cache
def state_of_loops() -> str:
    """A digest of all that the loops are compiled from."""
    from hashlib import sha256  # which takes a first search 3 ms

    files = [path for package in _PACKAGES for path in (_ROOT / package).rglob("*kernels.py")]
    digest = sha256()
    for path in sorted([*files, *map(_ROOT.joinpath, _CONSTANTS)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _are_compiled() -> bool:
    """The files of `index.machine_code` are named `module.function-digest.code`."""
    found = {path.name.partition("-")[0].rpartition(".")[2] for path in folder().glob("*.code")}
    return found >= LOOPS
