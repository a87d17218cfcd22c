"""The ranking's formulas against numbers worked out by hand and against another implementation."""

from dataclasses import asdict
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingError
from search.ranking import (
    Occurrences,
    Ranking,
    Statistics,
    beside_score,
    half_point,
    idf,
    length_free,
    parse_ranking,
    saturate,
    weighted_frequency,
    word_scores,
)

EVEN = Ranking(title=3, abstract=1, title_b=0.5, abstract_b=0.7, k1=1.5)
# Four papers, one without a title: 12 stems of titles, 228 of abstracts.
FOUR = Statistics.of(np.array([4, 0, 6, 2], np.uint32), np.array([60, 50, 58, 60], np.uint32))


def found(title: int, abstract: int, title_length: int, abstract_length: int) -> Occurrences:
    return Occurrences(*(np.array([n]) for n in (title, abstract, title_length, abstract_length)))


def test_idf_by_hand() -> None:
    """Of 10 papers 2 have the word: ln(1 + 8.5 / 2.5) = ln 4.4."""
    assert idf(10, 2) == pytest.approx(log(4.4))
    assert idf(10, 2) == pytest.approx(1.481604540924216)


@given(st.integers(1, 10**6), st.data())
def test_idf_is_never_negative(papers: int, data: st.DataObject) -> None:
    """A word that every paper has still tells a little, and a rarer word tells more."""
    holding = data.draw(st.integers(0, papers))
    assert idf(papers, holding) > 0
    if holding:
        assert idf(papers, holding - 1) > idf(papers, holding)


def test_length_free_by_hand() -> None:
    """In a text of twice the mean length, with b ½: 3 / (½ + ½ · 2) = 2."""
    assert length_free(np.array([3]), np.array([20]), 10.0, 0.5)[0] == pytest.approx(2.0)


def test_length_free_at_the_mean_or_without_b() -> None:
    """A text of mean length is the measure; with b 0 length plays no part."""
    assert length_free(np.array([3]), np.array([10]), 10.0, 0.7)[0] == pytest.approx(3.0)
    assert length_free(np.array([3]), np.array([99]), 10.0, 0.0)[0] == pytest.approx(3.0)


def test_statistics_leave_out_papers_without_a_text() -> None:
    """The mean length of titles is taken over the three papers that have one."""
    assert FOUR._asdict() == {
        "papers": 4,
        "titled": 3,
        "abstracted": 4,
        "title_sum": 12,
        "abstract_sum": 228,
    }
    assert FOUR.title_mean == 4.0
    assert FOUR.abstract_mean == 57.0


def test_means_of_nothing() -> None:
    """A corpus without a single word divides by nothing."""
    empty = Statistics.of(np.zeros(2, np.uint32), np.zeros(2, np.uint32))
    assert (empty.title_mean, empty.abstract_mean) == (1.0, 1.0)
    assert half_point(EVEN, empty) == 1.5


def test_half_point_by_hand() -> None:
    """1.5 · (3 · 12 + 228) / (12 + 228) = 1.5 · 1.1 = 1.65."""
    assert half_point(EVEN, FOUR) == pytest.approx(1.65)


def test_half_point_without_titles() -> None:
    """Where there are no titles, it is k1 itself."""
    untitled = Statistics.of(np.zeros(3, np.uint32), np.array([5, 6, 7], np.uint32))
    assert half_point(EVEN, untitled) == 1.5


def test_saturation_by_hand() -> None:
    """Half of k1 + 1 is reached at the half point; nothing is nothing; the limit isn't passed."""
    scores = saturate(EVEN, 1.65, np.array([0.0, 1.65, 1e9]))
    assert scores == pytest.approx([0.0, 1.25, 2.5])


def test_weighted_frequency_by_hand() -> None:
    """3 · 1 / (½ + ½ · 6/4) + 2 / (.3 + .7 · 58/57) = 2.4 + 1.97573…"""
    frequency = weighted_frequency(EVEN, FOUR, found(1, 2, 6, 58))[0]
    assert frequency == pytest.approx(2.4 + 2 / (0.3 + 0.7 * 58 / 57))
    assert frequency == pytest.approx(4.375736, abs=1e-6)


def test_word_score_by_hand() -> None:
    """ln(1 + 2.5/2.5) · 2.5 · 3 / (1.65 + 3): once in a title of mean length, in 2 papers of 4."""
    score = word_scores(EVEN, FOUR, found(1, 0, 4, 60), holding=2)[0]
    assert score == pytest.approx(0.6931471805599453 * 7.5 / 4.65)


def test_fields_are_summed_before_saturation() -> None:
    """A word in both fields gains less than the sum of what it gains in each: true BM25F."""
    both, title, abstract = (
        word_scores(EVEN, FOUR, found(*counts, 4, 57), 2)[0] for counts in ((1, 1), (1, 0), (0, 1))
    )
    assert max(title, abstract) < both < title + abstract


def test_one_field_is_plain_bm25() -> None:
    """Without titles it is BM25 as bm25s has it ("lucene", times k1 + 1)."""
    bm25s = pytest.importorskip("bm25s")
    texts = [["sheep", "count"], ["sheep"] * 3 + ["graph"], ["graph", "walk", "goat"]]
    peer = bm25s.BM25(method="lucene", k1=1.5, b=0.7)
    peer.index(texts, show_progress=False)
    lengths = np.array([len(text) for text in texts], np.uint32)
    statistics = Statistics.of(np.zeros(3, np.uint32), lengths)
    counts = np.array([text.count("sheep") for text in texts])
    own = word_scores(EVEN, statistics, Occurrences(counts * 0, counts, lengths * 0, lengths), 2)
    assert own == pytest.approx(peer.get_scores(["sheep"]) * 2.5, rel=1e-5)


def test_beside_score_by_hand() -> None:
    """An author's name counts as a weighted frequency of 3: ln(1 + 3.5/1.5) · 2.5 · 3 / 4.65."""
    assert beside_score(EVEN, FOUR, 3.0, 1) == pytest.approx(log(1 + 3.5 / 1.5) * 7.5 / 4.65)


def test_ranking_is_read_from_text() -> None:
    """What isn't named keeps its default; whole numbers stay whole."""
    ranking = parse_ranking(" title=4, k1=1.2,feedback_words=7 ")
    changed = {"title": 4.0, "k1": 1.2, "feedback_words": 7}
    assert asdict(ranking) == asdict(Ranking()) | changed
    assert isinstance(ranking.feedback_words, int)
    assert parse_ranking("") == Ranking()


@pytest.mark.parametrize(
    "text", ["tilte=3", "title", "title=x", "k1=-1", "title_b=2", "k1=nan", "feedback_words=2.5"]
)
def test_wrong_rankings_are_refused(text: str) -> None:
    """An unknown weight, what isn't a number and what can't be are errors that name the weight."""
    with pytest.raises(SettingError, match=text.split("=")[0]):
        parse_ranking(text)
