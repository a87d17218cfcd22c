"""PubMed's .nbib files: MEDLINE's tags ("PMID- 12345678"), continued lines indented by six.

The tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from index.dates import parse_date
from index.details import BETWEEN_NAMES, Details, details, numbers_in, whole_pages
from index.identifiers import clean_doi
from index.readers.checks import checked, titled_retracted
from index.readers.people import given_first, initials_first
from index.readers.tagged import Block, Layout, blocks
from index.readers.text import numbered_lines
from index.record import Item, Record

_LAYOUT = Layout(line=re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*))?$"), start="PMID", end="ER")
_START = re.compile(r"^PMID ?- ?\d+\s*$", re.M)


def sniff(head: str) -> bool:
    """A line with a PubMed id."""
    return _START.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a citation; what stands before the first PubMed id is passed over."""
    for block in blocks(numbered_lines(file), _LAYOUT):
        if block.first("PMID") or block.first("TI", "BTI"):
            yield checked(_record(block), block.number, block.text)


def _record(block: Block) -> Record:
    title = _title(block)
    venue = block.first("JT", "TA", "CTI", "BTI")
    pmid = block.first("PMID")
    return Record(
        id=pmid,
        title=title,
        abstract=block.first("AB", "OAB"),
        authors=_authors(block),
        date=parse_date(block.first("DP")) or parse_date(block.first("DEP")),
        venue=venue if venue != title else "",
        categories=_categories(block),
        doi=_doi(block),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "",
        retracted="Retracted Publication" in block.all("PT")
        or bool(block.all("RIN"))
        or titled_retracted(title),
        details=_details(block, venue),
    )


def _details(block: Block, venue: str) -> Details:
    editors = map(given_first, block.all("FED", "ED"))
    return details(
        venue,
        type=("chapter" if block.first("TI") else "book") if block.first("BTI") else "",
        volume=block.first("VI"),
        issue=block.first("IP"),
        pages=whole_pages(block.first("PG")),
        edition=block.first("EN"),
        editor=BETWEEN_NAMES.join(filter(None, editors)),
        publisher=block.first("PB"),
        isbn=block.first("ISBN").partition(" ")[0],
        issn=numbers_in(block.first("IS"))[1].partition(" ")[0],
        language=block.first("LA"),
    )


def _title(block: Block) -> str:
    """The title in English; brackets around it say only that it was translated."""
    title = block.first("TI", "CTI", "BTI")
    title = "" if title.startswith("[Not Available]") else title
    if title.startswith("[") and title.rstrip(".").endswith("]"):
        title = title.rstrip(".")[1:-1]
    return title or block.first("TT")


def _authors(block: Block) -> tuple[str, ...]:
    """Full names where the citation has them ("Smith, John A"), else short ones ("Smith JA")."""
    if block.all("FAU"):
        names = chain(map(given_first, block.all("FAU")), block.all("CN"))
    else:
        names = chain(map(initials_first, block.all("AU")), block.all("CN"))
    return tuple(filter(None, names)) or tuple(map(given_first, block.all("FED", "ED")))


def _doi(block: Block) -> str:
    marked = (value for value in block.all("LID", "AID") if value.endswith("[doi]"))
    return next(filter(None, map(clean_doi, marked)), "") or clean_doi(block.first("SO"))


def _categories(block: Block) -> tuple[str, ...]:
    """Headings of MeSH without qualifiers and the mark of a main topic, then the authors' words."""
    headings = (heading.lstrip("*").partition("/")[0] for heading in block.all("MH"))
    words = (word.lstrip("*") for word in block.all("OT"))
    return tuple(dict.fromkeys((*headings, *words)))
