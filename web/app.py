"""The Flask app: settings → an app that serves the pages and the API of one location."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask, Response
from werkzeug.routing import BaseConverter

from search.engine import Engine, open_engine
from web import api, pages
from web.live import LiveEngine, give_back
from web.problems import register_errors
from web.shown import register_filters

LARGEST = 1_000_000  # bytes of a request's body
# Nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
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


def create_app(
    settings: WebSettings,
    connect: Callable[[str], Engine] = open_engine,
    latest: Callable[[str], int | None] | None = None,
) -> Flask:
    """Make the app; the index is opened by the first request, in the process that serves it."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.config["WEB"] = settings
    app.url_map.converters["text"] = AnyText
    app.url_map.merge_slashes = False
    app.extensions["abseek"] = LiveEngine(
        partial(connect, settings.location),
        partial(latest or latest_generation, settings.location),
    )
    app.register_blueprint(pages.pages)
    app.register_blueprint(api.api)
    app.teardown_appcontext(give_back)
    app.after_request(_add_headers)
    register_errors(app)
    register_filters(app)
    return app


def latest_generation(location: str) -> int | None:
    """The number of the newest generation in a folder; None where only the engine can tell."""
    scheme, _, rest = location.rpartition("whoosh:")
    if scheme or "://" in rest:
        return None
    from index.generations import current

    return current(Path(rest)).number


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
