"""Hits → a run as trec_eval reads it: `topic Q0 id rank score tag`."""

from collections.abc import Iterable, Iterator

from search.results import Hit


def write(hits: Iterable[Hit], topic: str = "1", tag: str = "abseek") -> Iterator[str]:
    """One line a hit, ranks from 1; white space in an id, which the format can't hold, is `%20`."""
    for rank, hit in enumerate(hits, 1):
        yield f"{topic} Q0 {'%20'.join(hit.id.split())} {rank} {hit.score:.6f} {tag}\n"
