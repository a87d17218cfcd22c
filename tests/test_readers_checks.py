"""What all readers look at before they hand over a record."""

from io import BytesIO

import orjson
import pytest

from index.bodies import alone
from index.document import make_documents
from index.readers import FORMATS as READERS
from index.readers.checks import lasting
from index.record import Paper, Record, columns_of


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
    "json": '{"title": "Kilns", "keywords": ["Clay", "clay", "Fire"]}',
    "arxiv": '{"id": "1", "title": "Kilns", "categories": "Clay clay Fire", "versions": []}',
    "openalex": '{"id": "https://openalex.org/W1", "title": "Kilns", "topics": '
    '[{"display_name": "Clay"}, {"display_name": "clay"}, {"display_name": "Fire"}]}',
    "s2": '{"paperId": "1", "title": "Kilns", "fieldsOfStudy": ["Clay", "clay", "Fire"]}',
    "oai-pmh": "<record><header><identifier>1</identifier></header><metadata><dc>"
    "<title>Kilns</title><subject>Clay</subject><subject>clay</subject><subject>Fire</subject>"
    "</dc></metadata></record>",
    "jats": "<article><front><article-meta><title-group><article-title>Kilns</article-title>"
    "</title-group><kwd-group><kwd>Clay</kwd><kwd>clay</kwd><kwd>Fire</kwd></kwd-group>"
    "</article-meta></front></article>",
    "endnote": '<record><ref-type name="Book">6</ref-type><titles><title>Kilns</title></titles>'
    "<keywords><keyword>Clay</keyword><keyword>clay</keyword><keyword>Fire</keyword></keywords>"
    "</record>",
    "csl-json": '[{"title": "Kilns", "keyword": "Clay, clay, Fire"}]',
    "nbib": "PMID- 1\nTI  - Kilns\nMH  - Clay\nOT  - clay\nOT  - Fire\n",
    "pubmed": "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Kilns"
    "</ArticleTitle></Article><KeywordList><Keyword>Clay</Keyword><Keyword>clay</Keyword>"
    "<Keyword>Fire</Keyword></KeywordList></MedlineCitation></PubmedArticle>",
}


@pytest.mark.parametrize("name", LISTS)
def test_keywords_are_there_once(name: str) -> None:
    """In a paper, whatever their capitals, as the first is written; shown and found."""
    (row,) = [row for row in READERS if row.name == name]
    (record,) = row.load().read(BytesIO(LISTS[name].encode()))
    assert isinstance(record, Record)
    assert record.title == "Kilns"
    for papers in (columns_of([Paper(record)]), alone([record], ["1"], "source")):
        made = make_documents(papers)
        assert made.columns["category"] == [("Clay", "Fire")]
        assert orjson.loads(made.stored[0])["categories"] == ["Clay", "Fire"]
