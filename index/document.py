"""Papers → what the index holds of them: texts, terms, columns and stored rows, field by field."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import orjson

from index.acronyms import find_acronyms
from index.analysis import fold
from index.latex import has_markup, readable
from index.names import name_terms
from index.record import Paper, Record

TEXTS = ("title", "abstract", "venue", "comments")
SORT_KEY_LENGTH = 80  # code points of a title that decide its place
UNTITLED_LENGTH = 200  # the longest title that is made from an abstract, in code points
_SENTENCE = re.compile(r".+?[.!?](?=\s+[A-Z0-9$]|$)", re.DOTALL)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|[A-Z])\.)$")
_NOT_SORTED = re.compile(r"^\W*(?:(?:the|an|a)\s+)?\W*")


@dataclass(frozen=True, slots=True)
class Documents:
    """Rows of the index, in the terms of `index.fields`: for each field one value a document.

    `texts` are the readable ones of title, abstract, venue and comments, from which come fields of
    stems, for the first two a field of forms and a column of lengths each, and compounds. `columns`
    has the values of the other columns; those in TERMS_OF give their fields' terms, too. `terms`
    are those of all other fields. `stored` is JSON in UTF-8. What is empty or 0 isn't there.
    """

    texts: dict[str, list[str]]
    columns: dict[str, list[Any]]  # of the column's type
    terms: dict[str, list[Sequence[str]]]
    stored: list[bytes]


# Field → the terms that one of the values in its column stands for.
TERMS_OF: dict[str, Callable[[Any], list[str]]] = {  # of the column's type
    "author": name_terms,
    "category": lambda name: _with_archive(name.lower()),
    "year": lambda year: [f"{year:04}"],
    "date": lambda date: [f"{date:08}"],
    "has": lambda flag: [flag],
    "source": lambda label: [label],
}


def make_documents(papers: Sequence[Paper]) -> Documents:
    """Make papers' rows; the text is made readable here, once, and is shown as it is indexed."""
    records = [readable_record(paper.record) for paper in papers]
    return Documents(
        {name: [*map(attrgetter(name), records)] for name in TEXTS},
        {
            "author": [record.authors for record in records],
            "venue": [(record.venue,) if record.venue else () for record in records],
            "category": [record.categories for record in records],
            "year": [int(record.date[:4] or 0) for record in records],
            "date": [date_number(record.date) for record in records],
            "has": [_flags(record) for record in records],
            "source": [record.sources for record in records],
            "title_key": [title_key(record.title) for record in records],
        },
        {
            "id": [(record.id,) for record in records],
            "identifier": [*map(_identifiers, records, papers)],
            "acronym": [_acronyms(record) for record in records],
        },
        [_stored(record, paper.aliases) for record, paper in zip(records, papers, strict=True)],
    )


def readable_record(record: Record) -> Record:
    """The record with its texts as people read them, LaTeX turned into characters.

    Readers have folded the white space of a text without markup.
    """
    texts = (record.title, record.abstract, record.venue, record.comments)
    if not has_markup(" ".join((*texts, *record.authors))):
        return record
    title, abstract, venue, comments = map(readable, texts)
    authors = tuple(filter(None, map(readable, record.authors)))
    return record._replace(
        title=title, abstract=abstract, authors=authors, venue=venue, comments=comments
    )


def first_sentence(abstract: str) -> str:
    """What a paper without a title is shown by: its abstract's first sentence, cut if long."""
    end = 0
    for match in _SENTENCE.finditer(abstract):
        end = match.end()
        if not _ABBREVIATION.search(abstract[:end]):
            break
    sentence = abstract[:end] or abstract
    if len(sentence) <= UNTITLED_LENGTH:
        return sentence
    return sentence[:UNTITLED_LENGTH].rsplit(" ", 1)[0] + " …"


def date_number(date: str) -> int:
    """YYYYMMDD of an ISO date of any precision, 00 for what isn't known; 0 without a date."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return int(year or 0) * 10000 + int(month or 0) * 100 + int(day or 0)


def title_key(title: str) -> bytes:
    """The place of a title in sorted order: folded, without a leading article or punctuation."""
    return _NOT_SORTED.sub("", fold(title))[:SORT_KEY_LENGTH].encode()


def _identifiers(record: Record, paper: Paper) -> list[str]:
    ids = {id.lower() for id in (record.id, record.arxiv_id, record.doi, *paper.aliases)}
    return sorted(ids - {""})


def _acronyms(record: Record) -> tuple[str, ...]:
    title = find_acronyms(record.title) if "(" in record.title else ()
    return title + find_acronyms(record.abstract) if "(" in record.abstract else title


def _with_archive(category: str) -> list[str]:
    """`cs.LG` counts as `cs` too."""
    archive = category.partition(".")[0]
    return [category] if archive == category else [category, archive]


def _flags(record: Record) -> tuple[str, ...]:
    held = {
        "abstract": record.abstract,
        "arxiv": record.arxiv_id,
        "code": record.has_code,
        "doi": record.doi,
        "retracted": record.retracted,
        "title": record.title,
    }
    return tuple(name for name, value in held.items() if value)


def _stored(record: Record, aliases: tuple[str, ...]) -> bytes:
    return orjson.dumps(
        {
            "id": record.id,
            "title": record.title or first_sentence(record.abstract),
            "abstract": record.abstract,
            "authors": record.authors,
            "date": record.date,
            "year": int(record.date[:4]) if record.date else None,
            "venue": record.venue,
            "categories": record.categories,
            "doi": record.doi,
            "arxiv_id": record.arxiv_id,
            "url": record.url,
            "comments": record.comments,
            "has_code": record.has_code,
            "retracted": record.retracted,
            "sources": record.sources,
            "aliases": aliases,
            "untitled": not record.title,
        }
    )
