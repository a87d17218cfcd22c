"""CSV and TSV from Scopus, Zotero, IEEE, PubMed, Google Scholar and spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import csv_table
from index.readers.csv_table import LONGEST_CELL
from index.record import Record, Reject, Removal


def parse(text: str | bytes) -> list[Record | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item for item in csv_table.read(io.BytesIO(data)) if not isinstance(item, Removal)]


def one(header: str, row: str) -> Record:
    [item] = parse(f"{header}\n{row}\n")
    assert isinstance(item, Record), item
    return item


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (  # Scopus
            "Authors,Author full names,Title,Year,Source title,Cited by,DOI,Link,Abstract,"
            "Author Keywords,Document Type,Source,EID",
            '"Boot A.; Cane C.","Boot, Ada (57); Cane, Cid (58)",Boats,2015,Sea,3,10.1000/BOAT,'
            'https://s.example,"They float, ""turn"".",boats; paper,Article,Scopus,2-s2.0-1',
            Record(
                id="2-s2.0-1",
                title="Boats",
                abstract='They float, "turn".',
                authors=("Ada Boot", "Cid Cane"),
                date="2015",
                venue="Sea",
                categories=("boats", "paper"),
                doi="10.1000/boat",
                url="https://s.example",
            ),
        ),
        (  # Zotero
            '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
            '"Abstract Note","Date","Date Added","Extra","Manual Tags"',
            '"ABCD","journalArticle","2015","Boot, Ada; Cane, Cid","Boats","Sea","","http://z.example",'
            '"They float.","2015-03","2020-01-01","Read","boats; paper"',
            Record(
                id="ABCD",
                title="Boats",
                abstract="They float.",
                authors=("Ada Boot", "Cid Cane"),
                date="2015-03",
                venue="Sea",
                categories=("boats", "paper"),
                url="http://z.example",
                comments="Read",
            ),
        ),
        (  # PubMed
            "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,"
            "DOI",
            '123,Boats.,"Boot AB, Garcia Lopez II.",Sea.,Boot AB,Sea,2015,2015/03/17,10.1000/boat',
            Record(
                id="123",
                title="Boats.",
                authors=("A. B. Boot", "I. I. Garcia Lopez"),
                date="2015",
                venue="Sea",
                doi="10.1000/boat",
            ),
        ),
        (  # IEEE Xplore
            '"Document Title",Authors,"Publication Title","Publication Year","Abstract","DOI",'
            "PDF Link",
            '"Boats","A. Boot; C. Cane","Sea","2015","They float.","10.1000/boat","http://i.example"',
            Record(
                title="Boats",
                abstract="They float.",
                authors=("A. Boot", "C. Cane"),
                date="2015",
                venue="Sea",
                doi="10.1000/boat",
                url="http://i.example",
            ),
        ),
    ],
)
def test_exports(header: str, row: str, expected: Record) -> None:
    """The columns of usual exports are known by their names."""
    assert csv_table.sniff(f"{header}\n{row}\n")
    assert one(header, row) == expected


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    """The delimiter is told from the first row."""
    text = f"title{mark}year\nBoats{mark}2015\n"
    assert csv_table.sniff(text)
    assert parse(text) == [Record(title="Boats", date="2015")]


def test_layouts() -> None:
    """Excel's first line, a byte order mark, Windows' line ends, single quotes, empty lines."""
    expected = [Record(title="Boats, wet", date="2015")]
    assert parse('\ufeffsep=,\r\ntitle,year\r\n\r\n"Boats, wet",2015\r\n') == expected
    assert parse("'title','year'\n'Boats, wet','2015'\n") == expected
    assert parse('title,year,\n"Boats, wet",2015,\n') == expected


def test_row_over_several_lines() -> None:
    """A quoted cell may go over lines; the next row has its own line number."""
    record, refused = parse('title,year\n"Paper\n\nboats",2015\n,2016\n')
    assert isinstance(record, Record) and record.title == "Paper boats"
    assert refused == Reject(5, "neither a title nor an abstract", "title,year\n,2016")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"Never closed,2015', "a quote is opened and not closed"),
        ('a "b",2015,"c', "a quote is opened and not closed"),
        ("too,many,cells", "3 cells where the header has 2"),
        ("few", "1 cell where the header has 2"),
    ],
)
def test_broken_row(row: str, reason: str) -> None:
    """Only the broken row is lost; it brings the header along."""
    first, refused, last = parse(f'title,year\nA,2015\n{row}\n"B",2016\n')
    assert isinstance(first, Record) and isinstance(last, Record)
    assert isinstance(refused, Reject)
    assert (refused.line, refused.text) == (3, f"title,year\n{row}")
    assert refused.reason.startswith(reason)


def test_long_cells() -> None:
    """Notes with a picture in them are read; what is longer than any is told as that."""
    [kept] = parse('Title,Notes\nOn kilns,"' + "note\n" * 100_000 + '"\n')
    assert isinstance(kept, Record)
    refused, kept = parse("Title,Notes\nOn kilns," + "n" * (LONGEST_CELL + 1) + "\nOn oats,x\n")
    assert isinstance(refused, Reject)
    assert refused.reason == "a cell of more than 1,048,576 characters"
    assert isinstance(kept, Record)


def test_sloppy_quotes() -> None:
    """Quotes inside of a quoted cell that aren't doubled cost nothing but their look."""
    record, last = parse('title,year\n"The "good" boat",2015\nB,2016\n')
    assert isinstance(record, Record) and record.date == "2015"
    assert isinstance(last, Record)


def test_table_without_quoting() -> None:
    """A quote that nothing closes is a quote when the row is whole without it."""
    assert [
        item.title
        for item in parse('title\tyear\n"Boats\t2015\nB\t2016\n')
        if isinstance(item, Record)
    ] == ['"Boats', "B"]


def test_latin_1() -> None:
    """A row in Latin-1 is refused, the next one read."""
    refused, record = parse("title,year\ncafé,2015\nB,2016\n".encode("latin-1"))
    assert refused == Reject(2, "not UTF-8: byte 0xe9 after 'caf'", "title,year\ncafé,2015")
    assert isinstance(record, Record)


@pytest.mark.parametrize(
    "text", ["", "boats\n", "a,b\n1,2\n", "year,doi\n2015,10.1000/x\n", "title\nBoats\n"]
)
def test_what_is_no_table(text: str) -> None:
    """Without two known columns, one of them the title or abstract, it isn't taken for a table."""
    assert not csv_table.sniff(text)


CELLS = st.text('ab,;\t"\n äß', max_size=10)


@given(st.lists(st.tuples(CELLS, CELLS)), st.sampled_from([",", ";", "\t"]))
def test_every_record_comes_back(rows: list[tuple[str, str]], mark: str) -> None:
    """What Python's writer writes comes back row by row, whatever stands in the cells."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark, lineterminator="\n")
    writer.writerow(["title", "abstract", "comments"])
    writer.writerows((f"T{title}", abstract, "c") for title, abstract in rows)
    found = [item.title for item in parse(file.getvalue()) if isinstance(item, Record)]
    assert found == [" ".join(f"T{title}".split()) for title, _ in rows]


def test_scopus_says_that_there_is_nothing() -> None:
    """Scopus's notes in brackets are no abstract and no author."""
    record = one(
        "Authors,Title,Year,Abstract",
        "[No author name available],[No] Editorial,2021,[No abstract available]",
    )
    assert (record.authors, record.abstract) == ((), "")
    assert record.title == "[No] Editorial"


def test_pubmed_lists_of_authors() -> None:
    """Family names with initials, particles and "Jr" among them, and a full stop at the end."""
    listed = '"Haddad L, O\'Brien S Jr, van den Berg AB, Rat Study Group."'
    record = one("PMID,Title,Authors,Publication Year", f"1,Rats,{listed},2019")
    names = ("L. Haddad", "S. O'Brien Jr", "A. B. van den Berg", "Rat Study Group")
    assert record.authors == names


def test_arxiv_id_in_what_zotero_calls_extra() -> None:
    """Zotero keeps the arXiv id of a paper with a journal's URL in its notes."""
    record = one("Key,Title,Url,Extra", "A,T,http://x.org,arXiv:2103.00009 [cs]")
    assert record.arxiv_id == "2103.00009"


def test_tags_that_a_program_gave() -> None:
    """They stand in for a person's own; one author's initial keeps its dot."""
    text = 'Title,Author,Manual Tags,Automatic Tags\nA,"Roe, R.",,boats; oars\nB,C D,own,boats\n'
    first, second = parse(text.encode())
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.categories, first.authors) == (("boats", "oars"), ("R. Roe",))
    assert second.categories == ("own",)
