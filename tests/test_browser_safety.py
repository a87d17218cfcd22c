"""Hostile papers and accessibility, on every page in a real Chromium."""

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESKTOP, HOSTILE, PHONE, Serve
from playwright.sync_api import Browser, BrowserContext, Page, expect

from web.app import WebSettings, create_app

PAGES = {
    "home": "/",
    "results": "/search?q=learning&category=cs.LG&per_page=2",
    "nothing": "/search?q=attention+zyzzyva&per_page=2",
    "hostile results": "/search?q=hostile",
    "paper": "/paper/1706.03762",
    "author": "/author/Łukasz Kaiser",
    "find": "/find",
    "saved": "/saved",
    "help": "/help",
    "not found": "/paper/none",
    "no index": "/search?q=learning",
}
ALL_RULES = {"resultTypes": ["violations", "passes"]}
COLOURS = {**ALL_RULES, "runOnly": {"type": "tag", "values": ["cat.color"]}}
HOSTILE_PAGES = {
    "results": "/search?q=hostile",
    "paper": f"/paper/{quote(str(HOSTILE['id']))}",
    "author": f"/author/{quote(HOSTILE['authors'][0])}",
    "query": f"/search?q={quote(str(HOSTILE['title']))}",
    "filter": f"/search?q=hostile&venue={quote(str(HOSTILE['venue']))}",
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_hostile_papers_do_no_harm(page: Page, library: str, name: str) -> None:
    """No field and no parameter runs a script, loads anything or becomes markup."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(library + HOSTILE_PAGES[name])
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for piece in page.locator("main .title, main .by, main .facts").all():
        piece.hover()
    page.wait_for_timeout(100)
    assert page.evaluate("window.hurt") is None
    assert page.locator("main script, main img, [onerror], [onmouseover], [style]").count() == 0
    assert page.locator('a[href^="javascript"], math [href]').count() == 0
    assert all(url.startswith(library) and "/hurt" not in url for url in requests)


def test_hostile_address_is_shown_as_text(context: BrowserContext, library: str) -> None:
    """An id that isn't there is named on the page, and does nothing."""
    page = context.new_page()
    page.goto(f"{library}/paper/<script>window.hurt=1</script>")
    expect(page.get_by_text("No paper here has the id <script>")).to_be_visible()
    assert page.evaluate("window.hurt") is None


def test_hostile_paper_is_kept_safely(page: Page, library: str) -> None:
    """What the script writes from a saved paper is text too."""
    page.goto(f"{library}/search?q=hostile")
    page.get_by_role("button", name="Save Hostile").click()
    page.goto(f"{library}/saved")
    page.get_by_role("link", name="Hostile <img").click()
    expect(page.locator(".paper")).to_be_visible()
    assert page.evaluate("window.hurt") is None


def test_suggestions_are_text(page: Page, library: str) -> None:
    """A title with markup in it is suggested as text."""
    page.goto(library)
    page.get_by_label("Search titles").press_sequentially("hostile")
    expect(page.locator("#suggestions").get_by_role("option").first).to_be_visible()
    assert page.locator("#suggestions img").count() == 0
    assert page.evaluate("window.hurt") is None


@pytest.fixture(scope="module")
def nowhere(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a server of a location that has no index."""
    return serve(create_app(WebSettings(str(tmp_path_factory.mktemp("nowhere")))))


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    chromium: Browser, library: str, nowhere: str, name: str, theme: str
) -> None:
    """No page breaks a rule of accessibility, in any theme, on a phone or a desk."""
    context = chromium.new_context(
        color_scheme="dark" if theme == "dark" else "light",
        contrast="more" if theme == "contrast" else "no-preference",
        viewport=PHONE if theme == "dark" else DESKTOP,
    )
    page = context.new_page()
    page.goto((nowhere if name == "no index" else library) + PAGES[name])
    found = Axe().run(page, options=COLOURS if theme == "contrast" else ALL_RULES)
    context.close()
    assert "color-contrast" in {rule["id"] for rule in found.response["passes"]}
    assert not found.response["violations"], found.generate_report()
