"""Leaves over a small index: what each of them finds when Whoosh itself runs the tree."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import found, matched, small_index, texts
from whoosh.query import And, Not, Or

from index.analysis import forms
from index.record import Record
from search.parser import parse
from search.plan import plan_of_typed
from search.preparation import prepare
from search.query import AllOrAny, Exact, Leaf, Near, Range, Wild, Word
from search.terms import ReaderTerms

PAPERS = (
    Record(id="1", title="A non-invasive test of GPT-3", authors=("Yoshua Bengio",)),
    Record(id="2", abstract="Two non-invasive methods for GPT-3 and behaviour.", date="2015"),
    Record(id="3", abstract="Noninvasive imaging of a fibre with GPT3.", date="2015-03-17"),
    Record(id="4", abstract="It is non invasive.", date="2016-01", authors=("J. Müller",)),
    Record(id="5", title="In form of an invasive weed", abstract="Non to all.", venue="Weed News"),
    Record(id="6", abstract="A graph neural network (GNN) is used.", categories=("cs.LG",)),
    Record(id="7", abstract="Graph neural networks give oxides and optimisation.", doi="10.1/a"),
    Record(id="8", abstract="An optimized GNN on a network.", arxiv_id="1501.00001"),
    Record(id="9", abstract="Inform people on the weather of $\\alpha_s$.", comments="9 pages"),
    Record(id="10", title="C++, SU(2) and H$_2$O", abstract="The p-value in x-ray work."),
    Record(id="11", abstract="Laurens reads Kramár's papers.", authors=("Laurens van der Maaten",)),
)


@pytest.fixture(scope="module")
def searcher() -> Iterator[Any]:
    with small_index(*PAPERS).searcher() as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("non-invasive", [1, 2, 3, 4]),
        ("noninvasive", [1, 2, 3, 4]),
        ("non invasive", [1, 2, 3, 4, 5]),
        ('"non invasive"', [1, 2, 3, 4]),
        ('"noninvasive imaging"', [3]),
        ('"non-invasive imaging"', [3]),
        ('"non invasive imaging"', [3]),
        ("=noninvasive", [1, 2, 3, 4]),
        ("GPT-3", [1, 2, 3]),
        ("gpt3", [1, 2, 3]),
        ("-non-invasive GPT3", []),
        ("in form", [5]),
        ("in-form", [5]),
        ("inform", [9]),
    ],
)
def test_compounds(searcher: Any, text: str, papers: list[int]) -> None:
    """Spellings of a compound that two papers hyphenate meet; of others they don't."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("behavior", [2]),
        ("=behavior", []),
        ("=behaviour", [2]),
        ("fibers", [3]),
        ("optimise", [7, 8]),
        ('"optimized gnn"', [8]),
        ('"optimize gnn"', []),
        ("kramar", [11]),
        ("=KRAMAR", [11]),
        ("title:invasive", [1, 5]),
        ('abstract:"in form"', []),
    ],
)
def test_stems_and_forms(searcher: Any, text: str, papers: list[int]) -> None:
    """Words match by stem, British or American; quotes match what was typed."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("C++", [10]),
        ("SU(2)", [10]),
        ("H2O", [10]),
        ("p-value", [10]),
        ("x-ray", [10]),
        ("\\alpha_s", [9]),
        ("α_s", [9]),
        ("alpha s", [9]),
    ],
)
def test_signs_and_mathematics(searcher: Any, text: str, papers: list[int]) -> None:
    """Signs and formulas are found as they are typed."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("GNN", [6, 7, 8]),
        ("gnn", [6, 7, 8]),
        ("GNNs", [6, 7, 8]),
        ("=GNN", [6, 8]),
        ("title:GNN", []),
    ],
)
def test_acronyms(searcher: Any, text: str, papers: list[int]) -> None:
    """An acronym that the corpus defines finds papers that only spell it out; = keeps it out."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("optimi*", [7, 8]),
        ("*oxide*", [7]),
        ("ox?des", [7]),
        ("title:optimi*", []),
        ("non-inv*", [1, 2, 4]),
        ("author:ben*", [1]),
        ("cat:cs.*", [6]),
        ("*", list(range(1, 12))),
    ],
)
def test_wildcards(searcher: Any, text: str, papers: list[int]) -> None:
    """Wildcards stand in front, in the middle and at the end, in typed forms and in fields."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ('"graph network"~1', [6]),
        ('"network graph"~1', [6]),
        ('"graph used"~4', [6]),
        ('"graph used"~3', []),
        ('"graph neural network used"~2', [6]),
        ('"graph neural network is used"~2', [6]),
    ],
)
def test_near(searcher: Any, text: str, papers: list[int]) -> None:
    """Near words stand in any order with so many words between one and the next."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("author:bengio", [1]),
        ('author:"Bengio, Yoshua"', [1]),
        ("author:Y. Bengio", [1]),
        ("author:mueller", [4]),
        ("author:van der Maaten", [11]),
        ("author:bengio OR author:muller", [1, 4]),
        ("-author:bengio author:muller", [4]),
        ("category:cs", [6]),
        ("category:CS.lg", [6]),
        ("category:c", []),
        ("venue:news", [5]),
        ('venue:"weed news"', [5]),
        ("comments:pages", [9]),
        ("id:7", [7]),
        ("10.1/a id:7", []),
        ("arXiv:1501.00001v3", [8]),
        ("has:doi", [7]),
        ("has:title", [1, 5, 10]),
    ],
)
def test_fields(searcher: Any, text: str, papers: list[int]) -> None:
    """Each field finds its papers."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("year:2015", [2, 3]),
        ("year:2016..", [4]),
        ("year:<2016", [2, 3]),
        ("date:2015-03", [3]),
        ("date:2015-02..2016", [3, 4]),
        ("date:..2015-03-16", [2]),
        ("date:2015-03-17", [3]),
        ("date:>2016-01-31", []),
    ],
)
def test_ranges(searcher: Any, text: str, papers: list[int]) -> None:
    """A bound of reduced precision holds its whole month or year."""
    assert found(searcher, text) == papers


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("weather of the people", [9]),
        ("the of", [9]),
        ("the", [9, 10]),
        ("weather -the", []),
        ("title:in invasive", [1, 2, 4, 5]),
        ("people OR the", [9]),
    ],
)
def test_stop_words(searcher: Any, text: str, papers: list[int]) -> None:
    """Stop words have no say beside other words; alone they are looked for."""
    assert found(searcher, text) == papers


def test_preparation_keeps_leaves(searcher: Any) -> None:
    """A prepared tree holds the leaves that were typed, so that what they found can be kept."""
    tree = parse("non invasive graph -the").tree
    prepared = prepare(plan_of_typed(tree), ReaderTerms(searcher.reader())).tree
    non, invasive, graph = (leaf for leaf in tree.leaves() if leaf != Word("the"))
    joined = Or([AllOrAny([non, invasive]), Word("noninvasive")])
    assert prepared == And([AllOrAny([joined, graph]), Not(Word("the"))])
    assert [leaf for leaf in prepared.leaves() if leaf is non]


def test_leaves_are_equal_by_what_they_ask() -> None:
    """Equality knows the kind, text and fields of a leaf, not its place."""
    assert Word("a", start=1, end=2) == Word("a")
    assert Word("a") != Exact("a")
    assert Word("a") != Word("a", fields=("title",))
    assert Near("a b", 2) != Near("a b", 3)
    assert len({Word("a"), Word("a", start=5), Range("2015", "")}) == 2


@pytest.mark.parametrize(
    "text", ["graph", '"a b"', "*x*", '"a b c"~2', "cat:cs", "year:2015", "id:1"]
)
def test_an_empty_index_answers(text: str) -> None:
    """Every leaf finds nothing in an index without papers."""
    with small_index().searcher() as searcher:
        assert found(searcher, text) == []


# Without the signs of TeX: what they do may depend on the words around.
WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="\\${}^_*"),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(st.lists(WORDS, min_size=1, max_size=5))
def test_every_paper_is_found_by_its_own_words(words: list[str]) -> None:
    """Each word of an indexed text, typed as it stands, finds the paper."""
    with small_index(*texts(" ".join(words))).searcher() as searcher:
        for word in words:
            expected = [1] if forms(word) else []
            assert matched(searcher, Word(word)) == matched(searcher, Exact(word)) == expected


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["non", "-", " ", "*", "invasive", '"', "GNN", "the", "$", "é", "(", ")"])
    )
)
def test_every_tree_can_be_run(searcher: Any, pieces: list[str]) -> None:
    """Whoosh runs whatever comes from the parser, prepared or not."""
    tree = parse("".join(pieces)).tree
    assert isinstance(matched(searcher, tree), list)
    prepared = prepare(plan_of_typed(tree), ReaderTerms(searcher.reader())).tree
    assert all(
        isinstance(leaf, Leaf) for leaf in prepared.leaves() if isinstance(leaf, Wild | Word)
    )
    assert isinstance(matched(searcher, prepared), list)
