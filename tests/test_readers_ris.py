"""RIS as Zotero, Mendeley, EndNote, Scopus and publishers write it."""

import io
from collections.abc import Iterator

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from index.readers import ris
from index.record import Record, Reject, Removal


def parse(text: str | bytes) -> list[Record | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item for item in ris.read(io.BytesIO(data)) if not isinstance(item, Removal)]


def one(*lines: str) -> Record:
    """The record of these lines."""
    [item] = parse("\n".join(["TY  - JOUR", *lines, "ER  - ", ""]))
    assert isinstance(item, Record)
    return item


def test_whole_record() -> None:
    """Each tag goes to its field."""
    assert one(
        "ID  - boat1",
        "TI  - Paper boats",
        "AU  - Müller, Béla",
        "AU  - van der Boot, Ada",
        "AU  - The Boat Group",
        "PY  - 2015",
        "DA  - 2015/03/17/",
        "AB  - <jats:p>They float &amp; turn.</jats:p>",
        "T2  - Journal of Boats",
        "J2  - J. Boats",
        "KW  - boats",
        "KW  - paper",
        "DO  - https://doi.org/10.1000/BOAT",
        "UR  - https://boats.example/1",
        "UR  - https://arxiv.org/abs/1503.00001v2",
        "N1  - Read twice",
    ) == Record(
        id="boat1",
        title="Paper boats",
        abstract="They float & turn.",
        authors=("Béla Müller", "Ada van der Boot", "The Boat Group"),
        date="2015-03-17",
        venue="Journal of Boats",
        categories=("boats", "paper"),
        doi="10.1000/boat",
        arxiv_id="1503.00001",
        url="https://boats.example/1",
        comments="Read twice",
    )


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (["T1  - Boats"], "title", "Boats"),
        (["CT  - Boats"], "title", "Boats"),
        (["TI  - B", "N2  - They float."], "abstract", "They float."),
        (["TI  - B", "A1  - Boot, A.", "A1  - Cane, B."], "authors", ("A. Boot", "B. Cane")),
        (["TI  - B", "A2  - Boot, A."], "authors", ("A. Boot",)),
        (["TI  - B", "AU  - Boot, A.", "A2  - Cane, B."], "authors", ("A. Boot",)),
        (["TI  - B", "N1  - Export Date: 3 May 2020; Cited By: 3", "N1  - N"], "comments", "N"),
        (["TI  - B", "N1  - Code: 1; Export Date: 2 May 2020; Cited By: 3"], "comments", "Code: 1"),
        (["TI  - B", "AU  - Boot, Ada, Jr."], "authors", ("Ada Boot Jr.",)),
        (["TI  - B", "A1  - Boot A.", "A1  - de Cane BC"], "authors", ("A. Boot", "B. C. de Cane")),
        (["TI  - B", "AU  - Kops S.M.", "AU  - Health UK"], "authors", ("S. M. Kops", "Health UK")),
        (["TI  - B", "AU  - Department of Health UK"], "authors", ("Department of Health UK",)),
        (["TI  - B", "AU  - Boot, A.; Cane, B."], "authors", ("A. Boot", "B. Cane")),
        (["TI  - B", "Y1  - 2015/03//"], "date", "2015-03"),
        (["TI  - B", "PY  - 2015///"], "date", "2015"),
        (["TI  - B", "PY  - 2014", "DA  - 2015/01/02"], "date", "2014"),
        (["TI  - B", "DA  - 03/04/2015"], "date", "2015"),
        (["TI  - B", "PY  - 2015", "DA  - Mar 17"], "date", "2015-03-17"),
        (["TI  - B", "Y1  - March 2015", "PY  - 2015"], "date", "2015-03"),
        (
            ["TI  - B", "L1  - internal-pdf://1/a.pdf", "UR  - https://b.example"],
            "url",
            "https://b.example",
        ),
        (["TI  - B", "JF  - Boats"], "venue", "Boats"),
        (["TI  - B", "JO  - Boats"], "venue", "Boats"),
        (["TI  - B", "BT  - Boats"], "venue", "Boats"),
        (["TI  - B", "UR  - http://dx.doi.org/10.1000/x"], "doi", "10.1000/x"),
        (["TI  - B", "JO  - arXiv preprint arXiv:1503.00001"], "arxiv_id", "1503.00001"),
        (["TI  - B", "DO  - 10.48550/arXiv.1503.00001"], "arxiv_id", "1503.00001"),
        (["TI  - RETRACTED: Boats"], "retracted", True),
        (["TI  - Retraction notice: Boats"], "retracted", False),
    ],
)
def test_aliases(lines: list[str], field: str, value: object) -> None:
    """What other programs write in other tags is found there."""
    assert getattr(one(*lines), field) == value


def test_values_over_several_lines() -> None:
    """A line without a tag goes on with the value before it; empty lines are nothing."""
    record = one("TI  - Paper", "boats", "AB  - They float.", "", "  And turn.", "KW  - one", "two")
    assert record.title == "Paper boats"
    assert record.abstract == "They float. And turn."
    assert record.categories == ("one", "two")


def test_missing_ends() -> None:
    """A record ends where the next begins, or with the file."""
    text = "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  -\n\nTY  - JOUR\nTI  - Three"
    assert [item.title for item in parse(text) if isinstance(item, Record)] == [
        "One",
        "Two",
        "Three",
    ]


def test_looser_spelling() -> None:
    """Windows' line ends, one space before the dash, no space behind it, marks of joined files."""
    text = "\ufeffTY  - JOUR\r\nTI  -Boats\r\nER  -\r\n\ufeffTY - JOUR\r\nTI - Ships\r\nER -\r\n"
    assert [item.title for item in parse(text) if isinstance(item, Record)] == ["Boats", "Ships"]


def test_what_stands_before_the_records() -> None:
    """A provider's head isn't a record."""
    assert ris.sniff("Provider: Boats\nContent: text/plain\n\nTY  - JOUR\nTI  - A\n")
    assert len(parse("Provider: Boats\nDatabase: X\n\nTY  - JOUR\nTI  - A\nER  - \n")) == 1


def test_rejects() -> None:
    """A record without a title and one in Latin-1 are refused with line and text."""
    empty, latin, good = parse(
        b"TY  - JOUR\nAU  - Boot\nER  - \nTY  - JOUR\nTI  - caf\xe9\nER  - \nTY  - JOUR\nTI  - A\n"
    )
    assert empty == Reject(1, "neither a title nor an abstract", "TY  - JOUR\nAU  - Boot\nER  - ")
    assert isinstance(latin, Reject)
    assert (latin.line, latin.reason) == (4, "not UTF-8: byte 0xe9 after 'TI  - caf'")
    assert latin.text == "TY  - JOUR\nTI  - café\nER  - "
    assert isinstance(good, Record)


WORDS = (
    st.text("abcxyzäß ,.-0", min_size=1).map(str.strip).filter(lambda text: text not in ("", "-"))
)
TAGS = st.sampled_from(
    ["AU", "A1", "AB", "N2", "PY", "DA", "JO", "T2", "KW", "UR", "DO", "N1", "XX"]
)
RECORDS = st.tuples(WORDS, st.lists(st.tuples(TAGS, WORDS), max_size=8))


def written(records: list[tuple[str, list[tuple[str, str]]]]) -> Iterator[str]:
    for title, fields in records:
        yield "TY  - JOUR"
        yield f"TI  - {title}"
        yield from (f"{tag}  - {value}" for tag, value in fields)
        yield "ER  - "
        yield ""


@given(st.lists(RECORDS, max_size=4))
def test_every_record_comes_back(records: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """A generated file gives each of its records; rispy finds the same titles and keywords."""
    text = "\n".join(written(records))
    found = [item for item in parse(text) if isinstance(item, Record)]
    assert [item.title for item in found] == [" ".join(title.split()) for title, _ in records]
    for item, reference in zip(found, rispy.loads(text), strict=True):
        assert item.title == " ".join(reference["title"].split())
        assert set(item.categories) == {" ".join(k.split()) for k in reference.get("keywords", [])}


LINES = st.sampled_from(
    ["TY  - JOUR", "ER  - ", "TI  - A", "AU  - B, C", "x", "", "AB  -", "\ufeff"]
)


@given(st.lists(LINES).map("\n".join))
def test_lines_in_any_order(text: str) -> None:
    """Whatever the order, no title is lost."""
    found = [item.title if isinstance(item, Record) else item.text for item in parse(text)]
    assert "".join(found).count("A") >= text.count("TI  - A")


def test_several_addresses_in_a_line() -> None:
    """The first one is the paper's; a DOI may be in any."""
    text = "TY  - JOUR\nTI  - A\nUR  - http://a.example/x;y; https://doi.org/10.1000/z\nER  - \n"
    (record,) = parse(text.encode())
    assert isinstance(record, Record)
    assert (record.url, record.doi) == ("http://a.example/x;y", "10.1000/z")
