"""What all readers look at before they hand over a record."""

from io import BytesIO

import pytest

from index.readers import FORMATS as READERS
from index.readers.checks import lasting
from index.record import Record


@pytest.mark.parametrize(
    ("note", "rest"),
    [
        ("Cited by: 26", ""),
        ("cited By (since 1996)26", ""),
        ("Cited By :3; Export Date: 2 May 2020", ""),
        ("Cited by: 26; Conference name: ICML 2019", "Conference name: ICML 2019"),
        ("Code: 1234; Export Date: 2 May 2020; Cited By: 3", "Code: 1234"),
        ("Mine\nExport Date: 2020-05-02\r\nCited By: 3\nToo", "Mine\nToo"),
        ("Cited by 12 people of note", "Cited by 12 people of note"),
        ("Export Date: 2 May 2020 and my remarks", "Export Date: 2 May 2020 and my remarks"),
        ("One; two;", "One; two;"),
        ("", ""),
    ],
)
def test_notes_of_the_day(note: str, rest: str) -> None:
    """Dates of exports and counts of citations go, and nothing else does."""
    assert lasting(note) == rest


LISTS = {
    "bibtex": "@misc{a, title = {Kilns}, keywords = {Clay, clay, Fire}}",
    "ris": "TY  - JOUR\nTI  - Kilns\nKW  - Clay\nKW  - clay\nKW  - Fire\nER  - \n",
    "csv": "Title,Keywords\nKilns,Clay; clay; Fire\n",
    "csl-json": '[{"title": "Kilns", "keyword": "Clay, clay, Fire"}]',
    "nbib": "PMID- 1\nTI  - Kilns\nMH  - Clay\nOT  - clay\nOT  - Fire\n",
    "pubmed": "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Kilns"
    "</ArticleTitle></Article><KeywordList><Keyword>Clay</Keyword><Keyword>clay</Keyword>"
    "<Keyword>Fire</Keyword></KeywordList></MedlineCitation></PubmedArticle>",
}


@pytest.mark.parametrize("name", LISTS)
def test_keywords_are_there_once(name: str) -> None:
    """Whatever their capitals, as the first is written."""
    (row,) = [row for row in READERS if row.name == name]
    (record,) = row.load().read(BytesIO(LISTS[name].encode()))
    assert isinstance(record, Record)
    assert record.categories == ("Clay", "Fire")
