"""arXiv's Atom: answers of its search API, and the daily feeds of new papers.

The elements: https://info.arxiv.org/help/api/user-manual.html
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.identifiers import arxiv_month, clean_arxiv_id, clean_doi
from index.readers.arxiv_json import is_withdrawn
from index.readers.checks import NOTHING
from index.readers.people import split_list
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, every, text_at, texts_at
from index.record import Item, Record

_ANNOUNCEMENT = re.compile(r"arXiv:\S+ Announce Type: \S+\s*(?:Abstract:)?\s*")
_ERROR = "arxiv.org/api/errors"


def sniff(head: str) -> bool:
    """An Atom feed, or an entry of one, that speaks of arXiv."""
    start = head.lstrip()
    is_feed = start.startswith("<") and ("<feed" in head or "<entry" in head)
    return is_feed and "arxiv.org" in head.lower() and "http" in head


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an entry; entries that tell of an error of the API are rejects."""
    return read_records(file, {"entry": _entry})


def _entry(entry: Element) -> Iterator[Item]:
    own_id = text_at(entry, "id")
    title = text_at(entry, "title")
    abstract = _ANNOUNCEMENT.sub("", text_at(entry, "summary"))
    if _ERROR in own_id:
        raise ValueError(f"an error of the API: {abstract or title}")
    if not title and not abstract:
        raise ValueError(NOTHING)
    arxiv_id = clean_arxiv_id(own_id)
    comments = text_at(entry, "comment")
    yield Record(
        id=arxiv_id or own_id,
        title=title,
        abstract=abstract,
        authors=texts_at(entry, "author/name") or split_list(text_at(entry, "creator")),
        date=_date(entry, arxiv_id),
        venue=text_at(entry, "journal_ref"),
        categories=_categories(entry),
        doi=clean_doi(text_at(entry, "doi")),
        arxiv_id=arxiv_id,
        url=f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else own_id,
        comments=comments,
        retracted=is_withdrawn(comments) or is_withdrawn(abstract[:200]),
    )


def _date(entry: Element, arxiv_id: str) -> str:
    """The day of the first version; feeds of new versions tell only the month, by the id."""
    is_new = text_at(entry, "announce_type") in ("", "new", "cross")
    published = parse_date(text_at(entry, "published"))
    return published if is_new and published else arxiv_month(arxiv_id) or published


def _categories(entry: Element) -> tuple[str, ...]:
    """The primary category first."""
    elements = [*every(entry, "primary_category"), *every(entry, "category")]
    return tuple(dict.fromkeys(filter(None, (element.get("term", "") for element in elements))))
