"""Semantic Scholar: answers of its Graph API, lines of its data sets, S2ORC old and new.

The fields: https://api.semanticscholar.org/api-docs/graph and https://github.com/allenai/s2orc.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import orjson

from index.dates import parse_date
from index.details import details
from index.identifiers import clean_arxiv_id, clean_doi
from index.readers.checks import titled_retracted
from index.readers.json_records import (
    Json,
    object_in,
    objects_in,
    read_object_lines,
    read_objects,
    text_in,
    texts_in,
)
from index.readers.text import fold
from index.record import Item, Record

_OWN_KEY = re.compile(
    r'"(?:paperId|corpusid|corpusId|externalIds|externalids|paperAbstract|mag_field_of_study'
    r'|has_pdf_parse|pdf_parse|outbound_citations|s2_id|s2fieldsofstudy)"\s*:'
)
_CORD = re.compile(r'"paper_id"\s*:[^\n]*"(?:body_text|abstract)"\s*:|"paper_id".*"metadata"', re.S)
_WRAPPERS = ("citingPaper", "citedPaper")  # lists of citations hold each paper in one


def sniff(head: str) -> bool:
    """A JSON file with keys that only Semantic Scholar's files have."""
    if not head.lstrip().startswith(("{", "[")):
        return False
    return _OWN_KEY.search(head) is not None or _CORD.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a paper; machine-made summaries (`tldr`) are left out."""
    return read_objects(file, _record, pages=("data", "recommendedPapers"))


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    return read_object_lines(lines, first, _record, ("data", "recommendedPapers"))


def _record(value: Json) -> Record:
    paper = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)
    title = text_in(paper, "title") or text_in(object_in(paper, "metadata"), "title")
    title = title or _marked(paper, "title")
    doi = clean_doi(_external(paper, "DOI") or text_in(paper, "doi"))
    journal = object_in(paper, "journal")
    own_id = text_in(paper, "paperId", "paper_id", "id", "corpusid", "corpusId")
    return Record(
        id=own_id,
        title=title,
        abstract=_abstract(paper),
        authors=_authors(paper),
        date=parse_date(text_in(paper, "publicationDate", "publicationdate", "year")),
        venue=_venue(paper),
        categories=_categories(paper),
        doi=doi,
        arxiv_id=clean_arxiv_id(_external(paper, "ArXiv") or text_in(paper, "arxiv_id")),
        url=text_in(paper, "url", "s2Url", "s2_url"),
        retracted=titled_retracted(title),
        details=details("", volume=text_in(journal, "volume"), pages=text_in(journal, "pages")),
    )


def _external(paper: Json, name: str) -> str:
    """An id that others gave, under any spelling of its name."""
    ids = object_in(paper, "externalIds") or object_in(paper, "externalids")
    return text_in(ids, name, name.lower())


def _abstract(paper: Json) -> str:
    """A text, or (CORD-19 and its kin) paragraphs of text, or a marked part of the full text."""
    paragraphs = (text_in(paragraph, "text") for paragraph in objects_in(paper, "abstract"))
    return (
        text_in(paper, "abstract", "paperAbstract")
        or " ".join(filter(None, paragraphs))
        or _marked(paper, "abstract")
    )


def _marked(paper: Json, name: str) -> str:
    """What S2ORC's annotations mark in the full text; they are JSON inside of JSON."""
    content = object_in(paper, "content")
    text, marks = content.get("text"), object_in(content, "annotations").get(name)
    if not isinstance(text, str) or not isinstance(marks, str):
        return ""
    try:
        spans = orjson.loads(marks)
        return fold(" ".join(text[int(span["start"]) : int(span["end"])] for span in spans))
    except (ValueError, TypeError, KeyError, OverflowError):
        return ""


def _authors(paper: Json) -> tuple[str, ...]:
    people = objects_in(paper, "authors") or objects_in(object_in(paper, "metadata"), "authors")
    return tuple(filter(None, map(_name, people))) or texts_in(paper, "authors")


def _name(person: Json) -> str:
    """One text, or (S2ORC) its parts."""
    parts = (text_in(person, "first"), *texts_in(person, "middle"), text_in(person, "last"))
    suffix = text_in(person, "suffix")
    return text_in(person, "name") or " ".join(filter(None, (*parts, suffix)))


def _venue(paper: Json) -> str:
    return (
        text_in(paper, "venue")
        or text_in(object_in(paper, "publicationVenue"), "name")
        or text_in(object_in(paper, "journal"), "name")
        or text_in(paper, "journal", "journalName")
    )


def _categories(paper: Json) -> tuple[str, ...]:
    fields = objects_in(paper, "s2FieldsOfStudy") or objects_in(paper, "s2fieldsofstudy")
    names = [text_in(field, "category") for field in fields]
    for key in ("fieldsOfStudy", "mag_field_of_study"):
        names += texts_in(paper, key)
    return tuple(dict.fromkeys(filter(None, names)))
