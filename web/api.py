"""The JSON API: a request → the engine's answer, in the shape of `search.results`.

An endpoint is a function and a row of the table in `make_api`, which makes addresses, parameters
and /openapi.json.
"""

from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from search.engine import FACETS
from search.results import FacetValues, Hit, Results
from web.live import engine
from web.openapi import Endpoint, document
from web.parameters import Parameter, read_parameters, search_parameters

PREFIX = Parameter("q", "What is being typed.", low=1, high=200, required=True)
LIMIT = Parameter("limit", "How many at most.", 10, 1, 100)


@dataclass(frozen=True, slots=True)
class Similar:
    """The papers nearest to one, the nearest first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Completions of what is being typed, the best first."""

    suggestions: tuple[str, ...]


def make_api(per_page_limit: int) -> Blueprint:
    """The API's addresses; `per_page_limit` is the largest page of a search."""
    endpoints = (
        Endpoint("/api/v1/search", search, search_parameters(per_page_limit), Results),
        Endpoint("/api/v1/papers/{id}", paper, (), Hit),
        Endpoint("/api/v1/similar/{id}", similar, (LIMIT,), Similar),
        Endpoint("/api/v1/suggest", suggest, (PREFIX, LIMIT), Suggestions),
    )
    api = Blueprint("api", __name__)
    release = version("abseek")  # takes a third of a millisecond
    for end in endpoints:
        rule = end.path.replace("{id}", "<text:paper_id>")
        api.add_url_rule(rule, end.name, partial(answer, end, release))
    described = orjson.dumps(document(endpoints, release))
    api.add_url_rule(
        "/openapi.json", "openapi", lambda: Response(described, content_type="application/json")
    )
    return api


def answer(end: Endpoint, release: str, **place: str) -> Response:
    """Answer a request of one endpoint; the ETag of this generation and release needs none."""
    here = request._get_current_object()  # type: ignore[attr-defined]  # asked once, not each time
    values = read_parameters(end.parameters, here.args)
    asked = "HTTP_IF_NONE_MATCH" in here.environ
    generation = engine().generation if asked or end.answer is not Results else 0
    if asked and here.if_none_match.contains_weak(f"{generation}-{release}"):
        response = Response(status=304)
    else:
        found = end.view(**place, **values)
        generation = found.generation if isinstance(found, Results) else generation
        response = as_json(found)
    response.set_etag(f"{generation}-{release}", weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def search(q: str, per_page: int, **rest: Any) -> Results:  # Any: each of its parameter's type
    """A page of an answer: hits, total, facets and how the query was read."""
    wanted = {name: values for name in FACETS if (values := rest.pop(name))}
    return engine().search(q or "*" * bool(wanted), limit=per_page, filters=wanted, **rest)


def paper(paper_id: str) -> Hit:
    """One paper by its id, or by an alias of it such as an arXiv id or a DOI."""
    found = engine().get(paper_id)
    if found is None:
        raise NotFound(f"no paper has the id {paper_id}")
    return found


def similar(paper_id: str, limit: int) -> Similar:
    """The papers nearest to one."""
    return Similar(engine().similar(paper(paper_id).id, limit=limit))


def suggest(q: str, limit: int) -> Suggestions:
    """Completions from titles, authors and words of the corpus."""
    return Suggestions(engine().suggest(q, limit=limit))


def as_json(value: object) -> Response:
    """Dataclasses, dicts and lists as a JSON response."""
    data = orjson.dumps(value, default=FacetValues.to_json)
    return Response(data, content_type="application/json")
