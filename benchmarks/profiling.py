"""`make profile`: where the time of a build and of questions goes, function by function.

A build runs in this process alone, so that the profiler sees all of it; times are of the processor,
so that a busy machine doesn't distort them. Functions that are called often look dearer than they
are: the profiler itself takes about a third of their time.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.papers import default_file, rows, unpack
from benchmarks.questions import Question, draw
from index.reindex import Options, reindex
from index.stopwords import STOP_WORDS
from index.workers import Resources

SHOWN = 40  # functions of each table
FACETS = ("year", "category", "author")


def main() -> None:
    """Print, for each of the two, the functions by their own time and by all below them."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--papers", metavar="FILE", help="any file of papers")
    options.add_argument("--most", type=int, default=10_000, metavar="N", help="papers of the file")
    options.add_argument("--queries", type=int, default=300, metavar="N")
    chosen = options.parse_args()
    source = Path(chosen.papers) if chosen.papers else default_file()
    with TemporaryDirectory(prefix="abseek-profile-") as folder:
        papers, location = Path(folder) / "papers.jsonl", Path(folder) / "index"
        count = unpack(source, chosen.most, papers)
        show(f"a build of {count:,} papers", lambda: build(papers, location))
        questions = _questions(papers, chosen.queries)
        show(f"{len(questions):,} questions", lambda: search(location, questions))


def build(papers: Path, location: Path) -> None:
    """Reindex in one process."""
    reindex(Options(location, (str(papers),), resources=Resources(jobs=1)))


def search(location: Path, questions: list[Question]) -> None:
    """Whole searches with three facets."""
    from search import open_engine

    engine = open_engine(str(location))
    for question in questions:
        engine.search(" ".join(question.words), facets=FACETS)
    engine.close()


def show(title: str, run: Callable[[], None]) -> None:
    """Profile a call and print what it found."""
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(run)
    print(f"\n=== {title} ===")
    figures = pstats.Stats(profiler).strip_dirs()
    for order in ("tottime", "cumtime"):
        figures.sort_stats(order).print_stats(SHOWN)


def _questions(papers: Path, count: int) -> list[Question]:
    known = list(rows(papers))
    titles, years = [row.title for row in known], [row.year for row in known]
    return draw(titles, years, STOP_WORDS, count)["or"]


if __name__ == "__main__":
    main()
