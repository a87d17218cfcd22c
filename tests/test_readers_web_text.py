"""The five pages of the first corpus, and pages of the same shapes."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import web_text
from index.readers.sources import read
from index.record import Record, Reject

PROSE = (
    "We measure how long a paper bridge holds when a child walks over it, and find that folding "
    "the paper twice makes it hold nine times longer. The effect stays when the paper is wet."
)


def papers(page: str) -> list[Record]:
    items = list(web_text.read(io.BytesIO(page.encode())))
    assert all(isinstance(item, Record) for item in items)
    return [item for item in items if isinstance(item, Record)]


def test_seeds_give_their_papers(shared: Path) -> None:
    """The five pages hold 23, 6, 23, 10 and 25 papers and nothing else."""
    counts: dict[str, int] = {}
    for source, item in read([str(shared / "seeds")]):
        assert isinstance(item, Record)
        counts[source.path] = counts.get(source.path, 0) + 1
    assert list(counts.values()) == [23, 6, 23, 10, 25]


def test_seeds_hold_no_furniture(shared: Path) -> None:
    """Every paper of the seeds has an abstract in prose, and no author is a menu's entry."""
    records = [item for _, item in read([str(shared / "seeds")])]
    for record in records:
        assert isinstance(record, Record)
        assert len(record.abstract.split()) > 20
        assert not record.abstract.endswith(("View details", "No Results Found", "prl"))
        assert all(2 <= len(name.split()) <= 5 for name in record.authors)


def test_profile_page() -> None:
    """A category glued to a date and to Code; authors ending in et al. and an affiliation."""
    page = f"""Ada Muster
QM
h-index12
2 Papers

QMSep 28, 2023Code
Paper bridges

Ada Muster, Béla Müller et al. · a-school

{PROSE}

Feb 2
Wet paper

Ada Muster

{PROSE}
"""
    first, second = papers(page)
    assert first == Record(
        title="Paper bridges",
        abstract=PROSE,
        authors=("Ada Muster", "Béla Müller"),
        date="2023-09-28",
        categories=("QM",),
        has_code=True,
    )
    assert (second.title, second.date, second.categories) == ("Wet paper", "", ())


def test_home_page() -> None:
    """Title, authors and abstract with furniture between; the person's own words are none."""
    page = f"""Ada Muster

I am a student of paper at the School of Bridges. I like rain, boats, bicycles, and dogs.

Email / Code / Talks

xyz
Research

Paper bridges

Ada Muster*, Béla Müller


{PROSE}

xyz

Wet paper: a survey
Béla Müller and Ada Muster
Bridge Conference, 2021 (Oral)
project page / code

{PROSE}

xyz

Paper boats for beginners

Ada Muster

{PROSE}

Thanks, Jon!
"""
    first, second, third = papers(page)
    assert first == Record(
        title="Paper bridges", abstract=PROSE, authors=("Ada Muster", "Béla Müller")
    )
    assert second.venue == "Bridge Conference, 2021 (Oral)"
    assert (second.date, second.has_code) == ("2021", True)
    assert third.authors == ("Ada Muster",)


def test_run_of_abstracts() -> None:
    """Comments stand before the id, the next abstract is glued behind it; nothing has a title."""
    page = f"""Publications
{PROSE}
Two pages, no figures
arXiv:2401.00001{PROSE}
arXiv:math/9906001v2{PROSE}
arXiv:0801.12342 boats sank. {PROSE}
arXiv:2402.00002
Show more"""
    first, second, third, fourth = papers(page)
    assert first.comments == "Two pages, no figures"
    assert (first.title, first.abstract, first.arxiv_id) == ("", PROSE, "2401.00001")
    assert first.date == "2024-01"
    assert second.arxiv_id == "math/9906001"
    assert third.arxiv_id == "0801.1234"
    assert fourth.abstract == f"2 boats sank. {PROSE}"


def test_list_of_previews() -> None:
    """Some previews have title, names and venue above them; the first may come after a menu."""
    page = f"""Jump to Content
Ada Muster
Sort By
  • Title
  • Year, desc
    Paper Bridges
    Ada Muster
    Béla van der Müller
    BridgeConf (2022)
    Preview abstract {PROSE} View details
    Preview abstract {PROSE}
    {PROSE} View details
    Bridges 2021 Challenge: Results
    Ada Muster
    Proceedings of the 2021 Workshop, Vol. 3
    Preview abstract {PROSE} View details
    No Results Found"""
    first, second, third = papers(page)
    assert first.title == "Paper Bridges"
    assert first.authors == ("Ada Muster", "Béla van der Müller")
    assert (first.venue, first.date) == ("BridgeConf", "2022")
    assert (second.title, second.abstract) == ("", f"{PROSE} {PROSE}")
    assert third.title == "Bridges 2021 Challenge: Results"
    assert third.date == "2021"


def test_lone_lines_between_previews() -> None:
    """A button above a preview isn't its title; a paper without a preview is a paper."""
    page = f"""Preview abstract {PROSE} View details
Wet Paper
Ada Muster
BridgeConf (2020)
Paper Bridges
Ada Muster, Béla Müller
arXiv preprint arXiv:2101.00001 (2021)
Share this
Preview abstract {PROSE} View details
Share this
Preview abstract {PROSE} View details"""
    found = [(paper.title, paper.arxiv_id, paper.abstract != "") for paper in papers(page)]
    assert found == [
        ("", "", True),
        ("Wet Paper", "", False),
        ("Paper Bridges", "2101.00001", True),
        ("", "", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A letter.\n\nDear Ada, thank you for the boat. It was lovely.\n\nYours, Béla\n",
        "one, two, three\nfour, five, six\n",
        "TODO\n- buy paper, glue, and string\n- fold it\n",
    ],
)
def test_other_text_is_not_a_page(text: str) -> None:
    """Text that holds no paper isn't taken for a page of papers."""
    assert not web_text.sniff(text)


def test_bytes_that_are_not_utf_8() -> None:
    """The paper that holds one is refused with its line; the others come."""
    page = f"QMSep 2, 2023\nA bo\xe9t\nAda B, Cid D\n{PROSE}\nQMSep 3, 2023\nB\nAda B\n{PROSE}\n"
    refused, record = web_text.read(io.BytesIO(page.encode("latin-1")))
    assert isinstance(refused, Reject) and isinstance(record, Record)
    assert refused.line == 1
    assert refused.reason == "not UTF-8: byte 0xe9 after 'A bo'"
    assert "A boét" in refused.text


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """Whatever comes, the reader ends in peace."""
    assert isinstance(list(web_text.read(io.BytesIO(data))), list)


LINES = st.sampled_from(
    [
        *(
            "LGMay 25, 2023Code",
            "A Title",
            "Ada B, Cid D et al.",
            PROSE,
            "arXiv:2401.00001" + PROSE,
        ),
        *("Preview abstract " + PROSE, PROSE + " View details", "Venue (2020)", "", "prl", "Ada B"),
    ]
)


@given(st.lists(LINES).map("\n".join))
def test_no_order_of_lines_makes_it_raise(page: str) -> None:
    """Lines of all shapes in any order: every record has a text."""
    assert all(record.title or record.abstract for record in papers(page))


def test_affiliation_glued_to_the_authors() -> None:
    """What stands behind a dot is no author, with or without blanks around the dot."""
    page = (
        f"CVMar 3, 2021\nWet paper\n\nAda Boot, O. O'Cane·Univ. of Ice, Dept. of Snow\n\n{PROSE}\n"
    )
    [record] = papers(page)
    assert record.authors == ("Ada Boot", "O. O'Cane")
