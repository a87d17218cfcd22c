"""Whatever is typed or sent, there is an answer: never a 500, never a traceback."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.app import WebSettings, create_app

PIECES = st.sampled_from(
    [
        *"\"()-*?:~=<>[]/\\^$&|,.;'{}",
        *("AND", "OR", "NOT", "title:", "author:", "year:", "has:code", "category:cs.LG", "arXiv:"),
        *(
            "..",
            "2015",
            "attention",
            "networks",
            "the",
            "of",
            "non-linear",
            "Łukasz",
            "\u0301",
            "𝔸",
        ),
        *("optimi*", '"deep learning"~3', "=learn", "\x00", "\u202e", "%s", "{{7*7}}", "<b>"),
    ]
)
QUERIES = st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=40)
MANY = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def client(library_index: Path) -> FlaskClient:
    return create_app(WebSettings(str(library_index))).test_client()


@MANY
@given(text=QUERIES)
def test_any_query_is_answered(client: FlaskClient, text: str) -> None:
    """The page, the API, the export and the feed answer every query."""
    asked = {"q": text}
    assert client.get("/search", query_string=asked).status_code == 200
    api = client.get("/api/v1/search", query_string=asked)
    assert api.status_code == 200
    answer = api.get_json()
    assert answer["total"] >= len(answer["hits"])
    ids = client.get("/export.ids", query_string=asked).text.splitlines()
    assert len(ids) == answer["total"]


@MANY
@given(
    name=st.sampled_from(
        ["page", "per_page", "sort", "year", "from", "to", "category", "author", "has", "within"]
    ),
    value=st.text(max_size=20) | st.integers().map(str),
)
def test_any_parameter_is_answered(client: FlaskClient, name: str, value: str) -> None:
    """Pages read leniently; the API says what is wrong; neither breaks."""
    asked = {"q": "learning", name: value}
    page = client.get("/search", query_string=asked, follow_redirects=True)
    assert page.status_code == 200
    assert client.get("/api/v1/search", query_string=asked).status_code in (200, 400)
    assert client.get("/feed.atom", query_string=asked).status_code == 200


@MANY
@given(text=st.text(min_size=1, max_size=30))
def test_any_id_and_name_is_answered(client: FlaskClient, text: str) -> None:
    """Unknown papers and authors are not found, and nothing worse.

    What stands behind a question mark is no name but a parameter, which the API refuses.
    """
    for address in ("/paper/", "/author/", "/api/v1/papers/", "/api/v1/similar/"):
        assert client.get(address + text).status_code in (200, 308, 400, 404)
    assert client.post("/find", data={"text": text}).status_code == 200
    assert client.get("/api/v1/suggest", query_string={"q": text}).status_code == 200
