"""Whoosh's queries without its table of English inflections, which no query of ours looks into.

`whoosh.query` imports the table for its `Variations`; the expressions in it take a thirtieth of a
first search. A stand-in takes its place, until somebody asks for it.
"""

import sys
from types import ModuleType

_TABLE = "whoosh.lang.morph_en"


def import_queries() -> None:
    """Import `whoosh.query`, unless it is there."""
    if "whoosh.query" in sys.modules or _TABLE in sys.modules:
        return
    stand_in = ModuleType(_TABLE)
    stand_in.__dict__["variations"] = _variations
    sys.modules[_TABLE] = stand_in
    try:
        import whoosh.query  # noqa: F401
    finally:
        del sys.modules[_TABLE]


def _variations(word: str) -> set[str]:
    from whoosh.lang.morph_en import variations

    found: set[str] = variations(word)
    return found
