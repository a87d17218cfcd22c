"""EndNote's XML: <record>s with their parts by name; texts may be cut into pieces of <style>."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import best_date
from index.details import BETWEEN_NAMES, Details, details, numbers_in, type_of
from index.identifiers import arxiv_id_among, clean_doi
from index.readers.checks import NOTHING, titled_retracted
from index.readers.people import given_first
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, first, text_at, texts_at
from index.record import Item, Record

_START = re.compile(r"<record>(?:(?!<record>).){0,4000}?<ref-type[\s>]", re.S)


def sniff(head: str) -> bool:
    """An XML file whose records have EndNote's types."""
    return head.lstrip().startswith("<") and _START.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a reference."""
    return read_records(file, {"record": _items})


def _items(element: Element) -> Iterator[Item]:
    title, abstract = text_at(element, "titles/title"), text_at(element, "abstract")
    if not title and not abstract:
        raise ValueError(NOTHING)
    type = type_of(_kind(element))
    venue = _venue(element, type)
    links = texts_at(element, "urls/related-urls/url")
    number = text_at(element, "electronic-resource-num")
    yield Record(
        id=text_at(element, "label") or text_at(element, "accession-num"),
        title=title,
        abstract=abstract,
        authors=_people(element, "authors") or _people(element, "secondary-authors"),
        date=_date(element),
        venue=venue,
        categories=texts_at(element, "keywords/keyword"),
        doi=clean_doi(number) or next(filter(None, map(clean_doi, links)), ""),
        arxiv_id=arxiv_id_among([*links, number, venue, text_at(element, "accession-num")]),
        url=links[0] if links else "",
        comments=text_at(element, "notes"),
        retracted=titled_retracted(title),
        details=_details(element, type, venue),
    )


def _kind(element: Element) -> str:
    """The type; a paper of a conference is filed under its proceedings."""
    found = first(element, "ref-type")
    kind = "" if found is None else found.get("name", "")
    has_volume = text_at(element, "titles/secondary-title")
    return "Conference Paper" if kind == "Conference Proceedings" and has_volume else kind


def _venue(element: Element, type: str) -> str:
    paths = ["titles/secondary-title", "periodical/full-title", "periodical/abbr-1"]
    paths += ["publisher"] if type in ("thesis", "report") else []
    return next(filter(None, (text_at(element, path) for path in paths)), "")


def _date(element: Element) -> str:
    year, day = text_at(element, "dates/year"), text_at(element, "dates/pub-dates/date")
    return best_date(year, day, f"{day} {year}")


def _details(element: Element, type: str, venue: str) -> Details:
    isbn, issn = numbers_in(text_at(element, "isbn"))
    is_article = type in ("article-journal", "")
    number = text_at(element, "number")
    return details(
        venue,
        type=type,
        genre=text_at(element, "work-type"),
        volume=text_at(element, "volume"),
        issue=number if is_article else "",
        number="" if is_article else number,
        pages=text_at(element, "pages"),
        edition=text_at(element, "edition"),
        series=text_at(element, "titles/tertiary-title"),
        editor=BETWEEN_NAMES.join(_people(element, "secondary-authors")),
        publisher=text_at(element, "publisher"),
        place=text_at(element, "pub-location"),
        isbn=isbn,
        issn=issn,
        language=text_at(element, "language"),
    )


def _people(element: Element, role: str) -> tuple[str, ...]:
    names = texts_at(element, f"contributors/{role}/author")
    return tuple(dict.fromkeys(filter(None, map(given_first, names))))
