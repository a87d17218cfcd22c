"""DOIs, arXiv ids and ISBNs in every spelling that files and people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identifiers import (
    Identifier,
    arxiv_month,
    clean_arxiv_id,
    clean_doi,
    clean_isbn,
    find_identifier,
    mentioned_arxiv_id,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1000/ABC.", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("http://dx.doi.org/10.1000%2Fabc", "10.1000/abc"),
        ("https://journal.example/doi/full/10.1000/abc", "10.1000/abc"),
        ("doi: 10.1000/abc;", "10.1000/abc"),
        ("(DOI 10.1000/abc)", "10.1000/abc"),
        ("{10.1000/abc}", "10.1000/abc"),
        ("10.1000/a\\_b", "10.1000/a_b"),
        ("10.1000/first 10.1000/second", "10.1000/first"),
        (
            "10.1000/(SICI)1-2(98)1:2&lt;3::AID&gt;3.0.CO;2-2",
            "10.1000/(sici)1-2(98)1:2<3::aid>3.0.co;2-2",
        ),
        ("10.1/too-short", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_clean_doi(text: str, expected: str) -> None:
    """A DOI comes out bare and in lower case."""
    assert clean_doi(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2510.14751", "2510.14751"),
        ("arXiv:2510.14751v3", "2510.14751"),
        ("arXiv preprint arXiv:0704.0001", "0704.0001"),
        ("arXiv:2101.00001 [cs.LG]", "2101.00001"),
        ("https://arxiv.org/abs/math/9406214v1", "math/9406214"),
        ("http://arxiv.org/pdf/0704.0001v2.pdf", "0704.0001"),
        ("https://arxiv.org/abs/2101.00001?context=cs.LG", "2101.00001"),
        ("https://arxiv.org/html/2101.00001v2#S3.F1", "2101.00001"),
        ("https://ar5iv.labs.arxiv.org/html/2101.00001", "2101.00001"),
        ("math.GT/0309136", "math/0309136"),
        ("oai:arXiv.org:hep-th/9711200", "hep-th/9711200"),
        ("https://doi.org/10.48550/arXiv.2101.00001", "2101.00001"),
        ("1401.12345", ""),  # five digits only since 2015
        ("1501.1234", ""),
        ("2013.12345", ""),  # no thirteenth month
        ("paper/9406214", ""),
        ("12345678", ""),
        ("", ""),
    ],
)
def test_clean_arxiv_id(text: str, expected: str) -> None:
    """An arXiv id comes out without version and subject class; other numbers aren't one."""
    assert clean_arxiv_id(text) == expected


def test_arxiv_month() -> None:
    """An id tells the month of its paper."""
    assert arxiv_month("0704.0001") == "2007-04"
    assert arxiv_month("math/9406214") == "1994-06"
    assert arxiv_month("cs/0501001") == "2005-01"
    assert arxiv_month("") == ""


def test_mentioned_arxiv_id() -> None:
    """An id inside of a text counts when it is named as arXiv's."""
    assert mentioned_arxiv_id("arXiv preprint arXiv:1706.03762, 2017") == "1706.03762"
    assert mentioned_arxiv_id("see https://arxiv.org/abs/1706.03762v5") == "1706.03762"
    assert mentioned_arxiv_id("measured at 1706.03762 Hz") == ""


def test_find_identifier() -> None:
    """The whole text has to be the identifier."""
    assert find_identifier(" arXiv:2510.14751 ") == Identifier("arxiv", "2510.14751")
    assert find_identifier("https://doi.org/10.1000/ABC") == Identifier("doi", "10.1000/abc")
    assert find_identifier("http://dx.doi.org/10.1000%2Fabc") == Identifier("doi", "10.1000/abc")
    assert find_identifier("10.48550/arXiv.2101.00001") == Identifier("arxiv", "2101.00001")
    assert find_identifier("<https://doi.org/10.1000/abc>") == Identifier("doi", "10.1000/abc")
    assert find_identifier("[2101.00001]") == Identifier("arxiv", "2101.00001")
    assert find_identifier("10.1000/a(b)") == Identifier("doi", "10.1000/a(b)")
    assert find_identifier("boats 10.1000/abc") is None
    assert find_identifier("boats") is None


@given(st.text() | st.text("10./arXivdoi:%2Fabs-v "))
def test_any_text(text: str) -> None:
    """No text makes them raise; what comes out is clean already."""
    doi, arxiv_id = clean_doi(text), clean_arxiv_id(text)
    assert clean_doi(doi) == doi
    assert clean_arxiv_id(arxiv_id) == arxiv_id
    find_identifier(text)
    mentioned_arxiv_id(text)


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-3-16-148410-0", "9783161484100"),
        ("9783161484100", "9783161484100"),
        ("978 3 16 148410 0", "9783161484100"),
        ("3-16-148410-X", "9783161484100"),
        ("ISBN 316148410x", "9783161484100"),
        ("isbn-13: 978-3-16-148410-0", "9783161484100"),
        ("9783161484101", ""),  # the last digit is wrong
        ("3-16-148410-0", ""),
        ("316148410X", ""),  # any other number
        ("2015-03-17", ""),
        ("", ""),
    ],
)
def test_isbns(text: str, isbn: str) -> None:
    """Old and new ones, told from other numbers by their last digit."""
    assert clean_isbn(text) == isbn
    assert find_identifier(text) == (Identifier("isbn", isbn) if isbn else None)
