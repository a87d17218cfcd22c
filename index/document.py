"""Papers → what the index holds of them: texts, terms, columns and stored rows, field by field."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, compress, islice, repeat
from operator import add
from typing import Any

import orjson

from index.analysis import fold
from index.bulk_acronyms import all_acronyms
from index.bulk_latex import all_readable
from index.details import Details
from index.identifiers import clean_isbn
from index.latex import has_markup, readable
from index.names import name_terms
from index.record import Columns, each_once

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

    texts: dict[str, Sequence[str]]
    columns: dict[str, Sequence[Any]]  # of the column's type
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


def make_documents(papers: Columns) -> Documents:
    """Make papers' rows; the text is made readable here, once, and is shown as it is indexed;
    here, too, each keyword is left once, whatever its capitals."""
    found = papers | readable_columns(papers)
    found["categories"] = [
        each_once(names) if len(names) > 1 else names for names in papers["categories"]
    ]
    days = [*map(date_number, found["date"])]
    return Documents(
        {name: found[name] for name in TEXTS},
        {
            "author": found["authors"],
            "venue": [(venue,) if venue else () for venue in found["venue"]],
            "category": found["categories"],
            "year": [day // 10000 for day in days],
            "date": days,
            "has": _flags(found),
            "source": found["sources"],
            "title_key": [*map(title_key, found["title"])],
        },
        {
            "id": [(id,) for id in found["id"]],
            "identifier": _identifiers(found),
            "acronym": _acronyms(found),
        },
        _stored(found),
    )


def readable_columns(found: Columns) -> Columns:
    """Texts and authors as people read them, LaTeX turned into characters.

    Readers have folded the white space.
    """
    texts = iter(all_readable([*chain.from_iterable(found[name] for name in TEXTS)]))
    authors = found["authors"]
    columns: Columns = {name: [*islice(texts, len(authors))] for name in TEXTS}
    if has_markup("\n".join(chain.from_iterable(authors))):
        authors = [
            tuple(filter(None, map(readable, names))) if has_markup("\n".join(names)) else names
            for names in authors
        ]
    return columns | {"authors": authors}


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


def _identifiers(found: Columns) -> list[Sequence[str]]:
    """Each paper's ids in lower case, in sorted order."""
    rows = zip(*(found[name] for name in ("id", "arxiv_id", "doi", "aliases")), strict=True)
    identifiers: list[Sequence[str]] = [
        sorted({one.lower() for one in (id, arxiv_id, doi, *aliases) if one})
        if doi or aliases or arxiv_id != id or not id
        else (id.lower(),)  # as two in three have it
        for id, arxiv_id, doi, aliases in rows
    ]
    for row, details in enumerate(found["details"]):
        if details and (isbn := dict(details).get("isbn")):
            identifiers[row] = sorted({*identifiers[row], *_isbns(isbn)})
    return identifiers


def _isbns(text: str) -> Iterator[str]:
    """Each ISBN as people look for it: a book's chapters have it, too. Blanks may stand within."""
    for part in re.split(r"[,;/]", text):
        whole = clean_isbn(f"isbn {part}")
        found = [whole] if whole else (clean_isbn(f"isbn {word}") for word in part.split())
        yield from filter(None, found)


def _acronyms(found: Columns) -> list[Sequence[str]]:
    in_titles, in_abstracts = all_acronyms(found["title"]), all_acronyms(found["abstract"])
    return [*map(add, in_titles, in_abstracts)]


def _with_archive(category: str) -> list[str]:
    """`cs.LG` counts as `cs` too."""
    archive = category.partition(".")[0]
    return [category] if archive == category else [category, archive]


def _flags(found: Columns) -> list[tuple[str, ...]]:
    fields = ("abstract", "arxiv_id", "has_code", "doi", "retracted", "title")
    return [*map(_flags_of, zip(*(map(bool, found[name]) for name in fields), strict=True))]


@cache
def _flags_of(held: tuple[bool, ...]) -> tuple[str, ...]:
    return tuple(compress(("abstract", "arxiv", "code", "doi", "retracted", "title"), held))


def _stored(found: Columns) -> list[bytes]:
    """JSON of what is shown of each paper."""
    texts = zip(found["title"], found["abstract"], strict=True)
    shown: Columns = {
        "id": found["id"],
        "title": [title or first_sentence(abstract) for title, abstract in texts],
        "abstract": found["abstract"],
        "authors": found["authors"],
        "date": found["date"],
        "year": [int(date[:4]) if date else None for date in found["date"]],
        "venue": found["venue"],
        "categories": found["categories"],
        "doi": found["doi"],
        "arxiv_id": found["arxiv_id"],
        "url": found["url"],
        "comments": found["comments"],
        "has_code": found["has_code"],
        "retracted": found["retracted"],
        "sources": found["sources"],
        "aliases": found["aliases"],
        "untitled": [not title for title in found["title"]],
    }
    pairs = map(zip, repeat(shown), zip(*shown.values(), strict=True))
    rows: Iterable[dict[str, Any]] = map(dict, pairs)  # Any: JSON
    if any(found["details"]):  # as in few archives; rows without any have no such key
        rows = map(_with_details, rows, found["details"])
    return [*map(orjson.dumps, rows)]


def _with_details(row: dict[str, Any], details: Details) -> dict[str, Any]:
    return row | {"details": {name: readable(text) for name, text in details}} if details else row
