"""The engine that is lent to requests, and its exchange for a newer one."""

from collections.abc import Iterator

import pytest
from fake_engine import FakeEngine

from index.errors import NoIndexError
from search.engine import Engine
from web.live import CHECK_EVERY, LiveEngine


class World:
    """A location whose newest generation and clock the test sets."""

    def __init__(self) -> None:
        self.generation = 1
        self.now = 0.0
        self.failing = False
        self.opened: list[FakeEngine] = []

    def connect(self) -> Engine:
        if self.failing:
            raise NoIndexError("gone")
        self.opened.append(FakeEngine([], self.generation))
        return self.opened[-1]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def live(world: World) -> Iterator[LiveEngine]:
    found = LiveEngine(world.connect, lambda: world.generation, lambda: world.now)
    yield found
    found.close()
    assert all(engine.closed for engine in world.opened)


def test_engine_is_opened_once(world: World, live: LiveEngine) -> None:
    """Requests share one engine."""
    first, second = live.acquire(), live.acquire()
    live.release(first)
    live.release(second)
    assert first is second
    assert len(world.opened) == 1


def test_new_generation_is_picked_up(world: World, live: LiveEngine) -> None:
    """After the time between two looks, requests get the newer generation."""
    live.release(live.acquire())
    world.generation, world.now = 2, CHECK_EVERY
    engine = live.acquire()
    assert engine.generation == 2
    live.release(engine)


def test_old_engine_stays_open_while_in_use(world: World, live: LiveEngine) -> None:
    """A request keeps the generation that it began with; then the engine is closed."""
    engine = live.acquire()
    world.generation, world.now = 2, CHECK_EVERY
    live.release(live.acquire())
    assert not world.opened[0].closed
    live.release(engine)
    assert world.opened[0].closed


def test_failure_to_renew_goes_on_with_the_old(world: World, live: LiveEngine) -> None:
    """An index that can't be opened doesn't take away the one that is open."""
    live.release(live.acquire())
    world.generation, world.now, world.failing = 2, CHECK_EVERY, True
    engine = live.acquire()
    assert engine.generation == 1
    live.release(engine)


def test_first_opening_is_tried_again(world: World, live: LiveEngine) -> None:
    """An index that comes into being after the server's start is found."""
    world.failing = True
    with pytest.raises(NoIndexError):
        live.acquire()
    world.failing = False
    live.release(live.acquire())
