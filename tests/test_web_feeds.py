"""Exports, the feed and the description for browsers."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from fake_engine import FakeEngine, make_hit
from flask.testing import FlaskClient

from search.export import FORMATS
from search.results import Hit
from web.app import WebSettings, create_app

ATOM = "{http://www.w3.org/2005/Atom}"
PAPERS = [
    make_hit("p/1", title="Sheep & wolves <1>"),
    make_hit("p/2", title="Null\x00 and \x0b bell", date="2015-03", authors=()),
    make_hit("p/3", title="Goats", abstract="None", date="", year=None),
]


@pytest.fixture
def client() -> FlaskClient:
    return create_app(WebSettings("x"), lambda _: FakeEngine(PAPERS)).test_client()


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_format_exports_the_whole_answer(client: FlaskClient, row: object) -> None:
    """Each export is a file of its format's type."""
    answer = client.get(f"/export.{row.name}?q=goats")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert answer.content_type == row.media_type  # type: ignore[attr-defined]
    assert "p/3" in answer.text or "Goats" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_picked_papers_alone_are_exported(client: FlaskClient) -> None:
    """Ids name what is exported, in their order; unknown ones are passed over and told."""
    answer = client.get("/export.ids?id=p/3&id=none&id=p/1&id=n%0A%C3%A9")
    assert (answer.text, answer.headers["Unknown-Ids"]) == ("p/3\np/1\n", "none n%0A%C3%A9")
    assert "Unknown-Ids" not in client.get("/export.ids?id=p/3").headers
    assert client.post("/export.ids", data={"id": ["p/2", "p/1"]}).text == "p/2\np/1\n"


@pytest.mark.parametrize(
    ("asked", "status", "detail"),
    [
        ("q=x&limit=5", 400, "limit: there is no such parameter; there are q, sort, "),
        ("q=x&yeer=2015", 400, "yeer: there is no such parameter; did you mean year?"),
        ("q=x&year=soon", 400, "year: 'soon' can't be"),
        ("q=x&has=pdf", 400, "has: 'pdf' can't be"),
        ("q=x&sort=up", 400, "sort: 'up' can't be"),
        ("q=x&q=y", 400, "q: 'y' can't be, or not beside others"),
        (f"q={2001 * 'x'}", 400, "q: 'xxx"),
        ("&".join(f"id={number}" for number in range(30_001)), 400, "id: at most 30000"),
        ("id=none&id=p/9&id=", 404, "no paper has the id none or p/9"),
        ("id=p/1&q=x", 400, "q: can't be beside id"),
        ("id=p/1&year=2015", 400, "year: can't be beside id"),
    ],
)
def test_an_export_is_of_what_was_asked(
    client: FlaskClient, asked: str, status: int, detail: str
) -> None:
    """What a page passes over is a problem here: that a file has other papers goes by unseen."""
    answer = client.get(f"/export.ids?{asked}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    "asked", ["q=+x+&page=2&per_page=50", "year=2015-2020&sort=title&has=code&has=doi", ""]
)
def test_links_of_pages_are_exported(client: FlaskClient, asked: str) -> None:
    """With all parameters that pages' links have."""
    assert client.get(f"/export.ids?{asked}").status_code == 200


def test_unknown_ids_are_told_in_few_bytes(client: FlaskClient) -> None:
    """However many there are, and however long: servers in between take 8 KB of headers."""
    ids = [f"{number}{500 * chr(0x1F600)}" for number in range(100)]
    told = client.post("/export.ids", data={"id": [*ids, "p/1"]}).headers["Unknown-Ids"]
    assert len(told) < 5000
    assert told.endswith(f" (and {100 - told.count(' ') + 2} more)")
    detail = client.post("/export.ids", data={"id": ids}).get_json()["detail"]
    assert len(detail) < 2000
    assert detail.endswith(" (and 80 more)")


def test_blank_ids_name_no_paper(client: FlaskClient) -> None:
    """An empty field of a form beside a query: its answer."""
    asked = client.get("/export.ids?q=goats").text
    assert client.get("/export.ids?q=goats&id=&id=+").text == asked != ""


def test_people_read_a_page_where_an_export_fails(client: FlaskClient) -> None:
    """The form of saved papers is sent by a browser, which accepts HTML."""
    form = {"id": ["gone", "gone too"]}
    answer = client.post("/export.ids", data=form, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "no paper has the id gone or gone too" in answer.text
    assert client.post("/export.ids", data=form).content_type == "application/problem+json"


def test_long_lists_of_saved_papers_are_exported(client: FlaskClient) -> None:
    """As many as a browser keeps, in a body of more than half a megabyte."""
    ids = [f"{number:018}" for number in range(29_999)]
    assert client.post("/export.ids", data={"id": [*ids, "p/1"]}).text == "p/1\n"


def test_export_is_streamed() -> None:
    """The first lines leave before the last paper is read."""
    read = 0

    class Counting(FakeEngine):
        def scan(self, text: str, **rest: object) -> Iterator[Hit]:
            nonlocal read
            for number in range(1000):
                read = number
                yield make_hit(f"p{number}")

    client = create_app(WebSettings("x"), lambda _: Counting([])).test_client()
    pieces = client.get("/export.ids?q=x", buffered=False).iter_encoded()
    next(pieces)
    assert read < 10


def test_unknown_format_is_a_problem(client: FlaskClient) -> None:
    """Its message names the formats that are known."""
    answer = client.get("/export.docx?q=x")
    assert answer.status_code == 400
    assert "bibtex" in answer.get_json()["detail"]


def test_feed_is_well_formed_whatever_is_in_it(client: FlaskClient) -> None:
    """Markup and control characters of papers don't break the XML."""
    feed = ElementTree.fromstring(client.get("/feed.atom?q=").data)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert "Sheep & wolves <1>" in titles
    assert "Null\N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER} bell" in titles
    updated = [entry.findtext(f"{ATOM}updated") for entry in feed.iter(f"{ATOM}entry")]
    assert "2015-03-01T00:00:00Z" in updated
    assert all(entry.find(f"{ATOM}author") is not None for entry in feed.iter(f"{ATOM}entry"))


def test_browsers_learn_how_to_search(client: FlaskClient) -> None:
    """The OpenSearch description leads to the results page."""
    described = ElementTree.fromstring(client.get("/opensearch.xml").data)
    urls = [url.get("template", "") for url in described.iter() if url.tag.endswith("Url")]
    assert "http://localhost/search?q={searchTerms}" in urls
    for url in urls:  # nothing in them is left empty, which the API would refuse
        filled = url.replace("{searchTerms}", "sheep").replace("{startPage}", "1")
        assert "{" not in filled
        assert client.get(filled).status_code == 200
