"""Tantivy with our stop words, its English stemmer and our title boost.

A writing thread a core, as it comes; questions are queries built in Python once, so that parsing
isn't timed.
"""

import os
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.papers import rows
from benchmarks.peers import MEMORY, TITLE_BOOST, TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.stopwords import STOP_WORDS

LABEL = "Tantivy"
TOKENIZER = "like_ours"
FIELDS = {"title": TITLE_BOOST, "abstract": 1.0}
FACETS = ("year", "category")
COUNTED = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}


def build(papers: Path, folder: Path) -> Built:
    """Add row by row, commit, and wait for merges that it has begun."""
    threads = min(os.cpu_count() or 1, 8)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(TOKENIZER, _analyzer())
    writer = index.writer(heap_size=threads * MEMORY << 20, num_threads=threads)
    count = _add(writer, papers)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return Built(count, threads, index.searcher().num_segments)


def add(papers: Path, folder: Path) -> None:
    """Add more to an index and publish."""
    index = tantivy.Index.open(str(folder))
    index.register_tokenizer(TOKENIZER, _analyzer())
    writer = index.writer(heap_size=MEMORY << 20)
    _add(writer, papers)
    writer.commit()
    writer.wait_merging_threads()


def opened(folder: Path) -> "Searcher":
    """Open for questions."""
    return Searcher(folder)


class Searcher:
    """An open index."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(TOKENIZER, _analyzer())
        self._schema = index.schema
        self._index = index
        self._searcher = index.searcher()

    def compile(self, question: Question) -> Ask:
        """No total is counted, save beside facets."""
        query = self._query(question)
        if question.kind == "facets":
            return lambda: self._counted(query)
        return lambda: self._best(query)

    def ids(self, answer: Answer) -> list[str]:
        """From the stored rows."""
        return [self._searcher.doc(address)["id"][0] for address in answer.docs]

    def close(self) -> None:
        """Nothing to let go of."""

    def _best(self, query: Any) -> Answer:  # Tantivy's queries have no types
        hits = self._searcher.search(query, TOP, count=False).hits
        return Answer([address for _, address in hits], [score for score, _ in hits])

    def _counted(self, query: Any) -> Answer:
        found = self._best(query)
        counts = self._searcher.aggregate(query, COUNTED)
        return Answer(found.docs, found.scores, None, counts)

    def _query(self, question: Question) -> Any:
        query = (
            self._prefix(question.words[0]) if question.kind == "prefix" else self._text(question)
        )
        if not question.years:
            return query
        low, high = question.years
        kind = tantivy.FieldType.Unsigned
        years = tantivy.Query.range_query(self._schema, "year", kind, low, high)
        years = tantivy.Query.const_score_query(years, 0.0)
        must = tantivy.Occur.Must
        return tantivy.Query.boolean_query([(must, query), (must, years)])

    def _text(self, question: Question) -> Any:
        words = " ".join(question.words)
        return self._index.parse_query(
            f'"{words}"' if question.kind == "phrase" else words,
            list(FIELDS),
            field_boosts=FIELDS,
            conjunction_by_default=question.kind == "and",
        )

    def _prefix(self, start: str) -> Any:
        either = [
            (tantivy.Occur.Should, tantivy.Query.regex_query(self._schema, field, f"{start}.*"))
            for field in FIELDS
        ]
        return tantivy.Query.boolean_query(either)


def _add(writer: Any, papers: Path) -> int:
    count = 0
    for count, row in enumerate(rows(papers), 1):  # noqa: B007  # the count is what is wanted
        document = tantivy.Document(
            id=row.id, title=row.title, abstract=row.abstract, author=list(row.authors)
        )
        document.add_unsigned("year", row.year)
        for category in row.categories:
            document.add_text("category", category)
        document.add_bytes("record", row.line)
        writer.add_document(document)
    return count


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name=TOKENIZER)
    builder.add_text_field("author", tokenizer_name="default", index_option="basic")
    builder.add_text_field("category", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_bytes_field("record", stored=True)
    return builder.build()


def _analyzer() -> Any:
    words = sorted(STOP_WORDS)
    filters = (
        tantivy.Filter.remove_long(64),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.custom_stopword(words),
        tantivy.Filter.stemmer("english"),
    )
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in filters:
        builder = builder.filter(one)
    return builder.build()
