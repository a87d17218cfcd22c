"""Whoosh as it comes: its stemming analyzer, its own codec, its BM25F with our title boost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh import qparser
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import And, NumericRange, Query
from whoosh.sorting import FieldFacet

from benchmarks.papers import rows
from benchmarks.peers import MEMORY, TITLE_BOOST, TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.stopwords import STOP_WORDS

LABEL = "Whoosh as it comes"
FIELDS = ("title", "abstract")


def build(papers: Path, folder: Path) -> Built:
    """One process, one segment."""
    index = create_in(folder, _schema())
    writer = index.writer(limitmb=MEMORY)
    count = 0
    for count, row in enumerate(rows(papers), 1):  # noqa: B007  # the count is what is wanted
        writer.add_document(
            id=row.id,
            title=row.title,
            abstract=row.abstract,
            author=", ".join(row.authors),
            category=" ".join(row.categories),
            year=row.year,
            record=row.line,
        )
    writer.commit()
    return Built(count, 1, 1)


def opened(folder: Path) -> "Searcher":
    """Open for questions."""
    return Searcher(folder)


class Searcher:
    """An open searcher."""

    def __init__(self, folder: Path) -> None:
        self._index = open_dir(folder)
        self._searcher = self._index.searcher()

    def compile(self, question: Question) -> Ask:
        """Every kind; facets by year and category."""
        query = self._query(question)
        options: dict[str, Any] = {"limit": TOP}  # Whoosh's options are of many types
        if question.kind == "facets":
            options["groupedby"] = {"year": FieldFacet("year"), "category": FieldFacet("category")}
        return lambda: self._best(query, options)

    def ids(self, answer: Answer) -> list[str]:
        """From the stored fields."""
        return [self._searcher.stored_fields(number)["id"] for number in answer.docs]

    def close(self) -> None:
        """Close both."""
        self._searcher.close()
        self._index.close()

    def _best(self, query: Query, options: dict[str, Any]) -> Answer:
        found = self._searcher.search(query, **options)
        counts = {name: found.groups(name) for name in options.get("groupedby", ())}
        pairs = [(docnum, score) for score, docnum in found.top_n]
        return Answer([doc for doc, _ in pairs], [score for _, score in pairs], None, counts)

    def _query(self, question: Question) -> Query:
        group: Callable[..., Any] = qparser.AndGroup if question.kind == "and" else qparser.OrGroup
        boosts = {"title": TITLE_BOOST, "abstract": 1.0}
        parser = qparser.MultifieldParser(FIELDS, self._index.schema, boosts, group=group)
        query = parser.parse(_written(question))
        if not question.years:
            return query
        return And([query, NumericRange("year", *question.years, boost=0.0)])


def _written(question: Question) -> str:
    text = " ".join(question.words)
    if question.kind == "phrase":
        return f'"{text}"'
    return f"{text}*" if question.kind == "prefix" else text


def _schema() -> Schema:
    analyzer = StemmingAnalyzer(stoplist=STOP_WORDS)
    return Schema(
        id=ID(stored=True, unique=True),
        title=TEXT(analyzer),
        abstract=TEXT(analyzer),
        author=KEYWORD(commas=True, lowercase=True),
        category=KEYWORD(sortable=True),
        year=NUMERIC(sortable=True),
        record=STORED,
    )
