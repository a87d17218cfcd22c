"""Figures of judged runs, their significance, and the ranking's own figures on real judgments."""

from pathlib import Path

import pytest

from index.errors import SourceError
from search.evaluate import (
    answer_all,
    indexed,
    mean,
    measure,
    read_collection,
    significance,
)
from search.ranking import Ranking


def test_measures_by_hand() -> None:
    """Second of two relevant papers found at rank 1, the other at rank 4: AP = (1 + 2/4) / 2."""
    judgments = {"q": {"a": 1, "b": 1, "x": 0}, "unanswered": {"a": 1}}
    run = {"q": {"b": 4.0, "x": 3.0, "y": 2.0, "a": 1.0}}
    figures = measure(judgments, run)
    assert figures["AP"] == pytest.approx({"q": 0.75, "unanswered": 0.0})
    assert figures["P@10"]["q"] == pytest.approx(0.2)
    assert mean(figures["AP"]) == pytest.approx(0.375)


def test_significance_tells_chance_from_a_difference() -> None:
    """The same run: 1. Two questions: chance does as well half of the time. Twenty: never."""
    assert significance({"a": 0.5}, {"a": 0.5}) == 1.0
    assert significance({"a": 0.1, "b": 0.1}, {"a": 0.2, "b": 0.2}) == pytest.approx(0.5, abs=0.03)
    first = {str(i): 0.1 for i in range(20)}
    assert significance(first, dict.fromkeys(first, 0.2)) < 0.001


def test_what_is_no_collection(tmp_path: Path) -> None:
    """A folder without judgments, and one with a broken line, are named in the error."""
    with pytest.raises(SourceError, match=str(tmp_path)):
        read_collection(tmp_path)
    (tmp_path / "qrels.tsv").write_text("q\tp\ts\n1\ta\t1\n")
    (tmp_path / "queries.jsonl").write_text("{broken\n")
    with pytest.raises(SourceError, match=r"queries\.jsonl:1"):
        read_collection(tmp_path)


@pytest.mark.parametrize(("name", "ndcg", "ap"), [("cacm", 0.52, 0.365), ("med", 0.685, 0.525)])
def test_figures_on_real_judgments(shared: Path, name: str, ndcg: float, ap: float) -> None:
    """The defaults stay about where they were when they were chosen."""
    collection = read_collection(shared / "collections" / name)
    with indexed(collection) as engine:
        figures = measure(collection.judgments, answer_all(engine, collection.questions, Ranking()))
    assert mean(figures["nDCG@10"]) > ndcg
    assert mean(figures["AP"]) > ap
