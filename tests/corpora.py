"""Invented papers, and engines over them, for tests of searching."""

from collections.abc import Sequence
from pathlib import Path

from index.bodies import Parts, encode
from index.record import Record
from index.workers import Resources, Workers
from index.writer import write
from search.embedded import EmbeddedEngine
from search.snapshot import Snapshot, Still


def engine_over(folder: Path, records: Sequence[Record]) -> EmbeddedEngine:
    """An engine over an index of the records, written as reindex writes it, never merged."""
    papers = (
        Parts(record.id, (), (encode(record),), record.sources or ("invented",))
        for record in records
    )
    write(folder, (), papers, Workers(Resources(jobs=1), None), lambda _: None)
    return EmbeddedEngine(Still(Snapshot(1, folder)))


FLOCK = (
    Record(
        id="sheep-1",
        title="Counting sheep with wavelets",
        abstract="We count sheep. Wavelets help us, and the sheep of $\\mathbb{R}^n$ are many.",
        authors=("Ada Quill", "Bo Reed"),
        date="2015-03-17",
        venue="Journal of Flocks",
        categories=("math.NA", "stat.ML"),
        doi="10.5555/sheep.1",
    ),
    Record(
        id="sheep-2",
        title="A deep network for lambs",
        abstract="A non-invasive network (Lamb Finding Network, LFN) finds lambs at night.",
        authors=("Bo Reed", "Zoë Müller"),
        date="2016",
        venue="Conference on Meadows",
        categories=("cs.LG",),
        has_code=True,
    ),
    Record(
        id="goat-1",
        title="Goats on graphs",
        abstract="Random walks of goats on graphs. A goat is no sheep; graphs are meadows.",
        authors=("Carl van der Berg",),
        date="2014-07",
        categories=("cs.LG", "cs.SI"),
        arxiv_id="1407.0001",
    ),
    Record(
        id="goat-2",
        title="The bearded goat: a survey",
        abstract="Surveys the goat from 1990 to 2015, after work by Quill and others.",
        authors=("Ada Quill",),
        categories=("q-bio.PE",),
    ),
    Record(
        id="rain-1",
        abstract="Rain falls on meadows. A noninvasive gauge, which we built, counts the drops.",
        authors=("Dora Lind",),
        date="2020-01-02",
    ),
)
