"""PubMed's XML: downloads of searches, and the yearly baseline with its daily updates.

The elements: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from index.dates import parse_date
from index.details import Details, details, page_range, whole_pages
from index.identifiers import clean_doi
from index.readers.checks import NOTHING, titled_retracted
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, every, first, text_at, text_of, texts_at
from index.record import Item, Record, Removal

_START = re.compile(
    r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle|MedlineCitation(?:Set)?|DeleteCitation"
    r"|PubmedBookArticleSet)[\s/>]"
)
_NO_LABEL = ("", "UNLABELLED", "UNLABELED")


def sniff(head: str) -> bool:
    """An XML file with one of PubMed's own elements."""
    return head.lstrip().startswith("<") and _START.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a citation or book chapter, one Removal a deleted citation."""
    return read_records(file, _MAKERS)


def _article(element: Element) -> Iterator[Item]:
    citation = first(element, "MedlineCitation")
    citation = element if citation is None else citation
    article = first(citation, "Article")
    if article is None:
        raise ValueError("no <Article>")
    pmid = text_at(citation, "PMID")
    title = _title(article)
    venue = text_at(article, "Journal/Title") or text_at(article, "Journal/ISOAbbreviation")
    yield _checked(
        Record(
            id=pmid,
            title=title,
            abstract=_abstract(article, "Abstract") or _abstract(citation, "OtherAbstract"),
            authors=_authors(article),
            date=_date(first(article, "Journal/JournalIssue/PubDate"))
            or _date(first(article, "ArticleDate")),
            venue=venue,
            categories=_categories(citation),
            doi=_doi(article, first(element, "PubmedData")),
            url=_url(pmid),
            retracted=_is_retracted(citation, title),
            details=_details(article, venue),
        )
    )


def _book(element: Element) -> Iterator[Item]:
    """A book, or a chapter whose venue is the book."""
    document = first(element, "BookDocument")
    if document is None:
        raise ValueError("no <BookDocument>")
    pmid = text_at(document, "PMID")
    chapter, book = text_at(document, "ArticleTitle"), text_at(document, "Book/BookTitle")
    yield _checked(
        Record(
            id=pmid,
            title=chapter or book,
            abstract=_abstract(document, "Abstract"),
            authors=_authors(document) or _authors(first(document, "Book")),
            date=_date(first(document, "Book/PubDate"))
            or _date(first(document, "ContributionDate")),
            venue=book if chapter else text_at(document, "Book/Publisher/PublisherName"),
            categories=texts_at(document, "KeywordList/Keyword"),
            doi=_doi(document, document),
            url=_url(pmid),
            details=_book_details(document, "chapter" if chapter else "book"),
        )
    )


def _details(article: Element, venue: str) -> Details:
    first_page, last_page = (text_at(article, f"Pagination/{end}Page") for end in ("Start", "End"))
    pages = text_at(article, "Pagination/MedlinePgn")
    return details(
        venue,
        volume=text_at(article, "Journal/JournalIssue/Volume"),
        issue=text_at(article, "Journal/JournalIssue/Issue"),
        pages=whole_pages(pages) or page_range(first_page, last_page),
        issn=text_at(article, "Journal/ISSN"),
        language=text_at(article, "Language"),
    )


def _book_details(document: Element, type: str) -> Details:
    return details(
        "",
        type=type,
        pages=whole_pages(text_at(document, "Pagination/MedlinePgn")),
        edition=text_at(document, "Book/Edition"),
        publisher=text_at(document, "Book/Publisher/PublisherName") if type == "chapter" else "",
        place=text_at(document, "Book/Publisher/PublisherLocation"),
        isbn=text_at(document, "Book/Isbn"),
        language=text_at(document, "Language"),
    )


def _deleted(element: Element) -> Iterator[Item]:
    return (Removal(pmid) for pmid in texts_at(element, "PMID"))


_MAKERS = {
    "PubmedArticle": _article,
    "PubmedBookArticle": _book,
    "MedlineCitation": _article,
    "DeleteCitation": _deleted,
}


def _checked(record: Record) -> Record:
    if not record.title and not record.abstract:
        raise ValueError(NOTHING)
    return record


def _title(article: Element) -> str:
    """The title in English; without one, the title in the paper's own language."""
    title = text_at(article, "ArticleTitle")
    if title.startswith("[Not Available]"):
        title = ""
    if title.startswith("[") and title.rstrip(".").endswith("]"):  # how translations are marked
        title = title.rstrip(".")[1:-1]
    return title or text_at(article, "VernacularTitle")


def _abstract(parent: Element, name: str) -> str:
    """The parts of the first such abstract, each behind its label ("METHODS: …")."""
    abstract = first(parent, name)
    parts = every(abstract, "AbstractText") if abstract is not None else []
    return " ".join(filter(None, map(_part, parts)))


def _part(element: Element) -> str:
    label, text = element.get("Label", "").strip(), text_of(element)
    return text if label in _NO_LABEL or not text else f"{label.rstrip(':')}: {text}"


def _authors(parent: Element | None) -> tuple[str, ...]:
    """The authors; a book's editors where it has no authors."""
    lists = every(parent, "AuthorList") if parent is not None else []
    lists.sort(key=lambda people: people.get("Type", "") == "editors")
    authors = every(lists[0], "Author") if lists else []
    return tuple(filter(None, (_name(author) for author in authors if _is_valid(author))))


def _is_valid(author: Element) -> bool:
    return author.get("ValidYN", "Y") != "N"  # "N" is a misspelt name, the right one follows


def _name(author: Element) -> str:
    given = text_at(author, "ForeName") or text_at(author, "Initials")
    parts = (given, text_at(author, "LastName"), text_at(author, "Suffix"))
    return " ".join(filter(None, parts)) or text_at(author, "CollectiveName")


def _date(element: Element | None) -> str:
    if element is None:
        return ""
    year, month, day = (text_at(element, name) for name in ("Year", "Month", "Day"))
    if not year:
        return parse_date(text_at(element, "MedlineDate"))
    separator = "-" if month.isdigit() else " "
    return parse_date(separator.join(filter(None, (year, month, month and day))))


def _doi(article: Element, data: Element | None) -> str:
    ids = every(data, "ArticleIdList/ArticleId") if data is not None else []
    texts = [text_of(element) for element in ids if element.get("IdType") == "doi"]
    places = every(article, "ELocationID")
    texts += [text_of(element) for element in places if element.get("EIdType") == "doi"]
    return next(filter(None, map(clean_doi, texts)), "")


def _categories(citation: Element) -> tuple[str, ...]:
    """MeSH headings without qualifiers, then keywords."""
    headings = texts_at(citation, "MeshHeadingList/MeshHeading/DescriptorName")
    return tuple(dict.fromkeys((*headings, *texts_at(citation, "KeywordList/Keyword"))))


def _is_retracted(citation: Element, title: str) -> bool:
    """The retracted paper itself, not the notice that retracts it."""
    types = texts_at(citation, "Article/PublicationTypeList/PublicationType")
    notes = every(citation, "CommentsCorrectionsList/CommentsCorrections")
    return (
        "Retracted Publication" in types
        or any(note.get("RefType") == "RetractionIn" for note in notes)
        or titled_retracted(title)
    )


def _url(pmid: str) -> str:
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""
