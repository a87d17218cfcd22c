"""Decoding, lines, white space and markup."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.text import (
    byte_lines,
    decode,
    fold,
    fold_all,
    mendable,
    numbered_lines,
    plain,
    undecodable,
)
from index.readers.windows import LONGEST_PIECE, Window


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>They float.</jats:p>", "They float."),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("H<sub>2</sub>O and <i>E. coli</i>", "H2O and E. coli"),
        ("10<sup>5</sup> boats on the 1<sup>st</sup>", "10^5 boats on the 1st"),
        ('<span class="nocase">GPU</span>', "GPU"),
        ("a &amp; b &lt; c &amp;amp; d", "a & b < c & d"),
        ("&lt;p&gt;They float.&lt;/p&gt;", "They float."),
        ("p < 0.05 and q > 3", "p < 0.05 and q > 3"),
        ("$x<y and z>w$ if a<b and c>d", "$x<y and z>w$ if a<b and c>d"),
        ("List<String> of A&B", "List<String> of A&B"),
        ("x &nothing &#228;&#xe4;", "x &nothing ää"),
        ("", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    """Tags and entities go, comparisons and formulae stay."""
    assert plain(text) == expected


def test_fold() -> None:
    """White space of every kind becomes single spaces; control characters go."""
    assert fold(" a\n\tb\u00a0 c\x00d\x85 ") == "a b cd"
    assert fold("") == ""


@given(st.lists(st.text(st.sampled_from("ab \n\t\r\x00\x1f\x7f~é\u00a0\u2028\udce9"), max_size=6)))
def test_fold_all(texts: list[str]) -> None:
    """Many texts at once are folded as each by itself is."""
    assert fold_all(texts) == [*map(fold, texts)]


def test_undecodable() -> None:
    """The first byte that isn't UTF-8 is named with what stands before it."""
    text = decode(b"one\nan old caf\xe9 and caf\xe8")
    assert undecodable(text) == "not UTF-8: byte 0xe9 after 'an old caf'"
    assert undecodable(decode(b"\xe9")) == "not UTF-8: byte 0xe9"
    assert undecodable("café") == ""
    assert mendable(text) == "one\nan old café and cafè"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_lines(encoding: str) -> None:
    """Lines come without their ends and byte order mark, counted from 1."""
    data = "ä\r\n\r\nb\rc".encode(encoding)
    assert list(numbered_lines(io.BytesIO(data))) == [(1, "ä"), (2, ""), (3, "b"), (4, "c")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_lines(encoding: str) -> None:
    """Lines come as UTF-8 whatever the file's encoding is."""
    lines = byte_lines(io.BytesIO("ä\nb".encode(encoding)))
    assert [line.strip().decode() for line in lines] == ["ä", "b"]


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """No bytes make them raise; what is told as mendable can be written as UTF-8."""
    text = decode(data)
    mendable(text).encode()
    fold(text)
    plain(text)
    list(numbered_lines(io.BytesIO(data)))
    list(byte_lines(io.BytesIO(data)))
    if not undecodable(text):
        text.encode()


def test_a_long_piece_is_looked_at_a_few_times_only() -> None:
    """A pattern that may match megabytes isn't tried anew at every chunk that is read."""
    tried: list[int] = []

    class Pattern:
        def search(self, text: str, start: int) -> re.Match[str] | None:
            tried.append(len(text) - start)
            return re.compile('"[^"]*"').search(text, start)

    window = Window(io.StringIO('"' + "a" * 4_000_000 + '"'))
    found = window.find(Pattern(), 0, LONGEST_PIECE)  # type: ignore[arg-type]  # looks like one
    assert found and len(found[0]) == 4_000_002
    assert sum(tried) < 4 * 4_000_000
