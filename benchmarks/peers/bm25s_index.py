"""bm25s with its Numba backend, our stop words and our stemmer, the title three times: any word.

It has no fields, phrases, prefixes, filters or facets; the rows stay beside it in a file.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import bm25s
import orjson

from benchmarks.papers import rows
from benchmarks.peers import TITLE_BOOST, TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.analysis import analyse, stem
from index.stopwords import STOP_WORDS

LABEL = "bm25s"
BACKEND = "numba"
ROWS = "papers.jsonl"
IDS = "ids.json"
WORD = r"(?u)\b\w+\b"


def build(papers: Path, folder: Path) -> Built:
    """Everything at once, in memory; each different word is stemmed once."""
    ids: list[str] = []
    tokens = bm25s.tokenize(
        _texts(papers, ids),
        token_pattern=WORD,
        stopwords=sorted(STOP_WORDS),
        stemmer=lambda words: list(map(stem, words)),
        show_progress=False,
    )
    retriever = bm25s.BM25(backend=BACKEND)
    retriever.index(tokens, show_progress=False)
    retriever.save(folder, show_progress=False)
    shutil.copyfile(papers, folder / ROWS)
    (folder / IDS).write_bytes(orjson.dumps(ids))
    return Built(len(ids), 1, 1)


def opened(folder: Path) -> "Searcher":
    """Open for questions."""
    return Searcher(folder)


class Searcher:
    """An index whose arrays are mapped."""

    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder, mmap=True, backend=BACKEND)
        self._ids = orjson.loads((folder / IDS).read_bytes())

    def compile(self, question: Question) -> Ask | None:
        """Any of the words, or one."""
        if question.kind not in ("or", "word"):
            return None
        stems = [[stem for word in question.words for stem in analyse(word).stems]]
        return lambda: self._best(stems)

    def ids(self, answer: Answer) -> list[str]:
        """By their numbers."""
        return [self._ids[number] for number in answer.docs]

    def close(self) -> None:
        """Nothing to let go of."""

    def _best(self, stems: list[list[str]]) -> Answer:
        depth = min(TOP, len(self._ids))
        docs, scores = self._retriever.retrieve(stems, k=depth, show_progress=False)
        pairs = zip(docs[0].tolist(), scores[0].tolist(), strict=True)
        kept = [(doc, score) for doc, score in pairs if score]
        return Answer([doc for doc, _ in kept], [score for _, score in kept])


def _texts(papers: Path, ids: list[str]) -> Iterator[str]:
    """A text a paper; its id is added to `ids`."""
    for row in rows(papers):
        ids.append(row.id)
        yield f"{row.title} " * int(TITLE_BOOST) + row.abstract
