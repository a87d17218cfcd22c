"""What is measured of this project alone: whole searches, growth, a server's memory, a cold start.

`python -m benchmarks.ours_alone FOLDER` is the process whose memory is looked at: it answers
questions given on standard input, one a line, and prints its private bytes.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.building import ROOT, resident
from benchmarks.peers.ours import written
from benchmarks.questions import Question
from benchmarks.timing import WARM_UP, Times, summary

ADDED = 1000  # papers added to the index
IMPORTS = "import click, numpy, whoosh.index"
FACETS = ("year", "category", "author")


def whole_searches(folder: Path, questions: Sequence[Question]) -> list[Times]:
    """`engine.search` from text to ten hits with highlights, without facets and with three."""
    from search import open_engine

    engine = open_engine(str(folder))
    warm_up = questions[:WARM_UP]
    seconds: dict[tuple[str, ...], list[float]] = {(): [], FACETS: []}
    for number, question in enumerate([*warm_up, *questions]):
        for facets in sorted(seconds, reverse=bool(number % 2)):  # the second finds words kept
            start = time.perf_counter()
            engine.search(" ".join(question.words), facets=facets)
            seconds[facets].append(time.perf_counter() - start)
    engine.close()
    names = ("engine.search", "engine.search, 3 facets")
    return [
        summary("ours", name, found[len(warm_up) :])
        for name, found in zip(names, seconds.values(), strict=True)
    ]


def adding(engine: str, papers: Path, folder: Path) -> float:
    """Seconds to add papers to an index and publish them, in a process that has begun."""
    code = (
        "import sys, time; from pathlib import Path; from benchmarks.peers import load\n"
        "peer = load(sys.argv[1]); start = time.perf_counter()\n"
        "peer.add(Path(sys.argv[2]), Path(sys.argv[3])); print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", code, engine, str(papers), str(folder)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def private_memory(folder: Path, questions: Sequence[Question]) -> int:
    """Private bytes (RssAnon) of a process that has answered the questions."""
    command = [sys.executable, "-m", "benchmarks.ours_alone", str(folder)]
    lines = "\n".join(" ".join(question.words) for question in questions).encode()
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, input=lines)
    return int(run.stdout)


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


def main() -> None:
    """Answer the questions, then tell the memory."""
    from search import open_engine

    engine = open_engine(sys.argv[1])
    for line in sys.stdin:
        engine.search(line, facets=FACETS)
    print(resident(os.getpid(), "RssAnon"))


if __name__ == "__main__":
    main()
