"""The arXiv snapshot: the layout of the shared sample, and the odd corners of the full one."""

import io
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import arxiv_json
from index.readers.sources import read
from index.record import Item, Record, Reject

PAPER = {
    "id": "0704.0001",
    "submitter": "Ada Muster",
    "authors": "Ada Muster, B\\'ela M\\\"uller",
    "title": "Paper boats\n  in the rain",
    "comments": "3 pages,\n  no figures",
    "journal-ref": "J.Boats D76:013009,2007",
    "doi": "10.1000/Boats.76",
    "report-no": "BOAT-HEP-1",
    "categories": "hep-ph cs.LG",
    "license": None,
    "abstract": "  We fold boats.\nThey float.\n",
    "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    "update_date": "2008-11-26",
    "authors_parsed": [["Muster", "Ada", ""], ['M\\"uller', "B\\'ela", "Jr", "Boat School"]],
}


def parse(*papers: object) -> list[Item]:
    text = "".join(
        (paper if isinstance(paper, str) else json.dumps(paper)) + "\n" for paper in papers
    )
    return list(arxiv_json.read(io.BytesIO(text.encode())))


def record(**changes: object) -> Record:
    [item] = parse({**PAPER, **changes})
    assert isinstance(item, Record)
    return item


def test_full_snapshot() -> None:
    """Each field of the full snapshot goes where it belongs."""
    assert record() == Record(
        id="0704.0001",
        title="Paper boats in the rain",
        abstract="We fold boats. They float.",
        authors=("Ada Muster", "B\\'ela M\\\"uller Jr"),
        date="2007-04-02",
        venue="J.Boats D76:013009,2007",
        categories=("hep-ph", "cs.LG"),
        doi="10.1000/boats.76",
        arxiv_id="0704.0001",
        url="https://arxiv.org/abs/0704.0001",
        comments="3 pages, no figures",
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Muster", ("Ada Muster",)),
        ("Ada Muster and B. Müller", ("Ada Muster", "B. Müller")),
        ("A. Muster, B. Müller, and C. Boot", ("A. Muster", "B. Müller", "C. Boot")),
        ("A. Muster (1), B. Boot (2) ((1) Boat\n School, (2) Sea)", ("A. Muster", "B. Boot")),
        ("A. Muster (School of Boats, Ships (and Rafts)), B. Boot", ("A. Muster", "B. Boot")),
        ("A. Muster, Jr., B. Boot III", ("A. Muster Jr.", "B. Boot III")),
        ("A. Muster et al.", ("A. Muster",)),
        ("The Boat Collaboration: A. Muster", ("The Boat Collaboration: A. Muster",)),
        (
            ", A. Muster,B. Boot , C. Paper,, D. Raft,",
            ("A. Muster", "B. Boot", "C. Paper", "D. Raft"),
        ),
        (",", ()),
        ("", ()),
    ],
)
def test_authors_as_text(line: str, names: tuple[str, ...]) -> None:
    """Without parsed authors the line is split; notes in parentheses are no authors."""
    assert record(authors=line, authors_parsed=None).authors == names


def test_collaboration() -> None:
    """A collaboration is one author."""
    assert record(authors_parsed=[["Boat Collaboration", "", ""]]).authors == (
        "Boat Collaboration",
    )


def test_date_without_versions() -> None:
    """The id tells the month when no version does."""
    assert record(versions=[]).date == "2007-04"
    assert record(versions=None, id="math/9406214").date == "1994-06"


def test_snapshots_of_2020() -> None:
    """The first snapshots had categories in a list of one, and versions without dates."""
    old = record(categories=["hep-ph cs.LG"], versions=["v1", "v2"])
    assert (old.categories, old.date) == (("hep-ph", "cs.LG"), "2007-04")


@pytest.mark.parametrize(
    ("comments", "retracted"),
    [
        ("This paper has been withdrawn by the author", True),
        ("The article was retracted due to a hole", True),
        ("Withdrawn", True),
        ("Section 3 was withdrawn in this version", False),
        (None, False),
    ],
)
def test_withdrawn(comments: str | None, retracted: bool) -> None:
    """A paper that its authors took back is marked."""
    assert record(comments=comments).retracted is retracted


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "0704.0001", "title"', "not JSON: "),
        ("[]", "a value isn't what it should be"),
        ('{"id": "0704.0001"}', "no 'title'"),
        ('{"title": "Boats"}', "no 'id'"),
        ('{"id": "0704.0001", "title": " ", "abstract": null}', "neither a title nor an abstract"),
        ('{"id": "0704.0001", "title": 5}', "a value isn't what it should be"),
        (
            '{"id": "0704.0001", "title": "Boats", "versions": [5]}',
            "a value isn't what it should be",
        ),
    ],
)
def test_broken_lines(line: str, reason: str) -> None:
    """A line that can't be read is refused with its number and text; the next one is read."""
    good, refused, after = parse(PAPER, line, PAPER)
    assert isinstance(refused, Reject)
    assert (refused.line, refused.text) == (2, line)
    assert refused.reason.startswith(reason)
    assert isinstance(good, Record) and good == after


def test_line_that_is_not_utf_8() -> None:
    """The first byte that isn't UTF-8 is named; the text shows what it may have been."""
    line = b'{"id": "0704.0001", "title": "caf\xe9"}\n'
    [refused] = arxiv_json.read(io.BytesIO(line))
    assert isinstance(refused, Reject)
    assert refused.reason == 'not UTF-8: byte 0xe9 after \'0001", "title": "caf\''
    assert refused.text == '{"id": "0704.0001", "title": "café"}'


def test_wrong_lines_among_many() -> None:
    """Each is refused by itself, wherever it stands; all others are as they are alone."""
    lines = [json.dumps({**PAPER, "id": f"0704.{number:04}"}) for number in range(1200)]
    for number, wrong in ((0, "x"), (7, "[]"), (8, '{"title": "A"}'), (499, "{"), (1199, "5")):
        lines[number] = wrong
    found = parse(*lines)
    alone = [item for line in lines for item in parse(line)]
    assert [item for item in found if isinstance(item, Record)] == [
        item for item in alone if isinstance(item, Record)
    ]
    refused = [(item.line, item.text) for item in found if isinstance(item, Reject)]
    assert refused == [(1, "x"), (8, "[]"), (9, '{"title": "A"}'), (500, "{"), (1200, "5")]


def test_empty_lines() -> None:
    """Empty lines are nothing."""
    assert len(parse("", PAPER, "  ", PAPER, "")) == 2


PAPERS: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z]{3}[0-9]{1,5}", fullmatch=True),
        "title": st.from_regex(r"\w.{0,9}", fullmatch=True),
    },
    optional={
        "abstract": st.none() | st.text(),
        "authors": st.none() | st.text(),
        "comments": st.none() | st.text(),
        "doi": st.none() | st.text(),
        "categories": st.text(),
        "authors_parsed": st.lists(st.lists(st.text(), min_size=2, max_size=4)),
        "versions": st.lists(st.fixed_dictionaries({"created": st.text()})),
    },
)


@given(st.lists(PAPERS, max_size=4))
def test_every_record_comes_back(papers: list[dict[str, object]]) -> None:
    """A generated file gives one record a line, with its id."""
    assert [item.id for item in parse(*papers) if isinstance(item, Record)] == [
        paper["id"] for paper in papers
    ]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_values_of_any_kind(value: object) -> None:
    """A value that isn't what it should be refuses its line, wherever it stands."""
    for key in PAPER:
        assert len(parse({**PAPER, key: value})) == 1


def test_shared_sample(shared: Path) -> None:
    """The shared sample's records have titles, abstracts, authors, days and categories."""
    sample = read([str(shared / "arxiv" / "arxiv-100k.jsonl.xz")])
    for source, item in islice(sample, 2000):
        assert source.format == "arxiv"
        assert isinstance(item, Record)
        assert item.title and item.abstract and item.authors and item.categories
        assert item.arxiv_id == item.id
        assert len(item.date) == 10
