"""OpenAlex, Semantic Scholar, BEIR and SMART: the odd corners of each, and what JSON shares."""

import io
import json
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import beir, openalex, semantic_scholar, smart
from index.readers.classics import classic_authors, classic_date
from index.readers.json_records import Json, read_objects
from index.record import Item, Record, Reject

FIXTURES = Path(__file__).parent / "fixtures"
texts = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1).map(
    lambda text: " ".join(text.replace("<", "").replace("&", "").split())
)
titles = texts.filter(bool)


def fixture(name: str) -> list[Record]:
    module = {"openalex": openalex, "s2": semantic_scholar, "beir": beir, "smart": smart}[name]
    path = next(path for path in FIXTURES.iterdir() if path.stem == name)
    items = list(module.read(io.BytesIO(path.read_bytes())))
    assert all(isinstance(item, Record) for item in items)
    return [item for item in items if isinstance(item, Record)]


def objects(text: str) -> list[Item]:
    make = lambda value: Record(title=str(value.get("t", "")))  # noqa: E731
    return list(read_objects(io.BytesIO(text.encode("utf-8", "surrogateescape")), make, ("page",)))


PAPERS: list[Json] = [{"t": "a}{", "in": {"page": [{"x": 1}]}}, {"t": 'b"\\ é'}, {"t": "c"}]
LAYOUTS = {
    "lines": "\n".join(orjson.dumps(paper).decode() for paper in PAPERS),
    "blank lines": "\n\n".join(orjson.dumps(paper).decode() for paper in PAPERS) + "\n\n",
    "array": orjson.dumps(PAPERS).decode(),
    "array of lines": "[\n" + ",\n".join(orjson.dumps(paper).decode() for paper in PAPERS) + "\n]",
    "pretty array": orjson.dumps(PAPERS, option=orjson.OPT_INDENT_2).decode(),
    "page": orjson.dumps({"meta": {"n": 3}, "page": PAPERS, "rest": []}).decode(),
    "pretty page": orjson.dumps(
        {"meta": {"n": [3]}, "page": PAPERS}, option=orjson.OPT_INDENT_2
    ).decode(),
    "pages": "\n".join(orjson.dumps({"page": [paper, None]}).decode() for paper in PAPERS),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_json_gives_its_objects(layout: str) -> None:
    """Lines, arrays and pages, on one line or many; braces inside of strings are text."""
    assert objects(LAYOUTS[layout]) == [Record(title=str(paper["t"])) for paper in PAPERS]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('{"t": "a"}\n{"t": "b\n{"t": "c"}', [Record, Reject, Record]),
        ('{"t": "cut\n{"t": "b"}\n{"t": "c"}', [Reject, Record, Record]),
        ('{"t": {"x": 1\n{"t": "b"}\n{"t": "c"}', [Reject, Record, Record]),
        ('[{"t": "a"},\n{"t": "b", "x": },\n{"t": "c"}]', [Record, Reject, Record]),
        ('[\n{"t": "a"},\n{"t": "b"},\n{"t": "c', [Record, Record, Reject]),
        ('{"t": "a"}\n[1]\n{"t": "c"}', [Record, Reject, Record]),
        ('{"t": "a"}\n{"t": ""}\n{"t": "c"}', [Record, Reject, Record]),
        ('{"t": "a"}\n{"t": "\udce9"}\n{"t": "c"}', [Record, Reject, Record]),
    ],
)
def test_a_broken_object_is_refused_alone(text: str, kinds: list[type]) -> None:
    """The objects before and behind it are read, and the reject knows its line."""
    items = objects(text)
    assert [type(item) for item in items] == kinds
    (reject,) = (item for item in items if isinstance(item, Reject))
    assert reject.line == kinds.index(Reject) + (2 if text.startswith("[\n") else 1)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "title",
                        "abstract",
                        "authors",
                        "author",
                        "name",
                        "ids",
                        "doi",
                        "externalIds",
                        "data",
                        "abstract_inverted_index",
                        "authorships",
                        "primary_location",
                        "source",
                        "locations",
                        "InvertedIndex",
                        "content",
                        "annotations",
                        "text",
                        "metadata",
                        "_id",
                        "topics",
                        "journal",
                        "year",
                        "citingPaper",
                        "middle",
                        "first",
                        "results",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
    )
)
def test_no_shape_of_a_value_makes_a_reader_raise(value: object) -> None:
    """Objects, lists, numbers and nothing, where something else is expected."""
    line = json.dumps(value).encode()
    for module in (openalex, semantic_scholar, beir):
        list(module.read(io.BytesIO(line)))


# OpenAlex


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), max_size=30))
def test_openalex_rebuilds_an_abstract_from_every_position(abstract: list[str]) -> None:
    """Inverting a text and rebuilding it gives the text, repeated words and all."""
    inverted: dict[str, list[int]] = {}
    for position, word in enumerate(abstract):
        inverted.setdefault(word, []).append(position)
    assert openalex.rebuild(inverted) == " ".join(abstract)


def test_openalex_rebuilds_old_inversions() -> None:
    """Microsoft Academic's form, also as JSON inside of JSON; gaps are closed, nonsense is none."""
    old = {"IndexLength": 3, "InvertedIndex": {"a": [0, 9], "b": [4]}}
    assert openalex.rebuild(old) == openalex.rebuild(orjson.dumps(old).decode()) == "a b a"
    assert openalex.rebuild("no JSON") == openalex.rebuild([1]) == openalex.rebuild(None) == ""


def test_openalex_reads_a_work() -> None:
    """Markup goes, the raw name stands in, the arXiv id comes from a location."""
    paper, bare = fixture("openalex")
    assert (paper.id, paper.title) == ("W9000000001", "Again and again")
    assert paper.abstract == "the more we the more repeat, the."
    assert paper.authors == ("Ré Peat", "E. Cho")
    assert (paper.arxiv_id, paper.doi, paper.retracted) == ("1804.99901", "10.5555/oa.1", True)
    assert (bare.title, bare.date, bare.venue) == ("Only a title", "1999", "Old Host")


# Semantic Scholar


def test_semantic_scholar_reads_the_graph_api() -> None:
    """External ids, the best date, fields of study; the machine-made summary is left out."""
    paper = fixture("s2")[0]
    assert (paper.doi, paper.arxiv_id, paper.date) == ("10.5555/s2.1", "2002.99901", "2020-02-03")
    assert paper.venue == "Workshop on Workshops"
    assert paper.categories == ("Sociology", "Computer Science")
    assert "no author wrote" not in repr(paper)


def test_semantic_scholar_reads_pages_with_holes() -> None:
    """A page's papers are records, its nulls nothing, a citation's paper is unwrapped."""
    assert [paper.title for paper in fixture("s2")[1:3]] == ["In a page", "Cites"]


def test_semantic_scholar_reads_its_older_files() -> None:
    """S2ORC's parts of names, the open corpus, annotations into a full text, CORD-19."""
    data_set, first, corpus, marked, plague = fixture("s2")[3:]
    assert (data_set.doi, data_set.date) == ("10.5555/s2.4", "2011-07-01")
    assert (first.authors, first.venue) == (("Ol D. Er Jr.",), "First J.")
    assert (corpus.abstract, corpus.venue) == ("It was first of all.", "Open J.")
    assert (marked.title, marked.abstract) == ("A marked title", "Marked words.")
    assert (plague.abstract, plague.authors) == ("First paragraph. Second.", ("Co Rd",))


# BEIR and SMART


@given(st.lists(st.tuples(titles, texts), max_size=5))
def test_beir_gives_back_what_was_written(papers: list[tuple[str, str]]) -> None:
    """Ids, titles and texts of a generated corpus come back."""
    rows = [{"_id": str(i), "title": t, "text": x} for i, (t, x) in enumerate(papers)]
    lines = b"\n".join(orjson.dumps(row) for row in rows)
    expected = [Record(id=str(i), title=t, abstract=x) for i, (t, x) in enumerate(papers)]
    assert list(beir.read(io.BytesIO(lines))) == expected


def test_beir_reads_metadata() -> None:
    """Old collections' lines of authors, lists, sources that tell a date."""
    old, month, bare, listed = fixture("beir")
    assert (old.authors, old.date) == (("a.b. wing", "c. tail"), "1958")
    assert (month.authors, month.date) == (("A. J. Perl", "K. Samel"), "1958-12")
    assert (bare.title, bare.date) == ("", "")
    assert (listed.authors, listed.doi, listed.venue) == (
        ("Li St", "It Em"),
        "10.5555/b.4",
        "Lists",
    )


def test_beirs_queries_are_no_corpus() -> None:
    """A collection's queries, which have no title, aren't told as papers."""
    assert not beir.sniff('{"_id": "1", "text": "what is it", "metadata": {}}\n')


short = titles.filter(lambda text: len(text.split()) < 4)  # a longer title may begin the text


@given(st.lists(st.tuples(short, titles), max_size=5))
def test_smart_gives_back_what_was_written(papers: list[tuple[str, str]]) -> None:
    """Numbers, titles and texts of a generated collection come back."""
    text = "".join(f".I {i}\n.T\n {t}\n.W\n {x} end\n" for i, (t, x) in enumerate(papers, 1))
    assert list(smart.read(io.BytesIO(text.encode()))) == [
        Record(id=str(i), title=t, abstract=f"{x} end") for i, (t, x) in enumerate(papers, 1)
    ]


def test_smart_reads_its_variants() -> None:
    """A title repeated in the text goes; one author a line; OHSUMED's own id, source, headings."""
    cranfield, cacm, ohsumed = fixture("smart")
    assert (cranfield.title, cranfield.abstract) == (
        "of gliders and their wings .",
        "gliders glide .",
    )
    assert (cacm.authors, cacm.categories) == (("A. J. Perl", "K. Samel"), ("sorting", "sorts"))
    assert (ohsumed.id, ohsumed.authors) == ("87000001", ("A. B. Nap", "C. Doze"))
    assert ohsumed.categories == ("Humans", "Sleep")


@pytest.mark.parametrize("name", ["cranfield", "cacm", "med"])
def test_the_collections_are_read(shared: Path, name: str) -> None:
    """Every line of the real collections is a paper, but for the two of Cranfield without words."""
    with (shared / "collections" / name / "corpus.jsonl").open("rb") as file:
        items = list(beir.read(file))
    rejects = [item for item in items if isinstance(item, Reject)]
    counts = {"cranfield": (1400, 2), "cacm": (3204, 0), "med": (1033, 0)}
    assert (len(items), len(rejects)) == counts[name]


def test_authors_of_the_classics() -> None:
    """Families before initials, with or without a space, one after the other or joined by "and"."""
    assert classic_authors("Perlis, A. J. Samelson,K.") == ("A. J. Perlis", "K. Samelson")
    assert classic_authors("lift,n.c. and drag,d.w.") == ("n.c. lift", "d.w. drag")
    assert classic_authors("Ferrum FE; Cuprum CU.") == ("F. E. Ferrum", "C. U. Cuprum")
    assert classic_authors(" . ") == ()


def test_numbers_of_reports_are_no_years() -> None:
    """A year is taken behind a comma or a month, and where nothing else looks like one."""
    assert classic_date("CACM December, 1958") == "1958-12"
    assert classic_date("j. ae. scs. 25, 1958, 324.") == "1958"
    assert classic_date("naca tn.1976, 1949.") == ""
    assert classic_date("naca tn.1976") == ""
