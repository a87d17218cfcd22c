"""PubMed, JATS, arXiv's Atom and OAI-PMH: the odd corners of each, and what all XML shares."""

import io
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import arxiv_atom, jats, oai_pmh, pubmed_xml
from index.readers.xml_records import read_records
from index.readers.xml_text import Element, text_at
from index.record import Item, Record, Reject, Removal

FIXTURES = Path(__file__).parent / "fixtures"

# Text as XML can hold it, with what has to be escaped.
words = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" <>&\"'é漢"), max_size=40
).map(lambda text: " ".join(text.split()))
titles = words.filter(lambda text: any(map(str.isalnum, text)) and text[0] not in "[(")


def records(name: str) -> list[Record]:
    modules = {
        "pubmed": pubmed_xml,
        "jats": jats,
        "arxiv-atom": arxiv_atom,
        "oai-pmh": oai_pmh,
    }
    items = modules[name].read(io.BytesIO((FIXTURES / f"{name}.xml").read_bytes()))
    return [item for item in items if isinstance(item, Record)]


def split(document: str | bytes) -> list[Item]:
    """The items of <r> elements that hold a title <t>."""
    data = document.encode() if isinstance(document, str) else document
    return list(read_records(io.BytesIO(data), {"r": lambda element: [title_of(element)]}))


def title_of(element: Element) -> Record:
    return Record(title=text_at(element, "t"))


def test_a_record_that_is_not_well_formed_is_refused_alone() -> None:
    """The records before and behind it are read; the reject has its line and its text."""
    items = split("<s>\n<r><t>one</t></r>\n<r><t>two</r>\n<r><t>three</t></r></s>")
    assert [type(item) for item in items] == [Record, Reject, Record]
    refused = items[1]
    assert isinstance(refused, Reject)
    assert (refused.line, refused.text) == (3, "<r><t>two</r>")
    assert refused.reason.startswith("not well-formed XML")


def test_a_record_without_an_end_stops_at_the_next() -> None:
    """A record that was cut off doesn't swallow the one behind it."""
    items = split("<s><r><t>cut <r><t>whole</t></r></s>")
    assert [getattr(item, "title", None) for item in items] == [None, "whole"]


@pytest.mark.parametrize("document", ["<s><r><t>a</t></r><r><t>b", "<s><r><t>a</t></r>\n"])
def test_a_file_that_is_cut_short_is_told(document: str) -> None:
    """Cut inside of a record or between two: what came before is kept, the rest is a reject."""
    first, last = split(document)
    assert first == Record(title="a")
    assert isinstance(last, Reject) and "cut short" in last.reason


def test_no_entity_of_a_document_is_expanded() -> None:
    """Declared entities are refused; nothing is loaded or grows."""
    document = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/passwd">]><s>'
    items = split(f"{document}<r><t>&a;&f;</t></r><r><t>safe</t></r></s>")
    reasons = [item.reason for item in items if isinstance(item, Reject)]
    assert "declares entities" in reasons[0] and "Entity 'a' not defined" in reasons[1]
    assert items[2] == Record(title="safe")


def test_a_document_type_is_passed_over() -> None:
    """A DOCTYPE, with or without an internal subset, is no fault and isn't loaded."""
    subset = '<!DOCTYPE s PUBLIC "-//X//Y" "http://localhost:1/no.dtd" [<!ELEMENT s ANY>]>'
    assert split(f"<?xml version='1.0'?>{subset}<s><r><t>x</t></r></s>") == [Record(title="x")]


def test_named_characters_of_html_are_known() -> None:
    """Publishers' files use &eacute; and the like without their DTD."""
    assert split("<s><r><t>&eacute;&nbsp;&alpha; &amp;lt;</t></r></s>") == [
        Record(title="é α &lt;")
    ]


def test_tags_in_comments_and_cdata_are_text() -> None:
    """Neither begins nor ends a record."""
    document = "<s><!-- <r> --><r><t><![CDATA[a </r> b]]></t><!-- </r> --></r><![CDATA[<r>]]></s>"
    assert split(document) == [Record(title="a </r> b")]


def test_an_undeclared_prefix_does_no_harm() -> None:
    """A record that was cut out of its document, such as a mended reject, can be read."""
    assert split("<o:r><o:t>x <mml:mi>y</mml:mi></o:t></o:r>") == [Record(title="x y")]


def test_the_declared_encoding_is_honoured() -> None:
    """Latin-1 files of old repositories; without a declaration, stray bytes are refused."""
    latin = "<s><r><t>café</t></r></s>".encode("latin-1")
    assert split(b'<?xml version="1.0" encoding="ISO-8859-1"?>' + latin) == [Record(title="café")]
    (item,) = split(latin)
    assert isinstance(item, Reject) and item.reason.startswith("not UTF-8: byte 0xe9")


def test_a_huge_record_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record beyond the limit is refused, and what follows is read."""
    monkeypatch.setattr("index.readers.windows.LONGEST_PIECE", 1 << 17)
    items = split(f"<s><r><t>{'x' * (1 << 19)}</t></r><r><t>y</t></r></s>")
    assert isinstance(items[0], Reject) and items[-1] == Record(title="y")
    assert sum(len(item.text) for item in items if isinstance(item, Reject)) < 1 << 18


@given(st.lists(titles, max_size=5), st.sampled_from(["", "<?xml version='1.0'?><!DOCTYPE s>"]))
def test_every_generated_record_comes_back(texts: list[str], prolog: str) -> None:
    """Whatever the texts, each record is returned, in order, and nothing else."""
    body = "".join(f"<r>\n<t>{escape(text)}</t></r>" for text in texts)
    assert split(f"{prolog}<s>{body}</s>") == [Record(title=text) for text in texts]


# PubMed


def test_pubmed_joins_labelled_parts_and_flattens_markup() -> None:
    """Labels stand before their parts, UNLABELLED doesn't; <sub> and <i> leave their text."""
    paper = records("pubmed")[0]
    assert paper.title == "Uptake of CO2 by Fictus imaginarius & its kin."
    assert paper.abstract == (
        "BACKGROUND: Nobody had looked. METHODS: We looked at n = 12 leaves, where p < 0.05 "
        "counted. It was there."
    )


def test_pubmed_names_people_and_groups() -> None:
    """Initials stand in for given names, groups are authors, names marked wrong are not."""
    assert records("pubmed")[0].authors == ("Änne B Müller", "M King Jr", "LEAF Study Group")


def test_pubmed_takes_the_papers_own_doi() -> None:
    """DOIs of the references are not the paper's."""
    assert records("pubmed")[0].doi == "10.5555/jir.2015.1"


def test_pubmed_dates_are_as_precise_as_the_source() -> None:
    """Day, span of a MedlineDate, season, month of a book."""
    assert [paper.date for paper in records("pubmed")] == ["2015-03-07", "1998", "2001", "2011-04"]


def test_pubmed_falls_back_to_other_languages() -> None:
    """Brackets of a translated title go; OtherAbstract and VernacularTitle stand in."""
    _, translated, original, _ = records("pubmed")
    assert (translated.title, translated.abstract) == ("On the colour of snow", "Schnee ist weiß.")
    assert original.title == "Le silence des choux."


def test_pubmed_marks_the_retracted_paper_and_not_the_notice() -> None:
    """The publication type "Retracted Publication" marks; "Retraction of Publication" doesn't."""
    assert [paper.retracted for paper in records("pubmed")] == [False, True, False, False]
    notice = (
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Retraction of: X"
        "</ArticleTitle><PublicationTypeList><PublicationType>Retraction of Publication"
        "</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle>"
    )
    (item,) = pubmed_xml.read(io.BytesIO(notice.encode()))
    assert isinstance(item, Record) and not item.retracted


def test_pubmed_reads_chapters_of_books() -> None:
    """A chapter has its own authors, and the book as venue."""
    chapter = records("pubmed")[3]
    assert (chapter.title, chapter.venue) == ("Chapter on cogs", "Handbook of Things")
    assert chapter.authors == ("Cy Cogwell",)


def test_pubmed_removes_deleted_citations() -> None:
    """Each id of a DeleteCitation is a removal."""
    data = (FIXTURES / "pubmed.xml").read_bytes()
    removals = [i for i in pubmed_xml.read(io.BytesIO(data)) if isinstance(i, Removal)]
    assert removals == [Removal("80000001"), Removal("80000002")]


@given(titles, words, st.lists(titles, max_size=3))
def test_pubmed_gives_back_what_was_written(title: str, text: str, family: list[str]) -> None:
    """Title, abstract and authors of a generated citation come back."""
    people = "".join(f"<Author><LastName>{escape(name)}</LastName></Author>" for name in family)
    document = (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>"
        f"<ArticleTitle>{escape(title)}</ArticleTitle><Abstract><AbstractText>{escape(text)}"
        f"</AbstractText></Abstract><AuthorList>{people}</AuthorList></Article></MedlineCitation>"
        f"</PubmedArticle></PubmedArticleSet>"
    )
    (item,) = pubmed_xml.read(io.BytesIO(document.encode()))
    assert isinstance(item, Record)
    assert (item.title, item.abstract, list(item.authors)) == (title, text, family)


# JATS


def test_jats_reads_the_front_and_nothing_else() -> None:
    """Title with subtitle, no footnotes; a body that isn't well-formed is never looked at."""
    paper, _ = records("jats")
    assert paper.title == "Foam in motion: a study in froth"
    assert paper.id == paper.doi == "10.5555/amm.7"


def test_jats_takes_the_abstract_proper() -> None:
    """Not the graphical one; headings of sections stay, "Abstract" goes, TeX beats MathML."""
    assert records("jats")[0].abstract == "Aims: To see $x^2$ rise. Results: It rose."


def test_jats_takes_the_translation_where_nothing_else_is() -> None:
    """A translated title and abstract are better than none."""
    paper = records("jats")[1]
    assert (paper.title, paper.abstract) == ("Sobre el polvo", "El polvo cae.")


def test_jats_authors() -> None:
    """Suffixes, names in Latin script before others, collaborations without members, no editors."""
    first, second = records("jats")
    assert first.authors == ("Bo Bubble III", "Tarō Awa", "The Froth Collaboration")
    assert second.authors == ("P. Olvo",)


def test_jats_prefers_the_electronic_date() -> None:
    """`epub` before `ppub`; an ISO date in an attribute is understood."""
    assert [paper.date for paper in records("jats")] == ["2019-03-05", "2020-11-30"]


# arXiv's Atom


def test_atom_reads_an_entry() -> None:
    """No version in the id, the primary category first, the first version's day."""
    paper = records("arxiv-atom")[0]
    assert (paper.id, paper.date) == ("2101.99901", "2021-01-04")
    assert paper.categories == ("q-bio.PE", "math.GT")
    assert paper.title == r"Moss grows on $\mathbb{R}^n$"
    assert paper.abstract == "We show that moss grows <slowly> in all dimensions."
    assert paper.doi == "10.5555/moss.3" and paper.venue == "J. Moss 3 (2021) 1-12"
    assert paper.retracted


def test_atom_reads_daily_feeds() -> None:
    """The announcement before the abstract goes; a replacement's day isn't the paper's."""
    paper = records("arxiv-atom")[1]
    assert (paper.abstract, paper.date) == ("Lichens are two.", "1999-09")
    assert paper.authors == ("Flo Ra", "Fau Na")


def test_atom_refuses_errors_of_the_api() -> None:
    """arXiv answers a bad request by an entry; it isn't a paper."""
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#bad</id>'
        "<title>Error</title><summary>bad id</summary></entry></feed>"
    )
    (item,) = arxiv_atom.read(io.BytesIO(entry.encode()))
    assert isinstance(item, Reject) and item.reason == "an error of the API: bad id"


# OAI-PMH


def test_oai_reads_arxivs_own_formats() -> None:
    """`arXiv` with parts of names, `arXivRaw` with a line of authors and dates of versions."""
    first, raw, _ = records("oai-pmh")
    assert first.authors == ("Jan van der Beek", "A. Stream Jr", "River Collaboration")
    assert (first.date, first.title) == ("2021-01-11", "Brooks that babble")
    assert raw.authors == ("S. Body", "T. Wine", "U. Knot")
    assert (raw.id, raw.date) == ("hep-th/9909902", "1999-09-02")


def test_oai_reads_dublin_core() -> None:
    """arXiv's "Comment:" is no part of the abstract; a DOI among the identifiers is found."""
    paper = records("oai-pmh")[2]
    assert (paper.abstract, paper.comments) == ("What theses are.", "300 pages")
    assert paper.authors == ("Stu Student", "Ada Advisor")
    assert (paper.id, paper.doi, paper.date) == ("oai:repo.example:77", "10.5555/t.77", "2012-05")


def test_oai_removes_what_was_deleted() -> None:
    """The removal names the paper by its arXiv id."""
    data = (FIXTURES / "oai-pmh.xml").read_bytes()
    assert Removal("2101.99912") in list(oai_pmh.read(io.BytesIO(data)))


@pytest.mark.parametrize(("code", "rejects"), [("badResumptionToken", 1), ("noRecordsMatch", 0)])
def test_oai_tells_of_errors(code: str, rejects: int) -> None:
    """An error of the repository is a reject, an empty answer is none."""
    answer = f'<OAI-PMH><error code="{code}">no</error></OAI-PMH>'
    items = list(oai_pmh.read(io.BytesIO(answer.encode())))
    assert len(items) == rejects and all(isinstance(item, Reject) for item in items)


def test_oai_refuses_metadata_that_it_does_not_know() -> None:
    """The reason names the format."""
    record = "<record><header/><metadata><marc><x/></marc></metadata></record>"
    (item,) = oai_pmh.read(io.BytesIO(record.encode()))
    assert isinstance(item, Reject) and item.reason.endswith("isn't known: marc")
