"""Keys of texts, and the candidate pairs that they propose."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import candidates
from index.candidates import Sketches, unpacked
from index.catalogue import connect
from index.prepared import record_keys
from index.record import Record
from index.sketches import WINDOW, gram_keys, text_keys


def words(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefgh", k=5)) for _ in range(count)]


def keys_of(text: str) -> set[int]:
    return set(gram_keys([text])[0].tolist())


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 999), st.integers(0, 60), st.integers(0, 60), st.integers(WINDOW + 3, 40))
def test_a_shared_run_is_never_missed(seed: int, before: int, after: int, run: int) -> None:
    """Texts that share a run of WINDOW + 3 words have a key in common, whatever is around it."""
    shared = words(seed, run)
    first = " ".join([*words(seed + 1000, 16), *shared])
    second = " ".join([*words(seed + 2000, before), *shared, *words(seed + 3000, after + 16)])
    assert keys_of(first) & keys_of(second)


def test_case_punctuation_and_blanks_do_not_matter() -> None:
    """Only letters and digits make words."""
    text = words(1, 40)
    assert keys_of(" ".join(text)) == keys_of("(" + ",\n ".join(text).title() + ".)")


def test_short_texts_have_no_keys() -> None:
    """An abstract too short to be compared, or none, is left out."""
    assert not keys_of(" ".join(words(1, 15)))
    keys, owners = gram_keys(["", " ".join(words(1, 30)), ""])
    assert len(keys) > 0
    assert set(owners.tolist()) == {1}


def test_no_texts() -> None:
    """Nothing in, nothing out."""
    assert len(gram_keys([])[0]) == 0
    assert len(text_keys([])) == 0


@settings(deadline=None)
@given(st.lists(st.text(max_size=20)))
def test_equal_texts_have_equal_keys(texts: list[str]) -> None:
    """Keys tell texts apart, ASCII or not, wherever they stand."""
    keys = text_keys(texts).tolist()
    for (a, first), (b, second) in combinations(zip(texts, keys, strict=True), 2):
        assert (a == b) == (first == second)


@pytest.fixture
def sketches() -> Iterator[Sketches]:
    with closing(connect("")) as connection:
        yield Sketches(connection)


def add_keys(sketches: Sketches, records: list[tuple[int, Record]]) -> None:
    numbers = np.array([number for number, _ in records])
    sketches.add(record_keys([record for _, record in records]), numbers)


def pairs_of(sketches: Sketches, count: int, fresh: range | None = None) -> list[tuple[int, int]]:
    mask = np.zeros(count + 1, np.bool_)
    mask[list(fresh if fresh is not None else range(count + 1))] = True
    return list(unpacked(sketches.pairs(mask)))


TEXT = " ".join(words(5, 80))
OTHER_TEXT = " ".join(words(6, 80))


def test_candidates_share_an_identifier_a_title_or_a_text(sketches: Sketches) -> None:
    """Each kind of key proposes its pair; records without a key in common aren't proposed."""
    records = [
        Record(arxiv_id="1501.00001"),
        Record(doi="10.48550/arxiv.1501.00001"),
        Record(doi="10.1/x"),
        Record(doi="10.1/x", title="Glass"),
        Record(title="glass!", abstract=TEXT),
        Record(abstract=f"{OTHER_TEXT} {TEXT}"),
    ]
    add_keys(sketches, list(enumerate(records)))
    assert pairs_of(sketches, 6) == [(0, 1), (2, 3), (3, 4), (4, 5)]


def test_pairs_that_no_rule_can_join_are_left_out(sketches: Sketches) -> None:
    """Records that both have arXiv ids, or both DOIs, are compared only when they share them."""
    records = [
        Record(title="Glass", abstract=TEXT, arxiv_id="1501.00001"),
        Record(title="Glass", abstract=TEXT, arxiv_id="1501.00002", doi="10.1/x"),
        Record(title="Glass", abstract=TEXT, doi="10.1/y"),
    ]
    add_keys(sketches, list(enumerate(records)))
    assert pairs_of(sketches, 3) == [(0, 2)]


def test_only_pairs_with_a_fresh_record(sketches: Sketches) -> None:
    """What was compared in an earlier run isn't compared again."""
    add_keys(sketches, [(number, Record(doi="10.1/x")) for number in range(4)])
    assert pairs_of(sketches, 4, fresh=range(3, 4)) == [(0, 3), (1, 3), (2, 3)]


def test_large_families_hang_together(sketches: Sketches) -> None:
    """Copies of one record are linked in a chain, not each with each."""
    add_keys(sketches, [(number, Record(title="Glass", abstract=TEXT)) for number in range(100)])
    pairs = pairs_of(sketches, 100)
    assert len(pairs) < 100 * (candidates.NEIGHBOURS + 1)
    assert {(number, number + 1) for number in range(99)} <= set(pairs)


def test_runs_are_joined_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many runs wrote keys, a pair is found, and the runs don't pile up."""
    monkeypatch.setattr(candidates, "_MANY_RUNS", 4)
    with closing(connect("")) as connection:
        sketches = Sketches(connection)
        for number in range(10):
            add_keys(
                sketches, [(number, Record(doi="10.1/x" if number in (0, 9) else f"10.1/{number}"))]
            )
            sketches.flush()
        assert pairs_of(sketches, 10) == [(0, 9)]
        assert runs(connection) < 4


def runs(connection: sqlite3.Connection) -> int:
    query = "SELECT count(DISTINCT run) FROM sketch"
    return int(connection.execute(query).fetchone()[0])
