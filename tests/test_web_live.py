"""The engine that requests share."""

import pytest
from fake_engine import FakeEngine

from index.errors import NoIndexError
from search.engine import Engine
from web.live import LiveEngine


def test_engine_is_opened_once() -> None:
    """Requests share one engine."""
    opened: list[Engine] = []

    def connect() -> Engine:
        opened.append(FakeEngine([]))
        return opened[-1]

    live = LiveEngine(connect)
    assert live.get() is live.get()
    assert len(opened) == 1


def test_opening_is_tried_again() -> None:
    """An index that comes into being after the server's start is found."""
    answers: list[Engine | None] = [None, FakeEngine([])]

    def connect() -> Engine:
        found = answers.pop(0)
        if found is None:
            raise NoIndexError("there is nothing yet")
        return found

    live = LiveEngine(connect)
    with pytest.raises(NoIndexError):
        live.get()
    assert live.get().generation == 1
