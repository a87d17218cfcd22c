"""Hits → JSON lines: one object a line, with those fields of the API that tell of the paper."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import orjson

from search.results import Hit

_OF_THE_ANSWER = ("highlights", "why", "explanation")


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One line a hit."""
    for hit in hits:
        row = asdict(hit)
        for name in _OF_THE_ANSWER:
            del row[name]
        yield orjson.dumps(row).decode() + "\n"
