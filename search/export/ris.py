"""Hits → RIS, as reference managers read it (Research Information Systems, 2001 and 2011)."""

from collections.abc import Iterable, Iterator

from search.export.people import name_parts
from search.results import Hit


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One record a hit; lines end in CR LF, as the format says."""
    for hit in hits:
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(hit)) + "\r\n"


def _lines(hit: Hit) -> Iterator[tuple[str, str]]:
    yield "TY", "JOUR" if hit.venue else "GEN"
    yield "ID", hit.id
    if not hit.untitled:
        yield "TI", hit.title
    for name in hit.authors:
        yield "AU", ", ".join(filter(None, name_parts(name)))
    if hit.date:
        yield "PY", hit.date[:4]
        yield "DA", _date(hit.date)
    if hit.arxiv_id and hit.arxiv_id not in hit.url:
        yield "AN", f"arXiv:{hit.arxiv_id}"
    rest = (("T2", hit.venue), ("AB", hit.abstract), ("DO", hit.doi), ("UR", hit.url))
    yield from ((tag, value) for tag, value in rest if value)
    for category in hit.categories:
        yield "KW", category
    yield "ER", ""


def _date(date: str) -> str:
    """YYYY/MM/DD/, with nothing between the strokes for what isn't known."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/"
