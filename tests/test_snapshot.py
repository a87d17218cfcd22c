"""One engine, many threads, and generations that come while it serves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import orjson
import pytest
from corpora import FLOCK

from index.errors import NoIndexError, QueryError
from index.record import Record
from index.reindex import Options, reindex
from index.workers import Resources
from search import open_engine
from search.embedded import EmbeddedEngine
from search.snapshot import Snapshot, Snapshots, _open

Publish = Callable[..., str]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Index records at one location, which is returned; each call makes a generation."""

    def publish(*records: Record) -> str:
        source = tmp_path / "flock.jsonl"
        source.write_bytes(b"\n".join(orjson.dumps(record._asdict()) for record in records))
        location, resources = tmp_path / "index", Resources(jobs=1)
        reindex(Options(location, (str(source),), prune=True, merge=False, resources=resources))
        return str(location)

    return publish


def test_no_index_is_an_error_of_its_own(tmp_path: Path) -> None:
    """With the exit status 5."""
    with pytest.raises(NoIndexError):
        open_engine(str(tmp_path / "nothing"))


def test_a_new_generation_is_picked_up_between_queries(publish: Publish) -> None:
    """New papers are found and removed ones aren't, without opening the engine again."""
    engine = open_engine(publish(*FLOCK[:2]))
    assert (engine.count("sheep"), engine.count("goat"), engine.generation) == (1, 0, 1)
    publish(*FLOCK[1:])
    assert (engine.count("sheep"), engine.count("goat"), engine.generation) == (1, 2, 2)
    assert engine.get("sheep-1") is None
    assert engine.stats()["papers"] == len(FLOCK) - 1
    facets = engine.search("*", facets=("author",)).facets["author"]
    assert sum(value.count for value in facets) == 5
    engine.close()


def test_names_with_any_beginning_are_found_in_all_segments(publish: Publish) -> None:
    """Each once and in order, whichever segments have them."""
    publish(*FLOCK[:2])
    corpus = _open(Path(publish(*FLOCK))).corpus
    assert len(corpus.reader.leaf_readers()) > 1
    keys = corpus.expand_prefix("author", b"")
    assert [*corpus.terms_holding("author", b"e")] == [key for key in keys if b"e" in key]
    assert [*corpus.terms_holding("author", b"")] == keys
    corpus.close()


def test_a_closed_engine_says_so(publish: Publish) -> None:
    """Whatever it is asked, also when a new generation comes; closing it twice is no error."""
    engine = open_engine(publish(*FLOCK))
    engine.close()
    publish(*FLOCK[1:])
    asked = (lambda: engine.search("sheep"), lambda: engine.get("goat-1"), lambda: engine.stats())
    for ask in asked:
        with pytest.raises(QueryError, match="closed"):
            ask()
    engine.close()


def test_a_scan_goes_on_in_the_generation_it_began_in(publish: Publish) -> None:
    """Half an export isn't mixed with another index."""
    engine = open_engine(publish(*FLOCK))
    scan = engine.scan("*")
    first = next(scan).id
    publish(*FLOCK[:1])
    assert engine.count("*") == 1
    assert len([first, *(hit.id for hit in scan)]) == len(FLOCK)
    engine.close()
    engine.close()


def test_threads_get_what_one_thread_gets(publish: Publish) -> None:
    """Eight threads ask at once, over and over, while generations come: every answer is right."""
    location = publish(*FLOCK)
    engine = open_engine(location)
    done = Event()

    def keep_publishing() -> None:
        for number in range(3):
            extra = Record(id=f"extra-{number}", title="Clouds", abstract="Of no concern.")
            publish(*FLOCK, extra)
        done.set()

    queries = {text: engine.count(text) for text in ("goat", '"random walks"', "sheep OR rain")}
    writer = Thread(target=keep_publishing)
    writer.start()
    with ThreadPoolExecutor(8) as pool:
        while not done.is_set():
            texts = list(queries) * 8
            assert list(pool.map(engine.count, texts)) == [queries[text] for text in texts]
    writer.join()
    assert engine.generation == 4
    engine.close()


def test_two_threads_keep_one_column(publish: Publish) -> None:
    """What the second one reads isn't kept instead of what the first one may be using."""
    engine = open_engine(publish(*FLOCK))
    assert isinstance(engine, EmbeddedEngine)
    with engine._snapshots.borrow() as snapshot:
        corpus, key = snapshot.corpus, ("a", "column")

        def read() -> str:
            return "second" if corpus._columns.setdefault(key, "first") else ""

        assert corpus._read_once(key, read) == corpus._read_once(key, read) == "first"
    engine.close()


def test_what_is_opened_while_the_engine_is_closed_is_closed(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the generation would be locked for as long as the process lives."""
    location = publish(*FLOCK)
    snapshots = Snapshots(Path(location))
    first, opened = snapshots._current, []
    closed: list[Snapshot] = []
    publish(*FLOCK[1:])

    def open_late(folder: Path) -> Snapshot:
        snapshots.close()
        opened.append(_open(folder))
        return opened[0]

    monkeypatch.setattr("search.snapshot._open", open_late)

    def note(snapshot: Snapshot) -> None:
        closed.append(snapshot)

    monkeypatch.setattr(Snapshot, "close", note)
    with pytest.raises(QueryError, match="closed"), snapshots.borrow():
        pass
    assert closed == [first, *opened]
    monkeypatch.undo()
    for snapshot in closed:
        snapshot.close()
