"""What is measured of this project alone: whole searches, growth, a cold start."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.building import ROOT
from benchmarks.peers.ours import written
from benchmarks.questions import Question
from benchmarks.serving import Serving
from benchmarks.timing import WARM_UP, Times, summary

ADDED = 1000  # papers added to the index
IMPORTS = "import click, numpy, whoosh.index"
FACETS = ("year", "category", "author")


@dataclass(frozen=True, slots=True)
class Alone:
    """Figures of this project alone: seconds by engine that is added to, seconds of a first search
    and of bare imports, answers that were checked and how many were wrong, a server's figures."""

    adding: dict[str, float]
    first_search: float
    bare_imports: float
    checked: int
    wrong: int
    serving: Serving


def whole_searches(folder: Path, questions: Sequence[Question]) -> list[Times]:
    """`engine.search` from text to ten hits with highlights, without facets and with three.

    Each has an engine of its own, so that neither finds words that the other has read.
    """
    from search import open_engine

    kinds = {"engine.search": (), "engine.search, 3 facets": FACETS}
    engines = {kind: open_engine(str(folder)) for kind in kinds}
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number, question in enumerate(questions):
        for kind in sorted(kinds, reverse=bool(number % 2)):
            start = time.perf_counter()
            engines[kind].search(" ".join(question.words), facets=kinds[kind])
            seconds[kind].append(time.perf_counter() - start)
    for engine in engines.values():
        engine.close()
    return [summary("ours", kind, found[WARM_UP:]) for kind, found in seconds.items()]


def adding(engine: str, papers: Path, folder: Path) -> float:
    """Seconds to add papers to an index and publish them, in a process that has begun."""
    code = (
        "import sys, time; from pathlib import Path; from benchmarks.peers import load\n"
        "peer = load(sys.argv[1]); start = time.perf_counter()\n"
        "peer.add(Path(sys.argv[2]), Path(sys.argv[3])); print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", code, engine, str(papers), str(folder)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def cold_start(folder: Path, question: Question, starts: int) -> tuple[float, float]:
    """Median seconds of a first `abseek search`, and of importing what it stands on, in turn."""
    script = "import sys, abseek; sys.argv[0] = 'abseek'; abseek.main()"
    search = [sys.executable, "-c", script, "search", written(question), "--index", str(folder)]
    bare = [sys.executable, "-c", IMPORTS]
    pairs = [(_run(search), _run(bare)) for _ in range(starts)]
    first, second = (statistics.median(times) for times in zip(*pairs, strict=True))
    return first, second


def _run(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start
