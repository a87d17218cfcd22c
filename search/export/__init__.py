"""Hits → text in the formats of other programs: `export(name, hits)` streams it piece by piece.

A format is a module in this folder and a row in FORMATS. The module has one function,
`write(hits: Iterable[Hit]) -> Iterator[str]`; it holds no more than one hit at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from index.errors import QueryError
from search.results import Hit


@dataclass(frozen=True, slots=True)
class Format:
    """One row: `name` is what `--format` and the export's address take, `label` is for people."""

    name: str
    label: str
    module: str
    media_type: str
    extension: str


FORMATS = (
    Format("csv", "CSV table", "csv_table", "text/csv; charset=utf-8", "csv"),
    Format("bibtex", "BibTeX", "bibtex", "application/x-bibtex; charset=utf-8", "bib"),
    Format("ris", "RIS", "ris", "application/x-research-info-systems; charset=utf-8", "ris"),
    Format("csl-json", "CSL JSON", "csl_json", "application/vnd.citationstyles.csl+json", "json"),
    Format("jsonl", "JSON lines", "json_lines", "application/x-ndjson", "jsonl"),
    Format("ids", "ids, one a line", "ids", "text/plain; charset=utf-8", "txt"),
    Format("trec", "TREC run", "trec", "text/plain; charset=utf-8", "run"),
)


def find_format(name: str) -> Format:
    """The row of a format; raises QueryError for an unknown name."""
    for row in FORMATS:
        if row.name == name:
            return row
    raise QueryError(f"no export format {name!r} (known: {', '.join(row.name for row in FORMATS)})")


def export(name: str, hits: Iterable[Hit]) -> Iterator[str]:
    """Write hits in a format; raises QueryError for an unknown name, at once."""
    row = find_format(name)
    pieces: Iterator[str] = import_module(f"search.export.{row.module}").write(hits)
    return pieces
