"""OAI-PMH answers (ListRecords, GetRecord): arXiv's metadata, Dublin Core and JATS inside.

The protocol: http://www.openarchives.org/OAI/openarchivesprotocol.html; arXiv's own formats:
https://info.arxiv.org/help/oa/index.html. A file may hold many answers, one behind the other.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.identifiers import arxiv_month, clean_arxiv_id, clean_doi
from index.readers import jats
from index.readers.arxiv_json import is_withdrawn
from index.readers.checks import NOTHING
from index.readers.people import given_first, split_list
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, every, first, local, text_at, text_of, texts_at
from index.record import Item, Record, Removal

_COMMENT = "Comment:"  # how arXiv marks comments among Dublin Core's descriptions


def sniff(head: str) -> bool:
    """An XML file with OAI-PMH's own element, or a record of it."""
    start = head.lstrip()
    return start.startswith("<") and (
        "OAI-PMH" in head or ("<record" in head and "<header" in head and "<metadata" in head)
    )


def read(file: BinaryIO) -> Iterator[Item]:
    """One record or Removal a record; an error of the repository is a reject."""
    return read_records(file, {"record": _record, "error": _error})


def _record(element: Element) -> Iterator[Item]:
    header = first(element, "header")
    identifier = text_at(element, "header/identifier")
    if header is not None and header.get("status") == "deleted":
        yield Removal(clean_arxiv_id(identifier) or identifier)
        return
    metadata = first(element, "metadata/*")
    if metadata is None:
        raise ValueError("no <metadata>")
    make = _METADATA.get(local(metadata))
    if make is None:
        raise ValueError(f"metadata in a format that isn't known: {local(metadata)}")
    for item in make(metadata):
        record = item._replace(id=item.id or identifier) if isinstance(item, Record) else item
        yield _checked(record)


def _checked(item: Item) -> Item:
    if isinstance(item, Record) and not item.title and not item.abstract:
        raise ValueError(NOTHING)
    return item


def _error(element: Element) -> Iterator[Item]:
    """Nothing for an empty answer, which isn't a fault."""
    if (code := element.get("code", "")) != "noRecordsMatch":
        raise ValueError(
            f"the repository answered with an error: {code} {text_of(element)}".strip()
        )
    yield from ()


def _arxiv(metadata: Element) -> Iterable[Item]:
    """`arXiv` has each author's parts and dates, `arXivRaw` a line of authors and all versions."""
    arxiv_id = clean_arxiv_id(text_at(metadata, "id"))
    created = text_at(metadata, "created") or text_at(metadata, "version/date")
    comments, abstract = text_at(metadata, "comments"), text_at(metadata, "abstract")
    yield Record(
        id=arxiv_id,
        title=text_at(metadata, "title"),
        abstract=abstract,
        authors=_people(metadata) or split_list(text_at(metadata, "authors")),
        date=parse_date(created) or arxiv_month(arxiv_id),
        venue=text_at(metadata, "journal-ref"),
        categories=tuple(text_at(metadata, "categories").split()),
        doi=clean_doi(text_at(metadata, "doi")),
        arxiv_id=arxiv_id,
        url=f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else "",
        comments=comments,
        retracted=is_withdrawn(comments) or is_withdrawn(abstract[:200]),
    )


def _people(metadata: Element) -> tuple[str, ...]:
    people = every(metadata, "authors/author")
    parts = ("forenames", "keyname", "suffix")
    names = (" ".join(filter(None, (text_at(who, part) for part in parts))) for who in people)
    return tuple(filter(None, names))


def _dublin_core(metadata: Element) -> Iterable[Item]:
    """Descriptions are the abstract, but for arXiv's comments; the first date is the record's."""
    identifiers = texts_at(metadata, "identifier")
    descriptions = texts_at(metadata, "description")
    comments = [text for text in descriptions if text.startswith(_COMMENT)]
    arxiv_id = next(filter(None, map(clean_arxiv_id, identifiers)), "")
    urls = [text for text in identifiers if text.startswith(("http://", "https://"))]
    yield Record(
        id=arxiv_id,
        title=text_at(metadata, "title"),
        abstract=" ".join(text for text in descriptions if text not in comments),
        authors=tuple(map(given_first, texts_at(metadata, "creator"))),
        date=next(filter(None, map(parse_date, texts_at(metadata, "date"))), ""),
        venue=text_at(metadata, "source") or text_at(metadata, "publisher"),
        categories=texts_at(metadata, "subject"),
        doi=next(filter(None, map(clean_doi, identifiers)), ""),
        arxiv_id=arxiv_id,
        url=next(iter(urls), ""),
        comments=" ".join(comments).removeprefix(_COMMENT).strip(),
        retracted=any(map(is_withdrawn, comments)),
    )


_METADATA: dict[str, Callable[[Element], Iterable[Item]]] = {
    "arXiv": _arxiv,
    "arXivRaw": _arxiv,
    "dc": _dublin_core,
    "article": jats.records,
}
