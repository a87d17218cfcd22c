"""The engine over a Whoosh index on this machine: text in, Results out.

Ask, order, fetch, mark: each step is a module of its own. A query runs on one snapshot of the index
from its start to its end.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.analysis import stem
from index.errors import QueryError
from search.compiled import load_beside, loaded
from search.corpus import Corpus
from search.engine import FACETS, SORTS, Filters
from search.evaluator import Answer
from search.explain import Explainer
from search.facets import count
from search.highlight import highlight
from search.hits import make_hit
from search.order import best, in_order
from search.question import Options, Question, ask
from search.ranking import Ranking
from search.results import Hit, QueryInfo, Results
from search.shards import TEXT_FIELDS, Docs
from search.similar import alike
from search.snapshot import Snapshots, Still
from search.suggest import complete


def connect(location: str) -> "EmbeddedEngine":
    """Open the index in a folder; raises NoIndexError, IndexVersionError, IndexDamagedError."""
    return EmbeddedEngine(Snapshots(Path(location)))


class EmbeddedEngine:
    """Searches one location, always in its newest generation; see `search.engine.Engine`."""

    def __init__(self, snapshots: Snapshots | Still) -> None:
        self._snapshots = snapshots
        self._was_asked = False

    @property
    def generation(self) -> int:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            return snapshot.number

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        page: int = 1,
        sort: str = "relevance",
        filters: Filters | None = None,
        facets: Sequence[str] = (),
        ranking: Ranking | None = None,
        expand: bool = False,
        explain: bool = False,
    ) -> Results:
        """See `search.engine.Engine`."""
        _check(limit, page, sort, facets)
        started = time.perf_counter()
        if self._was_asked:
            load_beside()
        self._was_asked = True
        weights = ranking or Ranking()
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            question = ask(corpus, text, weights, Options(filters, expand))
            found = question.answer.docs
            start = (page - 1) * limit
            shown = _page(corpus, question.answer, sort, start, start + limit)
            return Results(
                query=question.info,
                total=len(found),
                partial=question.answer.partial,
                page=page,
                per_page=limit,
                sort=sort,
                hits=_hits(corpus, weights, question, shown, explain),
                facets={name: count(corpus, found, name) for name in facets},
                suggestion=question.suggestion,
                generation=snapshot.number,
                took_ms=round(1000 * (time.perf_counter() - started), 3),
            )

    def scan(
        self, text: str, *, sort: str = "relevance", filters: Filters | None = None
    ) -> Iterator[Hit]:
        """See `search.engine.Engine`."""
        _check(1, 1, sort, ())
        return self._scan(text, sort, filters)

    def count(self, text: str, *, filters: Filters | None = None) -> int:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            question = ask(snapshot.corpus, text, Ranking(), Options(filters))
            return len(question.answer.docs)

    def ranked(
        self, text: str, limit: int, ranking: Ranking, expand: bool = False
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best papers that have any of the words: for evaluation."""
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            answer = ask(corpus, text, ranking, Options(None, expand, any_word=True)).answer
            docs = _page(corpus, answer, "relevance", 0, limit).tolist()
            return [(corpus.stored(doc)["id"], answer.score(doc)) for doc in docs]

    def get(self, paper_id: str) -> Hit | None:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            doc = snapshot.corpus.find(paper_id)
            return None if doc is None else make_hit(snapshot.corpus.stored(doc), 0.0)

    def similar(self, paper_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            doc = corpus.find(paper_id)
            if doc is None:
                return ()
            paper = corpus.stored(doc)
            title = "" if paper["untitled"] else paper["title"]
            answer = alike(corpus, Ranking(), title, paper["abstract"])
            answer = answer.where(answer.docs != doc)
            docs = _page(corpus, answer, "relevance", 0, limit)
            return tuple(_plain(corpus, answer, doc) for doc in docs.tolist())

    def find_like(self, text: str, *, limit: int = 10, page: int = 1) -> Results:
        """See `search.engine.Engine`."""
        _check(limit, page, "relevance", ())
        started = time.perf_counter()
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            answer = alike(corpus, Ranking(), "", text)
            start = (page - 1) * limit
            shown = _page(corpus, answer, "relevance", start, start + limit)
            return Results(
                query=QueryInfo(text, "", "papers like the text that was pasted", "any"),
                total=len(answer.docs),
                partial=False,
                page=page,
                per_page=limit,
                sort="relevance",
                hits=tuple(_plain(corpus, answer, doc) for doc in shown.tolist()),
                facets={},
                suggestion=None,
                generation=snapshot.number,
                took_ms=round(1000 * (time.perf_counter() - started), 3),
            )

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            return complete(snapshot.corpus, prefix, limit)

    def stats(self) -> dict[str, int | str]:
        """See `search.engine.Engine`."""
        with self._snapshots.borrow() as snapshot:
            return dict(snapshot.figures)

    def close(self) -> None:
        """See `search.engine.Engine`."""
        self._snapshots.close()

    def _scan(self, text: str, sort: str, filters: Filters | None) -> Iterator[Hit]:
        """Generated, so that the snapshot is held until the last hit is taken."""
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            answer = ask(corpus, text, Ranking(), Options(filters)).answer
            docs = _page(corpus, answer, sort, 0, len(answer.docs))
            for doc in docs.tolist():
                yield _plain(corpus, answer, doc)


def _check(limit: int, page: int, sort: str, facets: Sequence[str]) -> None:
    if page < 1 or limit < 0:
        raise QueryError(f"page {page} with {limit} hits: pages are counted from 1, hits from 0")
    if sort not in SORTS:
        raise QueryError(f"no sort {sort!r} (known: {', '.join(SORTS)})")
    for name in facets:
        if name not in FACETS:
            raise QueryError(f"no facet {name!r} (known: {', '.join(FACETS)})")


def _page(corpus: Corpus, answer: Answer, sort: str, start: int, stop: int) -> Docs:
    if sort == "relevance":
        return best(corpus, answer.docs, answer.scores, start, stop)
    return in_order(corpus, answer.docs, sort, start, stop)


def _hits(
    corpus: Corpus, ranking: Ranking, question: Question, docs: Docs, explain: bool
) -> tuple[Hit, ...]:
    hits = []
    explainer = Explainer(corpus, ranking)
    findings = explainer.findings(question.answer.parts, docs)
    stem_of = corpus.stem_of if loaded() is None else stem
    for doc, found in zip(docs.tolist(), findings, strict=True):
        paper = corpus.stored(doc)
        spans = {field: highlight(paper[field], question.marks, stem_of) for field in TEXT_FIELDS}
        why = explainer.reasons(found)
        told = explainer.explanation(found) if explain else ""
        hits.append(make_hit(paper, question.answer.score(doc), spans, why, told))
    return tuple(hits)


def _plain(corpus: Corpus, answer: Answer, doc: int) -> Hit:
    return make_hit(corpus.stored(doc), answer.score(doc))
