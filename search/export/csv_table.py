"""Hits → a CSV table (RFC 4180) with a header line."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from index.details import LABELS
from search.results import Hit

COLUMNS = (
    "id", "title", "authors", "date", "venue", "categories", "doi", "arxiv_id", "url", "abstract",
    "score",
)  # fmt: skip
LAST = ("comments", "has_code", "retracted")
HEADER = (*COLUMNS, *LABELS, *LAST)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of a formula


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One row a hit; lists are joined by "; ", which a single value with a comma ends in.

    What a spreadsheet would run gets a leading '.
    """
    buffer = StringIO()
    table = csv.writer(buffer)
    table.writerow(HEADER)
    for hit in hits:
        yield _taken(buffer)
        known = [getattr(hit, name) for name in COLUMNS]
        known += [hit.details.get(name, "") for name in LABELS]
        known += [getattr(hit, name) for name in LAST]
        table.writerow(map(_cell, known))
    yield _taken(buffer)


def _cell(value: str | float | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, tuple):
        return _cell("; ".join(value) + ";" * (len(value) == 1 and "," in value[0]))
    text = value
    return f"'{text}" if text.startswith(_FORMULA) else text


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
