"""CSL-JSON: an array of items, as Zotero, Pandoc and Crossref give them out.

The schema: https://github.com/citation-style-language/schema (csl-data.json).
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.details import BETWEEN_NAMES, Details, details, type_of
from index.identifiers import clean_arxiv_id, clean_doi, mentioned_arxiv_id
from index.readers.aliases import text_of
from index.readers.checks import titled_retracted
from index.readers.json_records import Json, read_object_lines, read_objects
from index.readers.text import fold, plain
from index.record import Item, Record

_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article(?:-journal|-magazine|-newspaper)?|book|chapter|paper-conference|thesis'
    r"|report|webpage|manuscript|dataset|document|speech|software|patent|preprint|entry[a-z-]*|post"
    r'|post-weblog|review|standard|journal-article|proceedings-article|book-chapter)"'
)
_OWN_TYPES = frozenset(["article", "chapter", "entry", "post", "review", "speech"])
_LAST_VENUES = ("collection-title", "publisher")
_KEY = re.compile(r'"(?:issued|container-title|family|literal|date-parts|citation-key)"\s*:')


def sniff(head: str) -> bool:
    """JSON with a type of CSL and one of its own keys."""
    begins = head.lstrip().startswith(("[", "{"))
    return begins and bool(_TYPE.search(head)) and bool(_KEY.search(head))


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an item."""
    return read_objects(file, _record, ("items", "references"))


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    return read_object_lines(lines, first, _record, ("items", "references"))


def _record(item: Json) -> Record:
    title = _text(item, "title", "title-short")
    url = _text(item, "URL")
    venue = _venue(item)
    return Record(
        id=_text(item, "id", "citation-key"),
        title=title,
        abstract=_text(item, "abstract"),
        authors=_people(item.get("author")) or _people(item.get("editor")),
        date=_date(item.get("issued")) or _date(item.get("published")),
        venue=venue,
        categories=_categories(item),
        doi=clean_doi(_text(item, "DOI")) or (clean_doi(url) if "doi.org/" in url else ""),
        arxiv_id=_arxiv_id(item),
        url=url,
        comments=_text(item, "note"),
        retracted=titled_retracted(title) or _text(item, "status").lower() == "retracted",
        details=_details(item, venue),
    )


def _details(item: Json, venue: str) -> Details:
    """What says something beside the venue; the type in CSL's words, as Crossref's may not be."""
    type, number = _text(item, "type"), _text(item, "number", "collection-number")
    said = {
        "type": type if type in _OWN_TYPES else type_of(type) or type,
        "genre": _text(item, "genre"),
        "volume": _text(item, "volume"),
        "issue": _text(item, "issue"),
        "number": "" if clean_arxiv_id(number) else number,
        "pages": _text(item, "page", "article-number", "page-first"),
        "edition": _text(item, "edition"),
        "series": _text(item, "collection-title"),
        "editor": BETWEEN_NAMES.join(_people(item.get("editor"))),
        "publisher": _text(item, "publisher"),
        "place": _text(item, "publisher-place", "publisher-location", "event-place"),
        "isbn": _text(item, "ISBN"),
        "issn": _text(item, "ISSN"),
        "language": _text(item, "language"),
        "accessed": _date(item.get("accessed")),
    }
    return details(venue, **said)


def _venue(item: Json) -> str:
    """What it is part of; of a thesis or report its publisher. A book's series is none."""
    last = {"book": (), "thesis": _LAST_VENUES, "report": _LAST_VENUES}
    rest = last.get(type_of(_text(item, "type")), _LAST_VENUES[:1])
    return _text(item, "container-title", "event-title", "event", *rest)


def _text(item: Json, *keys: str) -> str:
    return next((text for key in keys if (text := plain(text_of(item.get(key))))), "")


def _people(people: object) -> tuple[str, ...]:
    names = map(_name, people) if isinstance(people, list) else ()
    return tuple(filter(None, names))


def _name(person: object) -> str:
    """Given name, particles, family name, suffix; or the literal name of a group."""
    if not isinstance(person, dict):
        return plain(text_of(person))
    if literal := _text(person, "literal", "name"):
        return literal
    keys = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return fold(" ".join(_text(person, key) for key in keys))


def _date(date: object) -> str:
    """The first of `date-parts` (numbers or text), else the date as somebody wrote it."""
    if not isinstance(date, dict):
        return parse_date(text_of(date))
    ranges = date.get("date-parts")
    parts = ranges[0] if isinstance(ranges, list) and ranges else []
    parts = [text_of(part) for part in parts] if isinstance(parts, list) else [text_of(parts)]
    written = "-".join(part for part in parts if part)
    return parse_date(written) or parse_date(_text(date, "raw", "literal", "date-time"))


def _categories(item: Json) -> tuple[str, ...]:
    found: list[str] = []
    for key in ("categories", "subject", "keyword"):
        text = text_of(item.get(key))
        found += text.split(";" if ";" in text else ",")
    return tuple(filter(None, map(plain, found)))


def _arxiv_id(item: Json) -> str:
    """Where Zotero and others put it: number, archive's place, note, URL, DOI."""
    for key in ("number", "archive_location", "archive-location", "note", "arXiv", "arxiv"):
        text = _text(item, key)
        if found := clean_arxiv_id(text) or mentioned_arxiv_id(text if key != "note" else ""):
            return found
    return mentioned_arxiv_id(f"{_text(item, 'URL')} {_text(item, 'DOI')}")
