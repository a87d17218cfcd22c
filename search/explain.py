"""The parts of an answer → why a paper is among the hits, in brief and as full arithmetic."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.corpus import Corpus
from search.found import Part
from search.ranking import Ranking, half_point, idf
from search.results import Kind, Why
from search.shards import TEXT_FIELDS, Docs

WHOLE = 1e-9  # a weight this near to 1 isn't worth a factor


class Finding(NamedTuple):
    """A word in a paper: what it adds to the score, and where in its part it stands.

    `weighted` has weight times length-free frequency for each field that has the word.
    """

    part: Part
    doc: int
    place: int
    score: float
    weighted: dict[str, float]


class Explainer:
    """Explains the hits of one answer, all by the same weights."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self._corpus = corpus
        self._ranking = ranking
        self._fields = [
            (
                field,
                getattr(ranking, field),
                getattr(ranking, f"{field}_b"),
                getattr(corpus.statistics, f"{field}_mean"),
                corpus.lengths[field],
            )
            for field in TEXT_FIELDS
        ]

    def findings(self, parts: Iterable[Part], docs: Docs) -> list[list[Finding]]:
        """For each of some papers, the words that play a part in its score."""
        numbers = docs.tolist()
        # Views give Python's numbers, of which few are needed, sooner than arrays do.
        views = [(b, mean, lengths.data) for _, _, b, mean, lengths in self._fields]
        norms = [[1 - b + b * lengths[doc] / mean for doc in numbers] for b, mean, lengths in views]
        found: list[list[Finding]] = [[] for _ in numbers]
        for part in parts:
            theirs, scores = part.docs.data, part.scores.data
            columns = self._columns(part, norms)
            for i, place in enumerate(part.docs.searchsorted(docs).tolist()):
                if place == len(theirs) or theirs[place] != numbers[i] or scores[place] <= 0:
                    continue
                weighted = {}
                for field, weight, counts, norm in columns:
                    if counts[place]:
                        weighted[field] = weight * counts[place] / norm[i]
                if not weighted:
                    weighted[part.field] = getattr(self._ranking, part.field)
                found[i].append(Finding(part, numbers[i], place, scores[place], weighted))
        return found

    def reasons(self, found: Sequence[Finding]) -> tuple[Why, ...]:
        """The words of a hit, the weightiest first; shares add up to 1 (or there are none).

        The share of a word in both title and abstract is divided as their weighted frequencies are.
        """
        total = sum([finding.score for finding in found])
        shares: dict[tuple[str, str, Kind], float] = {}
        for part, _, _, score, weighted in found:
            share = score / total / sum(weighted.values())
            word, kind = part.word, part.kind
            for field, value in weighted.items():
                key = word, field, kind
                shares[key] = shares.get(key, 0.0) + share * value
        ordered = sorted([(-share, *key) for key, share in shares.items()])
        return tuple([Why(word, field, kind, -share) for share, word, field, kind in ordered])

    def explanation(self, found: Sequence[Finding]) -> str:
        """The arithmetic of a score, one line a word; their last numbers add up to it."""
        total = sum(finding.score for finding in found)
        return "\n".join([*map(self._line, found), f"score = {total:.6f}"])

    def _columns(
        self, part: Part, norms: Sequence[Sequence[float]]
    ) -> list[tuple[str, float, memoryview, Sequence[float]]]:
        """Of title and abstract: name, weight, how often each paper has the word, and norms."""
        if part.found is None:
            return []
        counts = part.found.title.data, part.found.abstract.data
        rows = zip(self._fields, counts, norms, strict=True)
        return [(field, weight, own, norm) for (field, weight, *_), own, norm in rows]

    def _line(self, finding: Finding) -> str:
        """word [kind]: weight × idf × saturated frequency = score, and the frequency's source."""
        part, statistics = finding.part, self._corpus.statistics
        frequency = sum(finding.weighted.values())
        rarity = idf(statistics.papers, part.holding)
        half = half_point(self._ranking, statistics)
        factor = self._ranking.k1 + 1
        weight = finding.score / (rarity * factor * frequency / (half + frequency))
        times = "" if abs(weight - 1) < WHOLE else f"{weight:.6g} × "
        return (
            f"{part.word} [{part.kind}]: {times}idf {rarity:.6f} ({part.holding} of "
            f"{statistics.papers} papers) × {factor:g} · {frequency:.6f} / "
            f"({half:.6f} + {frequency:.6f}) = {finding.score:.6f}, "
            f"with {frequency:.6f} = {self._source(finding)}"
        )

    def _source(self, finding: Finding) -> str:
        """How a weighted frequency comes about."""
        part = finding.part
        if part.found is None:
            return f"{part.field} {getattr(self._ranking, part.field):g}"
        sums = []
        for field, weight, b, mean, lengths in self._fields:
            if field in finding.weighted:
                count = float(getattr(part.found, field)[finding.place])
                free = f"({1 - b:g} + {b:g} · {lengths[finding.doc]:g} / {mean:.6g})"
                sums.append(f"{field} {weight:g} · {count:g} / {free}")
        return " + ".join(sums)
