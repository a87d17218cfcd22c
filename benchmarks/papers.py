"""Any file of papers → one unpacked JSON lines file that every engine reads, and its rows.

The layout is that of arXiv's metadata snapshot; papers of other formats are written in it. The
first papers of a file are taken, and reading it once leaves it in the page cache.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path

import orjson

from index.readers.sources import read
from index.record import Record

SHARED = Path(__file__).parents[2] / "shared" / "data" / "arxiv" / "arxiv-100k.jsonl.xz"


@dataclass(frozen=True, slots=True)
class Row:
    """What the other engines index of a paper; `line` is its JSON, which they store."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    year: int
    line: bytes


def default_file() -> Path:
    """The 100,000 papers of arXiv where they lie beside the checkout, else the sample."""
    return SHARED if SHARED.exists() else Path(str(files("index.sample"))) / "landmarks.jsonl"


def unpack(source: Path, count: int, target: Path) -> int:
    """Write the first `count` papers into `target`; how many there were."""
    records = (item for _, item in read([str(source)]) if isinstance(item, Record))
    written = 0
    with target.open("wb") as file:
        for record in islice(records, count):
            file.write(orjson.dumps(_snapshot_row(record)) + b"\n")
            written += 1
    return written


def rows(path: Path, every: int = 1) -> Iterator[Row]:
    """The papers of an unpacked file, or each so many-th of them."""
    with path.open("rb") as file:
        for line in islice(file, 0, None, every):
            paper = orjson.loads(line)
            yield Row(
                id=paper["id"],
                title=paper["title"],
                abstract=paper["abstract"],
                authors=tuple(paper["authors"].split(", ")),
                categories=tuple(paper["categories"].split()),
                year=int(paper["update_date"][:4] or 0),
                line=line,
            )


def make_others(papers: Path, count: int, target: Path) -> int:
    """Write papers that aren't in an unpacked file: the words of its first ones in reverse."""
    number = 0
    with papers.open("rb") as file, target.open("wb") as others:
        for number, line in enumerate(islice(file, count), 1):
            paper = orjson.loads(line)
            texts = {name: _reversed(paper[name]) for name in ("title", "abstract")}
            other = {**paper, **texts, "id": f"other-{number}", "doi": ""}
            others.write(orjson.dumps(other) + b"\n")
    return number


def _reversed(text: str) -> str:
    return " ".join(text.split()[::-1])


def _snapshot_row(record: Record) -> dict[str, object]:
    year, month, day = (*record.date.split("-"), "", "")[:3]
    created = f"{day or 1} {_MONTHS[int(month or 1) - 1]} {year}" if year else ""
    return {
        "id": record.id,
        "authors": ", ".join(record.authors),
        "title": record.title,
        "comments": record.comments,
        "journal-ref": record.venue,
        "doi": record.doi,
        "categories": " ".join(record.categories),
        "abstract": record.abstract,
        "versions": [{"created": created}] if created else [],
        "update_date": record.date,
    }


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
