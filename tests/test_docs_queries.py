"""The tables of docs/queries.md say what the parser does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.parser import parse
from search.scopes import SCOPES
from search.sentence import sentence

DOCS = Path(__file__).parent.parent / "docs" / "queries.md"


def rows(title: str) -> Iterator[tuple[str, str, str]]:
    """The rows of the tables whose third column has this title, code marks taken off."""
    current = ""
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) != 3 or set(line) <= set("|-"):
            continue
        if cells[0] == "You type":
            current = cells[2]
        elif current == title:
            yield cells[0].strip("`"), cells[1].strip("`"), cells[2].strip("`")


SAID = list(rows("Said back"))
LENIENT = list(rows("Read as"))


def test_tables_are_found() -> None:
    """The tables are there: an empty one would pass every test below."""
    assert len(SAID) > 35
    assert len(LENIENT) > 7


@pytest.mark.parametrize(("text", "said"), [(text, said) for text, _, said in SAID])
def test_said_back(text: str, said: str) -> None:
    """Each query of the docs is said back as they tell, without a problem."""
    parsed = parse(text)
    assert sentence(parsed.tree) == said
    assert parsed.problems == ()


@pytest.mark.parametrize(("text", "code", "canonical"), LENIENT)
def test_lenient(text: str, code: str, canonical: str) -> None:
    """Each mistake of the docs has the problem and the reading that they tell."""
    parsed = parse(text)
    assert [problem.code for problem in parsed.problems] == [code]
    assert parsed.canonical == canonical


@pytest.mark.parametrize(
    "name", [name for scope in SCOPES for name in (scope.name, *scope.aliases)]
)
def test_every_field_is_told(name: str) -> None:
    """The docs name every field and every other name of one."""
    text = DOCS.read_text(encoding="utf-8")
    assert f"{name}:" in text or f"`{name}`" in text
