"""What is marked in a text, and which passage shows it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import STOP_WORDS, WORD, stem
from index.folding import fold_with_offsets
from index.formulas import formula_spans
from search import mark_kernels
from search.highlight import Marks, _around_formulas, highlight, highlights
from search.passages import passage
from search.results import Span


def stems(*words: str) -> Marks:
    return Marks(stems=frozenset(map(stem, words)))


def marked(text: str, marks: Marks) -> list[str]:
    return [text[start:end] for start, end in highlight(text, marks)]


def plainly(text: str, marks: Marks) -> tuple[Span, ...]:
    """The same as `highlight`, by looking at each word of the text."""
    folded, place = fold_with_offsets(text)
    spans = [place(*span) for span in _each_word(folded, marks)]
    return tuple(_around_formulas(sorted(spans), formula_spans(text)))


def _each_word(folded: str, marks: Marks) -> Iterator[Span]:
    words = list(re.finditer(WORD, folded))
    forms = [word[0] for word in words]
    for i, word in enumerate(words):
        is_indexed = word[0] not in STOP_WORDS
        if word[0] in marks.forms or (is_indexed and stem(word[0]) in marks.stems):
            yield word.span()
        for row in marks.phrases:
            if tuple(forms[i : i + len(row)]) == row:
                yield word.start(), words[i + len(row) - 1].end()
    for pair in re.finditer(r"(?<![^\W_])([^\W_]++)-(?=([^\W_]+))", folded):
        if stem(pair[1] + pair[2]) in marks.stems:
            yield pair.start(), pair.end(2)


def test_words_are_marked_in_any_form() -> None:
    """A stem marks every form of its word, and nothing else."""
    assert marked("Graphs, graph-like; a graphic", stems("graph")) == ["Graphs", "graph"]


def test_british_beginnings_are_marked() -> None:
    """A stem in e marks words that British spelling begins with ae or oe, compounds too."""
    text = "Oestrogen, estrogen and aesthetic oe-stro-gen oestro-gen, ostrogen"
    marks = stems("estrogen", "esthetic")
    assert marked(text, marks) == ["Oestrogen", "estrogen", "aesthetic", "oestro-gen"]


RESPELLED = (
    "oestrus aetiology foetus caesium haematology paediatric faecal anaesthesia amoeba sceptic grey"
    " greyish moulding tyre lysing lysed dying lying tying skies aluminium programmes colour"
    " centre uraemia"
)


@pytest.mark.parametrize("word", RESPELLED.split())
def test_respelled_words_are_marked(word: str) -> None:
    """A word whose stem begins otherwise than it does."""
    assert marked(f"the {word}, too", stems(word)) == [word]


def test_every_word_of_a_collection_marks_itself(shared: Path) -> None:
    """Words are looked for by how their stems begin; no real word is missed by that."""
    texts: set[str] = set()
    for name in ("med", "cacm", "cranfield"):
        with (shared / "collections" / name / "corpus.jsonl").open("rb") as lines:
            texts |= {
                word for line in lines for word in re.findall(WORD, orjson.loads(line)["text"])
            }
    texts = {word for word in texts if word.lower() not in STOP_WORDS}
    missed = [word for word in texts if not highlight(word, stems(word.lower()))]
    assert len(texts) > 10_000
    assert not missed


def test_compounds_with_short_parts_are_marked() -> None:
    """However few letters stand before the hyphen."""
    assert marked("X-ray, e-mail; un-known", stems("xray", "email", "unknown")) == [
        "X-ray",
        "e-mail",
        "un-known",
    ]


def test_signs_belong_to_a_letter() -> None:
    """C is no word of C++ and C#, nor of C+++."""
    text = "C, C++ and C#, C++-like, C+++"
    assert marked(text, Marks(forms=frozenset(["c"]))) == ["C", "C"]
    assert marked(text, Marks(forms=frozenset(["c++"]), phrases=(("and", "c#"),))) == [
        "C++",
        "and C#",
        "C++",
    ]


PIECES = st.sampled_from(
    [
        "x",
        "Ray",
        "ray",
        "rays",
        "-",
        " ",
        ", ",
        "_",
        "c",
        "++",
        "#",
        "$",
        "\\bf ",
        "\\alpha",
        "\\label{",
        "{",
        "} ",
        "^",
        "*",
        "2",
        "'s ",
        "\n",
        "é",
        "—",
        "ж",
        "oe",
        "str",
        "e",
    ]
)
WANTED = st.sampled_from(
    ["x", "ж", "жray", "ray", "xray", "c", "c++", "c#", "estr", "e", "raystr", "rayc"]
)


MARKS = st.builds(
    Marks,
    st.frozensets(WANTED, max_size=3),
    st.frozensets(WANTED, max_size=2),
    st.lists(st.lists(WANTED, min_size=1, max_size=3).map(tuple), max_size=2).map(tuple),
)


@pytest.mark.parametrize("is_compiled", [False, True])
@settings(deadline=None)  # the first example waits for the compiled loop
@given(texts=st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=3), marks=MARKS)
def test_what_is_found_is_what_each_word_says(
    is_compiled: bool, texts: list[str], marks: Marks
) -> None:
    """Looking for beginnings in all texts marks the same as looking at each word of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.highlight.loaded", lambda: mark_kernels if is_compiled else None)
        assert highlights(texts, marks) == [plainly(text, marks) for text in texts]


SIGNS = ["$", "$", "\\", "5", " ", "is", "and", ", ", "_", "{", "=", "é", "(", "a few words, say"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join))
def test_loops_find_the_same_formulas(text: str) -> None:
    """Money and prose between dollars are none; places are counted in characters."""
    marks = Marks(forms=frozenset(["is", "and", "5", "few"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.highlight.loaded", lambda: mark_kernels)
        assert highlight(text, marks) == plainly(text, marks)


def test_many_long_words_joined_by_hyphens_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a form by itself and in two compounds."""
    words = ["opt" + "".join(chr(97 + (i >> 2 * k) % 4) for k in range(30)) for i in range(2000)]
    text, marks = "-".join(words), stems("optics", words[7])
    monkeypatch.setattr("search.highlight.loaded", lambda: mark_kernels)
    assert highlight(text, marks) == plainly(text, marks) != ()


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


def test_a_row_of_words_ends_with_its_text() -> None:
    """The last word of one text and the first of the next are no row."""
    assert highlights(["deep", "nets"], Marks(phrases=(("deep", "nets"),))) == [(), ()]


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
