"""The parser on what isn't well formed: the best reading, typed problems, never an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh.query import Or, Query

from search.parser import PROBLEM_LIMIT, Parsed, parse
from search.query import AllOrAny, Exact, Word


def codes(text: str) -> list[str]:
    return [problem.code for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("re: zero", ["unknown-field"]),
        ("BERT: pre-training", []),  # as titles are
        ("on this subject: kilns", ["unknown-field"]),  # words that people put a colon behind
        ("a mesh: refinement", ["unknown-field"]),
        ("BERT:pre-training", ["unknown-field"]),
        ('"a b"~ "c d"~5 "e f"~x', ["missing-distance", "missing-distance"]),
        ("title:author:bengio title:deep:learning", ["nested-field"]),
        ("https://example.org/page", []),
        ("year:soon", ["bad-value"]),
        ("date:2015-13", ["bad-value"]),
        ("year:2015-03", ["bad-value"]),
        ("has:wings", ["bad-value"]),
        ("doi:none", ["bad-value"]),
        ("graph title:", ["empty-field"]),
        ("year:[2015 TO", ["bad-value"]),
        ("year:[2015 TO soon]", ["bad-value"]),
        ('graph^2 "a b"^1.5 (c d)^3 title:lamb*^2', ["no-weights"] * 4),
        ("graph~ graph~0.8", ["no-fuzzy"] * 2),
        ("non-invasive^2 state-of-the-art~1", ["no-weights", "no-fuzzy"]),
        ("title:-lamb^2 -graph^3", ["no-weights"] * 2),
        ("x^2 mc^2 sigma^2 10^5 graph^ sinh^2 x-y^2 non-sigma^2", []),  # powers
        ('graph "nets', ["unclosed-quote"]),
        ("(graph", ["unbalanced-parenthesis"]),
        ("graph)", ["unbalanced-parenthesis"]),
        ("graph ()", ["empty-group"]),
        ("graph AND", ["dangling-operator"]),
        ("OR graph", ["dangling-operator"]),
        ("graph NOT", ["dangling-operator"]),
        ("graph AND AND nets", ["dangling-operator"] * 2),
        ("\x00 \N{GRINNING FACE}", ["no-words"]),
        ("   ", []),
        ("graph", []),
    ],
)
def test_problems(text: str, expected: list[str]) -> None:
    """What is read leniently is a typed problem; what is plain isn't."""
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("autor:bengio", "there is no field 'autor'; did you mean author:?"),
        ("Ttile:wavelet", "there is no field 'Ttile'; did you mean title:?"),
        ("yeer:2015", "there is no field 'yeer'; did you mean year:?"),
        ('autor:"Hinton"', "there is no field 'autor'; did you mean author:?"),
        ('Autor:"Hinton"', "there is no field 'Autor'; did you mean author:?"),
        ("data: a survey", "there is no field 'data'"),
        ("quantum theories: some", "there is no field 'theories'"),
        ("causal inference: lessons", "there is no field 'inference'"),
        ("inference:lessons", "there is no field 'inference'"),
        ("moments:x", "there is no field 'moments'"),
        ("labs:x", "there is no field 'labs'"),
        ("publisher:x", "there is no field 'publisher'"),
        (f"{50 * 'x'}:y", f"there is no field '{40 * 'x'}'"),
        ("has:pdf", "it takes what the paper has: code, doi, arxiv, abstract, title, retracted"),
        ("year:2015-03", "it takes a year or years: 2015, 2015..2020, >2019"),
    ],
)
def test_what_there_is_instead(text: str, told: str) -> None:
    """A field that was nearly named is offered; what a field takes is told where that isn't it."""
    (problem,) = parse(text).problems
    assert problem.message.endswith(told)


def test_problem_place() -> None:
    """A problem says where it is, in code points."""
    (problem,) = parse("\N{GRINNING FACE} graph re: zero").problems
    assert (problem.start, problem.end) == (8, 11)
    assert "'re'" in problem.message


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('graph "deep nets', AllOrAny([Word("graph"), Exact("deep nets")])),
        ('disk 5" wide', AllOrAny([Word("disk"), Word("5"), Word("wide")])),
        ("AND graph", Word("graph")),
        ("graph OR OR nets", Or([Word("graph"), Word("nets")])),
        (":) graph", Word("graph")),
        ("graph ;AND nets", AllOrAny([Word("graph"), Word("and"), Word("nets")])),
        ("re: zero", AllOrAny([Word("re"), Word("zero")])),
        ("has:wings", Word("has:wings")),
        ("graph title:", AllOrAny([Word("graph"), Word("title")])),
    ],
)
def test_best_reading(text: str, tree: Query) -> None:
    """What can't be read as written is read as what is nearest to it."""
    assert parse(text).tree == tree


def test_half_characters_can_be_written() -> None:
    """Half a pair of surrogates, which no encoding can write, is left out of the canonical text."""
    assert parse("graph\ud83d nets").canonical.encode() == "graph\ufffd nets".encode()


def test_problems_are_bounded() -> None:
    """Of many problems the first ones are told."""
    problems = parse("re:zero " * 100).problems
    assert len(problems) == PROBLEM_LIMIT
    assert problems[-1].start == 8 * (PROBLEM_LIMIT - 1)


PIECES = st.sampled_from(
    [
        *'()"“”«»-=~*?:,.&|\\$%<>[]{}\0\t\n',
        *(
            "AND",
            "OR",
            "NOT",
            "&&",
            "||",
            " ",
            "  ",
            " -",
            "..",
            "~5",
            "2015",
            "10.1000/a(b)",
            "van",
        ),
        *("title:", "author:", "year:", "has:", "id:", "category:", "date:>", "re:", "venue:"),
        *("graph", "non-invasive", "SU(2)", "optimi*", "Y.", "Bengio,", "code", "2510.14751v1"),
        *("\N{GRINNING FACE}", "שלום", "数学", "é", "\ud800", "\u200b", "İ", "ǅ"),
    ]
)
HOSTILE = st.lists(PIECES, max_size=24).map("".join) | st.text(
    st.characters(exclude_categories=()), max_size=60
)


def assert_stable(parsed: Parsed) -> None:
    again = parse(parsed.canonical)
    assert again.tree == parsed.tree
    assert again.canonical == parsed.canonical


@given(HOSTILE)
@example("(-a) OR b")
@example("a AND (b OR year:2015) AND -(c d)")
@example("(a year:2015) b")
@example('author:"van" graph')
def test_canonical_text_is_the_query_again(text: str) -> None:
    """Parsing never raises, and the canonical text is read as an equal tree."""
    assert_stable(parse(text))


@given(HOSTILE)
def test_places_are_in_the_text(text: str) -> None:
    """Problems and leaves stand within what was typed, problems in order."""
    parsed = parse(text)
    places = [(problem.start, problem.end) for problem in parsed.problems]
    assert places == sorted(places)
    places += [(leaf.start, leaf.end) for leaf in parsed.tree.leaves() if hasattr(leaf, "start")]
    assert all(0 <= start <= end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        "-(",
        '"',
        "NOT ",
        "a OR ",
        "a ",
        "x",
        "a(",
        "title:(",
        "*",
        "1.",
        "\x00",
        "AND ",
        "数",
    ],
)
def test_long_and_deep(piece: str) -> None:
    """100,000 characters of anything are read, without deep recursion."""
    assert_stable(parse((piece * 100_000)[:100_000]))


@given(st.text('abc ORAND()-"', max_size=60))
def test_equal_trees_hash_alike(text: str) -> None:
    """Equal trees have equal hashes, so that caches can be keyed by them."""
    tree = parse(text).tree
    assert hash(tree) == hash(parse(parse(text).canonical).tree)
