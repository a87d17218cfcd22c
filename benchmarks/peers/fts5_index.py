"""SQLite FTS5 with its porter tokenizer and bm25() with our title boost, in one file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.papers import rows
from benchmarks.peers import TITLE_BOOST, TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.stopwords import STOP_WORDS

LABEL = "SQLite FTS5"
FILE = "papers.sqlite"
_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(
    title, abstract, content='', tokenize='porter unicode61 remove_diacritics 2');
CREATE TABLE paper (number INTEGER PRIMARY KEY, id TEXT, year INTEGER, record BLOB);
"""
_BEST = f"SELECT words.rowid, -bm25(words, {TITLE_BOOST}, 1.0) AS score FROM words"
_TAIL = f" ORDER BY score DESC LIMIT {TOP}"
_SEGMENTS = "SELECT count(DISTINCT segid) FROM words_idx"
_MAPPED = 1 << 31  # bytes of the file that are mapped, as the others map theirs
_YEARS = " CROSS JOIN paper ON number = words.rowid"  # CROSS: the words first, then their years


def build(papers: Path, folder: Path) -> Built:
    """One transaction; stop words are left out, which FTS5 has no list for."""
    with _connect(folder) as database:
        database.executescript(_TABLES)
        database.executemany("INSERT INTO paper VALUES (?, ?, ?, ?)", _papers(papers))
        texts = ((n, _telling(r.title), _telling(r.abstract)) for n, r in enumerate(rows(papers)))
        database.executemany("INSERT INTO words(rowid, title, abstract) VALUES (?, ?, ?)", texts)
        (count,) = database.execute("SELECT count(*) FROM paper").fetchone()
        (segments,) = database.execute(_SEGMENTS).fetchone()
    database.close()
    return Built(count, 1, max(segments, 1))  # a single leaf has no entry there


def opened(folder: Path) -> "Searcher":
    """Open for questions."""
    database = _connect(folder)
    database.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return Searcher(database)


class Searcher:
    """An open database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def compile(self, question: Question) -> Ask | None:
        """All but facets."""
        if question.kind == "facets":
            return None
        query = f"{_BEST} WHERE words MATCH ?"
        if question.years:
            query = f"{_BEST}{_YEARS} WHERE words MATCH ? AND year BETWEEN ? AND ?"
        values = (_written(question), *(question.years or ()))
        query += _TAIL
        return lambda: self._best(query, values)

    def ids(self, answer: Answer) -> list[str]:
        """From the other table."""
        query = "SELECT id FROM paper WHERE number = ?"
        return [self._database.execute(query, (n,)).fetchone()[0] for n in answer.docs]

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _best(self, query: str, values: tuple[str | int, ...]) -> Answer:
        found = self._database.execute(query, values).fetchall()
        return Answer([number for number, _ in found], [score for _, score in found])


def _connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / FILE)


def _papers(papers: Path) -> Iterator[tuple[int, str, int, bytes]]:
    return ((number, row.id, row.year, row.line) for number, row in enumerate(rows(papers)))


def _telling(text: str) -> str:
    return " ".join(word for word in text.split() if word.lower() not in STOP_WORDS)


def _written(question: Question) -> str:
    if question.kind == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.kind == "prefix":
        return f"{question.words[0]}*"
    return (" AND " if question.kind == "and" else " OR ").join(f'"{w}"' for w in question.words)
