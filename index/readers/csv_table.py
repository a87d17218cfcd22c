"""CSV and TSV: a first row of column names, one paper a row.

Delimiter, quoting and the meaning of the columns are told from the first row.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.readers.aliases import bare, field_of, make_record
from index.readers.checks import checked
from index.readers.text import mendable, numbered_lines, undecodable
from index.record import Item, Reject

LONGEST_CELL = 1 << 20  # characters: notes with a picture in them have some 100,000
_DELIMITERS = ",;\t|"
_DEFUSED = re.compile(r"^'(?=[=+@-])")  # as our export writes what a spreadsheet would run
_SEPARATOR_LINE = re.compile(r"sep=.\s*$", re.I)  # Excel's own first line

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]
    header: str
    delimiter: str
    quote: str


def sniff(head: str) -> bool:
    """A first row with a column for titles or abstracts, and another that is known."""
    header = next((line for line in head.splitlines() if _is_row(line)), "")
    fields = {field_of(column) for column in _table(header).columns}
    return bool(fields & {"title", "abstract"}) and len(fields - {""}) > 1


def read(file: BinaryIO) -> Iterator[Item]:
    """One record a row; a row with more or fewer cells than there are columns is refused."""
    csv.field_size_limit(LONGEST_CELL)  # for the whole process; nothing else reads CSV
    lines = _Lines(line for line in numbered_lines(file) if _is_row(line[1]))
    header = next(lines, None)
    if header is None:
        return
    table = _table(header[1])
    for line in lines:
        yield _item(line, table, lines)


class _Lines:
    """Numbered lines that can be given back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._returned: list[Line] = []

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        return self._returned.pop() if self._returned else next(self._lines)

    def give_back(self, lines: list[Line]) -> None:
        """They come again, in their order."""
        self._returned.extend(reversed(lines))


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not _SEPARATOR_LINE.match(line)


def _table(header: str) -> _Table:
    quote = "'" if header.lstrip().startswith("'") else '"'
    outside = re.sub(rf"{quote}[^{quote}]*{quote}", "", header)
    delimiter = max(_DELIMITERS, key=outside.count)
    try:
        columns = next(csv.reader([header], delimiter=delimiter, quotechar=quote), [])
    except csv.Error:  # a first line too long to be one
        columns = []
    return _Table(tuple(map(bare, columns)), header, delimiter, quote)


def _item(first: Line, table: _Table, lines: _Lines) -> Item:
    number, text = first
    cells, row = _cells(first, table, lines)
    if len(cells) != len(table.columns):
        lines.give_back(row[1:])  # a quote that nothing closes would swallow good rows
        row, cells = [first], _cells_of_line(text, table)
    if len(cells) != len(table.columns):
        piece = f"{table.header}\n{text}"  # without the header no one could read it
        return Reject(number, undecodable(text) or _reason(cells, text, table), mendable(piece))
    values: dict[str, str] = {}
    for column, cell in zip(table.columns, cells, strict=True):
        if cell and not values.get(column):
            values[column] = _DEFUSED.sub("", cell)
    return checked(make_record(values), number, "\n".join([table.header, *(t for _, t in row)]))


def _reason(cells: list[str], row: str, table: _Table) -> str:
    if row.count(table.quote) % 2:
        return "a quote is opened and not closed, or the other way round"
    if not cells and len(row) > LONGEST_CELL:
        return f"a cell of more than {LONGEST_CELL:,} characters"
    found = f"{len(cells)} cell{'s' if len(cells) != 1 else ''}"
    return f"{found} where the header has {len(table.columns)}"


def _cells(first: Line, table: _Table, lines: _Lines) -> tuple[list[str], list[Line]]:
    """The cells of a row whose quotes are in order, else none; and the lines that it took."""
    row: list[Line] = [first]

    def feed() -> Iterator[str]:
        yield first[1] + "\n"
        for line in lines:
            row.append(line)
            yield line[1] + "\n"

    try:
        return _without_empty_tail(next(_reader(feed(), table, strict=True)), table), row
    except csv.Error:  # also a cell that is too long: a quote that nothing closes
        return [], row


def _cells_of_line(line: str, table: _Table) -> list[str]:
    """The cells of a line whose quotes aren't in order; tables with tabs often know none."""
    try:
        cells = next(_reader(iter([line]), table, strict=False))
    except csv.Error:
        return []
    return line.split("\t") if len(cells) != len(table.columns) and "\t" in line else cells


def _reader(lines: Iterator[str], table: _Table, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=table.delimiter, quotechar=table.quote, strict=strict)


def _without_empty_tail(cells: list[str], table: _Table) -> list[str]:
    """Exports may end each row in a delimiter."""
    extra = cells[len(table.columns) :]
    return cells if any(cell.strip() for cell in extra) else cells[: len(table.columns)]
