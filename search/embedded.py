"""The engine over a Whoosh index on this machine: text in, Results out.

Ask, order, fetch, mark: each step is a module of its own. A query runs on one snapshot of the index
from its start to its end.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import QueryError
from search.compiled import load_beside
from search.corpus import Corpus
from search.engine import FACETS, SORTS, Filters
from search.evaluator import Answer
from search.facets import counted
from search.highlight import Marks, highlights
from search.hits import make_hit
from search.order import in_order, page_of
from search.question import Options, ask
from search.ranking import Ranking
from search.reasons import reasons_of
from search.results import Hit, QueryInfo, Results
from search.shards import TEXT_FIELDS
from search.similar import alike
from search.snapshot import Snapshots, Still
from search.suggest import complete

_USUAL = Ranking()  # to make one takes as long as to read a question


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
        weights = ranking or _USUAL
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            start = (page - 1) * limit
            most = _most(corpus, sort, start + limit)
            question = ask(corpus, text, weights, Options(filters, expand, most=most))
            shown = _page(corpus, question.answer, sort, start, start + limit)
            return Results(
                query=question.info,
                total=question.answer.total,
                partial=question.answer.partial,
                page=page,
                per_page=limit,
                sort=sort,
                hits=_hits(corpus, weights, question.marks, shown, explain),
                facets=counted(corpus, question.answer.bits, facets),
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
            question = ask(snapshot.corpus, text, _USUAL, Options(filters, most=1, offers=False))
            return question.answer.total

    def ranked(
        self, text: str, limit: int, ranking: Ranking, expand: bool = False
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best papers that have any of the words: for evaluation."""
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            options = Options(None, expand, any_word=True, most=limit, offers=False)
            answer = ask(corpus, text, ranking, options).answer
            shown = _page(corpus, answer, "relevance", 0, limit)
            return [(hit.id, hit.score) for hit in _plain(corpus, shown)]

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
            answer = alike(corpus, _USUAL, title, paper["abstract"], limit + 1)
            answer = answer.where(answer.docs != doc)
            return tuple(_plain(corpus, _page(corpus, answer, "relevance", 0, limit)))

    def find_like(self, text: str, *, limit: int = 10, page: int = 1) -> Results:
        """See `search.engine.Engine`."""
        _check(limit, page, "relevance", ())
        started = time.perf_counter()
        with self._snapshots.borrow() as snapshot:
            corpus = snapshot.corpus
            start = (page - 1) * limit
            answer = alike(corpus, _USUAL, "", text, start + limit)
            shown = _page(corpus, answer, "relevance", start, start + limit)
            return Results(
                query=QueryInfo(text, "", "papers like the text that was pasted", "any"),
                total=answer.total,
                partial=False,
                page=page,
                per_page=limit,
                sort="relevance",
                hits=tuple(_plain(corpus, shown)),
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
            answer = ask(corpus, text, _USUAL, Options(filters, offers=False)).answer
            yield from _plain(corpus, _page(corpus, answer, sort, 0, answer.total))


def _check(limit: int, page: int, sort: str, facets: Sequence[str]) -> None:
    if page < 1 or limit < 0:
        raise QueryError(f"page {page} with {limit} hits: pages are counted from 1, hits from 0")
    if sort not in SORTS:
        raise QueryError(f"no sort {sort!r} (known: {', '.join(SORTS)})")
    for name in facets:
        if name not in FACETS:
            raise QueryError(f"no facet {name!r} (known: {', '.join(FACETS)})")


def _most(corpus: Corpus, sort: str, stop: int) -> int:
    """How many of the best are to be known: 0, all, for another order than theirs."""
    return max(min(stop, corpus.size), 1) if sort == "relevance" else 0


def _page(corpus: Corpus, answer: Answer, sort: str, start: int, stop: int) -> Answer:
    """The papers at start:stop of an order, in that order."""
    if sort == "relevance":
        return answer.where(page_of(corpus, answer, start, stop))
    return answer.where(in_order(corpus, answer.docs, sort, start, stop))


def _hits(
    corpus: Corpus, ranking: Ranking, marks: Marks, shown: Answer, explain: bool
) -> tuple[Hit, ...]:
    papers = corpus.all_stored(shown.docs.tolist())
    titles, abstracts = ([paper[field] for paper in papers] for field in TEXT_FIELDS)
    spans = highlights([*titles, *abstracts], marks, corpus.know_stems)
    marked = spans[: len(papers)], spans[len(papers) :]
    reasons = reasons_of(corpus, ranking, shown, explain)
    rows = zip(papers, shown.scores.tolist(), *marked, reasons, strict=True)
    return tuple(
        [
            make_hit(paper, score, {"title": in_title, "abstract": in_abstract}, why, told)
            for paper, score, in_title, in_abstract, (why, told) in rows
        ]
    )


def _plain(corpus: Corpus, shown: Answer) -> Iterator[Hit]:
    """The hits of a page without marks and reasons."""
    for doc, score in zip(shown.docs.tolist(), shown.scores.tolist(), strict=True):
        yield make_hit(corpus.stored(doc), score)
