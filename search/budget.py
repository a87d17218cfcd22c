"""The time that one query may take: set for its course, checked wherever a step may be long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


class OutOfTimeError(Exception):
    """The time for a query is up; it is caught where what was found can still be shown."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let `check` raise OutOfTimeError when so many seconds have passed; for this thread alone."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def check() -> None:
    """Raise OutOfTimeError when the time is up."""
    if time.monotonic() > _deadline.get():
        raise OutOfTimeError
