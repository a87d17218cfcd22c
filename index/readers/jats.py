"""JATS, the journals' XML: the front matter of each <article>; bodies and references are left out.

The tag set: https://jats.nlm.nih.gov/archiving/
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.details import Details, details, page_range
from index.identifiers import clean_arxiv_id, clean_doi
from index.readers.checks import NOTHING, titled_retracted
from index.readers.text import fold
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, every, first, local, text_at, text_of, texts_at
from index.record import Item, Record

_START = re.compile(r"<((?:[\w.-]+:)?article)[\s>]")
_FRONT = re.compile(r"<(?:[\w.-]+:)?(?:front|article-meta)[\s>]")
_FRONT_END = re.compile(r"</(?:[\w.-]+:)?front\s*>")
# Dates of publication, the best first: electronic, then print, then the issue, then any other.
_DATE_KINDS = ("epub", "pub", "epub-ppub", "ppub", "collection")


def sniff(head: str) -> bool:
    """An XML file with an <article> that has front matter."""
    found = _START.search(head) if head.lstrip().startswith("<") else None
    return found is not None and _FRONT.search(head, found.end()) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an article, of which a file may hold many."""
    return read_records(file, {"article": records}, _without_body)


def records(article: Element) -> Iterator[Item]:
    """The record of an <article>. Raises ValueError where it has no front matter."""
    meta = first(article, "front/article-meta")
    if meta is None:
        raise ValueError("no <article-meta>")
    ids = {_id_type(element): text_of(element) for element in every(meta, "article-id")}
    title = _title(meta)
    abstract = _abstract(meta)
    if not title and not abstract:
        raise ValueError(NOTHING)
    venue = _venue(article)
    doi = clean_doi(ids.get("doi", ""))
    yield Record(
        id=doi or _own_id(ids),
        title=title,
        abstract=abstract,
        authors=_authors(meta),
        date=_date(meta),
        venue=venue,
        categories=_categories(meta),
        doi=doi,
        arxiv_id=clean_arxiv_id(ids.get("arxiv", "")),
        url=f"https://doi.org/{doi}" if doi else "",
        retracted=article.get("article-type", "") in ("retracted-article", "retracted")
        or titled_retracted(title),
        details=_details(article, venue),
    )


def _details(article: Element, venue: str) -> Details:
    about, journal = "front/article-meta/", "front/journal-meta/"
    pages = page_range(text_at(article, f"{about}fpage"), text_at(article, f"{about}lpage"))
    return details(
        venue,
        volume=text_at(article, f"{about}volume"),
        issue=text_at(article, f"{about}issue"),
        pages=pages or text_at(article, f"{about}elocation-id"),
        publisher=text_at(article, f"{journal}publisher/publisher-name"),
        place=text_at(article, f"{journal}publisher/publisher-loc"),
        issn=text_at(article, f"{journal}issn"),
    )


def _without_body(text: str) -> str:
    """The article up to the end of its front matter, closed again."""
    front, start = _FRONT_END.search(text), _START.match(text)
    if not front or not start:
        return text
    return f"{text[: front.end()]}</{start[1]}>"


def _id_type(element: Element) -> str:
    return element.get("pub-id-type", "").lower()


def _own_id(ids: dict[str, str]) -> str:
    pmc = ids.get("pmcid") or ids.get("pmc") or ""
    if pmc:
        return "PMC" + pmc.upper().removeprefix("PMC")
    return ids.get("pmid") or ids.get("publisher-id") or ""


def _title(meta: Element) -> str:
    """Title and subtitle; without them, the first translated title."""
    group = first(meta, "title-group")
    if group is None:
        return ""
    title, subtitle = text_at(group, "article-title"), text_at(group, "subtitle")
    if title and subtitle:
        return f"{title} {subtitle}" if title[-1] in ":.?!" else f"{title}: {subtitle}"
    return title or subtitle or text_at(group, "trans-title-group/trans-title")


def _abstract(meta: Element) -> str:
    """The abstract; graphical ones, teasers and translations stand in where it is missing."""
    abstracts = every(meta, "abstract")
    abstracts.sort(key=lambda element: element.get("abstract-type") is not None)
    candidates = map(_abstract_text, [*abstracts, *every(meta, "trans-abstract")])
    return next(filter(None, candidates), "")


def _abstract_text(abstract: Element) -> str:
    """Its text without the heading "Abstract"; headings of sections stay ("Methods: …")."""
    parts = [_section(child) for child in abstract if local(child) not in ("title", "object-id")]
    return fold(" ".join(filter(None, parts))) or text_of(abstract)


def _section(element: Element) -> str:
    title = text_at(element, "title") if local(element) == "sec" else ""
    if not title:
        return text_of(element)
    rest = " ".join(_section(child) for child in element if local(child) != "title")
    return f"{title}{'' if title[-1] in ':.?!' else ':'} {rest}"


def _authors(meta: Element) -> tuple[str, ...]:
    people = every(meta, "contrib-group/contrib")
    authors = [person for person in people if person.get("contrib-type", "author") == "author"]
    return tuple(filter(None, map(_name, authors)))


def _name(person: Element) -> str:
    """A person's name, in Latin script where there are several; else the collaboration's."""
    names = [*every(person, "name"), *every(person, "name-alternatives/name")]
    names.sort(key=lambda name: not text_at(name, "surname").isascii())
    if names:
        parts = (text_at(names[0], part) for part in ("given-names", "surname", "suffix"))
        return " ".join(filter(None, parts))
    alternative = text_at(person, "string-name") or text_at(person, "name-alternatives/string-name")
    return alternative or _collaboration(first(person, "collab"))


def _collaboration(collab: Element | None) -> str:
    """Its name without its members, who may be listed inside it."""
    if collab is None:
        return ""
    inner = (text_of(child) + (child.tail or "") for child in collab if _is_name_part(child))
    return fold((collab.text or "") + "".join(inner))


def _is_name_part(element: Element) -> bool:
    return local(element) not in ("contrib-group", "xref", "aff", "address")


def _date(meta: Element) -> str:
    dates = every(meta, "pub-date")
    dates.sort(key=_date_rank)
    return next(filter(None, map(_one_date, dates)), "")


def _date_rank(element: Element) -> int:
    kind = element.get("pub-type") or element.get("date-type") or ""
    return _DATE_KINDS.index(kind) if kind in _DATE_KINDS else len(_DATE_KINDS)


def _one_date(element: Element) -> str:
    year, month, day = (text_at(element, name) for name in ("year", "month", "day"))
    separator = "-" if month.isdigit() else " "
    written = separator.join(filter(None, (year, month, month and day)))
    return parse_date(written or element.get("iso-8601-date") or text_at(element, "string-date"))


def _venue(article: Element) -> str:
    meta = first(article, "front/journal-meta")
    if meta is None:
        return ""
    return text_at(meta, "journal-title-group/journal-title") or text_at(meta, "journal-title")


def _categories(meta: Element) -> tuple[str, ...]:
    """Subjects but for the journal's own heading ("Research Article"), then keywords."""
    groups = every(meta, "article-categories/subj-group")
    subjects = [
        subject
        for group in groups
        if group.get("subj-group-type") != "heading"
        for subject in texts_at(group, "subject")
    ]
    return (*subjects, *texts_at(meta, "kwd-group/kwd"))
