"""A tree → how it is run, by the tree alone."""

import pytest
from whoosh.query import And, Not, Or

from search.lists import ALL, ANY, NOT
from search.parser import parse
from search.plan import Plan, _told, _told_at_sight, plan_of_typed
from search.program import Program
from search.query import AllOrAny, Word


def plan(text: str) -> Plan:
    return plan_of_typed(parse(text).tree)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("graph", [0]),
        ("graph nets", [0, 1, ALL]),
        ("graph OR nets OR lakes", [0]),
        ("graph OR (nets lakes)", [0, 1, ALL, 2, ANY]),
        ("graph -nets", [0, 1, NOT, ALL]),
        ("the graph of nets", [0, 1, ALL]),
    ],
)
def test_programs_have_their_operands_first(text: str, steps: list[int]) -> None:
    """Leaves that any of may hold are one; words without a say are none."""
    assert plan(text).program.steps == steps


@pytest.mark.parametrize(
    ("text", "words", "entries", "leaves"),
    [
        ("graph", b"\ngraph\t", [0], [0]),
        ("graph nets", b"\ngraph\t\nnets\t", [0, 1], [0, 1]),
        ("graph AND nets", b"\ngraph\t\nnets\t", [0, 1], [0, 1]),
        ("graph OR nets", b"\ngraph\t\nnets\t", [0, 1], [0, 0]),
        ('"Graph nets"', b"graph\nnets\n\t", [0], [0]),
        ('"Graph nets" lakes', b"\nlakes\tgraph\nnets\n\t", [1, 0], [1, 0]),
        ("graph (nets OR lakes)", b"\ngraph\t\nnets\t\nlakes\t", [0, 1, 2], [0, 1, 1]),
    ],
)
def test_plain_trees_are_told_whole(
    text: str, words: bytes, entries: list[int], leaves: list[int]
) -> None:
    """The words, their places in the order of the tree, the number of each, and the program."""
    told = plan(text).told
    assert told and told.texts() == words
    assert ([*told.entries], [*told.leaves]) == (entries, leaves)
    assert [*told.steps] == plan(text).program.steps


@pytest.mark.parametrize(
    "text",
    [
        *("graph", "graph nets lakes", "graph OR nets", '"graph nets"', "graph graph"),
        *("network eigenvalues", "group OR network OR network"),
    ],
)
def test_what_is_told_at_sight_is_what_the_program_tells(text: str) -> None:
    """Two ways to the same: most trees are told without a program."""
    tree = parse(text).tree
    quick, usual = _told_at_sight(tree), _told(tree, Program(tree))
    assert quick and usual
    assert [*map(list, quick)] == [*map(list, usual)]
    assert plan(text).joined == Program(tree).joined


@pytest.mark.parametrize(
    "text", ["", "Graph", "graph iii", "title:graph", "graph x-ray", "year:2015", "-graph"]
)
def test_other_trees_are_not_told(text: str) -> None:
    """Whether words are plain in an index has to be looked up, or there are none."""
    assert plan(text).told is None


@pytest.mark.parametrize("text", ["graph year:2015", "graph -nets", "graph net*", "graph author:x"])
def test_words_are_told_beside_other_leaves(text: str) -> None:
    """The other ones are yet to be looked up."""
    told = plan(text).told
    assert told and told.texts() == b"\ngraph\t"
    assert (told.leaves, told.steps) == ([0], plan(text).program.steps)
    place, other = told.entries
    assert place == 0 and other == plan(text).program.entries[1]


def test_a_leaf_that_stands_there_twice_is_not_told_whole() -> None:
    """It has one place, but two numbers."""
    graph, nets = Word("graph"), Word("nets")
    told = Plan(And([Or([graph, nets]), graph, Not(nets)])).told
    assert told and not told.entries


def test_a_compound_found_apart_is_not_told() -> None:
    """Nothing of it counts twice."""
    non, invasive = Word("non", start=0, end=3), Word("invasive", start=4, end=12)
    both = Word("noninvasive", start=0, end=12)
    found = Plan(Or([AllOrAny([non, invasive]), both]))
    assert found.told is None
    assert found.joined == ["noninvasive"]
    assert [entry.apart is not None for entry in found.program.entries] == [False, False, True]


def test_words_that_may_be_names_are_told_with_their_keys() -> None:
    """Where an author has one of these, the words are looked up one by one."""
    told = plan("graph graph eigenvalues").told
    assert told and told.entries and told.pairs == [False, False, False]
    assert {"graph,graph", "eigenvalus", "eigenvalus,graph"} < {*told.names}
    plain = plan("graph nets").told
    assert plain and not plain.names
