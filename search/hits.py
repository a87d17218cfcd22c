"""A stored paper → a Hit, with its marks and reasons where they are wanted."""

from typing import Any

from search.results import Hit, Span, Why

_TUPLES = ("authors", "categories", "sources")
_FIELDS = (
    "id", "title", "abstract", "date", "year", "venue", "doi", "arxiv_id", "url", "has_code",
    "retracted", "comments", "untitled",
)  # fmt: skip


def make_hit(
    stored: dict[str, Any],  # JSON
    score: float,
    highlights: dict[str, tuple[Span, ...]] | None = None,
    why: tuple[Why, ...] = (),
    explanation: str = "",
) -> Hit:
    """The hit of a paper as `index.document` stored it."""
    fields = {name: stored[name] for name in _FIELDS}
    fields |= {name: tuple(stored[name]) for name in _TUPLES}
    marks = highlights or {"title": (), "abstract": ()}
    return Hit(score=score, highlights=marks, why=why, explanation=explanation, **fields)
