"""`make bench`: this project beside other engines, in one run, on the same papers and cores.

Every engine builds in a process of its own from the same unpacked file, whose pages are warm, and
answers the same questions in turn, each once. Whoosh gets the first 20,000 papers. Then a server
answers over HTTP. The report goes to standard output in Markdown; `--json` has it as data.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks import ours_alone, peers
from benchmarks.building import Build, build_in_turn
from benchmarks.machine import Machine, load, machine
from benchmarks.oracle import disagreements, is_plain
from benchmarks.papers import default_file, make_others, rows, unpack
from benchmarks.peers import available
from benchmarks.peers.ours import Searcher
from benchmarks.questions import Question, draw, draw_typed
from benchmarks.report import markdown
from benchmarks.serving import serving
from benchmarks.timing import WARM_UP, Times, ask_all
from index.stopwords import STOP_WORDS

MOST = 100_000  # papers, unless said otherwise
FOR_WHOOSH = 20_000
SCALE = "10000,30000,100000"
GROWING = ("ours", "tantivy")  # engines that papers are added to
PAPERS = "papers.jsonl"
CHECKED = 50  # questions that are held against the oracle
DRAWN_FROM = 100_000  # titles at most, spread over the file: memory is bounded
SERVED = 1000  # different questions that are asked over HTTP


@dataclass(frozen=True, slots=True)
class Round:
    """One number of papers: what was built and asked."""

    papers: int
    builds: tuple[Build, ...]
    times: tuple[Times, ...]
    alone: ours_alone.Alone | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run; `load_after` is of the machine, as that before it."""

    machine: Machine
    source: str
    rounds: tuple[Round, ...]
    load_after: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do: questions of each kind, builds, fresh processes, seconds of each route
    of a server, and where indexes lie."""

    source: Path
    queries: int
    repeat: int
    starts: int
    seconds: float
    folder: Path


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    chosen = _options().parse_args(arguments)
    source = Path(chosen.papers) if chosen.papers else default_file()
    names = chosen.engines.split(",") if chosen.engines else available()
    if unknown := ", ".join(sorted(set(names) - set(available()))):
        sys.exit(f"no engine {unknown} here (there are: {', '.join(available())})")
    sizes = [int(size) for size in chosen.scale.split(",")] if chosen.scale else [chosen.most]
    with TemporaryDirectory(prefix="abseek-bench-", dir=chosen.folder) as folder:
        given = (chosen.queries, chosen.repeat, chosen.starts, chosen.seconds)
        plan = Plan(source, *given, Path(folder))
        run = Run(machine(), source.name, tuple(_rounds(plan, names, sizes)), load())
    if chosen.json:
        Path(chosen.json).write_bytes(orjson.dumps(asdict(run), option=orjson.OPT_INDENT_2))
    print(markdown(run))


def _rounds(plan: Plan, names: Sequence[str], sizes: Sequence[int]) -> Iterator[Round]:
    """One for each size; Whoosh has one of its own, in which it meets this project alone."""
    others = [name for name in names if name != "whoosh"]
    for size in sizes if others else ():
        yield run_round(plan, size, others)
    if "whoosh" in names:
        yield run_round(plan, min(FOR_WHOOSH, sizes[-1]), ["ours", "whoosh"])


def run_round(plan: Plan, size: int, names: Sequence[str]) -> Round:
    """Build with each engine, ask all, measure what is ours alone."""
    with TemporaryDirectory(dir=plan.folder) as place:
        here = Path(place)
        papers = here / PAPERS
        count = unpack(plan.source, size, papers)
        titles, years = _titles(papers, count)
        drawn = draw(titles, years, STOP_WORDS, WARM_UP + plan.queries)
        builds = build_in_turn(names, papers, here, plan.repeat)
        times = _ask(names, here, drawn)
        alone = None
        if "ours" in names and "whoosh" not in names:
            times += ours_alone.whole_searches(here / "ours", drawn["or"])
            typed = draw_typed(titles, STOP_WORDS, SERVED)
            alone = _alone(plan, builds, here, drawn["or"], typed)
    return Round(count, tuple(builds), tuple(times), alone)


def _titles(papers: Path, count: int) -> tuple[list[str], list[int]]:
    """What questions are drawn from: titles and years of papers all over the file."""
    known = [(row.title, row.year) for row in rows(papers, every=-(-count // DRAWN_FROM))]
    return [title for title, _ in known], [year for _, year in known]


def _ask(names: Sequence[str], folder: Path, drawn: dict[str, list[Question]]) -> list[Times]:
    asked = [name for name in names if name != "ours-no-merge"]
    engines = {name: peers.load(name).opened(folder / name) for name in asked}
    times: list[Times] = []
    for kind, questions in drawn.items():
        _say(f"asking: {kind}")
        times += ask_all(engines, questions, "ours")
    for engine in engines.values():
        engine.close()
    return times


def _alone(
    plan: Plan,
    builds: Sequence[Build],
    folder: Path,
    questions: Sequence[Question],
    typed: Sequence[str],
) -> ours_alone.Alone:
    ours = folder / "ours"
    _say("answers beside the oracle's")
    checked, wrong = _check(ours, questions[:CHECKED])
    _say("serving")
    figures = serving(ours, typed, plan.seconds)
    _say("first searches")
    first, bare = ours_alone.cold_start(ours, questions[0], plan.starts)
    _say("adding papers")
    more = folder / "more.jsonl"
    make_others(folder / PAPERS, ours_alone.ADDED, more)
    growing = [one.engine for one in builds if one.engine in GROWING]
    adding = {name: ours_alone.adding(name, more, folder / name) for name in growing}
    return ours_alone.Alone(adding, first, bare, checked, wrong, figures)


def _check(folder: Path, questions: Sequence[Question]) -> tuple[int, int]:
    """How many answers were held against the oracle, and how many of them aren't its own."""
    searcher = peers.load("ours").opened(folder)
    assert isinstance(searcher, Searcher)
    plain = [one for one in questions if is_plain(searcher, one)]
    wrong = disagreements(searcher, plain)
    searcher.close()
    return len(plain), len(wrong)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    options.add_argument("--papers", metavar="FILE", help="any file of papers")
    options.add_argument("--most", type=int, default=MOST, metavar="N", help="papers of the file")
    options.add_argument("--engines", metavar="A,B", help=f"of {', '.join(available())}")
    options.add_argument("--queries", type=int, default=300, metavar="N", help="of each kind")
    options.add_argument(
        "--scale",
        nargs="?",
        const=SCALE,
        metavar="A,B,C",
        help=f"several numbers of papers, and how each cost grows: {SCALE}",
    )
    options.add_argument("--repeat", type=int, default=1, metavar="N", help="builds of each engine")
    options.add_argument("--starts", type=int, default=20, metavar="N", help="fresh processes")
    options.add_argument("--seconds", type=float, default=10.0, help="of each route of a server")
    options.add_argument("--json", metavar="FILE", help="write all figures there")
    options.add_argument("--folder", metavar="DIR", help="for the indexes; needs some 2 GB")
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
