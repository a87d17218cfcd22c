"""EndNote's import format, also of Refer and BibIX: lines "%A Boot, Ada", the first "%0 Book".
Refer's own references have no such first line; a blank line is between them.

The tags are those of EndNote's manual; many programs and publishers write them (.enw).
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from index.dates import best_date
from index.details import BETWEEN_NAMES, Details, details, numbers_in, type_of
from index.identifiers import arxiv_id_among, clean_doi
from index.readers.checks import checked, titled_retracted
from index.readers.people import given_first
from index.readers.tagged import Block, Layout, blocks
from index.readers.text import numbered_lines
from index.record import Item, Record

_LAYOUT = Layout(
    line=re.compile(r"\s{0,3}%([0-9A-Z@!$&(^*~+>\[])(?:\s+(.*))?$"),
    start="0",
    end="EOF",  # there is no such line
    lists=frozenset(["A", "E", "K", "U"]),
)
_START = re.compile(r"^\s{0,3}%0 +[A-Z][a-z]", re.M)
_AUTHOR, _TITLE = re.compile(r"^\s{0,3}%A +\w", re.M), re.compile(r"^\s{0,3}%T +\S", re.M)


def sniff(head: str) -> bool:
    """A line that says the type of a reference, or lines of an author and a title."""
    return bool(_START.search(head) or (_AUTHOR.search(head) and _TITLE.search(head)))


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a reference; what stands before the first one is passed over."""
    for lines in _references(numbered_lines(file)):
        for block in blocks(lines, _LAYOUT):
            yield checked(_record(block), block.number, block.text)


def _references(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The lines of each: one without a type ends at a blank line before a tag."""
    reference: list[tuple[int, str]] = []
    typed = after_blank = False
    for number, line in lines:
        found = _LAYOUT.line.match(line.lstrip("\ufeff"))
        begins = found is not None and found[1] == _LAYOUT.start
        if begins or (found and after_blank and not typed):
            yield reference
            reference, typed = [], begins
        after_blank = not line.strip()
        reference.append((number, line))
    yield reference


def _record(block: Block) -> Record:
    title = block.first("T", "!")
    links = block.all("U", ">")
    doi = clean_doi(block.first("R")) or next(filter(None, map(clean_doi, links)), "")
    year, date = block.first("D"), block.first("8")
    type = type_of(_kind(block))
    venue = block.first("J", "B", *(("I",) if type in ("thesis", "report") else ()))
    return Record(
        id=block.first("F", "M"),
        title=title,
        abstract=block.first("X"),
        authors=_people(block.all("A") or block.all("E")),
        date=best_date(year, date, f"{date} {year}"),
        venue=venue,
        categories=tuple(dict.fromkeys(word for text in block.all("K") for word in _words(text))),
        doi=doi,
        arxiv_id=arxiv_id_among([*links, block.first("R"), venue, block.first("M")]),
        url=links[0] if links else "",
        comments=block.first("Z"),
        retracted=titled_retracted(title),
        details=_details(block, type, venue),
    )


def _kind(block: Block) -> str:
    """The type; a paper of a conference is filed under its proceedings."""
    kind = block.first("0")
    return (
        "Conference Paper" if kind == "Conference Proceedings" and block.first("B", "J") else kind
    )


def _details(block: Block, type: str, venue: str) -> Details:
    isbn, issn = numbers_in(block.first("@"))
    is_article = type in ("article-journal", "")
    return details(
        venue,
        type=type,
        genre=block.first("9"),
        volume=block.first("V"),
        issue=block.first("N") if is_article else "",
        number="" if is_article else block.first("N"),
        pages=block.first("P"),
        edition=block.first("7"),
        series=block.first("S"),
        editor=BETWEEN_NAMES.join(_people(block.all("E"))),
        publisher=block.first("I"),
        place=block.first("C"),
        isbn=isbn,
        issn=issn,
        language=block.first("G"),
    )


def _people(names: Iterable[str]) -> tuple[str, ...]:
    people = (part for name in names for part in name.split(";"))
    return tuple(dict.fromkeys(filter(None, map(given_first, people))))


def _words(text: str) -> list[str]:
    parts = text.split(";" if ";" in text else ",")
    return [word for part in parts if (word := part.strip())]
