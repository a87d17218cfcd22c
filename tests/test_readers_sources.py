"""From the paths that people name to items: folders, compression, sniffing, what goes wrong."""

import bz2
import gzip
import io
import lzma
import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Thread

import orjson
import pytest
import zstandard

import index.readers.sources
from index.errors import SettingError, SourceError
from index.readers import FORMATS, Format
from index.readers.beginnings import HEAD
from index.readers.lines import Lines
from index.readers.sources import Source, pieces, read
from index.record import Item, Record, Reject

RIS = b"TY  - JOUR\nTI  - Paper boats\nER  - \n"
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


def lines(count: int) -> bytes:
    """Many records that don't compress well, one a line."""
    random = Random(count)
    line = '{"id": "2401.%05d", "title": "Boat %s", "categories": "", "versions": []}\n'
    return "".join(line % (i, random.randbytes(80).hex()) for i in range(count)).encode()


def items(*paths: Path | str, format: str | None = None) -> list[Item]:
    return [item for _, item in read([str(path) for path in paths], format)]


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", PACK)
def test_compression_is_told_by_content(name: str, tmp_path: Path) -> None:
    """A packed file is unpacked whatever its name is."""
    path = write(tmp_path / "boats.txt", PACK[name](RIS))
    assert items(path) == [Record(title="Paper boats")]


@pytest.mark.parametrize("name", PACK)
def test_packed_in_several_pieces(name: str, tmp_path: Path) -> None:
    """Pieces one after another, with zeros behind the last, are one file."""
    path = write(tmp_path / "boats", PACK[name](RIS[:15]) + PACK[name](RIS[15:]) + bytes(8))
    assert items(path) == [Record(title="Paper boats")]


@pytest.mark.parametrize("name", PACK)
def test_cut_short(name: str, tmp_path: Path) -> None:
    """A packed file that is cut short gives what came before and one reject."""
    packed = PACK[name](lines(6_000))
    found = items(write(tmp_path / "boats", packed[: len(packed) * 9 // 10]))
    *records, last = found
    assert len(records) > 3000
    assert all(isinstance(item, Record) for item in records)
    assert isinstance(last, Reject)
    assert last.reason == "the compressed file is cut short here"


def test_corrupt(tmp_path: Path) -> None:
    """A packed file that is damaged in the middle gives a reject, not an exception."""
    packed = bytearray(gzip.compress(lines(2000)))
    packed[1000:2000] = b"\xff" * 1000
    *_, last = items(write(tmp_path / "boats.gz", bytes(packed)))
    assert isinstance(last, Reject)
    assert last.reason.startswith("the file can't be read further")


def test_folder_in_sorted_order(tmp_path: Path) -> None:
    """A folder gives its files and its folders' files in sorted order, hidden ones left out."""
    for name in ("b.ris", "a.ris", "inner/c.ris", ".hidden.ris", ".git/d.ris"):
        write(tmp_path / name, RIS)
    found = [source for source, _ in read([str(tmp_path)])]
    assert [source.label for source in found] == ["a.ris", "b.ris", "c.ris"]
    assert found[0] == Source(str((tmp_path / "a.ris").resolve()), "a.ris", "ris")


def test_same_file_by_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a file is named, its source is the same."""
    write(tmp_path / "inner" / "a.ris", RIS)
    monkeypatch.chdir(tmp_path / "inner")
    [one], [two] = (list(read([path])) for path in ("a.ris", "../inner/a.ris"))
    assert one == two


def test_pipe_in_a_folder(tmp_path: Path) -> None:
    """A pipe in a folder is passed over: reading it would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    assert items(tmp_path) == []


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "-" is standard input, packed or not, and stays open."""
    stream = io.TextIOWrapper(io.BytesIO(gzip.compress(RIS)))
    monkeypatch.setattr(sys, "stdin", stream)
    assert list(read(["-"])) == [
        (Source("-", "standard input", "ris"), Record(title="Paper boats"))
    ]
    assert not stream.closed


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        (gzip.compress(RIS, mtime=0)[:12], "the compressed file is cut short here"),
        (bytes(range(256)), "a binary file, not text in a known format"),
        (b"%PDF-1.7 boats", "this is a PDF: Abseek reads records of papers, not the papers"),
        (b"PK\x03\x04boats", "this is a zip archive or office document: unpack or export it first"),
        (b"Dear Ada, the boat sank.\n", "in no format that Abseek knows"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: str, tmp_path: Path) -> None:
    """A file that was named raises; the same file in a folder is a reject of line 0."""
    path = write(tmp_path / "boats", data)
    write(tmp_path / "later.ris", RIS)
    with pytest.raises(SourceError) as raised:
        items(path)
    assert str(raised.value).startswith(f"{path}: {reason}")
    refused, record = items(tmp_path)
    assert isinstance(refused, Reject)
    assert refused.line == 0
    assert refused.reason.startswith(reason)
    assert isinstance(record, Record)


def test_missing_file(tmp_path: Path) -> None:
    """A file that isn't there raises at its turn, when those before it have been read."""
    path = write(tmp_path / "a.ris", RIS)
    reading = read([str(path), str(tmp_path / "nothing")])
    next(reading)
    with pytest.raises(SourceError, match="nothing: no such file or folder"):
        next(reading)


def test_broken_link_in_a_folder(tmp_path: Path) -> None:
    """A link that leads nowhere is a reject."""
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    [refused] = items(tmp_path)
    assert isinstance(refused, Reject)
    assert refused.reason == "no such file or folder"


def test_format_by_name(tmp_path: Path) -> None:
    """A format that is named isn't sniffed; one that nobody knows is an error of usage."""
    path = write(tmp_path / "a", b"no format at all\n" + RIS)
    assert items(path, format="ris") == [Record(title="Paper boats")]
    with pytest.raises(SettingError, match="no format 'word' \\(known: arxiv, "):
        items(path, format="word")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be"])
def test_byte_order_marks(encoding: str, tmp_path: Path) -> None:
    """Text in other encodings is told by its byte order mark."""
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + RIS.decode().replace("boats", "böats")).encode(encoding)
    assert items(write(tmp_path / "a", data)) == [Record(title="Paper böats")]


@pytest.mark.parametrize("name", PACK)
def test_pipe_that_was_named(name: str) -> None:
    """A pipe is read to its end, though it comes in drops."""
    reading, writing = os.pipe()

    def drip() -> None:
        for byte in PACK[name](RIS):
            os.write(writing, bytes([byte]))
        os.close(writing)

    thread = Thread(target=drip)
    thread.start()
    assert items(f"/dev/fd/{reading}") == [Record(title="Paper boats")]
    thread.join()
    os.close(reading)


def test_format_said_in_error(tmp_path: Path) -> None:
    """A file that holds nothing of the format that was said is told, not passed over."""
    path = tmp_path / "a.bib"
    path.write_text("@article{a, title={On kilns}}\n")
    [(source, item)] = read([str(path)], "ris")
    assert item == Reject(1, "nothing in it is in the format ris", "")
    assert source.format == "ris"


BY_LINE = [row for row in FORMATS if hasattr(row.load(), "read_lines")]
FIXTURES = Path(__file__).parent / "fixtures"


def fixture_lines(row: Format) -> list[bytes]:
    """The format's records, one a line."""
    path = next(path for path in FIXTURES.iterdir() if path.stem == row.name)
    if path.suffix == ".json":
        return [orjson.dumps(value) + b"\n" for value in orjson.loads(path.read_bytes())]
    return path.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("row", BY_LINE, ids=lambda row: row.name)
@pytest.mark.parametrize("size", [1, 300, 1500])
def test_runs_of_lines_are_read_as_the_whole(
    row: Format, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a file is cut into runs, its items, line numbers too, are those of one reading."""
    monkeypatch.setattr(index.readers.sources, "RUN", size)
    good = fixture_lines(row)
    broken = [b"\n", b"{\n", b" \r\n", b'{"title": "caf\xe9"}\n', b"[]\n", b'{"items": []}\n']
    for seed in range(5):
        random = Random(seed)
        data = b"".join(good[:1] + random.choices(good + broken, k=99) + random.choices(broken))
        path = write(tmp_path / "file.jsonl", data.removesuffix(b"\n" * (seed % 2)))
        found = [piece for _, piece in pieces([str(path)], row.name)]
        assert any(isinstance(piece, Lines) for piece in found)
        assert items(path, format=row.name) == list(row.load().read(io.BytesIO(data)))


def runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Lines]:
    monkeypatch.setattr(index.readers.sources, "RUN", 1000)
    return [piece for _, piece in pieces([str(path)]) if isinstance(piece, Lines)]


def test_another_process_reads_runs_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs no bytes but where they lie, and finds the same items."""
    found = runs(write(tmp_path / "boats.jsonl", lines(100)), monkeypatch)
    assert len(found) > 5
    for run in found[:-1]:
        assert run.light().data == b""
        assert [*run.light().items()] == [*run.items()]


def test_runs_tell_how_much_is_behind_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are begun as soon as it is known that there is enough for them."""
    *found, last = runs(write(tmp_path / "boats.jsonl", lines(100)), monkeypatch)
    left = len(last.data)
    for run in reversed(found):
        assert run.stretch and run.stretch.behind == left
        left += len(run.data)


def test_runs_are_long_in_the_middle_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is short, since it may be read sooner than sent, and so are the last ones."""
    found = [len(run.data) for run in runs(write(tmp_path / "long", lines(1500)), monkeypatch)]
    assert found[0] <= 1000
    assert 3000 < max(found) <= 4000 + 999
    assert max(found[-9:]) < 2000


def test_runs_of_a_packed_file_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads them needs all bytes: they lie nowhere."""
    for run in runs(write(tmp_path / "boats", gzip.compress(lines(100))), monkeypatch):
        assert run.light() == run


@pytest.mark.parametrize("change", ["replaced", "removed", "cut"])
def test_runs_of_a_file_that_changed(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes of another file are never taken for them."""
    path = write(tmp_path / "boats.jsonl", lines(100))
    run = runs(path, monkeypatch)[3]
    if change == "replaced":
        write(tmp_path / "other", lines(100)).replace(path)
    elif change == "removed":
        path.unlink()
    else:
        write(path, lines(2))
    with pytest.raises(SourceError, match=r"boats\.jsonl"):
        run.light().items()
    assert [*run.items()]


def test_runs_of_a_file_that_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records and the same reject come of runs as of one piece."""
    packed = gzip.compress(lines(300))
    path = write(tmp_path / "boats", packed[: len(packed) * 9 // 10])
    whole = items(path)
    monkeypatch.setattr(index.readers.sources, "RUN", 1000)
    assert items(path) == whole
    assert isinstance(whole[-1], Reject)


WESTERN = "TY  - JOUR\nTI  - Paper b\u00f6ats \u2013 \u201cna\u00efve\u201d\nER  - \n"


def test_western_files_are_read(tmp_path: Path) -> None:
    """Latin-1 and Windows-1252, packed or not, as far as one is read at once and behind it."""
    data = WESTERN.encode("cp1252")
    for name, packed in (("a.ris", data), ("a.ris.gz", gzip.compress(data))):
        [(source, record)] = read([str(write(tmp_path / name, packed))])
        assert source.encoding == "Windows-1252"
        assert record == Record(title="Paper b\u00f6ats \u2013 \u201cna\u00efve\u201d")
    many = items(write(tmp_path / "many.ris", data * 5000))
    assert many == [Record(title="Paper b\u00f6ats \u2013 \u201cna\u00efve\u201d")] * 5000


def test_a_western_letter_leaves_utf_8_as_it_is(tmp_path: Path) -> None:
    """Wherever in the file it comes, and wherever the chunks that are read end."""
    western = WESTERN.encode("cp1252")
    title = "b\u00f6ats \u2013 \u201cna\u00efve\u201d" * 2500
    utf_8 = RIS.replace(b"boats", title.encode()) * 20
    plain = RIS.replace(b"boats", b"boats " * HEAD)
    for size in range(4):
        first, _, *rest = items(write(tmp_path / "a.ris", western + b"\n" * size + plain + utf_8))
        assert first == Record(title="Paper b\u00f6ats \u2013 \u201cna\u00efve\u201d")
        assert rest == [Record(title=f"Paper {title}")] * 20
    joined = western + plain + western.replace(b"\xf6", b"\x81")
    assert [type(item) for item in items(write(tmp_path / "a.ris", joined))][-2:] == [
        Record,
        Reject,
    ]


@pytest.mark.parametrize("letter", ["\u00e9", "\u2019", "\U0001f6a2"])
def test_a_letter_at_the_edge_of_what_tells_the_encoding(letter: str, tmp_path: Path) -> None:
    """Cut in two, it is still UTF-8."""
    start = b"TY  - JOUR\nTI  - "
    for size in range(1, len(letter.encode())):
        title = "a" * (HEAD - len(start) - size) + letter
        path = write(tmp_path / "a.ris", start + title.encode() + b"\nER  - \n")
        assert next(read([str(path)]))[0].encoding == ""
        assert items(path) == [Record(title=title)]


@pytest.mark.parametrize(
    "title",
    [
        "caf\u00e9 \u00e9".encode() + b" caf\xe9",  # joined of two files
        "\u0431\u0443\u043c\u0430\u0433\u0430".encode("koi8-r"),
        b"no letter \x81 of it",
    ],
)
def test_other_bytes_refuse_a_record(title: bytes, tmp_path: Path) -> None:
    """UTF-8 with a broken letter, other scripts, bytes that Windows-1252 doesn't know."""
    [(source, item)] = read([str(write(tmp_path / "a.ris", RIS.replace(b"Paper boats", title)))])
    assert (type(item), source.encoding) == (Reject, "")


def test_json_and_xml_are_never_western(tmp_path: Path) -> None:
    """One is UTF-8, the other says what it is in."""
    line = b'{"title": "caf\xe9", "abstract": "A"}\n'
    assert isinstance(items(write(tmp_path / "a.jsonl", line), format="json")[0], Reject)
