"""The journeys of a person in a real Chromium, over the bundled sample."""

from urllib.parse import quote

import pytest
from browsing import DESKTOP, HOSTILE, PATIENCE, PHONE, watch
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

BOX = "Search titles and abstracts"


def test_search_open_and_go_back(page: Page, library: str) -> None:
    """Type, press Enter, see marked results, open a paper, go back to the same results."""
    page.goto(library)
    page.get_by_label(BOX).fill("residual learning")
    page.keyboard.press("Enter")
    expect(page.locator(".hit mark").first).to_be_visible()
    title = "Deep Residual Learning for Image Recognition"
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page).to_have_url(f"{library}/search?q=residual+learning")
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_all_works_without_javascript(
    chromium: Browser, library: str, viewport: ViewportSize
) -> None:
    """Search, sort, narrow, unfold, page on and open an author without a script."""
    context = chromium.new_context(java_script_enabled=False, viewport=viewport)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(library)
    page.get_by_label(BOX).fill("learning")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Newest", exact=True).click()
    expect(page).to_have_url(f"{library}/search?q=learning&sort=newest")
    page.get_by_role("complementary").get_by_role("link", name="cs.LG Machine Learning").click()
    expect(page.get_by_role("link", name="Drop the filter Category: cs.LG")).to_be_visible()
    page.locator(".hit summary").first.click()
    expect(page.locator(".hit details .text").first).to_be_visible()
    page.get_by_role("link", name="Page 2").click()
    expect(page.locator(".hits").first).to_have_attribute("start", "11")
    page.locator(".hit .by a").first.click()
    expect(page.get_by_role("heading", name="Co-authors")).to_be_visible()
    assert_fits_the_width(page)
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=learning",
        "/search?q=hostile",
        "/paper/1706.03762",
        f"/paper/{quote(str(HOSTILE['id']))}",
        "/author/Geoffrey Hinton",
        "/help",
    ],
)
def test_nothing_is_wider_than_a_phone(context: BrowserContext, library: str, path: str) -> None:
    """No page must be pushed sideways on a phone."""
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(library + path)
    page.evaluate("document.querySelectorAll('.abstract').forEach(it => it.open = true)")
    assert_fits_the_width(page)


def test_fingers_meet_what_they_aim_at(context: BrowserContext, library: str) -> None:
    """What can be done with a paper is 24 pixels high at least (WCAG 2.2, target size)."""
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"{library}/search?q=learning")
    boxes = [it.bounding_box() for it in page.locator(".more :is(a, button, summary)").all()]
    heights = [box["height"] for box in boxes if box]
    assert len(heights) > 10
    assert min(heights) >= 24


def test_topics_share_their_years(page: Page, library: str) -> None:
    """The charts of an author's topics are as wide as each other, so that years lie in columns."""
    page.goto(f"{library}/author/Oriol Vinyals")
    boxes = [chart.bounding_box() for chart in page.locator(".topics svg").all()]
    assert len(boxes) > 1
    assert len({(box["x"], box["width"]) for box in boxes if box}) == 1


def test_results_follow_the_typing(page: Page, library: str) -> None:
    """Results, title, address and the spoken total change while one types."""
    page.goto(f"{library}/search?q=learning&category=cs.LG")
    page.get_by_label(BOX).fill("")
    page.get_by_label(BOX).press_sequentially("attention need", delay=20)
    expect(page.locator(".hit .title").first).to_have_text("Attention Is All You Need")
    expect(page).to_have_url(f"{library}/search?q=attention+need&category=cs.LG")
    expect(page).to_have_title("attention need – Abseek")
    expect(page.get_by_role("status")).to_contain_text("2 papers")


def test_last_answer_wins(page: Page, library: str) -> None:
    """An answer that comes late doesn't replace that of what was typed later."""
    page.goto(f"{library}/search?q=x")
    held: list[Route] = []
    page.route("**/search?q=slow&*", lambda route: held.append(route))
    page.get_by_label(BOX).fill("slow")
    page.wait_for_timeout(400)
    page.get_by_label(BOX).fill("attention need")
    expect(page.locator(".hit .title").first).to_have_text("Attention Is All You Need")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert held
    expect(page).to_have_url(f"{library}/search?q=attention+need")


def test_typing_at_home_can_be_undone_by_going_back(page: Page, library: str) -> None:
    """The first page answers too, and going back leads to it."""
    page.goto(library)
    page.get_by_label(BOX).press_sequentially("boosting", delay=10)
    expect(page).to_have_url(f"{library}/search?q=boosting")
    expect(page.locator(".hit").first).to_be_visible()
    page.go_back()
    expect(page.get_by_text("For example")).to_be_visible()


def test_suggestions_are_chosen_by_keys(page: Page, library: str) -> None:
    """The box is a combobox: arrows move, Escape closes, Enter takes the suggestion."""
    page.goto(library)
    box = page.get_by_role("combobox", name=BOX)
    box.press_sequentially("attention is", delay=10)
    options = page.locator("#suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press_sequentially(" all")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.inner_text()
    box.press("Enter")
    expect(page.get_by_label(BOX)).to_have_value(chosen)
    expect(page.locator(".hit").first).to_be_visible()


def test_keys_lead_through_the_results(page: Page, library: str) -> None:
    """j and k move, e unfolds, Enter opens, / goes to the box, ? explains."""
    page.goto(f"{library}/search?q=learning")
    titles = page.locator(".hit .title a")
    for key in "jjjk":
        page.keyboard.press(key)
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator(".hit").nth(1).locator("details .text")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label(BOX)).to_be_focused()
    titles.nth(1).focus()
    title = titles.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_saved_papers_stay_in_the_browser(page: Page, library: str) -> None:
    """Save, hide and see papers; the list survives, and is exported."""
    page.goto(f"{library}/search?q=attention+need")
    page.get_by_role("button", name="Save Attention Is All You Need").click()
    page.get_by_role("button", name="Hide Attention Is All You Need").click()
    expect(page.locator(".hit.away")).to_have_count(1)
    page.reload()
    expect(page.locator(".hit.away")).to_have_count(1)
    page.get_by_role("link", name="Saved (1)").click()
    expect(page.get_by_role("link", name="Attention Is All You Need")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="ids, one a line").click()
    assert download.value.path().read_text() == "1706.03762\n"
    with page.expect_download() as download:
        page.get_by_role("link", name="as JSON").click()
    assert '"1706.03762"' in download.value.path().read_text()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()


def test_opened_papers_are_seen(page: Page, library: str) -> None:
    """A paper that was opened is marked when one comes back."""
    page.goto(f"{library}/search?q=attention+need")
    page.locator(".hit .title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attention Is All You Need")
    page.go_back()
    expect(page.locator(".hit .seen").first).to_be_visible()


def test_theme_is_kept(page: Page, library: str) -> None:
    """The switch changes the colours, and the next page has them."""
    page.goto(library)
    page.get_by_label("Colours").select_option("Dark")
    page.goto(f"{library}/help")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_years_narrow_the_answer(page: Page, library: str) -> None:
    """A bar is a link to its year, and the two fields to a range."""
    page.goto(f"{library}/search?q=learning")
    page.get_by_role("link", name="2016–2017: ").click()
    expect(page.get_by_role("link", name="Drop the filter Year: 2016–2017")).to_be_visible()
    page.get_by_role("link", name="Drop the filter Year: 2016–2017").click()
    page.get_by_label("From", exact=True).fill("2010")
    page.get_by_label("to", exact=True).fill("2012")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(f"{library}/search?q=learning&year=2010..2012")


def test_words_within_the_results(page: Page, library: str) -> None:
    """A second word narrows the answer, and each part can be left out again."""
    page.goto(f"{library}/search?q=learning")
    page.get_by_label("Within these results").fill("attention")
    page.get_by_role("button", name="Narrow").click()
    expect(page.get_by_role("link", name="Leave out 'learning'")).to_be_visible()
    page.get_by_role("link", name="Leave out 'learning'").click()
    expect(page.get_by_label(BOX)).to_have_value("attention")


def test_nothing_found_is_helped(page: Page, library: str) -> None:
    """The word that no paper has is named, and the query without it is a link with its count."""
    page.goto(f"{library}/search?q=attention+zyzzyva")
    expect(page.get_by_text("No paper has 'zyzzyva'")).to_be_visible()
    page.get_by_role("link", name="leaving out 'zyzzyva'").click()
    expect(page).to_have_url(f"{library}/search?q=attention")


def test_find_papers_like_a_text(page: Page, library: str) -> None:
    """A pasted text leads to the nearest papers; it is in no address."""
    page.goto(f"{library}/find")
    page.get_by_label("Paste an abstract").fill("translation by attention alone, no recurrence")
    page.get_by_role("button", name="Find the nearest").click()
    expect(page.get_by_role("link", name="Attention Is All You Need", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{library}/find")


def test_mathematics_is_drawn(context: BrowserContext, library: str) -> None:
    """Formulas are MathML that the browser lays out."""
    page = context.new_page()
    errors = watch(page)
    page.goto(f"{library}/search?q=hostile")
    assert page.locator("math").first.bounding_box()
    assert not errors


def test_citation_is_copied(context: BrowserContext, library: str) -> None:
    """One press puts the BibTeX entry on the clipboard."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{library}/paper/1706.03762")
    page.get_by_role("button", name="Copy BibTeX").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@article{vaswani2017")


def assert_fits_the_width(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size
    assert 0 < width <= page.viewport_size["width"]
