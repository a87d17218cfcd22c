"""Titles as people paste them → how often the paper itself comes first.

`python -m benchmarks.known_items LOCATION` draws 2,000 papers of an index (seeded) and asks for the
title of each whole, with one word left out, and with one typing error.
"""

import argparse
import random
import sys
from collections.abc import Callable

from search import open_engine
from search.engine import Engine
from search.results import Hit

PAPERS = 2000
DEPTH = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    """Print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("location")
    options.add_argument("--papers", type=int, default=PAPERS)
    chosen = options.parse_args()
    engine = open_engine(chosen.location)
    papers = draw(engine, chosen.papers)
    print(f"{'':<22}{'success@1':>10}{'MRR@10':>10}")
    for name, change in CHANGES.items():
        ranks = [rank(engine, change(hit.title, random.Random(hit.id)), hit) for hit in papers]
        first = sum(place == 1 for place in ranks) / len(ranks)
        reciprocal = sum(1 / place for place in ranks if place) / len(ranks)
        print(f"{name:<22}{first:>10.4f}{reciprocal:>10.4f}")
        print(f"{name}: {len(ranks)} asked", file=sys.stderr)


def draw(engine: Engine, count: int) -> list[Hit]:
    """Papers with a title, drawn with a seed."""
    hits = list(engine.scan("has:title", sort="oldest"))
    return random.Random(0).sample(hits, min(count, len(hits)))


def rank(engine: Engine, text: str, wanted: Hit) -> int:
    """The place of a paper, or of one with the same title; 0 where it isn't among the first."""
    hits = engine.search(text, limit=DEPTH).hits
    places = (i for i, hit in enumerate(hits, 1) if hit.id == wanted.id or same(hit, wanted))
    return next(places, 0)


def same(hit: Hit, wanted: Hit) -> bool:
    """Whether two papers can't be told apart by their titles."""
    return hit.title.casefold() == wanted.title.casefold()


def whole(title: str, _: random.Random) -> str:
    """The title as it is."""
    return title


def shortened(title: str, chance: random.Random) -> str:
    """Without one of its words, where there is more than one."""
    words = title.split()
    if len(words) > 1:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def mistyped(title: str, chance: random.Random) -> str:
    """With one letter of a longer word left out, doubled, changed, or swapped with the next."""
    places = [i for i in range(len(title) - 1) if title[i : i + 2].isalpha()]
    if not places:
        return title
    i = chance.choice(places)
    slips = (
        title[:i] + title[i + 1 :],
        title[:i] + title[i] + title[i:],
        title[:i] + chance.choice(LETTERS) + title[i + 1 :],
        title[:i] + title[i + 1] + title[i] + title[i + 2 :],
    )
    return chance.choice(slips)


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "whole title": whole,
    "one word left out": shortened,
    "one typing error": mistyped,
}

if __name__ == "__main__":
    main()
