"""Hits → CSL JSON, the citation data of Zotero, Pandoc and others (CSL 1.0.2, "csl-data.json")."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from index.dates import parse_date
from index.details import BETWEEN_NAMES
from search.export.people import joined_keywords, name_parts, venue_and_publisher
from search.results import Hit

_DETAILS = {  # those that have one text under a name of CSL's
    "genre": "genre",
    "volume": "volume",
    "issue": "issue",
    "edition": "edition",
    "series": "collection-title",
    "place": "publisher-place",
    "isbn": "ISBN",
    "issn": "ISSN",
    "language": "language",
}


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One array, an object a hit."""
    before = "[\n"
    for hit in hits:
        yield before + orjson.dumps(_item(hit)).decode()
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _item(hit: Hit) -> dict[str, Any]:  # JSON
    known, editors = hit.details, hit.details.get("editor", "")
    venue, publisher = venue_and_publisher(hit)
    authors = () if editors == BETWEEN_NAMES.join(hit.authors) else hit.authors
    item = {
        "id": hit.id,
        "type": known.get("type") or ("article-journal" if hit.venue else "article"),
        "title": "" if hit.untitled else hit.title,
        "author": [_name(name) for name in authors],
        "editor": [_name(name) for name in editors.split(BETWEEN_NAMES) if name],
        "issued": _date(hit.date),
        "container-title": venue,
        "publisher": publisher,
        "abstract": hit.abstract,
        "DOI": hit.doi,
        "URL": hit.url,
        "number": f"arXiv:{hit.arxiv_id}" if hit.arxiv_id else known.get("number", ""),
        "keyword": joined_keywords(hit.categories),
        "note": hit.comments,
        "status": "retracted" if hit.retracted else "",
        "page": known.get("pages", "").replace("–", "-"),
        "accessed": _date(parse_date(known.get("accessed", ""))),
        **{theirs: known.get(ours, "") for ours, theirs in _DETAILS.items()},
    }
    return {name: value for name, value in item.items() if value}


def _date(date: str) -> dict[str, Any]:  # JSON
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}


def _name(name: str) -> dict[str, str]:
    parts = name_parts(name)
    if not parts.given:
        return {"literal": parts.family}
    return {part: text for part, text in parts._asdict().items() if text}
