"""Hits → RIS, as reference managers read it (Research Information Systems, 2001 and 2011)."""

from collections.abc import Iterable, Iterator

from index.dates import parse_date
from index.details import BETWEEN_NAMES
from search.export.people import name_parts, venue_and_publisher
from search.results import Hit

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "manuscript": "UNPB",
    "paper-conference": "CONF",
    "patent": "PAT",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One record a hit; lines end in CR LF, as the format says."""
    for hit in hits:
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(hit)) + "\r\n"


def _lines(hit: Hit) -> Iterator[tuple[str, str]]:
    yield "TY", _type(hit)
    yield "ID", hit.id
    if not hit.untitled:
        yield "TI", hit.title
    editors = hit.details.get("editor", "")
    if editors != BETWEEN_NAMES.join(hit.authors):
        yield from (("AU", _name(name)) for name in hit.authors)
    yield from (("ED", _name(name)) for name in editors.split(BETWEEN_NAMES) if name)
    if hit.date:
        yield "PY", hit.date[:4]
        yield "DA", _date(hit.date)
    if hit.arxiv_id and hit.arxiv_id not in hit.url:
        yield "AN", f"arXiv:{hit.arxiv_id}"
    venue, publisher = venue_and_publisher(hit)
    rest = (("T2", venue), *_details(hit), ("PB", publisher), ("AB", hit.abstract), ("DO", hit.doi))
    rest = (*rest, ("UR", hit.url), ("N1", hit.comments))
    yield from ((tag, value) for tag, value in rest if value)
    for category in hit.categories:
        yield "KW", category
    yield "ER", ""


def _type(hit: Hit) -> str:
    type = hit.details.get("type", "")
    return _TYPES.get(type, "JOUR" if hit.venue and not type else "GEN")


def _details(hit: Hit) -> Iterator[tuple[str, str]]:
    known = hit.details
    first, _, last = known.get("pages", "").partition("–")
    if "–" in last or "," in last:  # several runs of pages stay together
        first, last = known["pages"], ""
    yield "VL", known.get("volume", "")
    yield "IS", known.get("issue") or known.get("number", "")
    yield from (("SP", first), ("EP", last))
    for tag, name in (("ET", "edition"), ("T3", "series"), ("CY", "place")):
        yield tag, known.get(name, "")
    yield from (("SN", known.get("isbn", "")), ("SN", known.get("issn", "")))
    yield from (("M3", known.get("genre", "")), ("LA", known.get("language", "")))
    accessed = parse_date(known.get("accessed", ""))  # older catalogues have it in any words
    yield "Y2", _date(accessed) if accessed else ""


def _name(name: str) -> str:
    return ", ".join(filter(None, name_parts(name)))


def _date(date: str) -> str:
    """YYYY/MM/DD/, with nothing between the strokes for what isn't known."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"
