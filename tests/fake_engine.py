"""An engine over a list of papers, for tests of what is done with answers, not of answers."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from search.ranking import Ranking
from search.results import FacetValue, Hit, Problem, QueryInfo, Results, Span


def make_hit(paper_id: str = "p1", **fields: object) -> Hit:
    """A paper with something in every field; `fields` are set as given."""
    usual: dict[str, object] = {
        "score": 1.0,
        "title": "Counting sheep with wavelets",
        "abstract": "We count sheep. Wavelets help. The sheep of $\\mathbb{R}^n$ are many.",
        "authors": ("Ada Quill", "Bo Reed"),
        "date": "2015-03-17",
        "year": 2015,
        "venue": "Journal of Flocks",
        "categories": ("cs.LG", "stat.ML"),
        "doi": "",
        "arxiv_id": "",
        "url": "",
        "has_code": False,
        "sources": ("flock.bib",),
    }
    return Hit(id=paper_id, **(usual | fields))  # type: ignore[arg-type]  # checked by Hit's users


class FakeEngine:
    """Holds papers that have every word of the query, as plain text, in their given order."""

    def __init__(self, papers: Sequence[Hit], generation: int = 1) -> None:
        self.papers = list(papers)
        self.generation = generation
        self.closed = False

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        page: int = 1,
        sort: str = "relevance",
        filters: Mapping[str, Sequence[str]] | None = None,
        facets: Sequence[str] = (),
        ranking: Ranking | None = None,
        expand: bool = False,
        explain: bool = False,
    ) -> Results:
        """As the port says, but in the order of the list or by title."""
        found = list(self.scan(text, sort=sort, filters=filters))
        match: Literal["all", "any"] = "all"
        problems = []
        if not found and " " in text:
            match, found = "any", self._any(text)
            problems = [Problem("any-words", "no paper has all", 0, len(text))]
        shown = found[(page - 1) * limit : page * limit]
        counts = {name: _count(found, name) for name in facets}
        query = QueryInfo(text, text, f"papers with {text}", match, tuple(problems))
        hits = tuple(_marked(hit, text) for hit in shown)
        total, number = len(found), self.generation
        return Results(query, total, False, page, limit, sort, hits, counts, None, number, 1.5)

    def scan(
        self,
        text: str,
        *,
        sort: str = "relevance",
        filters: Mapping[str, Sequence[str]] | None = None,
    ) -> Iterator[Hit]:
        """Every paper that has each word somewhere."""
        words = re.sub(r'\w+:|"|^\*$', "", text.casefold()).split()
        found = [paper for paper in self.papers if all(w in _all_text(paper) for w in words)]
        for name, wanted in (filters or {}).items():
            found = [paper for paper in found if set(_values(paper, name)) & set(wanted)]
        if sort.endswith("title"):
            found.sort(key=lambda paper: paper.title, reverse=sort[0] == "-")
        return iter(found)

    def _any(self, text: str) -> list[Hit]:
        return [
            paper for paper in self.papers if any(paper in self.scan(word) for word in text.split())
        ]

    def count(self, text: str, *, filters: Mapping[str, Sequence[str]] | None = None) -> int:
        return len(list(self.scan(text, filters=filters)))

    def get(self, paper_id: str) -> Hit | None:
        return next((paper for paper in self.papers if paper.id == paper_id), None)

    def similar(self, paper_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        return tuple(paper for paper in self.papers if paper.id != paper_id)[:limit]

    def find_like(self, text: str, *, limit: int = 10, page: int = 1) -> Results:
        return self.search("", limit=limit, page=page)

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        return tuple(p.title for p in self.papers if prefix.casefold() in _all_text(p))[:limit]

    def stats(self) -> dict[str, int | str]:
        return {"papers": len(self.papers), "generation": self.generation, "date": "2026-01-02"}

    def close(self) -> None:
        self.closed = True


def _all_text(paper: Hit) -> str:
    return f"{paper.title} {paper.abstract} {paper.authors}".casefold()


def _values(paper: Hit, facet: str) -> Sequence[str]:
    return {
        "year": (str(paper.year),),
        "category": paper.categories,
        "author": paper.authors,
        "venue": (paper.venue,),
        "has": ("code",) if paper.has_code else (),
        "source": paper.sources,
    }[facet]


def _count(found: list[Hit], facet: str) -> tuple[FacetValue, ...]:
    counts = Counter(value for paper in found for value in _values(paper, facet))
    return tuple(FacetValue(value, count) for value, count in counts.most_common())


def _marked(hit: Hit, text: str) -> Hit:
    return replace(
        hit, highlights={f: _spans(getattr(hit, f), text) for f in ("title", "abstract")}
    )


def _spans(field: str, text: str) -> tuple[Span, ...]:
    words = [re.escape(word) for word in text.split()]
    found = re.finditer("|".join(words), field, re.IGNORECASE) if words else ()
    return tuple(match.span() for match in found)
