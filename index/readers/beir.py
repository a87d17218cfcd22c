"""BEIR's corpora: JSON lines of `_id, title, text` and a free `metadata`.

The layout: https://github.com/beir-cellar/beir. Ids stay as they are, since judgments name them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.identifiers import clean_arxiv_id, clean_doi
from index.readers.classics import classic_authors, classic_date
from index.readers.json_records import (
    Json,
    object_in,
    read_object_lines,
    read_objects,
    text_in,
    texts_in,
)
from index.record import Item, Record

_KEYS = (re.compile(r'"_id"\s*:'), re.compile(r'"text"\s*:'), re.compile(r'"title"\s*:'))


def sniff(head: str) -> bool:
    """Lines of objects with an `_id`, a title and a text; queries have no title."""
    line = head.lstrip().partition("\n")[0]
    return line.startswith("{") and all(key.search(line) for key in _KEYS)


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a line."""
    return read_objects(file, _record)


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    return read_object_lines(lines, first, _record)


def _record(paper: Json) -> Record:
    about = object_in(paper, "metadata")
    source = text_in(about, "source")
    doi = clean_doi(text_in(about, "doi"))
    return Record(
        id=text_in(paper, "_id"),
        title=text_in(paper, "title"),
        abstract=text_in(paper, "text"),
        authors=_authors(about),
        date=parse_date(text_in(about, "date", "pubdate", "year")) or classic_date(source),
        venue=text_in(about, "venue", "journal") or source,
        categories=texts_in(about, "categories"),
        doi=doi,
        arxiv_id=clean_arxiv_id(text_in(about, "arxiv_id", "arxiv")),
        url=text_in(about, "url"),
    )


def _authors(about: Json) -> tuple[str, ...]:
    """A list is of names as they are; one text holds several in the way of the old collections."""
    if isinstance(about.get("authors"), list):
        return texts_in(about, "authors")
    return classic_authors(text_in(about, "authors", "author"))
