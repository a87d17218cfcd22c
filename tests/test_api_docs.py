"""docs/api.md names every address, parameter and format."""

from pathlib import Path

import pytest

from search.export import FORMATS
from web.app import WebSettings, create_app
from web.parameters import search_parameters

DOCS = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
RULES = [str(rule) for rule in create_app(WebSettings("x")).url_map.iter_rules()]


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.startswith("/static")])
def test_every_address_is_described(rule: str) -> None:
    """An address that isn't in the docs is one that nobody finds."""
    written = rule.replace("<text:paper_id>", "{id}" if "/api/" in rule else "<id>")
    assert f"{written.replace('<text:', '<')}" in DOCS


@pytest.mark.parametrize("row", search_parameters(100), ids=lambda row: row.name)
def test_every_parameter_is_described(row: object) -> None:
    """So is each parameter of a search, with its choices."""
    assert f"`{row.name}`" in DOCS  # type: ignore[attr-defined]
    assert all(f"`{choice}`" in DOCS for choice in row.choices)  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_format_is_described(row: object) -> None:
    """And each format of the export."""
    assert f"`{row.name}`" in DOCS  # type: ignore[attr-defined]
