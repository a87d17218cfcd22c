"""Answers for other programs: exports, an Atom feed, the description for browsers' search bars."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request, stream_with_context

from search.engine import Engine
from search.export import export, find_format
from search.results import Hit
from web.live import engine
from web.question import ask, read_question

feeds = Blueprint("feeds", __name__)
NEWEST = 50  # entries of a feed
PICKED = 1000  # papers that one export may name


@feeds.route("/export.<format>", methods=["GET", "POST"])
def export_hits(format: str) -> Response:
    """The whole answer, or the papers that are named by `id`, streamed in a format."""
    row = find_format(format)
    question = read_question(request.values)
    picked = request.values.getlist("id")[:PICKED]
    hits = (
        _pick(engine(), picked)
        if picked
        else engine().scan(question.asked, sort=question.sort, filters=question.narrowed())
    )
    response = Response(stream_with_context(export(format, hits)), content_type=row.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="abseek.{row.extension}"'
    return response


@feeds.get("/feed.atom")
def feed() -> Response:
    """The newest papers of a query."""
    question = read_question(request.args).sorted("newest").sized(NEWEST)
    results = ask(engine(), question)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    xml = render_template("feed.xml", question=question, results=results, now=now)
    return Response(xml, content_type="application/atom+xml")


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser may search here from its own bar."""
    xml = render_template("opensearch.xml")
    return Response(xml, content_type="application/opensearchdescription+xml")


def _pick(source: Engine, ids: Iterable[str]) -> Iterable[Hit]:
    found = (source.get(paper_id) for paper_id in dict.fromkeys(ids))
    return (hit for hit in found if hit is not None)
