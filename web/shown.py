"""How values of a paper read on a page: filters and functions for the templates."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

from search.engine import SORTS
from search.results import Hit, Span
from web.categories import archive_name, category_name
from web.marks import mark

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
SORT_NAMES = dict(
    zip(SORTS, ("Relevance", "Newest first", "Oldest first", "Title A–Z", "Title Z–A"), strict=True)
)
STATIC = Path(__file__).parent / "static"
PASSAGE = 280  # characters: about three lines


def register_filters(app: Flask) -> None:
    """Give the templates what this module and its neighbours offer."""
    app.jinja_env.filters.update(
        mark=mark,
        passage=passage,
        date=date,
        number=number,
        category_name=category_name,
        archive_name=archive_name,
        is_web=is_web,
    )
    app.jinja_env.globals.update(static=static, sort_names=SORT_NAMES)


def date(iso: str) -> str:
    """2015-03-17 as 17 March 2015; 2015-03 as March 2015; what isn't a date as it is."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return iso
    return f"{day.lstrip('0')} {MONTHS[int(month) - 1]} {year}".strip()


def number(value: int) -> str:
    """12345 as 12,345."""
    return f"{value:,}"


def passage(hit: Hit) -> Markup:
    """The best piece of the abstract, marked, with dots where it was cut."""
    spans = hit.highlights.get("abstract", ())
    start, end = _window(hit.abstract, spans)
    before, after = "… " if start else "", " …" if end < len(hit.abstract) else ""
    return Markup("{}{}{}").format(before, mark(hit.abstract, spans, (start, end)), after)


def is_web(address: str) -> bool:
    """Whether an address may be linked: a `javascript:` one would run."""
    return address.lower().startswith(("http://", "https://"))


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it forever."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=name, v=version)


def _window(text: str, spans: Sequence[Span]) -> Span:
    """The stretch of PASSAGE characters with the most marked ones, cut between words."""
    if len(text) <= PASSAGE:
        return 0, len(text)
    starts = [max(0, a - 40) for a, _ in spans] or [0]

    def marked(start: int) -> int:
        return sum(b - a for a, b in spans if a >= start and b <= start + PASSAGE)

    start = max(starts, key=lambda place: (marked(place), -place))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.rfind(" ", start, start + PASSAGE) if start + PASSAGE < len(text) else len(text)
    return start, end if end > start else start + PASSAGE
