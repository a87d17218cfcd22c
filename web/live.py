"""The engine that requests use: a location → the newest generation's engine, lent per request."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g

from index.errors import AbseekError
from search.engine import Engine

CHECK_EVERY = 1.0  # seconds between two looks for a new generation
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Open:
    """An open engine, and the number of requests that are using it."""

    engine: Engine
    users: int = 0


class LiveEngine:
    """Lends the newest engine; an older one is closed when its last user gives it back.

    `connect` opens an engine, `latest` says which generation is the newest (None: can't tell, so
    the engine that is open stays). Safe to use from several threads; each process opens its own.
    """

    def __init__(
        self,
        connect: Callable[[], Engine],
        latest: Callable[[], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._latest = latest
        self._clock = clock
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._current: _Open | None = None
        self._lent: dict[int, _Open] = {}
        self._checked = -CHECK_EVERY

    def acquire(self) -> Engine:
        """Lend the engine; `release` gives it back. Raises NoIndexError and its like."""
        if self._current is None:
            with self._opening:
                if self._current is None:
                    self._swap(self._connect())
        elif self._is_due() and self._opening.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._opening.release()
        return self._lend()

    def release(self, engine: Engine) -> None:
        """Give an engine back, and close it if it is out of date and nobody else uses it."""
        with self._lock:
            held = self._lent[id(engine)]
            held.users -= 1
        self._close_unused(held)

    def close(self) -> None:
        """Close the engine once its users are done."""
        with self._lock:
            held, self._current = self._current, None
        if held:
            self._close_unused(held)

    def _lend(self) -> Engine:
        with self._lock:
            held = self._current
            if held is None:
                raise RuntimeError("acquire() on an engine that is being closed")
            held.users += 1
            self._lent[id(held.engine)] = held
            return held.engine

    def _is_due(self) -> bool:
        with self._lock:
            now = self._clock()
            due = now - self._checked >= CHECK_EVERY
            if due:
                self._checked = now
            return due

    def _renew(self) -> None:
        """Open the newest generation if there is a newer one; else, or if that fails, go on."""
        try:
            newest = self._latest()
            if self._current and newest not in (None, self._current.engine.generation):
                self._swap(self._connect())
        except AbseekError as error:
            log.warning("still serving the generation that is open: %s", error)

    def _swap(self, engine: Engine) -> None:
        with self._lock:
            old, self._current = self._current, _Open(engine)
            self._checked = self._clock()
        if old:
            self._close_unused(old)

    def _close_unused(self, held: _Open) -> None:
        with self._lock:
            if held is self._current or held.users:
                return
            self._lent.pop(id(held.engine), None)
        held.engine.close()


def live() -> LiveEngine:
    """The live engine of the running app."""
    found: LiveEngine = current_app.extensions["abseek"]
    return found


def engine() -> Engine:
    """The engine of this request: one generation from its beginning to its end."""
    if "engine" not in g:
        g.engine = live().acquire()
    lent: Engine = g.engine
    return lent


def give_back(_error: BaseException | None = None) -> None:
    """Return what `engine` lent, at the end of the request."""
    if "engine" in g:
        live().release(g.pop("engine"))
