"""The bulk writer makes what Whoosh's own writer makes, in one process, in several, by merging."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import row
from whoosh.index import create_in, open_dir
from whoosh.reading import IndexReader

import index.bulk_merge
import index.merged_fields
import index.workers
from index.bodies import Parts, alone, assemble, encode
from index.bulk_merge import MANY, merge, to_join
from index.bulk_segment import OWN_BYTES
from index.codec.segment import ArrayCodec, ArraySegment
from index.fields import make_schema
from index.record import Record, columns_of
from index.workers import Resources, Workers
from index.writer import write

WORDS = (
    "Deep",
    "deeper",
    "networks",
    "of",
    "the",
    "network",
    "état",
    "non-invasive",
    "in-to",
    "(GNN)",
)
TITLES = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=9
)


def parts(record: Record) -> Parts:
    return Parts(record.id, (), (encode(record),), ("invented",))


def invented(count: int) -> list[Parts]:
    """Papers that differ in words, lengths and columns."""
    return [
        parts(
            Record(
                id=f"paper-{number}",
                title=" ".join(WORDS[i % len(WORDS)] for i in range(number, number * 3 % 17)),
                abstract=f"We weigh {number % 13} masses, {'again ' * (number % 5)}état {number}.",
                authors=(f"Ann {chr(65 + number % 26)}. Author", "Zoë Zweite")[: number % 3],
                date=f"{1990 + number % 30}-0{1 + number % 9}",
                categories=("cs.LG", "stat.ML")[: number % 3],
                venue="Journal of Inventions" if number % 2 else "",
            )
        )
        for number in range(count)
    ]


IDS = st.sampled_from(("", "a", "B", "10.1/x", "10.1/X", "math/9904175"))


@given(st.lists(st.tuples(IDS, IDS, IDS), max_size=9))
def test_papers_of_one_record_each(found: list[tuple[str, str, str]]) -> None:
    """What is made of many records at once is what is made of each."""
    records = [Record(id=id, arxiv_id=arxiv, doi=doi, title="A") for id, arxiv, doi in found]
    ids = [id or "made-up" for id, _, _ in found]
    papers = [
        assemble(Parts(id, (), (encode(record),), ("invented",)))
        for id, record in zip(ids, records, strict=True)
    ]
    several, each = alone(records, ids, "invented"), columns_of(papers)
    assert {name: [*values] for name, values in several.items()} == {
        name: [*values] for name, values in each.items()
    }


def bulk(
    folder: Path,
    papers: Sequence[Parts],
    jobs: int = 1,
    removed: Sequence[str] = (),
    memory: int = 512,
) -> None:
    with Workers(Resources(jobs, memory), folder) as workers:
        write(folder, removed, papers, workers, lambda done: None)


def whoosh(folder: Path, papers: Iterable[Parts]) -> None:
    """The ordinary writer: document by document, through Whoosh."""
    with create_in(folder, make_schema()).writer(codec=ArrayCodec()) as writer:
        for paper in papers:
            writer.add_document(**row(assemble(paper)))


def content(folder: Path) -> dict[bytes, Any]:
    """Everything that an index holds of each paper, by its stored record."""
    reader = open_dir(folder).reader()
    papers: dict[bytes, Any] = {}
    for leaf, _ in reader.leaf_readers():
        rows = {
            number: {"record": row["record"], "columns": columns(leaf, number), "terms": {}}
            for number, row in leaf.iter_docs()
        }
        for name, term in leaf.all_terms():
            matcher = leaf.postings(name, term)
            while matcher.is_active():
                rows[matcher.id()]["terms"][name, term] = (matcher.weight(), matcher.value())
                matcher.next()
        papers |= {row["record"]: row for row in rows.values()}
    assert len(papers) == reader.doc_count()
    return papers


def columns(reader: IndexReader, number: int) -> dict[str, Any]:
    names = [name for name in reader.schema.names() if reader.has_column(name)]
    values = {name: reader.column_reader(name, translate=False)[number] for name in names}
    return {name: value for name, value in values.items() if value}


@settings(max_examples=30, deadline=None)
@given(titles=TITLES)
def test_postings_equal_those_of_whooshs_writer(
    titles: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Terms, frequencies, positions, columns and stored fields of every paper are the same."""
    papers = [parts(Record(id=str(n), title=title)) for n, title in enumerate(titles)]
    ours, theirs = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("theirs")
    bulk(ours, papers)
    whoosh(theirs, papers)
    assert content(ours) == content(theirs)


@pytest.mark.parametrize("looped", [False, True])
def test_the_segment_files_are_the_same_bytes(
    tmp_path: Path, looped: bool, request: pytest.FixtureRequest
) -> None:
    """Where both write one segment, not only its content is the same; in compiled loops, too."""
    if looped:
        request.getfixturevalue("writing_loops")
    papers = invented(300)
    folders = tmp_path / "ours", tmp_path / "theirs"
    for folder in folders:
        folder.mkdir()
    bulk(folders[0], papers)
    whoosh(folders[1], papers)
    ours, theirs = (open_dir(folder).reader() for folder in folders)
    for mine, its in (
        (ours._terms.parts, theirs._terms.parts),
        (ours._perdoc.parts, theirs._perdoc.parts),
    ):
        assert sorted(mine.names()) == sorted(its.names())
        for name in mine.names():
            assert mine.array(name).tobytes() == its.array(name).tobytes(), name


def test_worker_processes_make_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers' segments together hold what one process writes."""
    monkeypatch.setattr(index.workers, "FEW", 10)
    monkeypatch.setattr(index.workers, "BATCH", 7)
    papers = invented(60)
    folders = tmp_path / "one", tmp_path / "two"
    done: list[int] = []
    for jobs, folder in enumerate(folders, 1):
        folder.mkdir()
        with Workers(Resources(jobs), folder) as workers:
            write(folder, (), papers, workers, done.append)
    assert sum(done) == 120
    assert len(open_dir(folders[1])._segments()) in (1, 2)  # one may do all, it is so little
    assert content(folders[0]) == content(folders[1])


def test_what_a_worker_raises_is_raised_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in a worker process ends the build with that error."""
    monkeypatch.setattr(index.workers, "FEW", 2)
    broken = replace(invented(1)[0], bodies=(b"not JSON",))
    with pytest.raises(ValueError, match="invalid literal"):
        bulk(tmp_path, [*invented(5), broken], jobs=2)


def test_little_memory_makes_one_segment_of_few(tmp_path: Path) -> None:
    """What doesn't fit is spilled as segments; few papers can always be joined."""
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    from index.builder import build_here

    papers = invented(40)
    batches = [papers[start : start + 10] for start in range(0, 40, 10)]
    (tmp_path / "plain").mkdir()
    segments = build_here(tmp_path, batches, 1, lambda done: None)
    assert [segment.doc_count() for segment in segments] == [40]
    TOC(make_schema(), segments, 1).write(FileStorage(str(tmp_path)), "MAIN")
    whoosh(tmp_path / "plain", papers)
    assert content(tmp_path) == content(tmp_path / "plain")
    assert len({path.stem for path in tmp_path.glob("*.abt")}) == 5  # four were spilled


def test_papers_are_removed_and_replaced(tmp_path: Path) -> None:
    """A second run deletes by id, adds, and leaves the other papers' segment as it is."""
    papers = invented(20)
    bulk(tmp_path, papers)
    before = {path.name for path in tmp_path.glob("*.ab*")}
    changed = replace(papers[3], bodies=(encode(Record(id="paper-3", title="Changed")),))
    bulk(tmp_path, [changed], removed=["paper-3", "paper-4", "unknown"])
    assert before < {path.name for path in tmp_path.glob("*.ab*")}
    (tmp_path / "plain").mkdir()
    whoosh(tmp_path / "plain", [*papers[:3], changed, *papers[5:]])
    assert content(tmp_path) == content(tmp_path / "plain")


@settings(max_examples=25, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 30), max_size=4),
    gone=st.sets(st.integers(0, 29)),
    most=st.sampled_from((1, 7, 50, index.merged_fields.MOST)),
)
def test_merged_segments_hold_what_was_in_them(
    cuts: list[int], gone: set[int], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Merging any division of the papers, deletions left out, equals writing the rest at once.

    However many postings are taken up at a time.
    """
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    from index.builder import build_here
    from index.writer import delete

    folder, plain = tmp_path_factory.mktemp("merged"), tmp_path_factory.mktemp("plain")
    papers = invented(30)
    bounds = sorted({0, *cuts, 30})
    segments = [
        build_here(folder, [papers[start:stop]], 1 << 30, lambda done: None)[0]
        for start, stop in pairwise(bounds)
    ]
    delete(folder, segments, [f"paper-{number}" for number in gone])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.merged_fields, "MOST", most)
        one = merge(folder, make_schema(), segments)
    TOC(make_schema(), [one], 1).write(FileStorage(str(folder)), "MAIN")
    left = [paper for number, paper in enumerate(papers) if number not in gone]
    whoosh(plain, left)
    assert content(folder) == content(plain)
    if left:
        merged, written = (
            open_dir(folder).reader()._terms.parts,
            open_dir(plain).reader()._terms.parts,
        )
        for name in written.names():
            assert merged.array(name).tobytes() == written.array(name).tobytes(), name


def test_what_was_cut_for_want_of_memory_is_joined_within_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merging takes less memory than writing, so that fewer segments are left; in order."""
    from index.builder import build_here

    monkeypatch.setattr(index.bulk_merge, "DOCUMENT_BYTES", 100)
    monkeypatch.setattr(index.bulk_merge, "FEW", 1)
    papers = invented(40)
    batches = [papers[start : start + 5] for start in range(0, 40, 5)]
    segments = build_here(tmp_path, batches, OWN_BYTES + 1_600, lambda done: None)
    assert [segment.doc_count() for segment in segments] == [15, 15, 10]
    several = [ArraySegment(f"s{n}", count=count) for n, count in enumerate((9, 30, 7, 2, 8, 7))]
    groups = to_join(several, OWN_BYTES + 1_600)
    counts = [[one.doc_count() for one in group] for group in groups]
    assert counts == [[9], [30], [7, 8], [7], [2]]
    alike = to_join([ArraySegment("s", count=8) for _ in range(12)], OWN_BYTES + 1_600)
    assert [*map(len, alike)] == [2] * 6


@pytest.mark.parametrize("gone", [(), (0, 7, 299)])
def test_rows_are_copied_or_compressed_anew(tmp_path: Path, gone: tuple[int, ...]) -> None:
    """Segments may have dictionaries of their own, the same one, or none."""
    from whoosh.filedb.filestore import FileStorage

    from index.builder import Builder
    from index.codec.documents import DocumentsReader

    builder = Builder(tmp_path, OWN_BYTES)  # which every batch is more than
    papers = invented(1_500)
    builder.add(columns_of([*map(assemble, papers[:600])]))
    builder.add(columns_of([*map(assemble, papers[600:900])]))  # with the dictionary of those
    alike = builder.finish()
    others = Builder(tmp_path, OWN_BYTES)
    others.add(columns_of([*map(assemble, papers[900:1_300])]))
    few = Builder(tmp_path, OWN_BYTES)
    few.add(columns_of([*map(assemble, papers[1_300:1_350])]))
    segments = [*alike, *others.finish(), *few.finish()]
    readers = [DocumentsReader(FileStorage(str(tmp_path)), segment) for segment in segments]
    told = [one.stored.dictionary for one in readers]
    dictionaries = [one and one.as_bytes() for one in told]
    assert dictionaries[0] == dictionaries[1] != dictionaries[2] and dictionaries[3] is None
    for number in gone:
        for segment in segments:
            segment.delete_document(number % segment.doc_count_all())
    left = [
        reader.stored_fields(number)
        for reader in readers
        for number in range(reader.doc_count_all())
        if not reader.is_deleted(number)
    ]
    merged = merge(tmp_path, make_schema(), segments)
    found = DocumentsReader(FileStorage(str(tmp_path)), merged)
    assert [found.stored_fields(number) for number in range(merged.doc_count())] == left
    kept = found.stored.dictionary
    assert kept and kept.as_bytes() == dictionaries[0]


def test_many_runs_leave_few_segments(tmp_path: Path) -> None:
    """Small segments are merged, so that their number doesn't grow; the large one stays."""
    bulk(tmp_path, invented(200))
    large = {path.name for path in tmp_path.glob("*.abt")}
    for run in range(12):
        bulk(tmp_path, [parts(Record(id=f"later-{run}", title=f"Run {run}"))], memory=run % 2)
    assert len(open_dir(tmp_path)._segments()) <= MANY
    assert large < {path.name for path in tmp_path.glob("*.abt")}
    assert open_dir(tmp_path).doc_count() == 212


def test_large_segments_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many: to merge one with each night's papers would take as long as a first build."""
    monkeypatch.setattr(index.bulk_merge, "FEW", 5)
    for start in range(0, 60, 12):
        bulk(tmp_path, invented(60)[start : start + 12])
    large = {path.name for path in tmp_path.glob("*.abt")}
    assert len(large) == 5
    for run in range(7):
        bulk(tmp_path, [parts(Record(id=f"later-{run}", title=f"Run {run}"))])
    assert large < {path.name for path in tmp_path.glob("*.abt")}
    assert len(open_dir(tmp_path)._segments()) <= 5 + MANY


def test_deletions_are_reclaimed(tmp_path: Path) -> None:
    """A segment of which more than a quarter is deleted is written anew."""
    bulk(tmp_path, invented(20))
    bulk(tmp_path, (), removed=[f"paper-{number}" for number in range(8)])
    index = open_dir(tmp_path)
    assert (index.doc_count(), index.doc_count_all()) == (12, 12)
    bulk(tmp_path, (), removed=[f"paper-{number}" for number in range(20)])
    assert open_dir(tmp_path).doc_count_all() == 0


def test_a_form_finds_its_stem_and_a_stem_its_forms(tmp_path: Path) -> None:
    """The maps of the segment answer without a stemmer; stop words have no stem."""
    from index.codec.arrays import segment_arrays

    papers = [parts(Record(id="a", title="The deep networks", abstract="A deeper network"))]
    bulk(tmp_path, papers)
    arrays = segment_arrays(open_dir(tmp_path).reader())
    assert arrays is not None
    assert arrays.stem("title_form", "networks") == "network"
    assert arrays.stem("title_form", "the") is arrays.stem("title_form", "unheard") is None
    assert arrays.forms("title_form", "network") == ["networks"]
    assert arrays.forms("abstract_form", "network") == ["network"]
    assert arrays.forms("abstract_form", "unheard") == []
