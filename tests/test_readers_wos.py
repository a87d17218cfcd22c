"""Web of Science's two kinds of text file."""

import io

from hypothesis import given
from hypothesis import strategies as st

from index.readers import wos
from index.record import Item, Record, Reject

TAGGED = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Boot, AB
   Cane, C
AF Boot, Ada B.
   Cane, Cid
CA Boat Collaboration
TI Paper boats
   in the rain
SO JOURNAL OF BOATS
DT Article; Retracted Publication
DE boats; paper
ID KEYWORDS PLUS
AB They float.
   They turn.
C1 [Boot, Ada B.] Boat School.
WC Engineering, Marine
PD MAR 17
PY 2015
DI 10.1000/BOAT
UT WOS:000000000000001
ER

PT C
AU Boot, AB
TI Ships
CT Boat Conference
PD MAR-APR
PY 2016
UT WOS:000000000000002
ER

EF"""


def parse(text: str | bytes) -> list[Item]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(wos.read(io.BytesIO(data)))


def test_tagged_file() -> None:
    """Each tag goes to its field; the head and the foot of the file are no records."""
    assert wos.sniff(TAGGED)
    first, second = parse(TAGGED)
    assert first == Record(
        id="WOS:000000000000001",
        title="Paper boats in the rain",
        abstract="They float. They turn.",
        authors=("Ada B. Boot", "Cid Cane", "Boat Collaboration"),
        date="2015-03-17",
        venue="JOURNAL OF BOATS",
        categories=("Engineering, Marine", "boats", "paper"),
        doi="10.1000/boat",
        retracted=True,
    )
    assert isinstance(second, Record)
    assert second.authors == ("AB Boot",)
    assert (second.venue, second.date) == ("Boat Conference", "2016")


HEADER = "PT\tAU\tAF\tTI\tSO\tAB\tPD\tPY\tDI\tUT"


def test_tab_delimited_file() -> None:
    """The first line has the tags; quotes mean nothing; UTF-16 is told by its mark."""
    row = 'J\tBoot, A; Cane, C\tBoot, Ada; Cane, Cid\t"Boats" float\tSea\tThey.\t\t2015\t\tWOS:1'
    expected = Record(
        id="WOS:1",
        title='"Boats" float',
        abstract="They.",
        authors=("Ada Boot", "Cid Cane"),
        date="2015",
        venue="Sea",
    )
    text = f"{HEADER}\r\n{row}\r\n"
    assert wos.sniff(text)
    assert parse(text) == [expected]
    assert parse(text.encode("utf-16")) == [expected]


def test_refused_row_can_stand_alone() -> None:
    """A row that is refused brings the first line along, so that it can be read again."""
    [refused] = parse(f"{HEADER}\nJ\tBoot, A\n")
    assert refused == Reject(2, "neither a title nor an abstract", f"{HEADER}\nJ\tBoot, A")


def test_cut_file() -> None:
    """A record whose end is missing is a record."""
    assert [
        item.title for item in parse("PT J\nTI One\nPT J\nTI Two") if isinstance(item, Record)
    ] == ["One", "Two"]


WORDS = st.text("abcäß -", min_size=1).map(str.strip).filter(bool)
FIELDS = st.lists(st.tuples(st.sampled_from(["AU", "AB", "DE", "SO", "PY", "ZZ"]), WORDS))


@given(st.lists(st.tuples(WORDS, FIELDS), max_size=4), st.booleans())
def test_every_record_comes_back(
    records: list[tuple[str, list[tuple[str, str]]]], tagged: bool
) -> None:
    """A generated file of either kind gives each of its records."""
    if tagged:
        lines = [
            line
            for title, fields in records
            for line in (
                "PT J",
                f"TI {title}",
                *(f"{tag} {text}" for tag, text in fields),
                "ER",
                "",
            )
        ]
    else:
        lines = [HEADER, *(f"J\t\t\t{title}\t\t\t\t\t\tWOS:1" for title, _ in records)]
    titles = [item.title for item in parse("\n".join(lines)) if isinstance(item, Record)]
    assert titles == [" ".join(title.split()) for title, _ in records]
