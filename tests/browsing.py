"""Fixtures of the browser tests: Debian's Chromium, and the app served from a thread."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 390, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

Serve = Callable[[Flask], str]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests, with a fresh profile."""
    if not CHROMIUM.exists():
        absent = f"{CHROMIUM} isn't there (Debian: apt install chromium)"
        if os.environ.get("ABSEEK_REQUIRE_SHARED") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    with (
        sync_playwright() as playwright,
        closing(
            playwright.chromium.launch(
                executable_path=CHROMIUM, args=ARGUMENTS, chromium_sandbox=False
            )
        ) as browser,
    ):
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of its own for each test; the test fails on any error in the page's console."""
    with closing(chromium.new_context(viewport=DESKTOP)) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        yield page
        assert not errors


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """A function that serves an app until the tests end, and gives its address."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
