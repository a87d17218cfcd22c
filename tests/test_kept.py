"""What one query leaves to the next: kept within a budget, worked out once, and right."""

from pathlib import Path

import numpy as np
import pytest
from corpora import FLOCK, engine_over
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.found import Part, largest
from search.kept import OBJECT_BYTES, Kept
from search.shards import Docs
from search.vocabulary import COMMON, Vocabulary

WORDS = st.text("abcdeé", min_size=1, max_size=7)


def test_a_value_is_worked_out_once() -> None:
    """The second query gets what the first one found."""
    kept = Kept(10_000)
    assert kept.get("key", lambda: "first") == "first"
    assert kept.get("key", lambda: "second") == "first"


def test_the_least_recently_used_goes_first() -> None:
    """A value that was asked for again outlives those that weren't, when the budget is full."""
    kept = Kept(3 * (1000 + OBJECT_BYTES))
    for name in "abc":
        kept.get(name, lambda: np.zeros(1000, np.uint8))
    kept.get("a", lambda: np.zeros(0))
    kept.get("d", lambda: np.zeros(1000, np.uint8))
    gone = [name for name in "acdb" if len(kept.get(name, lambda: np.zeros(1))) == 1]
    assert gone == ["b"]


def test_an_array_in_two_places_counts_once() -> None:
    """Parts that share their papers leave room for others."""
    array = np.zeros(1000, np.uint8)
    kept = Kept(2000)
    kept.get("small", lambda: "small")
    kept.get("shared", lambda: (array, array))
    assert kept.get("small", lambda: "anew") == "small"


def test_what_fails_is_not_kept() -> None:
    """A query that ran out of time leaves nothing half done to the next one."""
    kept = Kept(1000)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 / 0)
    assert kept.get("key", lambda: 2.0) == 2.0


@given(st.lists(WORDS, max_size=30), WORDS, st.sampled_from([1, 2]), st.sampled_from([0, 1, 3]))
def test_candidates_miss_no_near_word(words: list[str], typed: str, edits: int, least: int) -> None:
    """Every word within the edits is among them that has enough papers, and none with fewer."""
    vocabulary = Vocabulary.of((word, len(word)) for word in words)
    near = {word: len(word) for word in words if OSA.distance(typed, word) <= edits}
    forms, papers = vocabulary.candidates(typed, edits, least)
    found = dict(zip(forms, papers.tolist(), strict=True))
    assert {word for word in near if near[word] >= least} <= found.keys()
    assert all(len(word) == count >= least for word, count in found.items())


def test_common_words_are_candidates_as_among_all() -> None:
    """Fewer words are gone through for those that many papers have."""
    vocabulary = Vocabulary.of([("sheep", 90), ("sheet", 19), ("sheer", 20), ("shear", 21)])
    forms, papers = vocabulary.common().candidates("sheep", 1, COMMON)
    assert (forms, papers.tolist()) == (["sheep", "sheer"], [90, 20])
    assert forms == vocabulary.candidates("sheep", 1, COMMON)[0]


def _part(scores: dict[int, float]) -> Part:
    docs: Docs = np.array(sorted(scores), np.int32)
    return Part("w", "text", "stem", 1.0, 1, docs, np.array([scores[d] for d in sorted(scores)]))


SCORES = st.dictionaries(st.integers(0, 8), st.floats(0.1, 9.0), max_size=8)


@given(st.lists(SCORES, max_size=4))
def test_of_several_parts_the_largest_stays(found: list[dict[int, float]]) -> None:
    """Each paper keeps the largest of its scores, once."""
    sums: dict[int, float] = {}
    for part in largest([_part(scores) for scores in found]):
        for doc, score in zip(part.docs.tolist(), part.scores.tolist(), strict=True):
            sums[doc] = sums.get(doc, 0.0) + score
    expected: dict[int, float] = {}
    for scores in found:
        for doc, score in scores.items():
            expected[doc] = max(expected.get(doc, 0.0), score)
    assert sums == expected


def test_a_question_asked_again_has_the_same_answer(tmp_path: Path) -> None:
    """What is kept from the first time changes neither hits nor scores."""
    engine = engine_over(tmp_path, FLOCK)
    for text in ("sheep graphs", "graphs sheep", "goats OR sheep"):
        first, again = engine.search(text), engine.search(text)
        assert first.hits and first.hits == again.hits
    engine.close()


def test_columns_outlive_what_words_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is kept of words, the columns of facets needn't be read again."""
    monkeypatch.setattr("search.corpus.CACHE_BYTES", 1)
    engine = engine_over(tmp_path, FLOCK)
    with engine._snapshots.borrow() as snapshot:
        column = snapshot.corpus.sets("author")
        engine.search("sheep goats wavelets")
        assert snapshot.corpus.sets("author") is column
    engine.close()
