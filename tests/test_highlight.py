"""What is marked in a text, and which passage shows it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import stem
from index.latex import formula_spans
from search.highlight import Marks, highlight, passage


def stems(*words: str) -> Marks:
    return Marks(stems=frozenset(map(stem, words)))


def marked(text: str, marks: Marks) -> list[str]:
    return [text[start:end] for start, end in highlight(text, marks)]


def test_words_are_marked_in_any_form() -> None:
    """A stem marks every form of its word, and nothing else."""
    assert marked("Graphs, graph-like; a graphic", stems("graph")) == ["Graphs", "graph"]


def test_british_beginnings_are_marked() -> None:
    """A stem in e marks words that British spelling begins with ae or oe, compounds too."""
    text = "Oestrogen, estrogen and aesthetic oe-stro-gen oestro-gen, ostrogen"
    marks = stems("estrogen", "esthetic")
    assert marked(text, marks) == ["Oestrogen", "estrogen", "aesthetic", "oestro-gen"]


def test_typed_forms_mark_themselves_alone() -> None:
    """A quoted word marks its form, accents and case folded."""
    assert marked("Kramár, kramar, Kramars", Marks(forms=frozenset(["kramar"]))) == [
        "Kramár",
        "kramar",
    ]


def test_a_phrase_is_one_span() -> None:
    """Words in a row are marked as a whole, whatever stands between them; elsewhere they aren't."""
    text = "Double-descent, a double descent; descent"
    assert marked(text, Marks(phrases=(("double", "descent"),))) == [
        "Double-descent",
        "double descent",
    ]


def test_compounds_are_marked_in_parts_and_joined() -> None:
    """The joined spelling marks the hyphenated one."""
    text = "non-invasive, noninvasive, invasive"
    assert marked(text, stems("noninvasive")) == ["non-invasive", "noninvasive"]


def test_offsets_are_code_points_of_the_text_as_shown() -> None:
    """Characters that fold to more or fewer don't shift what follows."""
    assert marked("Straße 𝒜 ﬁne naïve graph", stems("graph")) == ["graph"]
    assert marked("Ãœ e\u0301tude of graphs", stems("etude")) == ["e\u0301tude"]


def test_formulas_are_marked_whole() -> None:
    """A mark within a formula grows to the whole of it."""
    text = "The rate $\\alpha_s + x$ is small"
    (span,) = highlight(text, stems("alpha"))
    assert text[slice(*span)] == "$\\alpha_s + x$"


WORDS = st.sampled_from(["graph", "graphs", "of", "$x_1$", "$\\mathbb{R}^n$", "é", "-", "10,000"])


@given(st.lists(WORDS, max_size=30).map(" ".join), st.integers(5, 80))
def test_spans_and_passages_hold_together(text: str, width: int) -> None:
    """Spans are in order and apart, cut no formula, and a passage within the text cuts none."""
    spans = highlight(text, Marks(stems=frozenset(["graph", "x1", "r", "n"])))
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(spans))
    start, end = passage(text, spans, width)
    assert 0 <= start <= end <= len(text)
    for first, last in formula_spans(text):
        assert not first < start < last
        assert not first < end < last
        assert not any(first < a < last or first < b < last for a, b in spans)


def test_a_short_text_is_its_own_passage() -> None:
    """Nothing is cut where all fits."""
    assert passage("A graph.", [(2, 7)], 80) == (0, 8)


def test_the_passage_has_most_different_words() -> None:
    """Two different words beat one word twice; the passage begins with its sentence."""
    text = "Sheep and sheep graze far away here. " + "Nothing at all. " * 5 + "A goat sees sheep."
    spans = highlight(text, stems("sheep", "goat"))
    start, end = passage(text, spans, 40)
    assert text[start:end] == "A goat sees sheep."


def test_without_marks_the_beginning_is_shown() -> None:
    """And it ends with a whole word."""
    text = "wavelets " * 20
    start, end = passage(text, (), 30)
    assert text[start:end] == "wavelets wavelets wavelets"


@pytest.mark.parametrize("text", ["", " ", "$$", "$x"])
def test_nothing_to_mark(text: str) -> None:
    """Texts without words have no spans and an empty or whole passage."""
    assert highlight(text, stems("graph")) == ()
    assert passage(text, (), 10) == (0, len(text))
