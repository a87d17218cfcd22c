"""A run → what was wished for beside what was measured; what a run doesn't hold is left out."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from benchmarks.bench import Round, Run
    from benchmarks.building import Build
    from benchmarks.timing import Times

MEGA, GIGA = 10**6, 10**9
MANY = 500_000  # papers from which another ratio to Tantivy is wished for
Percentile = Literal["p50", "p95"]
Value = Callable[["Round"], float | None]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, what it should reach, and what would be better still."""

    name: str
    measured: float
    reach: float
    stretch: float

    @property
    def verdict(self) -> str:
        """In words; whether less is better or more, the two limits tell."""
        sign = 1 if self.stretch <= self.reach else -1
        if sign * self.measured <= sign * self.stretch:
            return "better still"
        return "reached" if sign * self.measured <= sign * self.reach else "**missed**"


def targets(run: "Run") -> Iterator[Target]:
    """Each from the last round that has it: that of the most papers, or Whoosh's own."""
    for name, reach, stretch, value in (*_BUILDING, *_ASKING, *_SERVING):
        found = [measured for one in run.rounds if (measured := value(one)) is not None]
        if found:
            yield Target(name, found[-1], reach, stretch)
    scale = [one for one in run.rounds if one.alone]
    if len(scale) > 1:
        sizes = [one.papers for one in scale]
        times = [t.p50 for one in scale if (t := _times(one, "ours", "or"))]
        yield Target("growth of p50, any of 2–5 words, exponent", growth(sizes, times), 1.0, 0.8)


def growth(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The exponent of a cost between the smallest and the largest size: 1 is linear."""
    return math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0])


def _build(one: "Round", name: str) -> "Build | None":
    return next((build for build in one.builds if build.engine == name), None)


def _times(one: "Round", name: str, kind: str) -> "Times | None":
    return next((t for t in one.times if (t.engine, t.kind) == (name, kind)), None)


def _rate(name: str, peer: str) -> Value:
    """Papers a second to those of a peer."""

    def value(one: "Round") -> float | None:
        ours, theirs = _build(one, name), _build(one, peer)
        return ours.rate / theirs.rate if ours and theirs else None

    return value


def _size(one: "Round") -> float | None:
    ours, theirs = _build(one, "ours"), _build(one, "tantivy")
    return ours.disk / theirs.disk if ours and theirs else None


def _memory(one: "Round") -> float | None:
    ours = _build(one, "ours") if one.alone else None
    return ours.peak_memory / GIGA if ours else None


def _adding(one: "Round") -> float | None:
    return one.alone.adding.get("ours") if one.alone else None


def _ratio(kind: str, percentile: Percentile, theirs: str = "", least: int = 0) -> Value:
    """The time of our questions to that of Tantivy's, where there are `least` papers."""

    def value(one: "Round") -> float | None:
        ours, peer = _times(one, "ours", kind), _times(one, "tantivy", theirs or kind)
        if not ours or not peer or one.papers < least:
            return None
        return float(getattr(ours, percentile) / getattr(peer, percentile))

    return value


def _milliseconds(kind: str) -> Value:
    def value(one: "Round") -> float | None:
        found = _times(one, "ours", kind)
        return found.p50 if found else None

    return value


def _start(one: "Round") -> float | None:
    return one.alone.first_search / one.alone.bare_imports if one.alone else None


def _private(one: "Round") -> float | None:
    return one.alone.serving.private_memory / MEGA if one.alone else None


def _served(name: str) -> Value:
    """Requests a second to those of the constant route."""

    def value(one: "Round") -> float | None:
        rates = {route.name: route.rate for route in one.alone.serving.routes} if one.alone else {}
        return rates[name] / rates["constant"] if rates else None

    return value


# What it is, what it should reach, what would be better still, and where it is found.
_Row = tuple[str, float, float, Value]
_BUILDING: tuple[_Row, ...] = (
    ("build without merging, papers/s to Tantivy's", 1.0, 2.0, _rate("ours-no-merge", "tantivy")),
    ("build as people run it, papers/s to Tantivy's", 0.6, 1.2, _rate("ours", "tantivy")),
    ("build, papers/s to Whoosh's", 15, 30, _rate("ours", "whoosh")),
    ("index, bytes to Tantivy's", 1.4, 1.0, _size),
    ("adding 1,000 papers and publishing, s", 2, 0.5, _adding),
    ("peak memory of all processes, GB", 1.5, 0.8, _memory),
)
_ASKING: tuple[_Row, ...] = (
    ("any of 2–5 words with total, p50 to Tantivy's without", 0.8, 0.5, _ratio("or", "p50")),
    ("any of 2–5 words with total, p95 to Tantivy's without", 0.5, 0.35, _ratio("or", "p95")),
    ("the same on half a million papers, p50", 0.6, 0.6, _ratio("or", "p50", least=MANY)),
    ("with two facets, p50 to Tantivy's without", 1.2, 0.8, _ratio("facets", "p50", "or")),
    ("with two facets, p95 to Tantivy's without", 1.2, 0.8, _ratio("facets", "p95", "or")),
    *(
        (f"{said}, {percentile} to Tantivy's", 1.0, 0.6, _ratio(kind, percentile))
        for kind, said in (("and", "all words"), ("phrase", "phrase"), ("year", "year filter"))
        for percentile in ("p50", "p95")
    ),
    ("engine.search, p50, ms", 2, 1, _milliseconds("engine.search")),
    ("engine.search with three facets, p50, ms", 6, 3, _milliseconds("engine.search, 3 facets")),
    ("first search of a process, to bare imports", 1.5, 1.5, _start),
)
_SERVING: tuple[_Row, ...] = (
    ("private memory of a serving process, MB", 200, 150, _private),
    ("/api/v1/search, requests/s to a constant's", 0.2, 0.35, _served("/api/v1/search")),
)
