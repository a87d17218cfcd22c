"""Worker processes: whatever they do, the index is what one process makes."""

import gzip
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import index.readers.sources
import index.tasks
import index.workers
from index.builder import Builder
from index.catalogue import FILE, connect, connect_to_read
from index.codec.segment import ArraySegment
from index.codec.toc import open_index
from index.corrections import edit, remove
from index.errors import AbseekError
from index.generations import current
from index.intake import Intake
from index.packed import plainly
from index.reindex import Counts, Options, reindex
from index.tasks import Finished, Found
from index.workers import Resources, Workers

WORDS = [
    "lattice",
    "boson",
    "graph",
    "entropy",
    "kernel",
    "plasma",
    "neutrino",
    "sparse",
    "tensor",
    "glaze",
    "kiln",
    "clay",
]


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers begin at once, and get small pieces."""
    monkeypatch.setattr(index.readers.sources, "RUN", 3000)
    for name in ("FEW", "FEW_BYTES", "SMALL", "BATCH"):
        monkeypatch.setattr(index.workers, name, 20)


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of what workers did, which is something in every test."""
    done: set[str] = set()
    submit = Workers._submit

    def told(workers: Workers, task: Any, *rest: Any) -> Any:  # as Workers._submit has it
        done.add(task.__name__)
        return submit(workers, task, *rest)

    monkeypatch.setattr(Workers, "_submit", told)
    yield done
    assert done


def line(seed: int, id: str, **values: str) -> bytes:
    chance = random.Random(seed)
    title = " ".join(chance.choices(WORDS, k=5)) + f" {seed}"
    abstract = " ".join(chance.choices(WORDS, k=30))
    paper = {"id": id, "title": title, "abstract": abstract, "authors": ["Ada Brook"], **values}
    return json.dumps(paper).encode() + b"\n"


def write_sources(folder: Path) -> str:
    """Files of several formats, with refused lines, repeated ids, and papers that meet."""
    folder.mkdir()
    first = [line(seed, f"a/{seed}") for seed in range(120)]
    first[30:30] = [b"{broken\n", b"\n", b'{"title": "caf\xe9"}\n', line(1000, "a/7")]
    (folder / "a.jsonl").write_bytes(b"".join(first))
    (folder / "b.ris").write_text("TY  - JOUR\nTI  - Paper boats\nDO  - 10.1/boats\nER  - \n")
    second = [line(seed, f"b/{seed}", doi=f"10.1/{seed}") for seed in range(90, 200)]
    second += [line(2000, "a/9"), line(2001, "", doi="10.1/boats")]
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(b"".join(second)))
    (folder / "d.txt").write_text("no papers here")
    (folder / "e.jsonl").write_bytes(line(3, "e/3"))
    return str(folder)


def run(location: Path, source: str, jobs: int, **options: Any) -> Counts:  # of Options
    return reindex(Options(location, (source,), resources=Resources(jobs), **options))


def catalogue(location: Path) -> dict[str, list[Any]]:
    """All rows of the catalogue, bodies plain; but for what depends on who was first."""
    with closing(connect_to_read(location / FILE)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = {name for (name,) in connection.execute(query)} - {"sketch", "block"}
        assert len(tables) > 5
        rows = {name: sorted(connection.execute(f"SELECT * FROM {name}")) for name in tables}
        plain = plainly(connection)
        return rows | {"record": [(*row, plain(body)) for *row, body in rows["record"]]}


def papers(location: Path) -> dict[bytes, set[Any]]:
    """The terms of each stored paper with their frequencies and positions."""
    found: dict[bytes, set[Any]] = {}
    for leaf, _ in open_index(current(location).path).reader().leaf_readers():
        terms: dict[int, set[Any]] = {number: set() for number in leaf.all_doc_ids()}
        for name, term in leaf.all_terms():
            matcher = leaf.postings(name, term)
            while matcher.is_active():
                if matcher.id() in terms:
                    terms[matcher.id()].add((name, term, matcher.weight(), matcher.value()))
                matcher.next()
        found |= {leaf.stored_fields(n)["record"]: held for n, held in terms.items()}
    return found


def figures(counts: Counts) -> dict[str, float]:
    return {k: v for k, v in asdict(counts).items() if not k.startswith(("seconds", "records_"))}


@pytest.mark.parametrize("merge", [True, False], ids=["merged", "apart"])
def test_the_catalogue_and_the_index_are_those_of_one_process(
    tmp_path: Path, merge: bool, tasks: set[str]
) -> None:
    """Numbers, ids, refused lines, counts and papers are the same, merging or not."""
    source = write_sources(tmp_path / "sources")
    found = []
    for jobs in (1, 2):
        location, rejects = tmp_path / f"index-{jobs}", tmp_path / f"rejects-{jobs}.jsonl"
        counts = run(location, source, jobs, merge=merge, rejects=rejects)
        found.append((figures(counts), catalogue(location), papers(location), rejects.read_bytes()))
    assert found[0] == found[1]
    assert found[0][0]["rejected"] == 3
    assert (found[0][0]["merged"] > 30) == merge
    assert ("write_papers" in tasks) == merge


def test_a_second_run_with_workers_changes_only_what_changed(tmp_path: Path) -> None:
    """What was there is compared with, whoever reads it."""
    source = write_sources(tmp_path / "sources")
    location = tmp_path / "index"
    first = run(location, source, 2)
    again = run(location, source, 2)
    assert (again.added, again.updated, again.generation) == (0, 0, first.generation)
    lines = (tmp_path / "sources" / "a.jsonl").read_bytes().splitlines(keepends=True)
    changed = [line(5000, "a/new"), line(5001, "a/0"), *lines[1:]]
    (tmp_path / "sources" / "a.jsonl").write_bytes(b"".join(changed))
    third = run(location, source, 2)
    assert (third.added, third.updated) == (1, 1)


def test_what_was_said_by_hand_holds_for_what_is_written_ahead(tmp_path: Path) -> None:
    """Papers that were removed or corrected are so after a fresh run, whoever reads them."""
    source = write_sources(tmp_path / "sources")
    found = []
    for jobs in (1, 2):
        location = tmp_path / f"index-{jobs}"
        run(location, source, 1)
        remove(location, ["a/5"])
        edit(location, "a/6", [("title", "By hand")])
        run(location, source, jobs, fresh=True)
        found.append(papers(location))
    assert found[0] == found[1]
    assert any(b"By hand" in stored for stored in found[0])


def test_little_memory_makes_more_segments_of_the_same_papers(tmp_path: Path) -> None:
    """What workers wrote ahead into several segments is found and deleted in each."""
    source = write_sources(tmp_path / "sources")
    for memory in (0, 512):
        resources = Resources(2, memory)
        reindex(Options(tmp_path / f"index-{memory}", (source,), resources=resources))
    assert papers(tmp_path / "index-0") == papers(tmp_path / "index-512")


@pytest.mark.parametrize("wait", [0.0, 1.0], ids=["now", "before"])
def test_a_worker_that_was_killed_is_told_of(tmp_path: Path, wait: float) -> None:
    """Whether it dies while it has something to do or before."""
    source = write_sources(tmp_path / "sources")
    pieces = index.readers.sources.pieces([source])
    with Workers(Resources(2), None) as workers, closing(connect("")) as connection:
        workers._submit(os._exit, 1)
        time.sleep(wait)
        with pytest.raises(AbseekError, match="try a lower --memory"):
            list(workers.read(pieces, Intake(connection, merging=True)))


def test_a_source_that_is_replaced_meanwhile_is_read_to_its_end(tmp_path: Path) -> None:
    """Workers find another file under its name; the one that was opened is read all the same."""
    source = tmp_path / "a.jsonl"
    source.write_bytes(b"".join(line(seed, f"a/{seed}") for seed in range(50)))
    with Workers(Resources(2), None) as workers, closing(connect("")) as connection:
        pieces = [*index.readers.sources.pieces([str(source)])]
        source.write_bytes(b"")
        found = workers.read(pieces, Intake(connection, merging=True))
        assert sum(len(one.records.ids) for _, one in found if isinstance(one, Found)) > 40


def test_workers_begin_before_a_large_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: set[str]
) -> None:
    """A folder, a small file or none doesn't begin them; nor does a large one for one job."""
    monkeypatch.setattr(index.workers, "LARGE", 20)
    begun = []
    monkeypatch.setattr(Workers, "_begin", lambda workers: begun.append(workers))
    for name, size in (("small", 19), ("large", 20)):
        (tmp_path / name).write_bytes(b" " * size)
    paths = [str(tmp_path), str(tmp_path / "small"), str(tmp_path / "none")]
    alone, workers = Workers(Resources(1), None), Workers(Resources(2), None)
    for one, named in ((workers, paths), (alone, [*paths, str(tmp_path / "large")])):
        one.begin_for(named)
    assert not begun
    workers.begin_for([str(tmp_path / "large")])
    assert begun == [workers]
    tasks.add("none")


@pytest.fixture
def beside_a_thread() -> Iterator[None]:
    """Another thread runs, which might hold locks."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
@pytest.mark.usefixtures("beside_a_thread")
def test_workers_of_a_process_with_threads_are_not_forked(tmp_path: Path) -> None:
    """They begin anew, and make the same papers."""
    source = write_sources(tmp_path / "sources")
    with Workers(Resources(2), None) as workers:
        worker = workers._submit(os.getpid).result()
        assert b"multiprocessing" in Path(f"/proc/{worker}/cmdline").read_bytes()
    for jobs in (1, 2):
        run(tmp_path / f"index-{jobs}", source, jobs)
    assert papers(tmp_path / "index-1") == papers(tmp_path / "index-2")


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_forked_worker_lets_go_of_its_parents_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer's lock must not outlive a parent that was killed."""
    monkeypatch.setattr("threading.active_count", lambda: 1)  # others' threads forbid forking
    with (tmp_path / "lock").open("wb") as file, Workers(Resources(2), None) as workers:
        there = workers._submit(os.readlink, f"/proc/self/fd/{file.fileno()}")
        assert there.result() == os.devnull


def test_a_worker_may_be_asked_to_finish_in_anothers_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: set[str]
) -> None:
    """They are asked until every paper's segment is there."""
    first, second = ArraySegment("first", count=3), ArraySegment("second", count=2)

    def told(worker: int, *segments: ArraySegment) -> Future[Finished]:
        future: Future[Finished] = Future()
        future.set_result(Finished(worker, [*segments]))
        return future

    def other(_: Workers, task: Any, *args: Any) -> Future[Any]:  # as Workers._submit has it
        tasks.add(task.__name__)
        if task is index.tasks.finish:
            return told(2, second)
        future: Future[Any] = Future()
        future.set_result(task(*args))
        return future

    monkeypatch.setattr(Workers, "_submit", other)
    monkeypatch.setattr(index.tasks, "_builder", [Builder(tmp_path, 0)])
    workers = Workers(Resources(2), None)
    workers._finishing = [told(1, first), told(1)]
    assert workers._finished(5) == [first, second]


def test_a_dry_run_with_workers_writes_nothing(tmp_path: Path) -> None:
    """What it reads is counted as by the run itself; nothing is left behind."""
    source = write_sources(tmp_path / "sources")
    tried = run(tmp_path / "index", source, 2, dry_run=True)
    assert not (tmp_path / "index").exists()
    done = run(tmp_path / "index", source, 2)
    assert figures(tried) | {"generation": 1} == figures(done)
