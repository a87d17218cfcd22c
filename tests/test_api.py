"""The JSON API, over an engine of a few made-up papers."""

import json

import pytest
from fake_engine import FakeEngine, make_hit
from flask.testing import FlaskClient

from web.app import WebSettings, create_app
from web.parameters import FACETS_SHOWN

PAPERS = [make_hit("p/1"), make_hit("p/2", title="Wolves"), make_hit("p/3", abstract="")]


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(PAPERS)


@pytest.fixture
def client(engine: FakeEngine) -> FlaskClient:
    return create_app(WebSettings("x"), lambda _: engine).test_client()


def test_search_is_the_engines_answer(client: FlaskClient, engine: FakeEngine) -> None:
    """The API adds nothing to what the engine says and leaves nothing out."""
    answer = client.get("/api/v1/search?q=sheep").get_json()
    expected = json.loads(json.dumps(engine.search("sheep", facets=FACETS_SHOWN).to_json()))
    assert answer == expected


def test_paper_is_found_by_an_id_with_slashes(client: FlaskClient) -> None:
    """Ids hold slashes."""
    assert client.get("/api/v1/papers/p/2").get_json()["title"] == "Wolves"


def test_unknown_paper_is_a_problem_document(client: FlaskClient) -> None:
    """Errors come in the shape of RFC 9457."""
    answer = client.get("/api/v1/papers/none")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404
