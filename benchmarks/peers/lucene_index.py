"""Lucene from pyserini's jar: Anserini builds, with our stop words and Porter's stemmer.

Anserini's command reads JSON lines of a layout of its own; they are written before it starts, which
is timed too, as the virtual machine's start is. Questions go through pyjnius to Lucene itself.
Years and facets aren't in Anserini's index, so they aren't asked for.
"""

import os
import shutil
import subprocess
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from benchmarks.papers import rows
from benchmarks.peers import MEMORY, TITLE_BOOST, TOP, Answer, Ask, Built
from benchmarks.questions import Question
from index.stopwords import STOP_WORDS

LABEL = "Lucene"
FIELDS = {"title": TITLE_BOOST, "contents": 1.0}
LUCENE = "org.apache.lucene"
NOT_THERE = ("year", "facets")


def build(papers: Path, folder: Path) -> Built:
    """Run Anserini with a thread a core."""
    texts, index, words = (folder / name for name in ("texts", "index", "stopwords"))
    texts.mkdir()
    words.write_text("\n".join(sorted(STOP_WORDS)), encoding="utf-8")
    count = _write_texts(papers, texts / "papers.jsonl")
    threads = os.cpu_count() or 1
    options = f"-collection JsonCollection -threads {threads} -memorybuffer {MEMORY * threads}"
    more = "-storePositions -storeRaw -stemmer porter -fields title"
    places = ["-input", str(texts), "-index", str(index), "-stopwords", str(words)]
    java = ["java", "-cp", _jar(), "io.anserini.index.IndexCollection", *places]
    subprocess.run([*java, *options.split(), *more.split()], check=True, capture_output=True)
    shutil.rmtree(texts)
    return Built(count, threads, len([*index.glob("*.si")]))


def opened(folder: Path) -> "Searcher":
    """Open for questions."""
    return Searcher(folder)


class Searcher:
    """An open reader."""

    def __init__(self, folder: Path) -> None:
        path = _java("java.io.File")(str(folder / "index")).toPath()
        directory = _java(f"{LUCENE}.store.FSDirectory").open(path)
        self._reader = _java(f"{LUCENE}.index.DirectoryReader").open(directory)
        self._analyzer = _analyzer()
        self._searcher = _java(f"{LUCENE}.search.IndexSearcher")(_as_reader(self._reader))

    def compile(self, question: Question) -> Ask | None:
        """All but years and facets."""
        if question.kind in NOT_THERE:
            return None
        query = _query(question, self._analyzer)
        return lambda: self._best(query)

    def ids(self, answer: Answer) -> list[str]:
        """From the stored fields."""
        return [self._reader.document(number).get("id") for number in answer.docs]

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    def _best(self, query: Any) -> Answer:
        found = self._searcher.search(query, TOP).scoreDocs
        return Answer([hit.doc for hit in found], [hit.score for hit in found])


def _write_texts(papers: Path, target: Path) -> int:
    count = 0
    with target.open("wb") as file:
        for count, row in enumerate(rows(papers), 1):  # noqa: B007  # the count is what is wanted
            text = {"id": row.id, "title": row.title, "contents": row.abstract}
            file.write(orjson.dumps(text) + b"\n")
    return count


def _jar() -> str:
    spec = find_spec("pyserini")
    assert spec and spec.submodule_search_locations
    (folder,) = spec.submodule_search_locations
    return str(next(Path(folder).glob("resources/jars/*-fatjar.jar")))


@cache
def _java(name: str) -> Any:  # classes of Java have no types here
    """A class of Java; the virtual machine starts with the first."""
    settings = import_module("jnius_config")
    if not settings.vm_running:
        settings.add_classpath(_jar())
    return import_module("jnius").autoclass(name)


def _as_reader(reader: Any) -> Any:
    """Tells pyjnius which of several constructors is meant."""
    return import_module("jnius").cast(f"{LUCENE}.index.IndexReader", reader)


def _analyzer() -> Any:
    words = _java(f"{LUCENE}.analysis.CharArraySet")(len(STOP_WORDS), True)
    for word in sorted(STOP_WORDS):
        words.add(_java("java.lang.String")(word))
    return _java(f"{LUCENE}.analysis.en.EnglishAnalyzer")(words)


def _query(question: Question, analyzer: Any) -> Any:
    boosts = _java("java.util.HashMap")()
    for name, boost in FIELDS.items():
        boosts.put(name, _java("java.lang.Float")(boost))
    name = f"{LUCENE}.queryparser.classic.MultiFieldQueryParser"
    parser = _java(name)(list(FIELDS), analyzer, boosts)
    if question.kind == "and":
        operators = _java(f"{LUCENE}.queryparser.classic.QueryParser$Operator")
        parser.setDefaultOperator(operators.AND)
    words = " ".join(question.words)
    written = {"phrase": f'"{words}"', "prefix": f"{words}*"}.get(question.kind, words)
    return parser.parse(written)
