"""Whether the compiled loops are there. To load them takes half a second, to compile them a minute.

The latter is done once a machine. A process that asks once does without them. An engine that is
asked again has them loaded beside its answers, which NumPy gives until then, the same to the last
bit; a server isn't ready before.
"""

from threading import Lock, Thread
from types import ModuleType

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
            from search import facet_kernels, kernels, mark_kernels

            kernels.rehearse()
            facet_kernels.rehearse()
            mark_kernels.rehearse()
            _kernels = kernels


def load_beside() -> None:
    """Have a thread load them; a second call does nothing."""
    global _loading
    if _loading is None and _kernels is None:
        _loading = Thread(target=load, name="abseek-kernels", daemon=True)
        _loading.start()
