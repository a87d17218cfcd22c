"""docs/formats.md says for each format which field goes where: it is held to that."""

import io
import json
import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from index.readers import FORMATS
from index.readers.aliases import ALIASES, DETAILS, FIRST_PAGE
from index.record import Record

ROOT = Path(__file__).parent.parent
FIELDS = [name for name in Record._fields if name != "sources"]
Cells = dict[str, str]


def documented() -> dict[str, Cells]:
    """Each section's table: format → field → what the cell says."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.M)[1:]
    return {
        section.partition("\n")[0]: dict(re.findall(r"^\| (\w+) \| (.+) \|$", section, re.M)[1:])
        for section in sections
    }


DOCUMENTED = documented()


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def records(format: str, data: str) -> list[Record]:
    [row] = [row for row in FORMATS if row.name == format]
    items = row.load().read(io.BytesIO(data.encode()))
    return [item for item in items if isinstance(item, Record)]


def value_of(record: Record, field: str) -> object:
    """What a reader took from a name; a type comes from whatever a record begins with."""
    known = [name for name, _ in record.details if name != "type"]
    return known if field == "details" else getattr(record, field)


def test_every_format_is_documented() -> None:
    """Each format has a section, each section a row for each field."""
    assert list(DOCUMENTED) == [row.name for row in FORMATS]
    for format, cells in DOCUMENTED.items():
        assert list(cells) == ([] if format == "rejects" else FIELDS), format


# What a value has to look like so that its field takes it.
VALUES = {
    "title": "Boats",
    "abstract": "They float.",
    "authors": "Boot, Ada",
    "date": "2015",
    "doi": "https://doi.org/10.5555/boat [doi]",
    "arxiv_id": "https://doi.org/10.48550/arXiv.1503.00001",
    "url": "https://boats.example",
    "details": "2015-03-04",
}


def tagged(line: str, start: str, end: str) -> Callable[[Cells], str]:
    def write(values: Cells) -> str:
        lines = [line % (name, value) for name, value in values.items()]
        return "\n".join([start, *lines, end, ""])

    return write


def csl(values: Cells) -> str:
    item: dict[str, object] = dict(values)
    for name in ("author", "editor"):
        if name in values:
            item[name] = [{"literal": values[name]}]
    for name in ("issued", "published"):
        if name in values:
            item[name] = {"raw": values[name]}
    return json.dumps([item])


def csv(values: Cells) -> str:
    return "\t".join([*values, "x"]) + "\n" + "\t".join([*values.values(), "y"]) + "\n"


WRITERS: dict[str, Callable[[Cells], str]] = {
    "ris": tagged("%s  - %s", "TY  - JOUR", "ER  - "),
    "wos": tagged("%s %s", "PT J", "ER"),
    "enw": tagged("%%%s %s", "%%0 Journal Article", ""),
    "nbib": tagged("%-4s- %s", "XX  - before", ""),
    "bibtex": tagged("%s = {%s},", "@article{key,", "}"),
    "csl-json": csl,
    "csv": csv,
}
CASES = [
    (format, field) for format in WRITERS for field in FIELDS if field not in ("retracted", "id")
]


@pytest.mark.parametrize(("format", "field"), CASES)
def test_every_name_is_read(format: str, field: str) -> None:
    """Each name of a cell alone gives the field its value."""
    cells = DOCUMENTED[format]
    around = {names(cells["title"])[0]: "Boats"}
    if format == "nbib":
        around = {"PMID": "1", **around}
    for name in names(cells[field]):
        text = WRITERS[format]({**around, name: VALUES.get(field, "yes")})
        [record] = records(format, text)
        assert value_of(record, field), name


@pytest.mark.parametrize(("format", "field"), CASES)
def test_nothing_else_is_read(format: str, field: str) -> None:
    """A record that has all names but those of a cell lacks that field."""
    cells = DOCUMENTED[format]
    wanted = set(names(cells[field]))
    given = {
        name: VALUES.get(other, "yes")
        for other, cell in cells.items()
        for name in names(cell)
        if name not in wanted and other != "retracted"
    }
    derived = "https://arxiv.org/abs/" if "made from the arXiv id" in cells[field] else "nothing"
    for record in records(format, WRITERS[format](given)):
        value = value_of(record, field)
        assert not value or str(value).startswith(derived)


def fixture(format: str) -> str:
    folder = Path(__file__).parent / "fixtures"
    path = next(path for path in folder.iterdir() if path.stem == format)
    return path.read_text(encoding="utf-8")


OTHERS = [row.name for row in FORMATS if row.name not in (*WRITERS, "rejects", "web", "json")]


@pytest.mark.parametrize("format", OTHERS)
@pytest.mark.parametrize("field", FIELDS)
def test_fields_come_from_the_names_that_are_told(format: str, field: str) -> None:
    """With the names of a cell taken out of a file, the field is empty; "–" means always."""
    cell, text = DOCUMENTED[format][field], fixture(format)
    if cell == "–":
        assert not [record for record in records(format, text) if value_of(record, field)]
    if not names(cell):
        return
    assert field == "retracted" or any(value_of(record, field) for record in records(format, text))
    for name in names(cell):
        text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "Z" * len(name), text)
    assert not [record for record in records(format, text) if value_of(record, field)]


def test_tables_and_json_share_their_names() -> None:
    """The names of tables are all told; plain JSON knows the same ones."""
    details = {*FIRST_PAGE, *chain.from_iterable(DETAILS.values())} - {*DETAILS["type"]}
    for field, aliases in (ALIASES | {"details": details}).items():
        if field == "year":
            continue
        expected = {*aliases, *(ALIASES["year"] if field == "date" else ())}
        assert set(names(DOCUMENTED["csv"][field])) == expected, field
        assert {name.replace("_", "") for name in names(DOCUMENTED["json"][field])} <= expected
