"""`@loop` compiles a function of numbers and arrays; what was compiled is kept on the disk.

Importing this module imports Numba, which takes half a second.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., object])

_ROOT = Path(__file__).parent.parent
_PACKAGES = ("index", "search")
# Other files whose constants are part of the loops.
_CONSTANTS = ("index/codec/packing.py", "search/combining.py", "index/bulk_fields.py")


def loop(function: Loop) -> Loop:
    """Compile at the first call, without Python's lock; divisions by 0 are as NumPy's.

    As it stands, the function is plain Python: `function.py_func`.
    """
    _choose_folder()
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy")  # calls as the function does
    return compiled(function)


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
