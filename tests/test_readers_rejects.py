"""The file of rejects, and the whole way: a mixed folder, its rejects, mended and fed back."""

import bz2
import gzip
import json
import lzma
from collections import Counter
from pathlib import Path

import zstandard

from index.readers.rejects import sniff, to_line
from index.readers.sources import Source, read
from index.record import Record, Reject

# name → bytes, number of records, number of rejects, how the rejects are mended
FILES: dict[str, tuple[bytes, int, int]] = {
    "a.bib": (b"@misc{a, title = {A}}\n@misc{b, titel = {B}}\n@misc{c, title = {C}}\n", 2, 1),
    "b.ris.gz": (
        gzip.compress(b"TY  - JOUR\nTX  - B\nER  - \nTY  - JOUR\nTI  - C\nER  - \n"),
        1,
        1,
    ),
    "c.csv.bz2": (bz2.compress(b"title,year\nA,2015\nB;2016\n"), 1, 1),
    "d.json.xz": (
        lzma.compress(b'[{"id": "a", "type": "book", "titel": "A", "issued": {}}]'),
        0,
        1,
    ),
    "e.jsonl.zst": (zstandard.compress(b'{"title": "A"}\n{"title" "B"}\n'), 1, 1),
    "f.nbib": (b"PMID- 1\nTX  - A\n\nPMID- 2\nTI  - B\n", 1, 1),
    "g.txt": (b"PT J\nTX A\nUT 1\nER\nPT J\nTI B\nUT 2\nER\nEF\n", 1, 1),
    "h.jsonl": (b'{"id": "0704.0001", "titel": "A", "versions": [], "categories": ""}\n', 0, 1),
    "latin.ris": (b"TY  - JOUR\nTI  - caf\xe9 \xc3\xa9\nER  - \n", 0, 1),
}
MENDED = {"titel": "title", "TX": "TI", "B;2016": "B,2016", '"title" "B"': '"title": "B"'}


def test_line_of_a_reject() -> None:
    """A line tells where the piece came from and how it is read."""
    line = to_line(Source("/a/b.ris", "b.ris", "ris"), Reject(3, "a reason", "TY\né"))
    assert sniff(line)
    assert json.loads(line) == {
        "source": "/a/b.ris",
        "line": 3,
        "reason": "a reason",
        "format": "ris",
        "text": "TY\né",
    }


def mend(line: str) -> str:
    row = json.loads(line)
    for broken, mended in MENDED.items():
        row["text"] = row["text"].replace(broken, mended)
    return json.dumps(row) + "\n"


def test_mixed_folder_and_back(tmp_path: Path) -> None:
    """All formats together, packed or not: counts; the rejects, mended, give the lost records."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name, (data, _, _) in FILES.items():
        (folder / name).write_bytes(data)
    counts: Counter[tuple[str, bool]] = Counter()
    lines = []
    for source, item in read([str(folder)]):
        counts[source.label, isinstance(item, Record)] += 1
        if isinstance(item, Reject):
            lines.append(to_line(source, item))
    for name, (_, records, rejects) in FILES.items():
        assert (counts[name, True], counts[name, False]) == (records, rejects), name

    file = tmp_path / "rejects.jsonl"
    file.write_text("".join(map(mend, lines)), encoding="utf-8")
    again = list(read([str(file)]))
    assert [type(item) for _, item in again] == [Record] * len(lines)
    assert [source.path for source, _ in again] == [json.loads(line)["source"] for line in lines]


def test_piece_that_is_still_broken(tmp_path: Path) -> None:
    """It is refused again, under its own source and line; so is a line that isn't JSON."""
    file = tmp_path / "rejects.jsonl"
    good = to_line(Source("/a/b.ris", "b.ris", "ris"), Reject(30, "no title", "TY  - JOUR\nER  - "))
    bare = to_line(Source("/a/c.bin", "c.bin", ""), Reject(0, "a binary file", ""))
    file.write_text(f"{good}{bare}oops\n", encoding="utf-8")
    (one, first), (two, second), (three, third) = read([str(file)])
    assert (one.path, one.format) == ("/a/b.ris", "ris")
    assert first == Reject(30, "neither a title nor an abstract", "TY  - JOUR\nER  - ")
    assert (two.label, second) == ("c.bin", Reject(0, "a binary file", ""))
    assert three.format == "rejects"
    assert isinstance(third, Reject) and third.line == 3


def test_not_its_own_format(tmp_path: Path) -> None:
    """A line that names the rejects' own format isn't followed in circles."""
    file = tmp_path / "rejects.jsonl"
    inner = to_line(Source("/a", "a", "rejects"), Reject(1, "r", "x"))
    file.write_text(to_line(Source("/a", "a", "rejects"), Reject(1, "r", inner)), encoding="utf-8")
    [(_, item)] = read([str(file)])
    assert isinstance(item, Reject)
