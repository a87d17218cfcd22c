"""The Flask app: settings → an app that serves the pages and the API of one location."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask, Response, current_app, request
from werkzeug.routing import BaseConverter

from search.engine import Engine, open_engine
from web.api import make_api
from web.feeds import feeds
from web.live import LiveEngine
from web.metrics import begin, count, make_counters, monitor
from web.pages import pages
from web.problems import register_errors
from web.rendering import Templates
from web.shown import register_filters

LARGEST = 1_000_000  # bytes of a request's body
# Nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OPEN = ("/api/", "/openapi.json")  # what the setting `cors` is about
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """What the app must know: the index, and the settings of the same names."""

    location: str
    per_page_limit: int = 100
    cors: str = ""


class AnyText(BaseConverter):
    """A part of an address that may hold slashes and line ends, as ids and names do."""

    regex = r"(?s:.+)"
    part_isolating = False


def create_app(settings: WebSettings, connect: Callable[[str], Engine] = open_engine) -> Flask:
    """Make the app; the index is opened by the first request, in the process that serves it."""
    app = Flask(__name__)
    app.jinja_environment = Templates
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.config["WEB"] = settings
    app.url_map.converters["text"] = AnyText
    app.url_map.merge_slashes = False
    app.extensions["abseek"] = LiveEngine(partial(connect, settings.location))
    for blueprint in (pages, feeds, monitor, make_api(settings.per_page_limit)):
        app.register_blueprint(blueprint)
    app.extensions["metrics"] = make_counters([rule.endpoint for rule in app.url_map.iter_rules()])
    app.before_request(begin)
    app.after_request(count)
    app.after_request(_add_headers)
    register_errors(app)
    register_filters(app)
    return app


def _add_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.path.startswith(OPEN):
        _allow_origin(response)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _allow_origin(response: Response) -> None:
    """Let the pages of the origins in the setting `cors` read the answer."""
    allowed = current_app.config["WEB"].cors.replace(",", " ").split()
    if not allowed:
        return
    origin = request.headers.get("Origin", "")
    if "*" not in allowed:
        response.headers.add("Vary", "Origin")
    if "*" in allowed or origin in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
