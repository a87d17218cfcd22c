"""The arXiv metadata snapshot: one JSON object a line, as arXiv gives it out on Kaggle.

Each line has `id, authors, title, comments, doi, categories, abstract, versions, update_date`; the
full snapshot also `submitter, journal-ref, report-no, license, authors_parsed`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from index.dates import parse_date
from index.identifiers import arxiv_month, clean_arxiv_id, clean_doi
from index.readers.people import split_list
from index.readers.text import byte_lines, fold, fold_all, mendable, undecodable
from index.record import Item, Record, Reject

_WITHDRAWN = re.compile(
    r"\b(?:this|the)\s+(?:\w+\s+)?(?:paper|article|submission|manuscript|work|preprint)\s+"
    r"(?:has\s+been|is|was|is\s+being|have\s+been)\s+(?:\w+\s+)?(?:withdrawn|retracted)|^\s*withdrawn\b",
    re.I,
)
_KEYS = re.compile(r'"(?:categories|versions|update_date|authors_parsed|journal-ref)"\s*:')

_AT_ONCE = 500  # lines
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError)  # what a bad line raises

Json = dict[str, Any]  # what a line holds is known only once it is looked at


def sniff(head: str) -> bool:
    """A JSON object in the first line with an id, and keys that only arXiv's snapshot has."""
    line = head.lstrip().partition("\n")[0]
    return line.startswith("{") and '"id"' in line and len(set(_KEYS.findall(line))) >= 2


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a line; lines that are empty are passed over."""
    return read_lines(byte_lines(file), 1)


def read_lines(lines: Iterable[bytes], first: int) -> Iterator[Item]:
    """The same of some of the lines."""
    numbered = enumerate(lines, first)
    while some := [*islice(numbered, _AT_ONCE)]:
        parsed = [_parsed(line) for _, line in some]
        texts = (found[1:] for found in parsed if isinstance(found, tuple))
        folded = iter(fold_all([*chain.from_iterable(texts)]))
        for (number, line), found in zip(some, parsed, strict=True):
            try:
                if isinstance(found, Exception):
                    raise found
                yield _record(found[0], next(folded), next(folded))
            except _WRONG as error:
                if line.strip():
                    yield _reject(number, line, error)


def _parsed(line: bytes) -> tuple[Json, str, str] | Exception:
    """A line's object and the two texts of it that are long, or what is wrong with them."""
    try:
        paper = orjson.loads(line)
        return paper, (paper["title"] or "").strip(), (paper.get("abstract") or "").strip()
    except _WRONG as error:
        return error


def _record(paper: Json, title: str, abstract: str) -> Record:
    """The record of one line; raises what Python raises where a value isn't what it should be."""
    if not title and not abstract:
        raise ValueError("neither a title nor an abstract")
    own_id = paper["id"]
    arxiv_id = clean_arxiv_id(own_id)
    comments = fold(paper.get("comments") or "")
    return Record(
        arxiv_id or fold(own_id),  # by place: by name it takes twice as long
        title,
        abstract,
        _authors(paper),
        _date(paper, arxiv_id),
        fold(paper.get("journal-ref") or ""),  # the venue
        _categories(paper["categories"]) if paper.get("categories") else (),
        clean_doi(paper.get("doi") or ""),
        arxiv_id,
        f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else "",
        comments,
        has_code=False,
        retracted=is_withdrawn(comments) or is_withdrawn(abstract[:200]),
    )


def _authors(paper: Json) -> tuple[str, ...]:
    """From `authors_parsed` ([family, given, suffix, affiliation …]), else from the line."""
    if parsed := paper.get("authors_parsed"):
        names = (" ".join([given, family, *suffix[:1]]) for family, given, *suffix in parsed)
        return tuple(filter(None, map(fold, names)))
    text: str = paper.get("authors") or ""
    if "(" in text or "\n" in text or " and " in text or " al" in text or "r." in text:
        return split_list(text)
    return tuple(filter(None, map(str.strip, fold(text).split(","))))


def _date(paper: Json, arxiv_id: str) -> str:
    """The day of the first version, else the month that the id tells."""
    versions = paper.get("versions")
    first = versions[0] if versions else {}
    day = parse_date(first["created"]) if "created" in first else ""
    return day or arxiv_month(arxiv_id)


def _categories(classes: Any) -> tuple[str, ...]:
    """One text, or (the snapshots of 2020) a list of one."""
    return tuple((" ".join(classes) if isinstance(classes, list) else classes).split())


def is_withdrawn(text: str) -> bool:
    """Whether comments or the beginning of an abstract say that the paper was withdrawn."""
    return ("ithdrawn" in text or "retracted" in text) and bool(_WITHDRAWN.search(text))


def _reject(number: int, line: bytes, error: Exception) -> Reject:
    text = line.decode(errors="surrogateescape").strip()
    return Reject(number, undecodable(text) or _reason(error), mendable(text))


def _reason(error: Exception) -> str:
    if isinstance(error, orjson.JSONDecodeError):
        return f"not JSON: {error}"
    if isinstance(error, KeyError):
        return f"no {error.args[0]!r}"
    return str(error) if type(error) is ValueError else "a value isn't what it should be"
