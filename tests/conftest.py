"""Fixtures of all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from index.compiled import COMPILING
from index.loops import Entry

pytest_plugins = ("browsing",)  # the fixtures of the browser tests

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"


# The first example of a test may import half the project, on a machine that others use too.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; without it the test is skipped."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("ABSEEK_REQUIRE_SHARED") == "1":
        pytest.fail(f"{SHARED} isn't there, and ABSEEK_REQUIRE_SHARED=1 requires it")
    pytest.skip(f"the real data isn't at {SHARED}")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the person who runs it."""
    for name in [name for name in os.environ if name.startswith("ABSEEK_")]:
        if name != "ABSEEK_REQUIRE_SHARED":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def plain_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compiled in the middle of a test; those of the compiled loops load them."""
    monkeypatch.setattr("search.embedded.load_beside", lambda: None)
    monkeypatch.setattr("web.live.load_beside", lambda _: None)
    monkeypatch.setattr("search.compiled._kernels", None)
    monkeypatch.setattr("search.compiled._failure", "")
    monkeypatch.setattr("index.compiled._papers", 0)


@pytest.fixture(autouse=True)
def checked_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What loops are handed without being looked at is looked at."""
    monkeypatch.setattr(Entry, "__call__", Entry.checked)


@pytest.fixture
def writing_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are read and written in compiled loops."""
    monkeypatch.setattr("index.compiled._papers", COMPILING)
