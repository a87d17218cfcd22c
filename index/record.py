"""A paper as a source tells of it, before it is indexed: what every reader yields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from index.details import Details


class Record(NamedTuple):
    """One paper. Text is as the source has it: LaTeX and all, white space trimmed and folded.

    `id` is the source's own id, or empty where it gives none. `authors` are in reading order
    ("Given Family"), one string a person or collaboration. `date` is ISO 8601 at the precision
    that the source gives ("2015", "2015-03", "2015-03-17") or empty. `doi` is bare and in lower
    case, `arxiv_id` bare and without its version. `sources` is filled when records are merged.
    """

    id: str = ""
    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    venue: str = ""
    categories: tuple[str, ...] = ()
    doi: str = ""
    arxiv_id: str = ""
    url: str = ""
    comments: str = ""
    has_code: bool = False
    retracted: bool = False
    details: Details = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """A source's word that the paper with this id (its own id, an arXiv id or a DOI) is gone."""

    id: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A piece of a source that can't be read as a record.

    `line` counts from 1, `reason` is a plain clause ("neither a title nor an abstract"), `text`
    is the piece as it stands in the source, so that it can be mended and fed back.
    """

    line: int
    reason: str
    text: str


Item = Record | Removal | Reject


def each_once(keywords: Iterable[str]) -> tuple[str, ...]:
    """Keywords without those that differ from one before in capitals alone, in their order."""
    first: dict[str, str] = {}
    for keyword in keywords:
        first.setdefault(keyword.lower(), keyword)
    return tuple(first.values())


class Paper(NamedTuple):
    """A paper as it is indexed: its records merged into one.

    `record.id` is the id that was given once and stays, `record.sources` the labels of the sources
    in sorted order; `aliases` are further ids that lead to the paper, in sorted order.
    """

    record: Record
    aliases: tuple[str, ...] = ()


Columns = dict[str, Sequence[Any]]  # the values of each field of Record, and a paper's aliases


def by_field(records: Sequence[Record]) -> Columns:
    """The values of records field by field: to ask each record for each takes a third longer."""
    columns = [*zip(*records, strict=True)] or [()] * len(Record._fields)
    return dict(zip(Record._fields, columns, strict=True))


def columns_of(papers: Sequence[Paper]) -> Columns:
    """The same of papers."""
    aliases = [paper.aliases for paper in papers]
    return by_field([paper.record for paper in papers]) | {"aliases": aliases}
