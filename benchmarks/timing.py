"""Questions to several open engines, in turn → times, and how far the answers agree."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers import TOP, Answer, Asked
from benchmarks.questions import Question

WARM_UP = 20  # questions of each kind that are asked before any is timed, and not again


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one kind of question in one engine; `overlap` is with ours, at 10."""

    engine: str
    kind: str
    asked: int
    p50: float
    p95: float
    p99: float
    rate: float
    overlap: float | None


def ask_all(
    engines: Mapping[str, Asked], questions: Sequence[Question], ours: str, warm_up: int = WARM_UP
) -> list[Times]:
    """Each question goes to every engine, once, before the next one does, in an order that turns.

    The first `warm_up` questions aren't timed.
    """
    names = list(engines)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    overlaps: dict[str, list[float]] = {name: [] for name in names}
    for number, question in enumerate(questions):
        turn = number % len(names)
        answers = {}
        for name in names[turn:] + names[:turn]:
            if timed := ask(engines[name], question):
                answers[name], took = timed
                if number >= warm_up:
                    seconds[name].append(took)
        for name in answers.keys() - {ours} if ours in answers else ():
            overlaps[name].append(_overlap(engines, answers, name, ours))
    return [
        summary(name, questions[0].kind, seconds[name], overlaps[name])
        for name in names
        if seconds[name]
    ]


def ask(engine: Asked, question: Question) -> tuple[Answer, float] | None:
    """The answer and how long it took, in seconds; None if the engine has no such question."""
    run = engine.compile(question)
    return measured(run) if run else None


def measured(run: Callable[[], Answer]) -> tuple[Answer, float]:
    """What a call gives, and its seconds."""
    start = time.perf_counter()
    value = run()
    return value, time.perf_counter() - start


def summary(
    engine: str, kind: str, seconds: Sequence[float], overlaps: Sequence[float] = ()
) -> Times:
    """Percentiles of the times."""
    p50, p95, p99 = (float(x) for x in np.percentile(np.array(seconds) * 1000, (50, 95, 99)))
    overlap = sum(overlaps) / len(overlaps) if overlaps else None
    rate = len(seconds) / sum(seconds)
    return Times(engine, kind, len(seconds), p50, p95, p99, rate, overlap)


def _overlap(
    engines: Mapping[str, Asked], answers: Mapping[str, Answer], name: str, ours: str
) -> float:
    """The share of ids in common among the first; 1 where neither finds anything."""
    first, second = (set(engines[one].ids(answers[one])[:TOP]) for one in (name, ours))
    most = max(len(first), len(second))
    return len(first & second) / most if most else 1.0
