"""Each source's own record of a paper."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from index import audit, origins
from index.catalogue import FILE, FORMAT, select_in
from index.errors import IndexVersionError, StorageError
from index.origins import own_records
from index.reindex import Options, reindex
from web.origins import origins_of


@pytest.fixture
def location(tmp_path: Path) -> Path:
    for name, comments in (("one", "12 pages"), ("two", "accepted")):
        record = {"id": name, "title": "Counting Sheep", "comments": comments, "doi": "10.5555/1"}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(record), encoding="utf-8")
    sources = tuple(str(tmp_path / f"{name}.jsonl") for name in ("one", "two"))
    reindex(Options(tmp_path / "index", sources))
    return tmp_path / "index"


def test_merged_paper_keeps_each_record(location: Path) -> None:
    """A paper of two sources has both records, under the id of either."""
    found = own_records(location, "one")
    assert [label for label, _ in found] == ["one.jsonl", "two.jsonl"]
    assert [record.comments for _, record in found] == ["12 pages", "accepted"]
    assert own_records(location, "two") == found


def test_unknown_paper_has_none(location: Path) -> None:
    """An unknown id is no error."""
    assert own_records(location, "three") == ()


def test_missing_catalogue_is_an_error_of_ours(tmp_path: Path) -> None:
    """What can't be read raises what callers know how to catch."""
    with pytest.raises(StorageError):
        own_records(tmp_path, "one")


def test_catalogue_of_another_version(location: Path) -> None:
    """A program that was upgraded shows pages as before, and says elsewhere what to do."""
    with closing(sqlite3.connect(location / FILE)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT - 1}")
    with pytest.raises(IndexVersionError, match="--fresh"):
        own_records(location, "one")
    assert origins_of(str(location), "one") == []


def test_figures_are_of_one_state(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many statements a writer gets in between."""

    class Steps(dict[str, str]):
        """The queries, before each of which a writer takes a record away."""

        def values(self) -> Any:
            return map(self.asked, super().values())

        def items(self) -> Any:
            return ((name, self.asked(query)) for name, query in super().items())

        def asked(self, query: str) -> str:
            with closing(sqlite3.connect(location / FILE, timeout=0)) as writer, writer:
                writer.execute("DELETE FROM record WHERE number = (SELECT min(number) FROM record)")
            return query

    count = "SELECT count(*) FROM record"
    monkeypatch.setattr(audit, "_FIGURES", Steps(first=count, second=count))
    found = audit.figures(location)
    assert found["first"] == found["second"]


@pytest.mark.parametrize("reader", [origins, audit])
def test_no_writer_between_two_queries(
    location: Path, reader: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers of bodies and the bodies are of one state; a writer waits for these two alone."""

    def write() -> None:
        with closing(sqlite3.connect(location / FILE, timeout=0)) as writer, writer:
            writer.execute("UPDATE record SET body = body + 1000")
            writer.execute("UPDATE record SET body = body - 1000")

    def select(*asked: Any) -> list[Any]:
        rows = [*select_in(*asked)]
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            write()
        return rows

    monkeypatch.setattr(reader, "select_in", select)
    assert len(own_records(location, "one")) == 2
    for merge in audit.merges(location):
        assert len(merge.records) == 2
        write()
