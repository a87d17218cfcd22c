"""`@loop` compiles a function of numbers and arrays; what was compiled is kept on the disk.

Importing this module imports Numba, which takes half a second.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import njit
from numba.core.caching import FunctionCache
from numba.core.runtime.nrt import rtsys
from numba.core.types import unliteral

Loop = TypeVar("Loop", bound=Callable[..., object])
T = TypeVar("T")

_ROOT = Path(__file__).parent.parent
_PACKAGES = ("index", "search")
# Other files whose constants are part of the loops.
_CONSTANTS = (
    "index/codec/packing.py",
    "search/combining.py",
    "search/lists.py",
    "search/scoring.py",
)


def loop(function: Loop) -> Loop:
    """Compile at the first call, without Python's lock; divisions by 0 are as NumPy's.

    As it stands, the function is plain Python: `function.py_func`.
    """
    _choose_folder()
    compiled: Any = njit(nogil=True, error_model="numpy")(function)
    compiled._cache = _Cache(function)  # type: ignore[no-untyped-call]  # Numba has no types
    compiled.get_call_template = partial(_any_number, compiled.get_call_template)
    return cast(Loop, compiled)  # it calls as the function does


def _any_number(find: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> T:
    """What Numba calls a loop by from within another, whatever number an argument begins with.

    It would compile the loop once for `at = 0`, and again for where `at` goes on: a third of all.
    """
    plain: Callable[[Any], Any] = unliteral  # Numba has no types
    return find((*map(plain, arguments),), {name: plain(kind) for name, kind in named.items()})


class _Cache(FunctionCache):
    """Numba's own, which makes the compiler ready before it loads what was compiled.

    That takes .1 s and isn't needed: a compiler that is called for makes itself ready.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:  # of types that are Numba's own
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]


def _cache_folder() -> Path:
    """One for each state of all loops.

    Numba compiles anew what stands in a file that was changed, but a loop has those of other files
    built in.
    """
    files = [path for package in _PACKAGES for path in (_ROOT / package).rglob("*kernels.py")]
    digest = hashlib.sha256()
    for path in sorted([*files, *map(_ROOT.joinpath, _CONSTANTS)]):
        digest.update(path.read_bytes())
    return Path(__file__).parent / "__pycache__" / f"loops-{digest.hexdigest()[:16]}"


@cache
def _choose_folder() -> None:
    """Where it can't be written, Numba has a place of its own, and a person may name one."""
    folder = _cache_folder()
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(folder, os.W_OK):
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]  # Numba makes it
