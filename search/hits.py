"""A stored paper → a Hit, with its marks and reasons where they are wanted."""

from typing import Any

from search.results import Hit, Span, Why


def make_hit(
    stored: dict[str, Any],  # JSON
    score: float,
    highlights: dict[str, tuple[Span, ...]] | None = None,
    why: tuple[Why, ...] = (),
    explanation: str = "",
) -> Hit:
    """The hit of a paper as `index.document` stored it."""
    hit = object.__new__(Hit)  # whose own way, field by field, takes three times as long
    fields = {
        "id": stored["id"],
        "score": score,
        "title": stored["title"],
        "abstract": stored["abstract"],
        "authors": tuple(stored["authors"]),
        "date": stored["date"],
        "year": stored["year"],
        "venue": stored["venue"],
        "categories": tuple(stored["categories"]),
        "doi": stored["doi"],
        "arxiv_id": stored["arxiv_id"],
        "url": stored["url"],
        "has_code": stored["has_code"],
        "retracted": stored["retracted"],
        "comments": stored["comments"],
        "sources": tuple(stored["sources"]),
        "details": stored.get("details", {}),
        "untitled": stored["untitled"],
        "highlights": highlights or {"title": (), "abstract": ()},
        "why": why,
        "explanation": explanation,
    }
    object.__setattr__(hit, "__dict__", fields)
    return hit
