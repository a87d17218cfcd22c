"""PubMed's .nbib files."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import nbib
from index.record import Item, Record, Reject

FILE = """
PMID- 12345678
OWN - NLM
DP  - 2015 Mar 17
TI  - Paper boats
      in the rain.
LID - 10.1000/BOAT [doi]
LID - e123 [pii]
AB  - BACKGROUND: Boats are wet. RESULTS:
      They float.
CI  - Copyright
FAU - Boot, Ada B
AU  - Boot AB
AD  - Boat School.
FAU - Cane, Cid Jr
AU  - Cane C Jr
CN  - Boat Group
LA  - eng
PT  - Journal Article
TA  - J Boats
JT  - Journal of boats
MH  - *Ships/history
MH  - Humans
OT  - rain
SO  - J Boats. 2015 Mar 17;1(1):1. doi: 10.1000/BOAT.

PMID- 2
TI  - Ships.
AU  - Boot AB
AU  - van Dam C
CN  - Department of Health UK
DP  - 1998 Dec-1999 Jan
SO  - Sea. 1998. doi: 10.1000/sea.
"""


def parse(text: str | bytes) -> list[Item]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(nbib.read(io.BytesIO(data)))


def test_whole_file() -> None:
    """Each tag goes to its field."""
    assert nbib.sniff(FILE)
    first, second = parse(FILE)
    assert first == Record(
        id="12345678",
        title="Paper boats in the rain.",
        abstract="BACKGROUND: Boats are wet. RESULTS: They float.",
        authors=("Ada B Boot", "Cid Cane Jr", "Boat Group"),
        date="2015-03-17",
        venue="Journal of boats",
        categories=("Ships", "Humans", "rain"),
        doi="10.1000/boat",
        url="https://pubmed.ncbi.nlm.nih.gov/12345678/",
    )
    assert second == Record(
        id="2",
        title="Ships.",
        authors=("A. B. Boot", "C. van Dam", "Department of Health UK"),
        date="1998",
        doi="10.1000/sea",
        url="https://pubmed.ncbi.nlm.nih.gov/2/",
    )


@pytest.mark.parametrize(
    ("line", "retracted"),
    [
        ("PT  - Retracted Publication", True),
        ("RIN - Sea. 2016", True),
        ("PT  - Retraction of Publication", False),
    ],
)
def test_retracted(line: str, retracted: bool) -> None:
    """A retracted paper is marked, the notice that retracts it isn't."""
    [item] = parse(f"PMID- 1\nTI  - Boats\n{line}\n")
    assert isinstance(item, Record)
    assert item.retracted is retracted


def test_book() -> None:
    """A book's title and collection are told by tags of their own."""
    [item] = parse("PMID- 1\nBTI - Boats\nFED - Boot, Ada\nDP  - 2010\n")
    assert isinstance(item, Record)
    assert (item.title, item.authors) == ("Boats", ("Ada Boot",))


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("TI  - [Boats in rain].", "Boats in rain"),
        ("TI  - [Boats] in rain.", "[Boats] in rain."),
        ("TI  - [Not Available].\nTT  - Boote im Regen.", "Boote im Regen."),
    ],
)
def test_translated_title(lines: str, title: str) -> None:
    """A translated title loses its brackets, as in PubMed's XML."""
    [item] = parse(f"PMID- 1\n{lines}\n")
    assert isinstance(item, Record)
    assert item.title == title


def test_rejects() -> None:
    """Citations without a title and in Latin-1 are refused."""
    empty, latin = parse(b"PMID- 1\nOWN - NLM\n\nPMID- 2\r\nTI  - caf\xe9\r\n")
    assert empty == Reject(1, "neither a title nor an abstract", "PMID- 1\nOWN - NLM\n")
    assert isinstance(latin, Reject)
    assert (latin.line, latin.reason) == (4, "not UTF-8: byte 0xe9 after 'TI  - caf'")


WORDS = st.text("abcäß -", min_size=1).map(str.strip).filter(lambda text: text.strip("-") != "")
FIELDS = st.lists(st.tuples(st.sampled_from(["FAU ", "AB  ", "MH  ", "DP  ", "ZZZZ"]), WORDS))


@given(st.lists(st.tuples(WORDS, FIELDS), max_size=4))
def test_every_record_comes_back(records: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """A generated file, its values broken over lines, gives each of its records."""
    lines = [
        line
        for number, (title, fields) in enumerate(records)
        for line in (
            f"PMID- {number}",
            "TI  - " + title.replace(" ", "\n      "),
            *(f"{tag}- {text}" for tag, text in fields),
            "",
        )
    ]
    found = [(item.id, item.title) for item in parse("\n".join(lines)) if isinstance(item, Record)]
    assert found == [(str(i), " ".join(title.split())) for i, (title, _) in enumerate(records)]
