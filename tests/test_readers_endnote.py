"""EndNote's two formats: XML with styles, and lines behind per cent signs."""

import io

import pytest

from index.readers import endnote_xml, enw
from index.record import Item, Record, Reject

HEAD = '<?xml version="1.0"?><xml><records>'


def lines(*texts: str) -> list[Item]:
    return list(enw.read(io.BytesIO("\n".join(texts).encode())))


def xml(*records: str) -> list[Item]:
    text = HEAD + "".join(f"<record>{record}</record>" for record in records) + "</records></xml>"
    return list(endnote_xml.read(io.BytesIO(text.encode())))


def test_whole_reference() -> None:
    """Each tag's value in its place; names turned round, keywords one by one."""
    [record] = lines(
        *("%0 Journal Article", "%T Paper boats", "%A Boot, Ada", "%A Cane, Cid; Ferry, Eve"),
        *("%J Sea", "%V 3", "%N 2", "%P 1-9", "%D 2015", "%8 March 17", "%X They", "  float."),
        *("%K boats; paper", "%R 10.5555/BOAT", "%U https://b.example", "%@ 1234-5678", "%F b15"),
    )
    assert record == Record(
        id="b15",
        title="Paper boats",
        abstract="They float.",
        authors=("Ada Boot", "Cid Cane", "Eve Ferry"),
        date="2015-03-17",
        venue="Sea",
        categories=("boats", "paper"),
        doi="10.5555/boat",
        url="https://b.example",
        details=(("volume", "3"), ("issue", "2"), ("pages", "1–9"), ("issn", "1234-5678")),
    )


def test_papers_of_conferences() -> None:
    """EndNote files them under their proceedings; proceedings themselves are a book."""
    paper, volume, nothing = lines(
        *("%0 Conference Proceedings", "%T Boats", "%B Ships", "%E Boot, Ada", "%A Cane, Cid", ""),
        *("%0 Conference Proceedings", "%T Ships", "%E Boot, Ada", "", "%0 Book", "%D 2015"),
    )
    assert isinstance(paper, Record)
    assert isinstance(volume, Record)
    assert dict(paper.details) == {"type": "paper-conference", "editor": "Ada Boot"}
    assert (volume.authors, dict(volume.details)["type"]) == (("Ada Boot",), "book")
    assert isinstance(nothing, Reject)


def test_references_without_a_type() -> None:
    """Blank lines part them, though none within an abstract; one with a type may have any."""
    found = lines(
        *("\ufeff%A Boot, Ada", "%T Boats", "%X They", "", "float.", "", "", "%A Cane, Cid"),
        *(
            "%T Ships",
            "%D 2002",
            "",
            "%0 Book",
            "%T Masts",
            "",
            "%D 2003",
            "",
            "%0 Book",
            "%T Spars",
        ),
    )
    records = [item for item in found if isinstance(item, Record)]
    assert [(record.title, record.authors, record.date) for record in records] == [
        *(("Boats", ("Ada Boot",), ""), ("Ships", ("Cid Cane",), "2002")),
        *(("Masts", (), "2003"), ("Spars", (), "")),
    ]
    assert records[0].abstract == "They float."
    assert len(found) == 4


def test_texts_in_pieces() -> None:
    """Styles cut texts into pieces, which belong together; of a thesis the school is the venue."""
    [record] = xml(
        '<ref-type name="Thesis">32</ref-type><titles><title><style face="normal">Paper b</style>'
        '<style face="italic">oats</style></title></titles><publisher>Harbour</publisher>'
        "<contributors><authors><author><style>Boot, Ada</style></author></authors></contributors>"
        "<dates><year>2015</year></dates>"
    )
    assert isinstance(record, Record)
    assert (record.title, record.venue, record.authors) == ("Paper boats", "Harbour", ("Ada Boot",))
    assert record.details == (("type", "thesis"),)


def test_broken_records_are_refused_alone() -> None:
    """One that isn't XML, one that says nothing."""
    title = "<ref-type>17</ref-type><titles><title>Boats</title></titles>"
    broken, empty, good = xml(title + "<a>", "<ref-type>17</ref-type>", title)
    assert isinstance(broken, Reject)
    assert isinstance(empty, Reject)
    assert isinstance(good, Record)


@pytest.mark.parametrize(
    ("head", "is_enw", "is_xml"),
    [
        ("%0 Journal Article\n%T A", True, False),
        ("%A Boot, Ada\n%T Boats\n%D 2001", True, False),
        ("%T Boats\n%D 2001", False, False),
        ("<record>" * 8000, False, False),
        ("% a comment\n@misc{a, title={A}}", False, False),
        (f"{HEAD}<record><ref-type name='Book'>", False, True),
        (f"{HEAD}<record><title>A</title>", False, False),
    ],
)
def test_sniffing(head: str, is_enw: bool, is_xml: bool) -> None:
    """By what only these formats have."""
    assert (enw.sniff(head), endnote_xml.sniff(head)) == (is_enw, is_xml)
