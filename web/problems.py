"""Errors → answers: problem documents (RFC 9457) for programs, a plain page for people."""

import logging
from http import HTTPStatus

import orjson
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from index.errors import AbseekError, NoIndexError, QueryError

log = logging.getLogger(__name__)
PROGRAMS = ("/api/", "/openapi.json", "/export.", "/healthz", "/readyz", "/metrics")
LONGEST_PATH = 100  # characters of an unknown address that its problem repeats
# What an error of ours means to a client; any other of them is the server's trouble: 503.
STATUS: dict[type[AbseekError], int] = {QueryError: 400}


def problem(status: int, detail: str, code: str) -> Response:
    """A problem document; `code` says to programs which it is."""
    document = {
        "type": f"urn:abseek:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(orjson.dumps(document), status, content_type="application/problem+json")


def register_errors(app: Flask) -> None:
    """Make the app answer every error in one of the two ways."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(AbseekError, _our_error)
    app.register_error_handler(Exception, _unforeseen)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    detail = error.description or HTTPStatus(status).phrase
    if detail == NotFound.description:
        detail = f"there is nothing at {request.path[:LONGEST_PATH]}"
        detail += "; /openapi.json has all addresses of the API" * request.path.startswith("/api")
    answer = _answer(status, detail, HTTPStatus(status).name.lower().replace("_", "-"))
    for name, value in error.get_headers():
        if name in ("Allow", "Location", "Retry-After"):
            answer.headers[name] = value
    return answer


def _our_error(error: AbseekError) -> Response:
    code = type(error).__name__.removesuffix("Error").lower()
    return _answer(STATUS.get(type(error), 503), str(error), code, isinstance(error, NoIndexError))


def _unforeseen(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _http_error(InternalServerError())


def _answer(status: int, detail: str, code: str, no_index: bool = False) -> Response:
    # Of the exports, people send the form of saved papers.
    is_form = request.path.startswith("/export.") and "text/html" in request.headers.get(
        "Accept", ""
    )
    if request.path.startswith(PROGRAMS) and not is_form:
        return problem(status, detail, code)
    template = "no_index.html" if no_index else "error.html"
    title = HTTPStatus(status).phrase
    return Response(render_template(template, status=status, title=title, detail=detail), status)
