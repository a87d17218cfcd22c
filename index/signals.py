"""What asks a program to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def put_off() -> Iterator[None]:
    """Let them wait: Python loses what is raised while it forks, and would go on.

    A process that is begun meanwhile has them waiting, too, until it calls `taken_up`.
    """
    old = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def taken_up() -> None:
    """Have them arrive again."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
