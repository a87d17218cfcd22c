"""The parts of an answer → why a paper is among the hits, in brief and as full arithmetic."""

import numpy as np

from search.corpus import TEXT_FIELDS, Corpus
from search.parts import Part
from search.ranking import Ranking, half_point, idf, length_free
from search.results import Why

WHOLE = 1e-9  # a weight this near to 1 isn't worth a factor


def reasons(corpus: Corpus, ranking: Ranking, parts: tuple[Part, ...], doc: int) -> tuple[Why, ...]:
    """The words of a hit, the weightiest first; shares add up to 1 (or there are none).

    The share of a word in both title and abstract is divided as their weighted frequencies are.
    """
    played = [(part, score) for part in parts if (score := score_of(part, doc)) > 0]
    total = sum(score for _, score in played)
    found: dict[tuple[str, str, str], float] = {}
    for part, score in played:
        for field, share in _fields(corpus, ranking, part, doc):
            key = (part.word, field, part.kind)
            found[key] = found.get(key, 0.0) + share * score / total
    whys = [Why(*key, share=share) for key, share in found.items() if share > 0]  # type: ignore[arg-type]  # kind
    return tuple(sorted(whys, key=lambda why: (-why.share, why.word, why.field)))


def explanation(corpus: Corpus, ranking: Ranking, parts: tuple[Part, ...], doc: int) -> str:
    """The arithmetic of a score, one line a word; the last numbers of the lines add up to it."""
    scored = [(part, score) for part in parts if (score := score_of(part, doc)) > 0]
    lines = [_line(corpus, ranking, part, doc, score) for part, score in scored]
    lines.append(f"score = {sum(score for _, score in scored):.6f}")
    return "\n".join(lines)


def score_of(part: Part, doc: int) -> float:
    """What a part adds to a paper."""
    place = int(np.searchsorted(part.docs, doc))
    return float(part.scores[place]) if _holds(part, place, doc) else 0.0


def _holds(part: Part, place: int, doc: int) -> bool:
    return place < len(part.docs) and part.docs[place] == doc


def _fields(corpus: Corpus, ranking: Ranking, part: Part, doc: int) -> list[tuple[str, float]]:
    """The fields that a word was found in, and the share of each in what it adds."""
    if part.found is None:
        return [(part.field, 1.0)]
    weighted = _weighted(corpus, ranking, part, doc)
    total = sum(weighted.values()) or 1.0
    return [(field, value / total) for field, value in weighted.items() if value]


def _weighted(corpus: Corpus, ranking: Ranking, part: Part, doc: int) -> dict[str, float]:
    """Weight times length-free frequency, for title and abstract."""
    weighted = {}
    for field in TEXT_FIELDS:
        count, length, mean, b = _terms(corpus, ranking, part, field, doc)
        free = length_free(np.array([count]), np.array([length]), mean, b)
        weighted[field] = float(getattr(ranking, field) * free[0])
    return weighted


def _terms(
    corpus: Corpus, ranking: Ranking, part: Part, field: str, doc: int
) -> tuple[float, float, float, float]:
    """Frequency, length, mean length and b of a word in a field of a paper."""
    place = int(np.searchsorted(part.docs, doc))
    frequency = float(getattr(part.found, field)[place])
    mean = getattr(corpus.statistics, f"{field}_mean")
    return frequency, float(corpus.lengths[field][doc]), mean, getattr(ranking, f"{field}_b")


def _line(corpus: Corpus, ranking: Ranking, part: Part, doc: int, score: float) -> str:
    """word [kind]: weight × idf × saturated frequency = score, and where the frequency is from."""
    frequency, source = _frequency(corpus, ranking, part, doc)
    rarity = idf(corpus.statistics.papers, part.holding)
    half = half_point(ranking, corpus.statistics)
    saturated = (ranking.k1 + 1) * frequency / (half + frequency)
    weight = score / (rarity * saturated)
    times = "" if abs(weight - 1) < WHOLE else f"{weight:.6g} × "
    return (
        f"{part.word} [{part.kind}]: {times}idf {rarity:.6f} ({part.holding} of "
        f"{corpus.statistics.papers} papers) × {ranking.k1 + 1:g} · {frequency:.6f} / "
        f"({half:.6f} + {frequency:.6f}) = {score:.6f}, with {frequency:.6f} = {source}"
    )


def _frequency(corpus: Corpus, ranking: Ranking, part: Part, doc: int) -> tuple[float, str]:
    """The weighted frequency of a word, and how it comes about."""
    if part.found is None:
        weight = float(getattr(ranking, part.field))
        return weight, f"{part.field} {weight:g}"
    sums = []
    for field in TEXT_FIELDS:
        count, length, mean, b = _terms(corpus, ranking, part, field, doc)
        if count:
            weight = getattr(ranking, field)
            free = f"({1 - b:g} + {b:g} · {length:g} / {mean:.6g})"
            sums.append(f"{field} {weight:g} · {count:g} / {free}")
    return sum(_weighted(corpus, ranking, part, doc).values()), " + ".join(sums)
