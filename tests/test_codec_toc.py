"""The table of contents is read without running what somebody wrote into it."""

import os
import pickle
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import TEXT, Schema
from whoosh.filedb.structfile import StructFile
from whoosh.index import create_in

from index.codec.segment import ArrayCodec, ArraySegment
from index.codec.toc import open_index
from index.errors import IndexDamagedError, IndexVersionError
from index.fields import make_schema


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two papers, one of them deleted, in two segments."""
    index = create_in(tmp_path, make_schema())
    for number in "ab":
        with index.writer(codec=ArrayCodec()) as writer:
            writer.add_document(id=number, title=["word"], record=b"{}")
            writer.merge = False
    with index.writer(codec=ArrayCodec()) as writer:
        writer.delete_by_term("id", "a")
        writer.merge = False
    return tmp_path


def table(folder: Path) -> Path:
    (path,) = folder.glob("_MAIN_*.toc")
    return path


def write_table(folder: Path, schema: bytes, segments: bytes) -> None:
    """Replace the pickles of the table of contents."""
    path = table(folder)
    file = StructFile(BytesIO())
    for size in (4, 8, 4):
        file.write_varint(size)
    for number in (-12345, -111):
        file.write_int(number)
    for number in (3, 54, 0):
        file.write_varint(number)
    file.write_string(schema)
    file.write_int(int(path.stem.split("_")[2]))
    file.write_int(0)
    file.write(segments)
    path.write_bytes(file.raw_file().getvalue())


class Call:
    """Pickles as a call of any function with any arguments."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> Any:
        return self.call


def test_an_index_of_ours_opens(folder: Path) -> None:
    """Schema, segments and deletions are what Whoosh itself would read."""
    index = open_index(folder)
    with index.searcher() as searcher:
        assert [hit["record"] for hit in searcher.documents(id="b")] == [b"{}"]
        assert (searcher.doc_count(), searcher.doc_count_all()) == (1, 2)
    assert sorted(index.schema.names()) == sorted(make_schema().names())


def test_a_table_made_by_this_helper_is_read(folder: Path) -> None:
    """The helper of these tests writes what Whoosh writes; only its pickles are refused below."""
    write_table(folder, pickle.dumps(make_schema(), 2), pickle.dumps([]))
    assert open_index(folder).is_empty()


@pytest.mark.parametrize("place", ["schema", "segments"])
@pytest.mark.parametrize(
    "call",
    [
        Call(os.system, "touch ran"),
        Call(subprocess.check_call, ["touch", "ran"]),
        Call(eval, "open('ran', 'w')"),
        Call(Path, "ran"),
        Call(getattr, [], "clear"),
    ],
)
def test_a_tampered_table_is_refused_and_runs_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, call: Call
) -> None:
    """Whatever function it names, it is refused before a call."""
    monkeypatch.chdir(folder)
    hostile = pickle.dumps([call], 2)
    plain = (pickle.dumps(make_schema(), 2), pickle.dumps([]))
    write_table(folder, *((hostile, plain[1]) if place == "schema" else (plain[0], hostile)))
    with pytest.raises(IndexDamagedError, match=r"_MAIN_.*tampered"):
        open_index(folder)
    assert not (folder / "ran").exists()


def test_a_segment_cannot_lead_out_of_its_folder(folder: Path) -> None:
    """Names of segments are plain words."""
    segment = ArraySegment("MAIN", "../../etc/passwd", 1)
    write_table(folder, pickle.dumps(make_schema(), 2), pickle.dumps([segment]))
    with pytest.raises(IndexDamagedError, match="out of its folder"):
        open_index(folder)


@pytest.mark.parametrize("size", [0, 1, 20, 200, -1])
def test_a_table_cut_short_is_damaged(folder: Path, size: int) -> None:
    """The error names the file."""
    path = table(folder)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(IndexDamagedError, match=path.name):
        open_index(folder)


def test_an_index_of_the_time_before_the_codec_says_what_to_do(tmp_path: Path) -> None:
    """Whoosh's own segments give a message with the way out."""
    with create_in(tmp_path, make_schema()).writer() as writer:
        writer.add_document(id="a")
    with pytest.raises(IndexVersionError, match=r"earlier.*--fresh"):
        open_index(tmp_path)


def test_an_index_of_another_program_is_refused(tmp_path: Path) -> None:
    """Its schema names classes that ours never does."""
    create_in(tmp_path, Schema(text=TEXT))
    with pytest.raises(IndexDamagedError, match="asks for"):
        open_index(tmp_path)


def test_a_folder_without_an_index_is_damaged(tmp_path: Path) -> None:
    """There is no table of contents to read."""
    with pytest.raises(IndexDamagedError, match="can't be read"):
        open_index(tmp_path)
