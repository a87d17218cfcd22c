"""The engines of the bench, one module each, behind one small port: `build` and `opened`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, Protocol

from benchmarks.questions import Question

TOP = 10  # hits of a question

# What is alike in all engines that let one choose.
TITLE_BOOST = 3.0
MEMORY = 512  # MB of a writing thread or process


@dataclass(frozen=True, slots=True)
class Built:
    """How an index was built; `threads` may be processes.

    `beside` are bytes in its folder that questions don't need: our catalogue of what was read.
    """

    papers: int
    threads: int
    segments: int
    beside: int = 0
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Document numbers of an engine's own, the best first, with their scores.

    `total` is None where the engine didn't count; `facets` are counts as the engine gives them.
    """

    docs: Sequence[Any]  # numbers, or addresses
    scores: Sequence[float]
    total: int | None = None
    facets: Mapping[str, Any] = field(default_factory=dict)


Ask = Callable[[], Answer]


class Asked(Protocol):
    """An index that is open for questions."""

    def compile(self, question: Question) -> Ask | None:
        """What is timed: from the engine's query to document numbers; None if it has no such."""

    def ids(self, answer: Answer) -> list[str]:
        """The papers' ids; not timed."""

    def close(self) -> None:
        """Let go of the files."""


class Peer(Protocol):
    """A module of this package: its LABEL for people, and two functions."""

    LABEL: str

    def build(self, papers: Path, folder: Path) -> Built:
        """Index an unpacked file into an empty folder."""

    def opened(self, folder: Path) -> Asked:
        """Open what was built."""


# Name → module; `ours-no-merge` is ours without merging of duplicates.
PEERS = {
    "ours": "benchmarks.peers.ours",
    "ours-no-merge": "benchmarks.peers.ours_unmerged",
    "tantivy": "benchmarks.peers.tantivy_index",
    "bm25s": "benchmarks.peers.bm25s_index",
    "fts5": "benchmarks.peers.fts5_index",
    "lucene": "benchmarks.peers.lucene_index",
    "whoosh": "benchmarks.peers.whoosh_index",
}


def load(name: str) -> Peer:
    """An engine by its name."""
    peer: Peer = import_module(PEERS[name])
    return peer


def available() -> list[str]:
    """The engines that can run here."""
    lucene = find_spec("pyserini") and which("java")
    return [name for name in PEERS if name != "lucene" or lucene]
