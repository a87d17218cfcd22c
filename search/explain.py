"""The parts of an answer → why a paper is among the hits, in brief and as full arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from search.corpus import TEXT_FIELDS, Corpus
from search.parts import Part
from search.ranking import Ranking, half_point, idf, length_free
from search.results import Why

WHOLE = 1e-9  # a weight this near to 1 isn't worth a factor


@dataclass(frozen=True, slots=True)
class Finding:
    """A word in a paper: what it adds to the score, and how often each field of the text has it."""

    part: Part
    doc: int
    score: float
    counts: dict[str, float]


def findings(parts: Iterable[Part], doc: int) -> list[Finding]:
    """The words that play a part in a paper's score."""
    found = []
    for part in parts:
        place = int(part.docs.searchsorted(np.int32(doc)))  # their type: nothing is converted
        if place < len(part.docs) and part.docs[place] == doc and part.scores[place] > 0:
            words = part.found
            counts = {f: float(getattr(words, f)[place]) for f in TEXT_FIELDS} if words else {}
            found.append(Finding(part, doc, float(part.scores[place]), counts))
    return found


def reasons(corpus: Corpus, ranking: Ranking, found: list[Finding]) -> tuple[Why, ...]:
    """The words of a hit, the weightiest first; shares add up to 1 (or there are none).

    The share of a word in both title and abstract is divided as their weighted frequencies are.
    """
    total = sum(finding.score for finding in found)
    shares: dict[tuple[str, str, str], float] = {}
    for finding in found:
        weighted = _weighted(corpus, ranking, finding)
        whole = sum(weighted.values())
        for field, value in weighted.items():
            key = (finding.part.word, field, finding.part.kind)
            shares[key] = shares.get(key, 0.0) + value / whole * finding.score / total
    whys = [Why(*key, share=share) for key, share in shares.items()]  # type: ignore[arg-type]  # a Kind
    return tuple(sorted(whys, key=lambda why: (-why.share, why.word, why.field)))


def explanation(corpus: Corpus, ranking: Ranking, found: list[Finding]) -> str:
    """The arithmetic of a score, one line a word; the last numbers of the lines add up to it."""
    lines = [_line(corpus, ranking, finding) for finding in found]
    total = sum(finding.score for finding in found)
    return "\n".join([*lines, f"score = {total:.6f}"])


def _weighted(corpus: Corpus, ranking: Ranking, finding: Finding) -> dict[str, float]:
    """Weight times length-free frequency, of each field that has the word."""
    part = finding.part
    if part.found is None:
        return {part.field: float(getattr(ranking, part.field))}
    return {
        field: getattr(ranking, field)
        * float(length_free(count, *_lengths(corpus, ranking, field, finding.doc)))
        for field, count in finding.counts.items()
        if count
    }


def _lengths(corpus: Corpus, ranking: Ranking, field: str, doc: int) -> tuple[float, float, float]:
    """Length, mean length and b of a field of a paper."""
    mean: float = getattr(corpus.statistics, f"{field}_mean")
    return float(corpus.lengths[field][doc]), mean, getattr(ranking, f"{field}_b")


def _line(corpus: Corpus, ranking: Ranking, finding: Finding) -> str:
    """word [kind]: weight × idf × saturated frequency = score, and where the frequency is from."""
    part = finding.part
    frequency = sum(_weighted(corpus, ranking, finding).values())
    rarity = idf(corpus.statistics.papers, part.holding)
    half = half_point(ranking, corpus.statistics)
    saturated = (ranking.k1 + 1) * frequency / (half + frequency)
    weight = finding.score / (rarity * saturated)
    times = "" if abs(weight - 1) < WHOLE else f"{weight:.6g} × "
    return (
        f"{part.word} [{part.kind}]: {times}idf {rarity:.6f} ({part.holding} of "
        f"{corpus.statistics.papers} papers) × {ranking.k1 + 1:g} · {frequency:.6f} / "
        f"({half:.6f} + {frequency:.6f}) = {finding.score:.6f}, "
        f"with {frequency:.6f} = {_source(corpus, ranking, finding)}"
    )


def _source(corpus: Corpus, ranking: Ranking, finding: Finding) -> str:
    """How a weighted frequency comes about."""
    part = finding.part
    if part.found is None:
        return f"{part.field} {getattr(ranking, part.field):g}"
    sums = []
    for field, count in finding.counts.items():
        length, mean, b = _lengths(corpus, ranking, field, finding.doc)
        free = f"({1 - b:g} + {b:g} · {length:g} / {mean:.6g})"
        if count:
            sums.append(f"{field} {getattr(ranking, field):g} · {count:g} / {free}")
    return " + ".join(sums)
