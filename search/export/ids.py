"""Hits → their ids, one a line."""

from collections.abc import Iterable, Iterator

from search.results import Hit


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One line a hit."""
    return (f"{hit.id}\n" for hit in hits)
