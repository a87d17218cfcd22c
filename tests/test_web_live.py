"""The engine that requests share."""

from collections.abc import Callable

import pytest
from fake_engine import FakeEngine

from index.errors import NoIndexError, QueryError
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


def test_memory_is_moved_to_large_pages_behind_the_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once they are loaded, and questions were asked of them; an engine closed by then is none."""
    behind: list[Callable[[], None]] = []
    steps: list[str] = []
    monkeypatch.setattr("web.live.load_beside", behind.append)
    monkeypatch.setattr("web.live.gather", lambda: steps.append("gathered"))
    opened = FakeEngine([])
    monkeypatch.setattr(opened, "search", lambda *_, **__: steps.append("asked"))
    LiveEngine(lambda: opened).get()
    assert steps == ["asked", "asked"]
    behind[0]()
    assert steps == ["asked", "asked", "asked", "asked", "gathered"]

    def closed(*_: object, **__: object) -> None:
        raise QueryError("closed")

    monkeypatch.setattr(opened, "search", closed)
    behind[0]()
    assert steps[5:] == ["gathered"]
