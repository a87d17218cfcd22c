"""Papers → what the index holds of them: texts, terms, columns and stored rows, field by field."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, compress, islice
from operator import attrgetter
from typing import Any

import orjson

from index.acronyms import find_acronyms
from index.analysis import fold
from index.bulk_latex import all_readable
from index.latex import has_markup, readable
from index.names import name_terms
from index.record import Paper, Record

TEXTS = ("title", "abstract", "venue", "comments")
SORT_KEY_LENGTH = 80  # code points of a title that decide its place
UNTITLED_LENGTH = 200  # the longest title that is made from an abstract, in code points
_SENTENCE = re.compile(r".+?[.!?](?=\s+[A-Z0-9$]|$)", re.DOTALL)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|et al|cf|vs|[A-Z])\.)$")
_unsorted = re.compile(r"\W*(?:(?:the|an|a)\s+)?\W*").match


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
    records = readable_records([paper.record for paper in papers])
    aliases = [paper.aliases for paper in papers]
    days = [date_number(record.date) for record in records]
    return Documents(
        {name: [*map(attrgetter(name), records)] for name in TEXTS},
        {
            "author": [record.authors for record in records],
            "venue": [(record.venue,) if record.venue else () for record in records],
            "category": [record.categories for record in records],
            "year": [day // 10000 for day in days],
            "date": days,
            "has": [*map(_flags, records)],
            "source": [record.sources for record in records],
            "title_key": [title_key(record.title) for record in records],
        },
        {
            "id": [(record.id,) for record in records],
            "identifier": [*map(_identifiers, records, aliases)],
            "acronym": [*map(_acronyms, records)],
        },
        [*map(_stored, records, aliases)],
    )


def readable_records(records: Sequence[Record]) -> list[Record]:
    """The records with their texts as people read them, LaTeX turned into characters.

    Readers have folded the white space.
    """
    columns = [[*map(attrgetter(name), records)] for name in TEXTS]
    texts = iter(all_readable([*chain.from_iterable(columns)]))
    columns = [[*islice(texts, len(records))] for _ in TEXTS]
    authors = [record.authors for record in records]
    if has_markup("\n".join(chain.from_iterable(authors))):
        authors = [tuple(filter(None, map(readable, names))) for names in authors]
    return [*map(_with_texts, records, authors, *columns)]


def _with_texts(
    record: Record, authors: tuple[str, ...], title: str, abstract: str, venue: str, comments: str
) -> Record:
    """The record with these instead; most are the same."""
    same = title == record.title and abstract == record.abstract and authors == record.authors
    if same and venue == record.venue and comments == record.comments:
        return record
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


@lru_cache(1 << 14)
def date_number(date: str) -> int:
    """YYYYMMDD of an ISO date of any precision, 00 for what isn't known; 0 without a date."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return int(year or 0) * 10000 + int(month or 0) * 100 + int(day or 0)


def title_key(title: str) -> bytes:
    """The place of a title in sorted order: folded, without a leading article or punctuation."""
    folded = fold(title)
    unsorted = _unsorted(folded)
    begin = unsorted.end() if unsorted else 0
    return folded[begin : begin + SORT_KEY_LENGTH].encode()


def _identifiers(record: Record, aliases: tuple[str, ...]) -> list[str]:
    ids = {*map(str.lower, (record.id, record.arxiv_id, record.doi, *aliases))}
    return sorted(ids - {""})


def _acronyms(record: Record) -> tuple[str, ...]:
    title = find_acronyms(record.title) if "(" in record.title else ()
    return title + find_acronyms(record.abstract) if "(" in record.abstract else title


def _with_archive(category: str) -> list[str]:
    """`cs.LG` counts as `cs` too."""
    archive = category.partition(".")[0]
    return [category] if archive == category else [category, archive]


def _flags(record: Record) -> tuple[str, ...]:
    held = (
        bool(record.abstract),
        bool(record.arxiv_id),
        record.has_code,
        bool(record.doi),
        record.retracted,
        bool(record.title),
    )
    return _flags_of(held)


@cache
def _flags_of(held: tuple[bool, ...]) -> tuple[str, ...]:
    return tuple(compress(("abstract", "arxiv", "code", "doi", "retracted", "title"), held))


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
