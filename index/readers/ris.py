"""RIS: tagged lines "TY  - JOUR" to "ER  -", as nearly every publisher and manager exports them.

The tags mean different things to different programs, so each field has several
(https://en.wikipedia.org/wiki/RIS_(file_format) lists them by program).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import best_date
from index.details import BETWEEN_NAMES, Details, details, numbers_in, page_range
from index.identifiers import arxiv_id_among, clean_doi
from index.readers.checks import checked, lasting, titled_retracted
from index.readers.people import surely_initials_first
from index.readers.tagged import Block, Layout, blocks
from index.readers.text import numbered_lines
from index.record import Item, Record

_LAYOUT = Layout(
    line=re.compile(r"\s{0,3}([A-Z][A-Z0-9]) {1,2}-(?: ?(.*))?$"),
    start="TY",
    end="ER",
    lists=frozenset(["AU", "A1", "A2", "A3", "ED", "KW", "UR"]),
)
_TYPES = {
    "ABST": "article-journal",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CHAP": "chapter",
    "COMP": "software",
    "CONF": "book",
    "CPAPER": "paper-conference",
    "DATA": "dataset",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "INPR": "article-journal",
    "JFULL": "article-journal",
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "PAT": "patent",
    "RPRT": "report",
    "STAND": "standard",
    "THES": "thesis",
    "UNPB": "manuscript",
}
_ISSUED = frozenset(["article-journal", "article-magazine", "article-newspaper", ""])
_LINKS = re.compile(r";\s*(?=https?://)", re.I)  # some programs put several into one line
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
    venue = _venue(block)
    texts = [*block.all("UR"), *block.all("L1", "L2", "LK")]
    links = [link for text in texts for link in _LINKS.split(text) if _URL.match(link)]
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
        arxiv_id=arxiv_id_among([*links, doi, venue, *block.all("AN", "M1", "C1")]),
        url=links[0] if links else "",
        comments="; ".join(filter(None, map(lasting, block.all("N1")))),
        retracted=titled_retracted(title),
        details=_details(block, venue),
    )


def _details(block: Block, venue: str) -> Details:
    """What says something beside the venue; of a conference, a paper has a title of its own."""
    kind = block.first("TY")
    type = "paper-conference" if kind == "CONF" and venue else _TYPES.get(kind, "")
    isbn, issn = numbers_in(block.first("SN"))
    kept, number = block.first("M3"), block.first("IS")
    said = {
        "type": type,
        "genre": "" if clean_doi(kept) else kept,
        "volume": block.first("VL"),
        "issue": number if type in _ISSUED else "",
        "number": number if type not in _ISSUED else "",
        "pages": page_range(block.first("SP"), block.first("EP")) or block.first("C7"),
        "edition": block.first("ET"),
        "series": block.first("T3"),
        "editor": BETWEEN_NAMES.join(_people(block.all("ED") or block.all("A2"))),
        "publisher": block.first("PB"),
        "place": block.first("CY", "PP"),
        "isbn": isbn,
        "issn": issn,
        "language": block.first("LA"),
        "accessed": block.first("Y2"),
    }
    return details(venue, **said)


def _venue(block: Block) -> str:
    """What it is part of; of a thesis or report its publisher. A book's series is none."""
    last = {"BOOK": (), "THES": ("T3", "PB"), "RPRT": ("T3", "PB")}
    rest = last.get(block.first("TY"), ("T3",))
    return block.first("T2", "JF", "JO", "BT", "JA", "J2", "J1", "C3", *rest)


def _authors(block: Block) -> tuple[str, ...]:
    """The authors; of an edited volume without any, the editors."""
    return _people(block.all("AU", "A1") or block.all("A2", "ED"))


def _people(names: list[str]) -> tuple[str, ...]:
    """The names; those without a comma, as Embase and Ovid write them, may end in initials."""
    people = [part.strip() for name in names for part in name.split(";")]
    return tuple(dict.fromkeys(surely_initials_first([name for name in people if name])))


def _doi_among(links: list[str]) -> str:
    return next((doi for link in links if "doi" in link and (doi := clean_doi(link))), "")
