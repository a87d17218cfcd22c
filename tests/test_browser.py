"""The journeys of a person in a real Chromium."""

import pytest
from browsing import Serve
from fake_engine import FakeEngine, make_hit
from playwright.sync_api import Page, expect

from web.app import WebSettings, create_app

PAPERS = [make_hit(f"p/{n}", title=f"Sheep {n:02}") for n in range(1, 31)]


@pytest.fixture(scope="module")
def site(serve: Serve) -> str:
    return serve(create_app(WebSettings("x"), lambda _: FakeEngine(PAPERS)))


def test_search_open_and_go_back(page: Page, site: str) -> None:
    """Type, press Enter, see marked results, open a paper, go back to the same results."""
    page.goto(site)
    page.get_by_role("combobox", name="Search titles").fill("sheep wavelets")
    page.keyboard.press("Enter")
    expect(page.locator(".hit mark").first).to_have_text("Sheep")
    page.get_by_role("link", name="Sheep 03", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sheep 03")
    page.go_back()
    expect(page).to_have_url(f"{site}/search?q=sheep+wavelets")
    expect(page.locator(".hit")).to_have_count(10)
