"""The JSON API, over an engine of a few made-up papers."""

import json
from typing import Any

import pytest
from fake_engine import FakeEngine, make_hit
from flask.testing import FlaskClient

from index.errors import NoIndexError
from search.engine import FACETS_SHOWN, Engine
from web.app import WebSettings, create_app

PAPERS = [make_hit("p/1"), make_hit("p/2", title="Wolves"), make_hit("p/3", abstract="")]


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(PAPERS)


@pytest.fixture
def client(engine: FakeEngine) -> FlaskClient:
    return client_of(engine)


def client_of(engine: FakeEngine, **settings: Any) -> FlaskClient:  # Any: of the setting's type
    return create_app(WebSettings("x", **settings), lambda _: engine).test_client()


def test_search_is_the_engines_answer(client: FlaskClient, engine: FakeEngine) -> None:
    """The API adds nothing to what the engine says and leaves nothing out."""
    answer = client.get("/api/v1/search?q=sheep").get_json()
    assert answer == json.loads(json.dumps(engine.search("sheep", facets=FACETS_SHOWN).to_json()))


def test_parameters_reach_the_engine(client: FlaskClient) -> None:
    """Paging, order, filters and facets are those that were asked for."""
    answer = client.get(
        "/api/v1/search?q=sheep&page=2&per_page=1&sort=title&venue=Journal of Flocks&facets=has"
    ).get_json()
    assert (answer["page"], answer["per_page"], answer["sort"]) == (2, 1, "title")
    assert answer["total"] == 3
    assert list(answer["facets"]) == ["has"]
    assert client.get("/api/v1/search?q=sheep&venue=Elsewhere").get_json()["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=x", "page=1&page=2", "page=" + "9" * 30, "per_page=101", "per_page=-1",
        "sort=up", "year=12", "year=2015..x", "has=money", "facets=mood", "expand=maybe",
        "q=" + "x" * 2001, "category=", "per_pge=5", "limit=5", "utm_source=x",
    ],
)  # fmt: skip
def test_wrong_parameter_is_named(client: FlaskClient, query: str) -> None:
    """Programs are told which parameter can't be, and nothing is guessed."""
    answer = client.get(f"/api/v1/search?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["detail"].startswith(query.partition("=")[0] + ":")


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("search?q=x&per_pge=5", "did you mean per_page?"),
        ("similar/p/1?rows=5", "there are limit"),
        ("papers/p/1?fields=title", "there are none"),
    ],
)
def test_unknown_parameters_are_refused(client: FlaskClient, address: str, detail: str) -> None:
    """A slip would else go by unseen; what may have been meant is said."""
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert answer.get_json()["detail"].endswith(f"there is no such parameter; {detail}")


def test_page_limit_is_a_setting(engine: FakeEngine) -> None:
    """`per_page_limit` bounds a page."""
    client = client_of(engine, per_page_limit=500)
    assert client.get("/api/v1/search?per_page=500").status_code == 200
    assert client.get("/api/v1/search?per_page=501").status_code == 400


def test_paper_is_found_by_an_id_with_slashes(client: FlaskClient) -> None:
    """Ids hold slashes, escaped or as they are."""
    assert client.get("/api/v1/papers/p/2").get_json()["title"] == "Wolves"
    assert client.get("/api/v1/papers/p%2F2").get_json()["title"] == "Wolves"


@pytest.mark.parametrize("address", ["/api/v1/papers/none", "/api/v1/similar/none", "/api/v2"])
def test_unknown_is_a_problem_document(client: FlaskClient, address: str) -> None:
    """Errors come in the shape of RFC 9457."""
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    problem = answer.get_json()
    assert problem["status"] == 404
    assert problem["type"].startswith("urn:abseek:problem:")


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("/api/v1/nonsense", "/api/v1/nonsense; /openapi.json has all addresses of the API"),
        ("/api/" + 300 * "x", f"/api/{95 * 'x'}; /openapi.json has all addresses of the API"),
        ("/readyz/x", "/readyz/x"),
    ],
)
def test_an_unknown_address_is_named(client: FlaskClient, address: str, detail: str) -> None:
    """Not more than is needed of it, and where all addresses of the API are told."""
    assert client.get(address).get_json()["detail"] == f"there is nothing at {detail}"


def test_other_methods_are_refused(client: FlaskClient) -> None:
    """The answer says which methods there are."""
    answer = client.delete("/api/v1/search")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_similar_and_suggest(client: FlaskClient) -> None:
    """Neighbours of a paper and completions, as many as asked for."""
    hits = client.get("/api/v1/similar/p/1?limit=1").get_json()["hits"]
    assert [hit["id"] for hit in hits] == ["p/2"]
    assert client.get("/api/v1/suggest?q=wol").get_json() == {"suggestions": ["Wolves"]}
    assert client.get("/api/v1/suggest").status_code == 400


def test_answer_is_not_sent_twice(client: FlaskClient, engine: FakeEngine) -> None:
    """The ETag holds for a generation: then 304, and anew from the next one."""
    tag = client.get("/api/v1/search?q=sheep").headers["ETag"]
    again = client.get("/api/v1/search?q=sheep", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    engine.generation = 2
    renewed = client.get("/api/v1/search?q=sheep", headers={"If-None-Match": tag})
    assert renewed.status_code == 200


@pytest.mark.parametrize(
    ("cors", "allowed"),
    [
        ("", None),
        ("*", "*"),
        ("https://a.example, https://b.example", "https://b.example"),
        ("https://a.example", None),
    ],
)
def test_cors_is_a_setting(engine: FakeEngine, cors: str, allowed: str | None) -> None:
    """Pages of the origins that are named may read the API, others may not."""
    client = client_of(engine, cors=cors)
    answer = client.get("/api/v1/search", headers={"Origin": "https://b.example"})
    assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    page = client.get("/search", headers={"Origin": "https://b.example"})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_without_an_index_the_api_says_so() -> None:
    """503, with what to do."""

    def connect(_: str) -> Engine:
        raise NoIndexError("x: there is no index here")

    client = create_app(WebSettings("x"), connect).test_client()
    answer = client.get("/api/v1/search?q=x")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert answer.get_json()["type"] == "urn:abseek:problem:noindex"
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert "abseek_ready 0" in client.get("/metrics").text
