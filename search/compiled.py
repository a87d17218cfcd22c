"""Whether the compiled loops are there. To load them takes a tenth of a second, once compiled.

Compiling takes half a minute and is done once a machine, by two processes beside the one that asks.
One that asks once does without the loops. An engine that is asked again has them loaded beside its
answers, which NumPy gives until then, the same but for the last bits of scores; a server isn't
ready before. Where they can't be loaded, NumPy goes on answering, and another try is made later.
"""

import fcntl
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from index.loops import Loop

_ROOT = Path(__file__).parent.parent
_ALONE = 1  # loops that take one process as long as all others the other
_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from search.compiled import compile_part
compile_part(sys.argv[2] == "first")
"""

RETRY = 600.0  # seconds from a try that failed to the next; one may take the processor a minute

_lock = Lock()
_kernels: ModuleType | None = None
_loading: Thread | None = None
_waiting: list[Callable[[], None]] = []  # what is done once they are loaded
_failure = ""  # of the last try
_retry_at = 0.0  # of the monotonic clock


def loaded() -> ModuleType | None:
    """`search.kernels` when each of its loops can run at once; None until then."""
    return _kernels


def are_awaited() -> bool:
    """Whether they are neither loaded nor known to fail: a try after one that failed is no news."""
    return _kernels is None and not _failure


def load() -> None:
    """Load them now, unless they are."""
    global _kernels
    with _lock:
        if _kernels is None:
            from search import kernels

            if not all(cast("Loop", loop).is_kept(*given) for loop, given in kernels.rehearsals()):
                _compile()
            _rehearse(is_first=True)
            _rehearse(is_first=False)
            _kernels = kernels
            with suppress(ImportError):  # which loops do without
                import rapidfuzz  # noqa: F401  # 8 ms that no question waits for: `search.senses`


def load_beside(then: Callable[[], None] | None = None) -> None:
    """Have a thread load them, unless they are, one does, or a try failed a short while ago.

    `then` is called in a thread once they are loaded.
    """
    global _loading
    if then is not None:
        _waiting.append(then)
    if _kernels is not None and _waiting:
        Thread(target=_go_on, name="abseek-kernels", daemon=True).start()
    elif _kernels is None and _loading is None and time.monotonic() >= _retry_at:
        _loading = Thread(target=_try, name="abseek-kernels", daemon=True)
        _loading.start()


def compile_part(is_first: bool) -> None:
    """Compile and keep the first loops or all others; who comes second waits, and loads them."""
    from index.compiled import folder

    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / f"{'first' if is_first else 'others'}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _rehearse(is_first)


def _try() -> None:
    """Load them, or say why that fails; what was said isn't said again."""
    global _loading, _failure, _retry_at
    try:
        load()
    except Exception as error:  # whatever it is, answers don't need them
        failure = f"{type(error).__name__}: {error}"
        if failure != _failure:
            import logging  # which takes a first search 5 ms

            logging.getLogger(__name__).warning(
                "the compiled loops can't be loaded, so answers take longer: %s", failure
            )
        _failure = failure
        _retry_at = time.monotonic() + RETRY
        _loading = None
    else:
        _go_on()


def _go_on() -> None:
    """Do what waited for the loops."""
    while _waiting:
        _waiting.pop()()


def _rehearse(is_first: bool) -> None:
    from search import facet_kernels, kernels, mark_kernels

    loops = kernels.rehearsals()
    others = loops[_ALONE:] + facet_kernels.rehearsals() + mark_kernels.rehearsals()
    for loop, given in loops[:_ALONE] if is_first else others:
        loop(*given)


def _compile() -> None:
    """Have two processes compile; where that fails, this one compiles what isn't kept."""
    import subprocess  # which takes a first search 2 ms

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
