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
    """`count` questions of each kind, the kinds in the order in which they are reported."""
    chance = random.Random(SEED)
    telling = [[w for w in _find_words(title.lower()) if w not in stop] for title in titles]
    long_enough = [words for words in telling if len(words) >= FEWEST]
    frequent = [word for word, _ in Counter(w for ws in telling for w in ws).most_common(FREQUENT)]
    pairs = [found for title in titles for found in _neighbours(title, stop)]
    known = sorted(year for year in years if year)
    questions: dict[str, list[Question]] = {kind: [] for kind in KINDS}
    for _ in range(count):
        words = chance.choice(long_enough)
        some = tuple(chance.sample(words, min(len(words), chance.randint(FEWEST, MOST))))
        start = chance.choice(known)
        for kind in ("or", "and", "facets"):
            questions[kind].append(Question(kind, some))
        questions["year"].append(Question("year", some, (start, start + YEARS - 1)))
        questions["phrase"].append(Question("phrase", chance.choice(pairs)))
        questions["prefix"].append(Question("prefix", (_beginning(chance.choice(words)),)))
        questions["word"].append(Question("word", (chance.choice(frequent),)))
    return questions


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


def _neighbours(title: str, stop: frozenset[str]) -> list[tuple[str, str]]:
    """Words that stand beside each other, with one blank between them."""
    words = title.lower().split()
    good = [w.isascii() and w.isalpha() and len(w) > 2 and w not in stop for w in words]
    return [(words[i], words[i + 1]) for i in range(len(words) - 1) if good[i] and good[i + 1]]


def _beginning(word: str) -> str:
    return word[:PREFIX] if len(word) > PREFIX else word
