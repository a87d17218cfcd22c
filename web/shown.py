"""How an answer reads on a page: what the templates are given, their filters and functions."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

from index.details import LABELS, place_in
from search import passages
from search.engine import SORTS, Engine
from search.export import FORMATS
from search.parser import parse
from search.results import Hit, Problem, Results
from search.sentence import sentence
from web.categories import archive_name, category_name
from web.cite import citation_tags, coins
from web.facets import FacetLink, chips, histogram, label, panels
from web.marks import mark
from web.nothing import help_for
from web.paging import pager
from web.pieces import Piece, pieces_of
from web.question import PAGE_SIZES, Question
from web.rendering import route, urlencoded
from web.why import why_sentence

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
SORT_NAMES = dict(
    zip(SORTS, ("Relevance", "Newest", "Oldest", "Title A–Z", "Title Z–A"), strict=True)
)
EXAMPLES = ("graph neural networks", '"neural network" -convolutional', "author:hinton year:..2012")
WAYS = (
    ("graph networks", "papers with both words in title or abstract, in any of their forms"),
    ('"maximum likelihood"', "these words in a row, exactly as typed"),
    ("=learn", "the word exactly as typed, not its other forms"),
    ("kernel -gaussian", "papers with the first word and without the second"),
    ("(boosting OR bagging) trees", "either of two words, and a third"),
    ("title:attention", "the word in the title; likewise abstract: and venue:"),
    ("author:hinton", "papers by an author, however the name is spelt"),
    ("year:2015..2020", "papers of these years; also year:2015.. and year:..2020"),
    ("category:cs.LG", "papers of a category or a whole archive, such as category:math"),
    ("has:code", "papers with code; likewise has:doi and has:abstract"),
    ("optimi*", "words that begin so"),
    ('"gradient descent"~5', "these words near to each other"),
)
TYPES = {
    "article": "Preprint",
    "article-journal": "Journal article",
    "article-magazine": "Magazine article",
    "article-newspaper": "Newspaper article",
    "paper-conference": "Conference paper",
    "post-weblog": "Blog post",
}
_OFFERED = re.compile(r": (\S.*) (?:finds|looks for) (?:it|them|the papers)$", re.S)
_FIELD_MEANT = re.compile(r"did you mean (\w+:)\?$")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STATIC = Path(__file__).parent / "static"
PASSAGE = 280  # characters: about three lines
FILTERS = {
    "mark": mark,
    "label": label,
    "category_name": category_name,
    "archive_name": archive_name,
    "coins": coins,
    "citation_tags": citation_tags,
    "place_in": place_in,
    "urlencode": urlencoded,
    "why": why_sentence,
}


def register_filters(app: Flask) -> None:
    """Give the templates what this module and its neighbours offer."""
    own = (passage, advice, details, date, number, beginning, is_web, xml, instant)
    app.jinja_env.filters.update(FILTERS | {function.__name__: function for function in own})
    app.jinja_env.globals.update(static=static, route=route, sort_names=SORT_NAMES)


def answer_page(engine: Engine, question: Question, results: Results) -> dict[str, Any]:
    """What the template of an answer shows; Any: a template's names."""
    pieces = pieces_of(question.text)
    return {
        "question": question,
        "results": results,
        "sentence": _sentence(results),
        "parts": _parts(question, pieces),
        "chips": chips(question),
        "histogram": histogram(question, results.facets.get("year", ())),
        "panels": panels(question, results.facets, results.total),
        "help": help_for(engine, question, results, pieces),
        "pager": pager(question, results.total),
        "page_sizes": PAGE_SIZES,
        "formats": FORMATS,
        "as_of": engine.stats().get("date", ""),
    }


def date(iso: str) -> str:
    """2015-03-17 as 17 March 2015; 2015-03 as March 2015; what isn't a date as it is."""
    year, _, rest = iso.partition("-")
    month, _, day = rest[:5].partition("-")
    if not month.isdecimal() or not 1 <= int(month) <= 12:
        return iso
    return f"{day.lstrip('0')} {MONTHS[int(month) - 1]} {year}".strip()


def number(value: int) -> str:
    """12345 as 12,345."""
    return f"{value:,}"


def beginning(message: str, piece: str) -> str:
    """A message as a sentence by itself: with a capital, but for what was typed."""
    return message if piece and message.startswith(piece) else message[:1].upper() + message[1:]


def passage(hit: Hit) -> Markup:
    """The best piece of the abstract, marked, with dots where it was cut."""
    spans = hit.highlights.get("abstract", ())
    start, end = passages.passage(hit.abstract, spans, PASSAGE)
    before, after = "… " if start else "", " …" if end < len(hit.abstract) else ""
    return before + mark(hit.abstract, spans, (start, end)) + after


def advice(problem: Problem, text: str) -> str:
    """The text with what a notice offers in the place of what it is about; "" for most notices."""
    before, rest = text[: problem.start], text[problem.end :]
    if problem.code == "unknown-field":
        field = _FIELD_MEANT.search(problem.message)
        value = text[problem.start : problem.end].partition(":")[2]
        return f"{before}{field[1]}{value}{rest}" if field else ""
    offered = _OFFERED.search(problem.message) if problem.code.startswith("also-") else None
    return before + offered[1] + rest if offered else ""


def details(hit: Hit) -> list[tuple[str, str]]:
    """What is known of a publication, with labels."""
    known = hit.details | {"type": _type(hit.details.get("type", ""))}
    return [(label, known[name]) for name, label in LABELS.items() if known.get(name)]


def is_web(address: str) -> bool:
    """Whether an address may be linked: a `javascript:` one would run."""
    return address.lower().startswith(("http://", "https://"))


def xml(text: str) -> str:
    """Text without the characters that XML can't hold."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def instant(iso: str) -> str:
    """A date of any precision as the first second of it, as feeds have it."""
    return f"{(iso + '-01-01')[:10]}T00:00:00Z"


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it forever."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=version)


def _type(type: str) -> str:
    """CSL's name of a type as people say it."""
    return TYPES.get(type) or type.replace("-", " ").capitalize()


def _sentence(results: Results) -> str:
    """What the papers have, to stand behind their number; of a corrected query, as corrected."""
    if results.query.match == "any":
        return "with at least one of these words"
    said = results.query.sentence
    if results.suggestion and "corrected" in {one.code for one in results.query.problems}:
        said = sentence(parse(results.suggestion).tree)
    return said.removeprefix("all ").removeprefix("papers").strip(", ")


def _parts(question: Question, pieces: list[Piece]) -> list[FacetLink]:
    """Each part of the query with the link that leaves it out; none for a query of one part."""
    return [
        FacetLink(told, "", None, question.asking(rest).link(), chosen=True)
        for told, rest in (pieces if len(pieces) > 1 else ())
    ]
