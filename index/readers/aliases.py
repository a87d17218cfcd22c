"""The names that tables and JSON give to a record's fields, and a record made of such values."""

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from index.dates import best_date
from index.details import BETWEEN_NAMES, Details, details, page_range, type_of
from index.identifiers import clean_arxiv_id, clean_doi, mentioned_arxiv_id
from index.readers.checks import titled_retracted
from index.readers.people import split_any, split_pubmed
from index.readers.text import plain
from index.record import Record

# Names without case, spaces and punctuation; the first that has a value counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": (
        *("id", "key", "itemkey", "citationkey", "citekey", "bibtexkey", "uid", "paperid"),
        *("identifier", "ut", "uniquewosid", "utuniquewosid", "eid", "pmid", "pubmedid"),
        *("accessionnumber", "recordid", "documentid", "docid", "corpusid", "openalexid"),
    ),
    "title": (
        *("title", "articletitle", "documenttitle", "papertitle", "itemtitle", "primarytitle"),
        *("displayname", "titre", "titel", "titulo"),
    ),
    "abstract": (
        *("abstract", "abstractnote", "abstracttext", "description", "summary", "resume"),
        "zusammenfassung",
    ),
    "authors": (
        *("authorfullnames", "authorsfullnames", "fullauthornames", "authors", "author"),
        *("authornames", "authorname", "creators", "creator", "auteurs", "autoren", "inventors"),
        *("authorshipsauthordisplayname", "authorshipsrawauthorname"),
    ),
    "date": (
        *("publicationdate", "publisheddate", "datepublished", "published", "date", "pubdate"),
        *("publishedonline", "created", "coverdate", "issued", "onlinedate"),
    ),
    "year": ("year", "publicationyear", "pubyear", "publishedyear", "annee", "jahr"),
    "venue": (
        *("journal", "journalbook", "sourcetitle", "publicationtitle", "journaltitle", "venue"),
        *("booktitle", "containertitle", "conferencetitle", "conference", "conferencename"),
        *("publicationname", "publication", "journalref", "proceedingstitle"),
        *("primarylocationsourcedisplayname", "hostvenue", "journalname"),
    ),
    "categories": (
        *("categories", "category", "subjects", "subject", "subjectareas", "fieldsofstudy"),
        *("webofsciencecategories", "wc", "primarycategory", "manualtags", "tags"),
        *(
            "keywords",
            "authorkeywords",
            "keyword",
            "automatictags",
            "indexkeywords",
            "keywordsplus",
        ),
    ),
    "doi": ("doi", "digitalobjectidentifier", "doiurl", "doilink"),
    "arxiv_id": ("arxivid", "arxiv", "eprint", "arxivnumber"),
    "url": ("url", "link", "urls", "pdflink", "doilink", "href", "landingpageurl"),
    "comments": ("comments", "comment", "notes", "note", "extra"),
    "has_code": ("hascode", "code", "codeurl", "coderepository", "repository"),
    "retracted": ("isretracted", "retracted", "retractionstatus"),
}
# The same of the details; the first and last page may stand apart.
DETAILS: dict[str, tuple[str, ...]] = {
    "type": ("itemtype", "documenttype", "publicationtype", "entrytype", "doctype", "type"),
    "genre": ("genre", "thesistype", "reporttype"),
    "volume": ("volume", "vol"),
    "issue": ("issue", "issuenumber", "issueno"),
    "number": ("reportnumber", "seriesnumber", "number"),
    "pages": ("pages", "page", "pagerange", "articlenumber", "artno"),
    "edition": ("edition",),
    "series": ("series", "seriestitle", "bookseriestitle"),
    "editor": ("editors", "editor", "bookeditors"),
    "publisher": ("publisher", "publishername"),
    "place": ("place", "publisherplace", "publishercity", "publisherlocation"),
    "isbn": ("isbn", "isbns"),
    "issn": ("issn", "issns", "eissn"),
    "language": ("language", "languageoforiginaldocument"),
    "accessed": ("accessdate", "accessed", "urldate"),
}
FIRST_PAGE = ("pagestart", "startpage", "firstpage", "beginpage")
LAST_PAGE = ("pageend", "endpage", "lastpage")
_FIELD = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_NOT_NAME = re.compile(r"[\W_]+")  # accents too, once they are taken apart
_NOTHING = re.compile(r"\s*\[no [a-z ]+ available\]\s*$", re.I)  # as Scopus says it
_FALSE = frozenset(["", "0", "false", "no", "none", "null", "n", "n/a"])


def field_of(name: str) -> str:
    """The field that a column or key stands for, or "" for none."""
    return _FIELD.get(bare(name), "")


def bare(name: str) -> str:
    """A column's name without case, accents, spaces and punctuation."""
    return _NOT_NAME.sub("", normalize("NFKD", name)).lower()


def text_of(value: object) -> str:
    """A value as text: numbers in digits, lists joined by "; ", an object by its name; or ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "true" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # tables turn the year 2015 into 2015.0
    if isinstance(value, list):
        return "; ".join(filter(None, map(text_of, value)))
    if isinstance(value, dict):
        names = ("name", "title", "display_name", "value", "text", "raw", "literal")
        return next((text for name in names if (text := text_of(value.get(name)))), "")
    return str(value)


def make_record(values: Mapping[str, str], authors: tuple[str, ...] | None = None) -> Record:
    """The record of values by bare name; `authors` where they need no splitting."""
    title = plain(_first(values, "title"))
    doi = clean_doi(_first(values, "doi"))
    url = _first(values, "url").strip()
    date, year = _first(values, "date"), _first(values, "year")
    comments = plain(_first(values, "comments"))
    return Record(
        id=plain(_first(values, "id")),
        title=title,
        abstract=plain(_first(values, "abstract")),
        authors=_authors(values) if authors is None else authors,
        date=best_date(year, date, f"{date} {year}"),  # "MAR 17" and "2015" in Web of Science
        venue=plain(_first(values, "venue")),
        categories=_split(plain(_first(values, "categories"))),
        doi=doi or (clean_doi(url) if "doi.org/" in url else ""),
        arxiv_id=_arxiv_id((_first(values, "arxiv_id"), _first(values, "id"), comments), url, doi),
        url=url,
        comments=comments,
        has_code=_first(values, "has_code").strip().lower() not in _FALSE,
        retracted=_first(values, "retracted").strip().lower() not in _FALSE
        or titled_retracted(title),
        details=_details(values),
    )


def _authors(values: Mapping[str, str]) -> tuple[str, ...]:
    is_pubmed = "journalbook" in values and "pmid" in values
    split = split_pubmed if is_pubmed else split_any
    return split(plain(_first(values, "authors")))


def _details(values: Mapping[str, str]) -> Details:
    """What says something beside the venue; a range of pages before the number of an article."""
    said = {name: plain(_named(values, aliases)) for name, aliases in DETAILS.items()}
    range = page_range(plain(_named(values, FIRST_PAGE)), plain(_named(values, LAST_PAGE)))
    venue = plain(_first(values, "venue"))
    type = type_of(said["type"])
    if type in ("article-journal", "") and not said["issue"]:  # BibTeX's name of it
        said["issue"], said["number"] = said["number"], ""
    said |= {
        "type": type,
        "pages": range or said["pages"],
        "editor": BETWEEN_NAMES.join(split_any(said["editor"])),
    }
    return details(venue, **said)


def _first(values: Mapping[str, str], field: str) -> str:
    return _named(values, ALIASES[field])


def _named(values: Mapping[str, str], aliases: Iterable[str]) -> str:
    found = (values.get(alias, "") for alias in aliases)
    return next((value for value in found if value.strip() and not _NOTHING.match(value)), "")


def _split(text: str) -> tuple[str, ...]:
    separator = next((mark for mark in (";", "|", ",") if mark in text), None)
    if separator is None and all(map(_looks_like_class, text.split())):
        parts = text.split()  # arXiv separates its classes by spaces
    else:
        parts = text.split(separator) if separator else [text]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _looks_like_class(word: str) -> bool:
    return re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]+)?", word) is not None and (
        "." in word or "-" in word
    )


def _arxiv_id(whole: tuple[str, ...], *others: str) -> str:
    for text in whole:
        if found := clean_arxiv_id(text):
            return found
    return next(filter(None, map(mentioned_arxiv_id, others)), "")
