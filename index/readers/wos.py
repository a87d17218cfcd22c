"""Web of Science: "Plain Text" files (two-letter tags, "PT J" to "ER") and "Tab-delimited" ones.

Both use the same field tags; the tab-delimited file has them in its first line and separates
several values by ";".
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from index.dates import parse_date
from index.details import BETWEEN_NAMES, Details, details, page_range
from index.identifiers import clean_doi
from index.readers.checks import checked, titled_retracted
from index.readers.people import given_first
from index.readers.tagged import Block, Layout, blocks
from index.readers.text import numbered_lines
from index.record import Item, Record

# What a document's type may hold → the type; a journal's papers have many others.
_TYPES = {"Proceedings Paper": "paper-conference", "Chapter": "chapter", "Book": "book"}
_LISTS = frozenset(["AU", "AF", "CA", "ED", "BA", "BF", "BE"])
_LAYOUT = Layout(
    line=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|\s*)$"),
    start="PT",
    end="ER",
    lists=_LISTS,
    outside=frozenset(["FN", "VR", "EF"]),
)
_TAGGED = re.compile(r"^PT [A-Z]\s*\n(?:[A-Z][A-Z0-9] |   )", re.M)
_HEADER = re.compile(r"(?:[A-Z][A-Z0-9]\t){5,}")


def sniff(head: str) -> bool:
    """A publication type followed by tags, or a first line of tags with tabs between."""
    return _TAGGED.search(head) is not None or _is_header(head.partition("\n")[0])


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a publication, in either layout."""
    lines = numbered_lines(file)
    first = next(lines, (1, ""))
    if _is_header(first[1]):
        yield from _read_table(first[1], lines)
        return
    for block in blocks(chain([first], lines), _LAYOUT):
        yield checked(_record(block), block.number, block.text)


def _is_header(line: str) -> bool:
    tags = {tag.strip() for tag in line.split("\t")}
    return _HEADER.match(line) is not None and {"TI", "UT"} <= tags


def _read_table(header: str, lines: Iterator[tuple[int, str]]) -> Iterator[Item]:
    tags = [tag.strip() for tag in header.split("\t")]
    for number, line in lines:
        if not line.strip():
            continue
        block = Block(number, lines=[header, line])  # without the header no one could read it
        for tag, value in zip(tags, line.split("\t"), strict=False):
            parts = value.split(";") if tag in _LISTS else [value]
            block.values.extend((tag, part.strip()) for part in parts if part.strip())
        yield checked(_record(block), number, block.text)


def _record(block: Block) -> Record:
    title = block.first("TI")
    kind = block.first("DT")
    venue = block.first("SO", "CT", "SE")
    return Record(
        id=block.first("UT"),
        title=title,
        abstract=block.first("AB"),
        authors=_authors(block),
        date=parse_date(f"{block.first('PD')} {block.first('PY')}")
        or parse_date(block.first("EA")),
        venue=venue,
        categories=_categories(block.first("WC", "SC"), block.first("DE")),
        doi=clean_doi(block.first("DI", "D2")),
        retracted="retracted" in kind.lower() or titled_retracted(title),
        details=_details(block, venue),
    )


def _details(block: Block, venue: str) -> Details:
    editors = map(given_first, block.all("ED", "BE"))
    kind = block.first("DT")
    return details(
        venue,
        type=next((type for word, type in _TYPES.items() if word in kind), ""),
        volume=block.first("VL"),
        issue=block.first("IS"),
        pages=page_range(block.first("BP"), block.first("EP")) or block.first("AR"),
        series=block.first("SE"),
        editor=BETWEEN_NAMES.join(filter(None, editors)),
        publisher=block.first("PU"),
        place=block.first("PI"),
        isbn=block.first("BN"),
        issn=block.first("SN", "EI"),
        language=block.first("LA"),
    )


def _authors(block: Block) -> tuple[str, ...]:
    """Full names before short ones, then groups; of a volume without authors, the editors."""
    people = block.all("AF") or block.all("AU") or block.all("BF") or block.all("BA")
    names = [*people, *block.all("CA")] or block.all("ED", "BE")
    return tuple(dict.fromkeys(filter(None, map(given_first, names))))


def _categories(*lists: str) -> tuple[str, ...]:
    names = (name.strip() for names in lists for name in names.split(";"))
    return tuple(dict.fromkeys(filter(None, names)))
