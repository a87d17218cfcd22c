"""Answers for other programs: exports, an Atom feed, the description for browsers' search bars."""

from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, stream_with_context
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from search.engine import FACETS
from search.export import export, find_format
from web.facets import FLAGS
from web.live import engine
from web.parameters import LONGEST_NAME, refuse_unknown
from web.question import Question, ask, read_question

feeds = Blueprint("feeds", __name__)
NEWEST = 50  # entries of a feed
PICKED = 30_000  # papers that one export may name: as many as a browser keeps
TOLD = 20  # ids without a paper that are named
LONGEST_ID = 60  # characters of each of these
LONGEST_TOLD = 4000  # bytes of all of these
# The page doesn't matter, but links of pages name it.
EXPORTED = ("q", "sort", *FACETS, "id", "page", "per_page")


@feeds.route("/export.<format>", methods=["GET", "POST"])
def export_hits(format: str) -> Response:
    """The whole answer, or the papers that are named by `id`, streamed in a format."""
    row = find_format(format)
    question = _read_strictly(request.values)
    picked = {name: engine().get(name) for name in _ids(request.values)}
    unknown = [name for name, hit in picked.items() if hit is None]
    if picked and not any(picked.values()):
        told = [name[:LONGEST_ID] for name in unknown[:TOLD]]
        raise NotFound(f"no paper has the id {' or '.join(told)}{_more(unknown, told)}")
    hits = (
        filter(None, picked.values())
        if picked
        else engine().scan(question.asked, sort=question.sort, filters=question.narrowed())
    )
    response = Response(stream_with_context(export(format, hits)), content_type=row.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="abseek.{row.extension}"'
    if unknown:
        response.headers["Unknown-Ids"] = _header(unknown)
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


def _read_strictly(values: MultiDict[str, str]) -> Question:
    """What is asked; raises BadRequest for what a page would pass over.

    That a file has other papers than were meant goes by unseen.
    """
    refuse_unknown(values, EXPORTED)
    question = read_question(values)
    if ids := _ids(values):
        _refuse_beside(ids, values)
    flags = [("has", flag) for flag in FLAGS]
    years = [("year", value) for value in question.chosen("year")]
    read = {("q", question.text), ("sort", question.sort), *years, *flags}
    for name in ("q", "sort", "year", "has"):
        for value in values.getlist(name):
            if value.strip() and (name, value.strip()) not in read:
                raise BadRequest(f"{name}: {value[:LONGEST_NAME]!r} can't be, or not beside others")
    return question


def _ids(values: MultiDict[str, str]) -> list[str]:
    return [name for name in values.getlist("id") if name.strip()]


def _refuse_beside(ids: list[str], values: MultiDict[str, str]) -> None:
    """Raise BadRequest for very many ids, and for a query beside them."""
    if len(ids) > PICKED:
        raise BadRequest(f"id: at most {PICKED} papers at once")
    for name in ("q", "sort", *FACETS):
        if any(value.strip() for value in values.getlist(name)):
            raise BadRequest(f"{name}: can't be beside id, which names the papers itself")


def _header(unknown: list[str]) -> str:
    """The first of the ids, each cut and quoted, and how many more there are, in few bytes."""
    told: list[str] = []
    for name in unknown[:TOLD]:
        quoted = quote(name[:LONGEST_ID])
        if sum(map(len, told)) + len(quoted) > LONGEST_TOLD:
            break
        told.append(quoted)
    return " ".join(told) + _more(unknown, told)


def _more(unknown: list[str], told: list[str]) -> str:
    return f" (and {len(unknown) - len(told)} more)" if len(unknown) > len(told) else ""
