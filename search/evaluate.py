"""A judged collection → an index of its papers, runs over its questions, and figures of the runs.

A collection is a folder in BEIR layout: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv` (or
`qrels/test.tsv`). Title and text are indexed, nothing else, as they are for the engines beside.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson

from index.bodies import Parts, encode
from index.errors import SourceError
from index.record import Record
from index.workers import Resources, Workers
from index.writer import write
from search.embedded import EmbeddedEngine
from search.ranking import Ranking
from search.snapshot import Snapshot, Still

DEPTH = 1000  # papers of a run for each question

_LAYOUT = "a collection has corpus.jsonl, queries.jsonl and qrels.tsv or qrels/test.tsv"
MEASURES = ("nDCG@10", "AP", "P@10", "R@100")
TRIALS = 10_000  # sign flips of a test of significance

Run = dict[str, dict[str, float]]  # question → paper → score
Figures = dict[str, dict[str, float]]  # measure → question → value


@dataclass(frozen=True, slots=True)
class Collection:
    """Questions with judgments; those that nobody judged are left out. `papers` streams."""

    name: str
    folder: Path
    questions: dict[str, str]
    judgments: dict[str, dict[str, int]]

    def papers(self) -> Iterator[Record]:
        """The papers: id, title and abstract."""
        for row in _rows(self.folder / "corpus.jsonl"):
            yield Record(id=row["_id"], title=row.get("title") or "", abstract=row["text"] or "")


def read_collection(folder: Path) -> Collection:
    """Open a collection; raises SourceError for what isn't one."""
    judgments: dict[str, dict[str, int]] = {}
    try:
        for line in _judgment_file(folder).read_text("utf-8").splitlines()[1:]:
            question, paper, grade = line.split("\t")[:3]
            judgments.setdefault(question, {})[paper] = int(grade)
        rows = _rows(folder / "queries.jsonl")
        questions = {row["_id"]: row["text"] for row in rows if row["_id"] in judgments}
    except OSError as error:
        raise SourceError(f"{error.filename}: {error.strerror}; {_LAYOUT}") from error
    except (ValueError, KeyError) as error:
        raise SourceError(f"{folder}: not a collection in BEIR layout ({error})") from error
    return Collection(folder.name, folder, questions, judgments)


@contextmanager
def indexed(collection: Collection) -> Iterator[EmbeddedEngine]:
    """An engine over an index of the collection, every paper for itself; gone afterwards."""
    with TemporaryDirectory(prefix="abseek-eval-") as name:
        folder = Path(name)
        papers = (
            Parts(paper.id, (), (encode(paper),), (collection.name,))
            for paper in collection.papers()
        )
        write(folder, (), papers, Workers(Resources(jobs=1), None), lambda _: None)
        snapshots = Still(Snapshot(1, folder))
        engine = EmbeddedEngine(snapshots)
        yield engine
        engine.close()


def answer_all(
    engine: EmbeddedEngine, questions: Mapping[str, str], ranking: Ranking, expand: bool = False
) -> Run:
    """The first DEPTH papers for each question, by the engine as people use it."""
    return {
        name: dict(engine.ranked(text, DEPTH, ranking, expand)) for name, text in questions.items()
    }


def measure(judgments: Mapping[str, Mapping[str, int]], run: Run) -> Figures:
    """MEASURES for each question; a question without hits counts 0."""
    import ir_measures

    wanted = [ir_measures.parse_measure(name) for name in MEASURES]
    figures: Figures = {name: dict.fromkeys(judgments, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(wanted, judgments, run):
        figures[str(metric.measure)][metric.query_id] = metric.value
    return figures


def mean(values: Mapping[str, float]) -> float:
    """The mean over the questions."""
    return sum(values.values()) / len(values) if values else 0.0


def significance(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """The p of a paired randomisation test (two-sided, seeded): how easily chance differs as much.

    M. Smucker, J. Allan, B. Carterette: A comparison of statistical significance tests for
    information retrieval evaluation, 2007.
    """
    difference = np.array([second[name] - first[name] for name in sorted(first)])
    if not difference.any():
        return 1.0
    signs = np.random.default_rng(0).choice((-1.0, 1.0), (TRIALS, len(difference)))
    chance = np.abs(signs @ difference) >= abs(difference.sum()) - 1e-12
    return float((chance.sum() + 1) / (TRIALS + 1))


def _judgment_file(folder: Path) -> Path:
    plain = folder / "qrels.tsv"
    return plain if plain.exists() else folder / "qrels" / "test.tsv"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise SourceError(f"{path}:{number}: not JSON ({error})") from error
