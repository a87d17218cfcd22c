"""A query tree → the shortest text that is read as an equal tree."""

import re
from collections.abc import Callable

from whoosh.query import And, Every, Not, Or, Query

from search.booleans import is_wanted
from search.query import (
    AllOrAny,
    Category,
    Exact,
    Has,
    Id,
    Leaf,
    Name,
    Near,
    Range,
    Source,
    Wild,
    Word,
)
from search.scopes import PARTICLES

# Values that are read the same without quotes.
_PLAIN = re.compile(r"\w(?:[\w./-]*\w)?")


def canonical_text(tree: Query) -> str:
    """The text; empty for NullQuery."""
    return _text(tree, 0)


def _text(node: Query, tightness: int) -> str:
    """`tightness` of what stands around: 0 nothing or OR, 1 AND, 2 side by side, 3 NOT."""
    if isinstance(node, Leaf):
        return _LEAVES[type(node)](node)
    if isinstance(node, Not):
        return "-" + _text(node.query, 3)
    if isinstance(node, Every):
        return "*"
    if not isinstance(node, And | Or):
        return ""
    text, own = _joined(node)
    return f"({text})" if own < tightness else text


def _joined(node: Query) -> tuple[str, int]:
    parts = list(node)
    if isinstance(node, Or):
        return " OR ".join(_text(part, 1) for part in parts), 0
    if isinstance(node, AllOrAny):
        return " ".join(_text(part, 3) for part in parts), 2
    if sum(is_wanted(part) for part in parts) > 1:
        return " AND ".join(_text(part, 2) for part in parts), 1
    if parts[0] == Every():
        parts = parts[1:]
    return " ".join(_text(part, 2 if isinstance(part, AllOrAny) else 3) for part in parts), 2


def _in_field(node: Leaf, value: str) -> str:
    return f"{node.fields[0]}:{value}" if len(node.fields) == 1 else value


def _valued(name: str, text: str) -> str:
    return f"{name}:{text}" if _PLAIN.fullmatch(text) else f'{name}:"{text}"'


def _name(node: Name) -> str:
    """Initials and particles would take the next word into the name."""
    goes_on = len(node.text) == 1 or node.text.lower() in PARTICLES
    return f'author:"{node.text}"' if goes_on else _valued("author", node.text)


def _exact(node: Exact) -> str:
    plain = _PLAIN.fullmatch(node.text)
    return _in_field(node, f"={node.text}" if plain else f'"{node.text}"')


def _range(node: Range) -> str:
    bounds = node.low if node.low == node.high else f"{node.low}..{node.high}"
    return _in_field(node, bounds)


# Each leaf's way to be written; the key is the type of the parameter.
_LEAVES: dict[type, Callable[..., str]] = {
    Word: lambda node: _in_field(node, node.text),
    Wild: lambda node: _in_field(node, node.text),
    Exact: _exact,
    Near: lambda node: _in_field(node, f'"{node.text}"~{node.distance}'),
    Name: _name,
    Category: lambda node: _valued("category", node.text),
    Range: _range,
    Id: lambda node: _valued("id", node.identifier),
    Has: lambda node: f"has:{node.flag}",
    Source: lambda node: _valued("source", node.text),
}
