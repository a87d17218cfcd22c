"""Other engines over a judged collection, each as its own documentation sets it up: → a run."""

import re
import sqlite3
from typing import Any

from index.record import Record
from search.evaluate import DEPTH, Collection, Run

_WORD = re.compile(r"\w+")


def whoosh_run(collection: Collection) -> Run:
    """Whoosh with its stemming analyzer and its own BM25F, any of the words."""
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query import Or, Term

    analyzer = StemmingAnalyzer()
    schema = Schema(id=ID(stored=True), title=TEXT(analyzer), text=TEXT(analyzer))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for paper in collection.papers():
        writer.add_document(id=paper.id, title=paper.title, text=paper.abstract)
    writer.commit()
    run: Run = {}
    with index.searcher() as searcher:
        for name, question in collection.questions.items():
            words = [token.text for token in analyzer(question)]
            query = Or([Term(field, word) for word in words for field in ("title", "text")])
            run[name] = {hit["id"]: hit.score for hit in searcher.search(query, limit=DEPTH)}
    return run


def tantivy_run(collection: Collection) -> Run:
    """Tantivy with its English stemming tokenizer, any of the words in title or text."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "text"):
        builder.add_text_field(field, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for paper in collection.papers():
        writer.add_document(tantivy.Document(id=paper.id, title=paper.title, text=paper.abstract))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    return {
        name: _tantivy_hits(index, searcher, question)
        for name, question in collection.questions.items()
    }


def _tantivy_hits(index: Any, searcher: Any, question: str) -> dict[str, float]:  # no types
    words = " ".join(_WORD.findall(question)).lower()  # in lower case no word is an operator
    query = index.parse_query(words, ["title", "text"])
    found = searcher.search(query, DEPTH).hits
    return {searcher.doc(address)["id"][0]: score for score, address in found}


def fts5_run(collection: Collection) -> Run:
    """SQLite FTS5 with its porter tokenizer and bm25(), any of the words."""
    with sqlite3.connect(":memory:") as database:
        database.execute(
            "CREATE VIRTUAL TABLE papers USING fts5(id UNINDEXED, title, text, tokenize=porter)"
        )
        rows = ((paper.id, paper.title, paper.abstract) for paper in collection.papers())
        database.executemany("INSERT INTO papers VALUES (?, ?, ?)", rows)
        return {
            name: _fts5_hits(database, question) for name, question in collection.questions.items()
        }


def _fts5_hits(database: sqlite3.Connection, question: str) -> dict[str, float]:
    words = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
    rows = database.execute(
        "SELECT id, -bm25(papers) FROM papers WHERE papers MATCH ? ORDER BY bm25(papers) LIMIT ?",
        (words, DEPTH),
    )
    return dict(rows.fetchall())


def bm25s_run(collection: Collection, titles: int, b: float) -> Run:
    """bm25s with NLTK's Snowball stemmer and its own stop words; the title `titles` times."""
    import bm25s
    from nltk.stem.snowball import EnglishStemmer

    papers = list(collection.papers())
    stemmer = EnglishStemmer()
    split = {
        "stopwords": "en",
        "stemmer": lambda words: [stemmer.stem(word) for word in words],
        "show_progress": False,
    }
    retriever = bm25s.BM25(b=b)
    texts = [_repeated(paper, titles) for paper in papers]
    retriever.index(bm25s.tokenize(texts, **split), show_progress=False)
    questions = bm25s.tokenize(list(collection.questions.values()), return_ids=False, **split)
    depth = min(DEPTH, len(papers))
    found, scores = retriever.retrieve(questions, k=depth, show_progress=False)
    return {
        name: {
            papers[place].id: float(score)
            for place, score in zip(places, values, strict=True)
            if score > 0
        }
        for name, places, values in zip(collection.questions, found, scores, strict=True)
    }


def _repeated(paper: Record, titles: int) -> str:
    return " ".join([paper.title] * titles + [paper.abstract])
