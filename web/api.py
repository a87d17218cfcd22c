"""The JSON API: a request → the engine's answer, in the shape of `search.results`."""

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound

from search.engine import FACETS
from web.live import engine
from web.question import ask, read_question

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """A page of an answer with its facets."""
    question = read_question(request.args, current_app.config["WEB"].per_page_limit)
    return as_json(ask(engine(), question, FACETS))


@api.get("/api/v1/papers/<text:paper_id>")
def paper(paper_id: str) -> Response:
    """One paper."""
    found = engine().get(paper_id)
    if found is None:
        raise NotFound(f"no paper has the id {paper_id}")
    return as_json(found)


@api.get("/healthz")
def healthz() -> Response:
    """The process answers; it says nothing of the index."""
    return as_json({"status": "ok"})


def as_json(value: object) -> Response:
    """Dataclasses, dicts and lists as a JSON response."""
    return Response(orjson.dumps(value), content_type="application/json")
