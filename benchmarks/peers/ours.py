"""This project: `abseek reindex` into a location, and its engine's own steps as questions."""

from os import cpu_count
from pathlib import Path

from benchmarks.peers import TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.catalogue import FILE
from index.generations import current
from index.reindex import Options, reindex
from index.workers import Resources
from search.combining import Wanted
from search.compiled import load
from search.embedded import EmbeddedEngine, connect
from search.evaluator import Evaluation
from search.facets import counted
from search.order import page_of
from search.parser import parse
from search.plan import plan_of_typed
from search.preparation import prepare
from search.ranking import Ranking
from web.live import settle

LABEL = "Abseek"
_USUAL = Ranking()
FACETS = ("year", "category")


def build(papers: Path, folder: Path) -> Built:
    """With merging of duplicates, as people run it."""
    return build_with(papers, folder, merge=True)


def build_with(papers: Path, folder: Path, *, merge: bool) -> Built:
    """Index the papers as the command does."""
    resources = Resources()
    counts = reindex(Options(folder, (str(papers),), merge=merge, resources=resources))
    path = current(folder).path
    catalogue = (folder / FILE).stat().st_size
    return Built(
        papers=counts.read,
        threads=resources.jobs or cpu_count() or 1,
        segments=len(list(path.glob("*.abd"))),
        beside=catalogue,
        notes=f"and a catalogue of {catalogue >> 20:,} MB",
    )


def add(papers: Path, folder: Path) -> None:
    """Add more and publish."""
    reindex(Options(folder, (str(papers),)))


def opened(folder: Path) -> "Searcher":
    """Open for questions, as a server is."""
    load()
    engine = connect(str(folder))
    settle(engine)
    return Searcher(engine)


def written(question: Question) -> str:
    """A question as a person would type it."""
    joined = (" OR " if question.kind in ("or", "year", "facets") else " ").join(question.words)
    if question.kind == "phrase":
        return f'"{joined}"'
    if question.kind == "prefix":
        return f"{joined}*"
    return f"({joined}) year:{question.years[0]}..{question.years[1]}" if question.years else joined


class Searcher:
    """An open engine; a question is timed from its tree as parsed, with nothing looked up yet, to
    document numbers, total included."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self._borrowed = engine._snapshots.borrow()
        self.corpus = self._borrowed.__enter__().corpus

    def compile(self, question: Question, ranking: Ranking | None = None) -> Ask:
        """Every kind; `ranking` is the default."""
        corpus = self.corpus
        parsed = parse(written(question))
        facets = FACETS if question.kind == "facets" else ()
        weights = ranking or _USUAL

        def ask() -> Answer:
            plan = prepare(plan_of_typed(parsed.tree), corpus)
            answer = Evaluation(corpus, weights, Wanted(TOP)).answer(plan, parsed.free_words)
            places = page_of(corpus, answer, 0, TOP)
            counts = counted(corpus, answer.bits, facets)
            docs, scores = answer.docs[places].tolist(), answer.scores[places].tolist()
            return Answer(docs, scores, answer.total, counts)

        return ask

    def ids(self, answer: Answer) -> list[str]:
        """From the stored papers."""
        return [self.corpus.stored(doc)["id"] for doc in answer.docs]

    def close(self) -> None:
        """Close the engine."""
        self._borrowed.__exit__(None, None, None)
        self.engine.close()
