"""The engine that requests use: opened by the first one, in the process that serves it.

An engine follows its location from generation to generation by itself; each query is answered from
one generation, from its beginning to its end.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from flask import current_app

from index.errors import AbseekError
from search.compiled import load_beside
from search.engine import FACETS, Engine
from web.large_pages import gather


class LiveEngine:
    """Opens an engine when it is first asked for, and once only. Safe to use from threads."""

    def __init__(self, connect: Callable[[], Engine]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def get(self) -> Engine:
        """The engine; raises NoIndexError and its like, and tries again at the next call."""
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._engine = _warmed(self._connect())
        return self._engine


def _warmed(opened: Engine) -> Engine:
    """Ask something, so that what a first query loads doesn't use up the time of a person's.

    The compiled loops are loaded beside that; `/readyz` waits for them or their failure, people
    needn't.
    """
    load_beside(partial(settle, opened))
    _rehearse(opened)
    return opened


def settle(opened: Engine) -> None:
    """Once loops are loaded: have them make what they need, and move all to large pages."""
    with suppress(AbseekError):  # closed in the meantime, or its folder is gone
        _rehearse(opened)
    gather()


def _rehearse(opened: Engine) -> None:
    opened.search('first "of all" wor* optimised', facets=FACETS)
    opened.search("*", limit=1)  # all score alike: the order of ids is read for such ties


def engine() -> Engine:
    """The engine of the running app."""
    live: LiveEngine = current_app.extensions["abseek"]
    return live.get()
