"""What tells a publication beside its record: how it is kept, merged and corrected."""

from pathlib import Path

import pytest
from corpora import engine_over

from index.bodies import Parts, assemble, decode, encode
from index.details import details, numbers_in, page_range, place_in, type_of, whole_pages
from index.merge import merged
from index.record import Record

ARTICLE = Record(id="a", title="Boats", venue="Sea", details=(("volume", "3"), ("pages", "1–9")))


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("12--34", "", "12–34"),
        ("12 - 34", "", "12–34"),
        ("S12-S19", "", "S12–S19"),
        ("3-1--3-8", "", "3-1–3-8"),
        ("1-5,9-12 ;", "", "1–5, 9–12"),
        ("e123", "", "e123"),
        ("12", "34", "12–34"),
        ("12-34", "34", "12–34"),
        ("12", "12", "12"),
        ("", "34", ""),
    ],
)
def test_pages_have_a_dash(first: str, last: str, pages: str) -> None:
    """However programs write a range, once or in two."""
    assert page_range(first, last) == pages


def test_details_say_more_than_the_venue() -> None:
    """In one order; empty ones, the venue again and what nearly all have are left out."""
    found = details("Sea", pages="1-2", series="Sea", volume="3", type="article-journal", isbn="")
    assert found == (("volume", "3"), ("pages", "1–2"))
    assert details("", type="book") == (("type", "book"),)


def test_when_it_was_looked_at_is_a_date() -> None:
    """Of any words, those that tell one; others are left out."""
    assert details("", accessed="12 March 2020") == (("accessed", "2020-03-12"),)
    assert details("", accessed="Last week") == ()


def test_numbers_of_books_and_journals_are_told_apart() -> None:
    """By their digits, with strokes, blanks and words between."""
    assert numbers_in("978-3-16-148410-0 (print); 0028-0836") == ("978-3-16-148410-0", "0028-0836")
    assert numbers_in("978 3 16 148410 0") == ("9783161484100", "")
    assert numbers_in("1234-567X 8765-4321") == ("", "1234-567X 8765-4321")
    assert numbers_in("none") == ("", "")


def test_types_have_one_name() -> None:
    """Those of CSL; what it has no name for is none."""
    assert type_of("Conference Paper") == type_of("proceedings-article") == "paper-conference"
    assert type_of("sculpture") == ""


def test_volume_issue_and_pages_are_cited() -> None:
    """As people write them, with what is known."""
    assert place_in("Sea", {"volume": "12", "issue": "3", "pages": "4–9"}) == "Sea 12(3), 4–9"
    assert place_in("Sea", {"pages": "4–9"}) == "Sea, 4–9"
    assert place_in("Sea", {"isbn": "1"}) == "Sea"


def test_records_without_details_are_kept_as_before() -> None:
    """Their bytes are those of a record that knows of none, and old ones are read."""
    plain = ARTICLE._replace(details=())
    assert encode(plain).count(b"[") == 3
    for record in (plain, ARTICLE):
        assert decode(encode(record)) == record


def test_corrections_reach_details() -> None:
    """One by one; an empty one takes it out."""
    edits = (("pages", "2--4"), ("publisher", "Quay"), ("volume", ""))
    paper = assemble(Parts("a", (), (encode(ARTICLE),), ("one",), edits))
    assert paper.record.details == (("pages", "2–4"), ("publisher", "Quay"))
    assert paper.record.sources == ("one",)


def test_merged_papers_show_one_publication() -> None:
    """Venue and details are of the record that tells most, whatever the order."""
    archive = Record(title="Boats", venue="Sea 3 (2015), pages 1-9", arxiv_id="1503.00001")
    for records in ((archive, ARTICLE), (ARTICLE, archive)):
        found = merged(records)
        assert (found.venue, found.details) == ("Sea", ARTICLE.details)


def test_hits_have_details(tmp_path: Path) -> None:
    """With LaTeX made readable; most papers have none."""
    publisher = ("publisher", 'Kai {\\&} S{\\"o}hne')
    book = Record(id="b", title="Boats", details=(("type", "book"), publisher))
    engine = engine_over(tmp_path, [book, Record(id="c", title="Ships")])
    found = {hit.id: hit.details for hit in engine.search("boats OR ships").hits}
    assert found == {"b": {"type": "book", "publisher": "Kai & Söhne"}, "c": {}}
    engine.close()


def test_books_are_found_by_isbn(tmp_path: Path) -> None:
    """A book and its chapters, by ten digits or 13."""
    isbns = {
        "book": "3-16-148410-X (hardcover)",
        "chapter": "x; 9783161484100",
        "blanks": "0 201 89684 2; 978 3 16 148410 0",
        "two": "0201896842 978-3-16-148410-0",
        "other": "123",
    }
    records = [
        Record(id=id, title=id, details=(("type", "book"), ("isbn", isbn)))
        for id, isbn in isbns.items()
    ]
    engine = engine_over(tmp_path, [*records, Record(id="none", title="none")])
    for text in ("978-3-16-148410-0", "isbn:316148410X", "ISBN 3-16-148410-X"):
        found = {hit.id for hit in engine.search(text).hits}
        assert found == {"book", "chapter", "blanks", "two"}, text
    assert {hit.id for hit in engine.search("isbn:0201896842").hits} == {"blanks", "two"}
    assert engine.get("978-3-16-148410-0") is not None
    assert engine.search("isbn:123").total == 0
    engine.close()


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("201-9", "201-209"),
        ("1198-203", "1198-1203"),
        ("S12-4; discussion 15-6", "S12-S14; discussion 15-16"),
        ("e1200-", "e1200-"),
        ("12-3", "12-13"),
        ("12-14", "12-14"),
        ("99-8", "99-8"),
        ("12-e3", "12-e3"),
        ("1043.e1-7", "1043.e1-7"),
        ("", ""),
    ],
)
def test_last_pages_in_full(short: str, whole: str) -> None:
    """MEDLINE leaves out the digits that both pages have; what ends before it begins isn't that."""
    assert whole_pages(short) == whole
