"""Whether the compiled loops are there. To load them takes a tenth of a second, once compiled.

Compiling takes half a minute and is done once a machine, by two processes beside the one that asks.
One that asks once does without the loops. An engine that is asked again has them loaded beside its
answers, which NumPy gives until then, the same but for the last bits of scores; a server isn't
ready before.
"""

import fcntl
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType
from typing import cast

from index.compiled import folder
from index.loops import Loop

_ROOT = Path(__file__).parent.parent
_ALONE = 1  # loops that take one process as long as all others the other
_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from search.compiled import compile_part
compile_part(sys.argv[2] == "first")
"""

_lock = Lock()
_kernels: ModuleType | None = None
_loading: Thread | None = None


def loaded() -> ModuleType | None:
    """`search.kernels` when each of its loops can run at once; None until then."""
    return _kernels


def load() -> None:
    """Load them now, unless they are."""
    global _kernels
    with _lock:
        if _kernels is None:
            from search import kernels

            if not all(cast(Loop, loop).is_kept(*given) for loop, given in kernels.rehearsals()):
                _compile()
            _rehearse(is_first=True)
            _rehearse(is_first=False)
            _kernels = kernels


def load_beside() -> None:
    """Have a thread load them; a second call does nothing."""
    global _loading
    if _loading is None and _kernels is None:
        _loading = Thread(target=load, name="abseek-kernels", daemon=True)
        _loading.start()


def compile_part(is_first: bool) -> None:
    """Compile and keep the first loops or all others; who comes second waits, and loads them."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f"{'first' if is_first else 'others'}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _rehearse(is_first)


def _rehearse(is_first: bool) -> None:
    from search import facet_kernels, kernels, mark_kernels

    loops = kernels.rehearsals()
    others = loops[_ALONE:] + facet_kernels.rehearsals() + mark_kernels.rehearsals()
    for loop, given in loops[:_ALONE] if is_first else others:
        loop(*given)


def _compile() -> None:
    """Have two processes compile; where that fails, this one compiles what isn't kept."""
    program = [sys.executable, "-c", _PROGRAM, str(_ROOT)]
    with suppress(OSError), ExitStack() as processes:
        for part in ("first", "others"):
            process = subprocess.Popen(  # noqa: S603  # our own
                [*program, part],
                cwd=_ROOT,  # where Python looks for modules first
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # or who reads ours would wait for them
                stderr=subprocess.DEVNULL,
            )
            processes.enter_context(process)  # and waits for it
