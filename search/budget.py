"""The time that one query may take: set for its course, checked wherever a step may be long."""

import time
from contextvars import ContextVar

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


class OutOfTimeError(Exception):
    """The time for a query is up; it is caught where what was found can still be shown."""


class TimeLimit:
    """Lets `check` raise OutOfTimeError when so many seconds have passed; for this thread alone."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._token = _deadline.set(time.monotonic() + self._seconds)

    def __exit__(self, *_: object) -> None:
        _deadline.reset(self._token)


def check() -> None:
    """Raise OutOfTimeError when the time is up."""
    if time.monotonic() > _deadline.get():
        raise OutOfTimeError
