"""The sentence: a query said back in English, and its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import Not, Query

from search.parser import parse
from search.query import Leaf
from search.sentence import parts, sentence


def said(text: str) -> str:
    return sentence(parse(text).tree)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "nothing to look for"),
        ("*", "all papers"),
        ("graph", "papers with 'graph'"),
        ("deep graph nets", "papers with 'deep', 'graph' and 'nets'"),
        (
            'author:kramar "double descent" year:2015..2020 -survey',
            "papers by 'kramar' with the exact words “double descent”, from 2015 to 2020,"
            " without 'survey'",
        ),
        ("=GNN optimi*", "papers with the exact word “GNN” and words like 'optimi*'"),
        ('"a b"~5', "papers with “a b” at most 5 words apart"),
        ('"a b"~1', "papers with “a b” at most 1 word apart"),
        ("graph title:nets", "papers with 'graph' and with 'nets' in the title"),
        ("author:ben*", "papers by anything like 'ben*'"),
        ("cat:cs.LG has:code has:doi", "papers in cs.LG, that have code and a DOI"),
        ("has:retracted", "papers that are retracted"),
        ("-has:abstract", "papers that don't have an abstract"),
        ("year:2015", "papers from 2015"),
        ("year:>2014", "papers from 2015 on"),
        ("date:<=2015-03", "papers from 2015-03 or before"),
        ("id:2510.14751", "papers with the identifier 2510.14751"),
        ("source:a.bib", "papers read from 'a.bib'"),
        ("-survey -author:x -cat:cs", "papers without 'survey', not by 'x', not in cs"),
        ("-a -b", "papers without 'a' or 'b'"),
        ("-(k b)", "all papers, but not those with 'k' and 'b'"),
        ("k OR b", "papers with either 'k' or 'b'"),
        ("k (b OR c)", "papers with 'k' and either 'b' or 'c'"),
        ("k OR author:x", "papers either with 'k' or by 'x'"),
        ("k b OR author:x", "papers either (with 'k' and 'b') or by 'x'"),
        ("* OR k", "papers either of any kind or with 'k'"),
        ("end of the line", "papers with 'end' and 'line' (left out: 'of', 'the')"),
        ("to be", "papers with 'to' and 'be'"),
    ],
)
def test_sentence(text: str, expected: str) -> None:
    """A query is said back in plain English."""
    assert said(text) == expected


WORDS = st.sampled_from(
    [
        "alpha",
        '"beta gamma"',
        "delt*",
        "author:eps",
        "year:2015",
        "title:zeta",
        "has:code",
        "cat:cs",
    ]
)
JOINS = st.sampled_from([" ", " OR ", " AND ", " -", " (", ") "])


@given(st.lists(st.tuples(WORDS, JOINS).map("".join), min_size=1, max_size=8).map("".join))
def test_every_leaf_is_said(text: str) -> None:
    """No leaf of any tree is left out of its sentence."""
    tree = parse(text).tree
    for leaf in tree.leaves():
        if isinstance(leaf, Leaf):
            assert _own_text(leaf) in sentence(tree)


def _own_text(leaf: Query) -> str:
    values = [getattr(leaf, name, "") for name in ("text", "low", "identifier", "flag")]
    return str(next(filter(None, values)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("graph", [("with 'graph'", "")]),
        ("deep nets", [("with 'deep'", "nets"), ("with 'nets'", "deep")]),
        ("-deep", [("without 'deep'", "")]),
        ("k OR b", [("with 'k'", "b"), ("with 'b'", "k")]),
        (
            "deep nets year:2015 -survey",
            [
                ("with 'deep'", "nets year:2015 -survey"),
                ("with 'nets'", "deep year:2015 -survey"),
                ("from 2015", "deep nets -survey"),
                ("without 'survey'", "deep nets year:2015"),
            ],
        ),
        ("k AND b", [("with 'k'", "b"), ("with 'b'", "k")]),
        ("deep deep", [("with 'deep'", "deep"), ("with 'deep'", "deep")]),
    ],
)
def test_parts(text: str, expected: list[tuple[str, str]]) -> None:
    """Each part is said on its own, with the query that is left without it."""
    assert parts(parse(text).tree) == expected


@given(st.lists(st.tuples(WORDS, JOINS).map("".join), min_size=1, max_size=8).map("".join))
def test_queries_without_a_part_are_smaller(text: str) -> None:
    """Dropping a part always leaves fewer leaves, so that clicking parts away comes to an end."""
    tree = parse(text).tree
    for _, rest in parts(tree):
        assert _size(parse(rest).tree) < _size(tree)


def _size(tree: Query) -> int:
    own = isinstance(tree, Leaf | Not)
    return own + sum(_size(child) for child in tree.children())
