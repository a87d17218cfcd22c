"""/openapi.json: what it says is what the API does."""

from typing import Any

import pytest
from fake_engine import FakeEngine, make_hit
from flask.testing import FlaskClient

from web.app import WebSettings, create_app

Json = dict[str, Any]  # Any: JSON


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = create_app(WebSettings("x", per_page_limit=77), lambda _: FakeEngine([make_hit("p/1")]))
    return app.test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Json:
    found: Json = client.get("/openapi.json").get_json()
    return found


def test_every_endpoint_is_described(client: FlaskClient, document: Json) -> None:
    """What the app routes under /api/ is in the document, and nothing else."""
    rules = {
        str(rule).replace("<text:paper_id>", "{id}")
        for rule in client.application.url_map.iter_rules()
        if str(rule).startswith("/api/")
    }
    assert rules
    assert set(document["paths"]) == rules


def test_settings_are_in_the_document(document: Json) -> None:
    """The limit of a page is the one that is in force."""
    rows = document["paths"]["/api/v1/search"]["get"]["parameters"]
    (row,) = [row for row in rows if row["name"] == "per_page"]
    assert row["schema"] == {"type": "integer", "minimum": 1, "maximum": 77, "default": 10}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/v1/search", "/api/v1/search?q=sheep&explain=true"),
        ("/api/v1/papers/{id}", "/api/v1/papers/p/1"),
        ("/api/v1/similar/{id}", "/api/v1/similar/p/1"),
        ("/api/v1/suggest", "/api/v1/suggest?q=c"),
    ],
)
def test_answers_fit_their_schema(
    client: FlaskClient, document: Json, path: str, address: str
) -> None:
    """Each answer has exactly the described fields, of the described types."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    assert_fits(client.get(address).get_json(), content["application/json"]["schema"], document)


def test_problems_fit_their_schema(client: FlaskClient, document: Json) -> None:
    """Errors have the described shape too."""
    answers = document["paths"]["/api/v1/search"]["get"]["responses"]
    schema = answers["400"]["content"]["application/problem+json"]["schema"]
    assert_fits(client.get("/api/v1/search?page=0").get_json(), schema, document)


def test_the_check_can_fail(document: Json) -> None:
    """A missing field, an extra one and a wrong type are noticed."""
    schema = {"$ref": "#/components/schemas/FacetValue"}
    for wrong in ({"value": "x"}, {"value": "x", "count": 1, "z": 1}, {"value": 1, "count": 1}):
        with pytest.raises(AssertionError):
            assert_fits(wrong, schema, document)


def assert_fits(value: Any, schema: Json, document: Json) -> None:
    """As much of JSON Schema as the document uses."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        fits = [kind for kind in schema["anyOf"] if isinstance(value, TYPES[kind["type"]])]
        assert fits
        return
    assert isinstance(value, TYPES[schema["type"]])
    if schema["type"] == "object" and "properties" in schema:
        assert set(value) == set(schema["properties"]) == set(schema["required"])
        for name, inner in schema["properties"].items():
            assert_fits(value[name], inner, document)
    elif schema["type"] == "array" and "prefixItems" not in schema:
        for item in value:
            assert_fits(item, schema["items"], document)
    assert value in schema.get("enum", [value])


TYPES: dict[str, Any] = {  # Any: what isinstance takes
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
