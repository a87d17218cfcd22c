"""Titles → seeded questions of every kind that is timed."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SEED = 8
FEWEST, MOST = 2, 5  # words of a question
PREFIX = 4  # letters that are typed of a word
YEARS = 5  # that a filter spans
FREQUENT = 200  # words, of which each question of that kind takes one

_find_words = re.compile(r"[a-z]{3,}").findall


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; `years` are the bounds of a filter, both included."""

    kind: str
    words: tuple[str, ...]
    years: tuple[int, int] | None = None


def draw(
    titles: Sequence[str], years: Sequence[int], stop: frozenset[str], count: int
) -> dict[str, list[Question]]:
    """`count` questions of each kind in KINDS, in that order; each kind has words of its own."""
    source = _Source(
        words=[words for title in titles if len(words := _telling(title, stop)) >= FEWEST],
        pairs=[pair for title in titles for pair in _neighbours(title, stop)],
        frequent=[word for word, _ in _counts(titles, stop).most_common(FREQUENT)],
        years=sorted(year for year in years if year),
    )
    return {
        kind: [_question(kind, source, random.Random(f"{SEED} {kind} {n}")) for n in range(count)]
        for kind in KINDS
    }


def draw_typed(titles: Sequence[str], stop: frozenset[str], count: int) -> list[str]:
    """What people type into a search box: one to three words of a title."""
    source = [words for title in titles if (words := _telling(title, stop))]
    chance = random.Random(SEED)
    drawn = (chance.choice(source) for _ in range(count))
    return [
        " ".join(chance.sample(words, min(len(words), chance.randint(1, 3)))) for words in drawn
    ]


# Kind → what it is, for people.
KINDS = {
    "or": "2–5 words, any of them",
    "and": "the same, all of them",
    "phrase": "two words in a row",
    "prefix": "the beginning of a word",
    "word": "one frequent word",
    "year": "any of 2–5 words, five years",
    "facets": "any of 2–5 words, and counts of years and categories",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """What questions are drawn from."""

    words: list[list[str]]
    pairs: list[tuple[str, str]]
    frequent: list[str]
    years: list[int]


def _question(kind: str, source: _Source, chance: random.Random) -> Question:
    words = chance.choice(source.words)
    if kind == "phrase":
        return Question(kind, chance.choice(source.pairs))
    if kind == "prefix":
        return Question(kind, (chance.choice(words)[:PREFIX],))
    if kind == "word":
        return Question(kind, (chance.choice(source.frequent),))
    some = tuple(chance.sample(words, min(len(words), chance.randint(FEWEST, MOST))))
    start = chance.choice(source.years)
    return Question(kind, some, (start, start + YEARS - 1) if kind == "year" else None)


def _telling(title: str, stop: frozenset[str]) -> list[str]:
    return [word for word in _find_words(title.lower()) if word not in stop]


def _counts(titles: Sequence[str], stop: frozenset[str]) -> Counter[str]:
    return Counter(word for title in titles for word in _telling(title, stop))


def _neighbours(title: str, stop: frozenset[str]) -> list[tuple[str, str]]:
    """Words that stand beside each other, with one blank between them."""
    words = title.lower().split()
    good = [w.isascii() and w.isalpha() and len(w) > 2 and w not in stop for w in words]
    return [(words[i], words[i + 1]) for i in range(len(words) - 1) if good[i] and good[i + 1]]
