"""`make bench`: this project beside other engines, in one run, on the same papers and cores.

Every engine builds in a process of its own from the same unpacked file, whose pages are warm, and
answers the same questions in turn. Whoosh gets its first 20,000 papers. The report goes to standard
output in Markdown; `--json` has it as data.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks import ours_alone
from benchmarks.building import Build, build
from benchmarks.machine import Machine, machine
from benchmarks.oracle import disagreements
from benchmarks.papers import default_file, rows, unpack
from benchmarks.peers import available, load
from benchmarks.peers.ours import Searcher
from benchmarks.questions import Question, draw
from benchmarks.report import markdown
from benchmarks.timing import Times, ask_all
from index.stopwords import STOP_WORDS

MOST = 100_000  # papers, unless said otherwise
FOR_WHOOSH = 20_000
SCALE = (10_000, 30_000, 100_000)
CHECKED = 50  # questions that are held against the oracle


@dataclass(frozen=True, slots=True)
class Alone:
    """Figures of this project alone: seconds, bytes, and how many checked answers were wrong."""

    adding: dict[str, float]
    private_memory: int
    first_search: float
    bare_imports: float
    checked: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Round:
    """One number of papers: what was built and asked."""

    papers: int
    builds: tuple[Build, ...]
    times: tuple[Times, ...]
    alone: Alone | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run."""

    machine: Machine
    source: str
    rounds: tuple[Round, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    chosen = _options().parse_args(arguments)
    source = Path(chosen.papers) if chosen.papers else default_file()
    names = chosen.engines.split(",") if chosen.engines else available()
    if unknown := set(names) - set(available()):
        sys.exit(
            f"no engine {', '.join(sorted(unknown))} here (there are: {', '.join(available())})"
        )
    with TemporaryDirectory(prefix="abseek-bench-", dir=chosen.folder) as folder:
        sizes = SCALE if chosen.scale else (chosen.most,)
        rounds = [
            run_round(
                source, size, [n for n in names if n != "whoosh"], chosen.queries, Path(folder)
            )
            for size in sizes
        ]
        if "whoosh" in names:
            size = min(FOR_WHOOSH, chosen.most)
            rounds.append(run_round(source, size, ["ours", "whoosh"], chosen.queries, Path(folder)))
    run = Run(machine(), source.name, tuple(rounds))
    if chosen.json:
        Path(chosen.json).write_bytes(orjson.dumps(asdict(run), option=orjson.OPT_INDENT_2))
    print(markdown(run))


def run_round(source: Path, size: int, names: Sequence[str], queries: int, folder: Path) -> Round:
    """Build with each engine, ask all, measure what is ours alone."""
    with TemporaryDirectory(dir=folder) as place:
        here = Path(place)
        papers = here / "papers.jsonl"
        count = unpack(source, size, 0, papers)
        drawn = _questions(papers, queries)
        builds = []
        for name in names:
            _say(f"building {count:,} papers: {name}")
            builds.append(build(name, papers, here / name))
        times = _ask(names, here, drawn)
        alone = _alone(source, builds, here, drawn) if "whoosh" not in names else None
        if "ours" in names:
            times += ours_alone.whole_searches(here / "ours", drawn["or"])
    return Round(builds[0].papers, tuple(builds), tuple(times), alone)


def _questions(papers: Path, count: int) -> dict[str, list[Question]]:
    known = [(row.title, row.year) for row in rows(papers)]
    titles, years = ([pair[i] for pair in known] for i in range(2))
    return draw(titles, years, STOP_WORDS, count)  # type: ignore[arg-type]  # split into columns


def _ask(names: Sequence[str], folder: Path, drawn: dict[str, list[Question]]) -> list[Times]:
    asked = [name for name in names if name != "ours-no-merge"]
    engines = {name: load(name).opened(folder / name) for name in asked}
    times: list[Times] = []
    for kind, questions in drawn.items():
        _say(f"asking: {kind}")
        times += ask_all(engines, questions, "ours")
    for engine in engines.values():
        engine.close()
    return times


def _alone(
    source: Path, builds: Sequence[Build], folder: Path, drawn: dict[str, list[Question]]
) -> Alone | None:
    names = [build.engine for build in builds]
    if "ours" not in names:
        return None
    _say("this project alone")
    searcher = load("ours").opened(folder / "ours")
    assert isinstance(searcher, Searcher)
    checked = drawn["or"][:CHECKED]
    wrong = disagreements(searcher, checked)
    searcher.close()
    memory = ours_alone.private_memory(folder / "ours", drawn["or"])
    first, bare = ours_alone.cold_start(folder / "ours", drawn["or"][0])
    more = folder / "more.jsonl"
    added = unpack(source, ours_alone.ADDED, builds[0].papers, more)
    growing = [name for name in names if name in ("ours", "tantivy")] if added else []
    adding = {name: ours_alone.adding(name, more, folder / name) for name in growing}
    return Alone(adding, memory, first, bare, len(checked), len(wrong))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    options.add_argument("--papers", metavar="FILE", help="any file of papers")
    options.add_argument("--most", type=int, default=MOST, metavar="N", help="papers of the file")
    options.add_argument("--engines", metavar="A,B", help=f"of {', '.join(available())}")
    options.add_argument("--queries", type=int, default=300, metavar="N", help="of each kind")
    options.add_argument("--scale", action="store_true", help="10,000, 30,000 and 100,000 papers")
    options.add_argument("--json", metavar="FILE", help="write all figures there")
    options.add_argument("--folder", metavar="DIR", help="for the indexes; needs some 2 GB")
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
