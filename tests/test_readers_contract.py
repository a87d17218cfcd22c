"""What holds for every format: told by its content, streamed, never an exception."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import FORMATS, Format
from index.readers.sources import read
from index.record import Item, Record, Reject, Removal

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = [row.name for row in FORMATS]
each_format = pytest.mark.parametrize("row", FORMATS, ids=NAMES)

MENDED = {"rejects": "bibtex"}  # pieces in a file of rejects count as of their own format

# What breaks a file: cut it, double a part of it, put bytes into it.
edits = st.lists(
    st.tuples(st.integers(0, 10**4), st.integers(0, 300), st.binary(max_size=12)), max_size=4
)
NASTY = (
    b"\xff\xfe",
    b"\0",
    b'"',
    b"{",
    b"}",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"&x;",
    b"\n",
    b"\xe9",
)


def fixture(row: Format) -> Path:
    """The format's file in tests/fixtures, named like the format."""
    return next(path for path in FIXTURES.iterdir() if path.stem == row.name)


def items(row: Format, data: bytes) -> list[Item]:
    return list(row.load().read(io.BytesIO(data)))


@each_format
def test_a_fixture_is_told_by_its_content(row: Format) -> None:
    """Without its name and among all formats, each fixture is read as its own format."""
    found = list(read([str(fixture(row))]))
    assert {source.format for source, _ in found} == {MENDED.get(row.name, row.name)}
    assert not [item for _, item in found if isinstance(item, Reject)]


@each_format
def test_only_its_own_format_claims_a_fixture(row: Format) -> None:
    """No other format that is tried earlier takes the file for its own."""
    head = fixture(row).read_text(encoding="utf-8")
    assert next(other.name for other in FORMATS if other.load().sniff(head)) == row.name


@each_format
def test_a_byte_order_mark_and_carriage_returns_change_nothing(row: Format) -> None:
    """A file saved on Windows gives the same records."""
    data = fixture(row).read_bytes()
    expected = [item for item in items(row, data) if isinstance(item, Record | Removal)]
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    assert [i for i in items(row, windows) if isinstance(i, Record | Removal)] == expected


@each_format
@given(data=st.binary(max_size=400))
def test_no_bytes_make_a_reader_raise(row: Format, data: bytes) -> None:
    """Whatever the bytes, reading ends, and text of records can be written as UTF-8."""
    for item in items(row, data):
        repr(item).encode()


@each_format
@given(edits=edits, nasty=st.sampled_from(NASTY))
def test_no_damage_makes_a_reader_raise(
    row: Format, edits: list[tuple[int, int, bytes]], nasty: bytes
) -> None:
    """A file that was cut, doubled or overwritten in places is read to its end."""
    data = fixture(row).read_bytes()
    for place, length, insert in edits:
        place %= len(data) + 1
        data = data[:place] + insert + nasty + data[place + length :]
    for item in items(row, data):
        repr(item).encode()
        assert not isinstance(item, Record) or item.title or item.abstract


@each_format
@given(head=st.text(max_size=300))
def test_no_text_makes_sniffing_raise(row: Format, head: str) -> None:
    """Any beginning of a file gets a yes or a no."""
    assert row.load().sniff(head) in (True, False)


STREAMED = ("arxiv", "pubmed", "oai-pmh", "arxiv-atom", "jats", "openalex", "s2", "beir", "smart")


class Endless(io.RawIOBase):
    """A file that repeats a text for ever."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self._text = text
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "a streaming reader doesn't ask for all of a file"
        start = self.given % len(self._text)
        self.given += size
        return (self._text * (size // len(self._text) + 2))[start : start + size]


@pytest.mark.parametrize("name", STREAMED)
def test_records_come_before_the_file_ends(name: str) -> None:
    """The first hundred records of an endless file arrive after a bounded part of it."""
    row = next(row for row in FORMATS if row.name == name)
    file = Endless(fixture(row).read_bytes())
    found: Iterator[Item] = row.load().read(file)
    for _ in range(100):
        assert isinstance(next(found), Record | Removal)
    assert file.given < 2_000_000


@each_format
@given(data=st.binary(max_size=400))
def test_white_space_is_folded(row: Format, data: bytes) -> None:
    """No text of a record has any but single blanks inside: nobody folds it later."""
    whole = fixture(row).read_bytes()
    at = len(whole) // 2
    for item in (*items(row, whole), *items(row, whole[:at] + data + whole[at:])):
        if isinstance(item, Record):
            texts = (item.title, item.abstract, item.venue, item.comments, *item.authors)
            assert [" ".join(text.split()) for text in texts] == [*texts]
