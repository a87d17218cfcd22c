"""RIS: tagged lines "TY  - JOUR" to "ER  -", as nearly every publisher and manager exports them.

The tags mean different things to different programs, so each field has several
(https://en.wikipedia.org/wiki/RIS_(file_format) lists them by program).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import best_date
from index.identifiers import clean_arxiv_id, clean_doi, mentioned_arxiv_id
from index.readers.checks import checked, titled_retracted
from index.readers.people import given_first
from index.readers.tagged import Block, Layout, blocks
from index.readers.text import numbered_lines
from index.record import Item, Record

_LAYOUT = Layout(
    line=re.compile(r"\s{0,3}([A-Z][A-Z0-9]) {1,2}-(?: ?(.*))?$"),
    start="TY",
    end="ER",
    lists=frozenset(["AU", "A1", "A2", "A3", "ED", "KW", "UR"]),
)
_URL = re.compile(r"https?://|www\.", re.I)  # programs put paths of files there, too
_START = re.compile(r"^\s{0,3}TY {1,2}- ?[A-Z]", re.M)


def sniff(head: str) -> bool:
    """A line that says the type of a reference."""
    return _START.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a reference; what stands before the first one is passed over."""
    for block in blocks(numbered_lines(file), _LAYOUT):
        yield checked(_record(block), block.number, block.text)


def _record(block: Block) -> Record:
    title = block.first("TI", "T1", "CT", "BT", "ST")
    venue = block.first("T2", "JF", "JO", "BT", "JA", "J2", "J1", "C3", "T3")
    links = [link for link in [*block.all("UR"), *block.all("L1", "L2", "LK")] if _URL.match(link)]
    year, date = block.first("PY"), block.first("DA")
    doi = clean_doi(block.first("DO", "DI", "M3")) or _doi_among(links)
    return Record(
        id=block.first("ID"),
        title=title,
        abstract=block.first("AB", "N2"),
        authors=_authors(block),
        date=best_date(year, block.first("Y1"), date, f"{date} {year}"),  # EndNote's "Mar 17"
        venue=venue if venue != title else "",
        categories=tuple(dict.fromkeys(block.all("KW"))),
        doi=doi,
        arxiv_id=_arxiv_id([*links, doi, venue, *block.all("AN", "M1", "C1")]),
        url=links[0] if links else "",
        comments="; ".join(block.all("N1")),
        retracted=titled_retracted(title),
    )


def _authors(block: Block) -> tuple[str, ...]:
    """The authors; of an edited volume without any, the editors."""
    names = block.all("AU", "A1") or block.all("A2", "ED")
    people = (part for name in names for part in name.split(";"))
    return tuple(dict.fromkeys(filter(None, map(given_first, people))))


def _doi_among(links: list[str]) -> str:
    return next((doi for link in links if "doi" in link and (doi := clean_doi(link))), "")


def _arxiv_id(texts: list[str]) -> str:
    found = (clean_arxiv_id(text) or mentioned_arxiv_id(text) for text in texts if text)
    return next(filter(None, found), "")
