"""Fixtures of the browser tests: Debian's Chromium, and the app served from a thread."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 390, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 10_000  # milliseconds

ATTACK = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>"
UNBROKEN = "w" * 200
WIDE = "+".join(f"x_{{{number}}}" for number in range(60))
# One paper whose every field attacks the page; `window.hurt` tells whether one of them got through.
HOSTILE = {
    "id": "evil/\"'><script>window.hurt=1</script>",
    "title": f"Hostile {ATTACK} $\\text{{{ATTACK}}}$ $\\href{{javascript:window.hurt=1}}{{x}}$"
    f" {UNBROKEN}",
    "abstract": f"Hostile {ATTACK} $\\style{{background:url(/hurt)}}{{x}}$ </title>{ATTACK} "
    "</textarea> $\\class{x\" onmouseover=\"window.hurt=1}{y}$ {{7*7}} ${7*7}"
    f" {UNBROKEN} ${WIDE}$",
    "authors": [f"Mallory {ATTACK}", "O'Brien\" onclick=\"window.hurt=1"],
    "date": "2020-01-01",
    "venue": f"Journal {ATTACK}",
    "categories": ["cs.CR", '"><script>window.hurt=1</script>'],
    "doi": "10.1/<script>window.hurt=1</script>",
    "url": "javascript:window.hurt=1",
    "comments": ATTACK,
}  # fmt: skip

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
        closing(playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)) as browser,
    ):
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of its own for each test, with nothing kept from another one."""
    with closing(chromium.new_context(viewport=DESKTOP)) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of its own; the test fails on any error in the page's console."""
    page = context.new_page()
    errors = watch(page)
    yield page
    assert not errors


def watch(page: Page) -> list[str]:
    """Gather a page's errors."""
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    return errors


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """A function that serves an app until the tests end, and gives its address."""
    from werkzeug.serving import make_server

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


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the bundled sample and of the hostile paper."""
    from index.reindex import Options, reindex

    folder = tmp_path_factory.mktemp("library")
    hostile = folder / "hostile.jsonl"
    hostile.write_text(json.dumps(HOSTILE) + "\n", encoding="utf-8")
    sample = Path(__file__).parent.parent / "index" / "sample" / "landmarks.jsonl"
    reindex(Options(folder / "index", (str(sample), str(hostile))))
    return folder / "index"


@pytest.fixture(scope="session")
def library(serve: Serve, library_index: Path) -> str:
    """The address of a server of that index."""
    from web.app import WebSettings, create_app

    return serve(create_app(WebSettings(str(library_index))))
