"""`make eval`: this project's ranking beside other engines, on human judgments, run on the spot.

`python -m benchmarks.judgments [COLLECTION…]`: folders in BEIR layout; without any, those of
`../shared/data/collections`. Each engine indexes title and abstract and has one configuration.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.engines import bm25s_run, fts5_run, tantivy_run, whoosh_run
from search.evaluate import (
    Collection,
    Run,
    answer_all,
    indexed,
    mean,
    measure,
    read_collection,
)
from search.ranking import Ranking

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "collections"


def main() -> None:
    """Print a table: nDCG@10 / AP of each engine on each collection, and their means."""
    folders = [Path(name) for name in sys.argv[1:]] or sorted(SHARED.glob("*/"))
    if not folders:
        sys.exit(f"no collections: name folders in BEIR layout, or put some into {SHARED}")
    collections = [read_collection(folder) for folder in folders]
    print(f"{'nDCG@10 / AP':<34}" + "".join(f"{c.name:>16}" for c in collections) + f"{'mean':>16}")
    for name, run in ENGINES.items():
        pairs = [figures(collection, run(collection)) for collection in collections]
        pairs.append((sum(n for n, _ in pairs) / len(pairs), sum(a for _, a in pairs) / len(pairs)))
        cells = "".join(f"{f'{ndcg:.3f} / {ap:.3f}':>16}" for ndcg, ap in pairs)
        print(f"{name:<34}{cells}", flush=True)


def figures(collection: Collection, run: Run) -> tuple[float, float]:
    """Mean nDCG@10 and average precision of a run."""
    found = measure(collection.judgments, run)
    return mean(found["nDCG@10"]), mean(found["AP"])


def ours(collection: Collection) -> Run:
    """The defaults."""
    with indexed(collection) as engine:
        return answer_all(engine, collection.questions, Ranking())


def ours_wider(collection: Collection) -> Run:
    """With words of the best papers added."""
    with indexed(collection) as engine:
        return answer_all(engine, collection.questions, Ranking(), expand=True)


ENGINES: dict[str, Callable[[Collection], Run]] = {
    "Whoosh, its BM25F": whoosh_run,
    "Tantivy, its defaults": tantivy_run,
    "SQLite FTS5, its defaults": fts5_run,
    "bm25s, its defaults": lambda collection: bm25s_run(collection, titles=1, b=0.75),
    "bm25s, title three times, b .65": lambda collection: bm25s_run(collection, titles=3, b=0.65),
    "Abseek": ours,
    "Abseek --expand": ours_wider,
}

if __name__ == "__main__":
    main()
