"""Hits → CSL JSON, the citation data of Zotero, Pandoc and others (CSL 1.0.2, "csl-data.json")."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from search.export.people import name_parts
from search.results import Hit


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One array, an object a hit."""
    before = "[\n"
    for hit in hits:
        yield before + orjson.dumps(_item(hit)).decode()
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _item(hit: Hit) -> dict[str, Any]:  # JSON
    item = {
        "id": hit.id,
        "type": "article-journal" if hit.venue else "article",
        "title": "" if hit.untitled else hit.title,
        "author": [_name(name) for name in hit.authors],
        "issued": {"date-parts": [[int(part) for part in hit.date.split("-")]]} if hit.date else {},
        "container-title": hit.venue,
        "abstract": hit.abstract,
        "DOI": hit.doi,
        "URL": hit.url,
        "number": f"arXiv:{hit.arxiv_id}" if hit.arxiv_id else "",
        "keyword": ", ".join(hit.categories),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: str) -> dict[str, str]:
    parts = name_parts(name)
    if not parts.given:
        return {"literal": parts.family}
    return {part: text for part, text in parts._asdict().items() if text}
