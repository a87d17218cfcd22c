"""Counting the values of an answer, against a count by hand; one column of several segments."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import compiled, facet_kernels, facets
from search.bits import bits_of
from search.facet_columns import MOST, Column, Columns, of_sets, of_years
from search.facets import Numbers
from search.results import FacetValues
from search.set_columns import LONGER, MOST_ROWS, Sets, SetValues, as_one, rows_of
from search.shards import Docs

ROWS = st.lists(st.lists(st.integers(0, 12), max_size=7), min_size=1, max_size=30)
NAMES = st.sampled_from(["", "a", "a\nb", "ab", "b", "é", "z", "∂", "𝒜"])
TEXTS = st.text(st.characters(codec="utf-8"))
SEGMENTS = st.lists(st.lists(st.lists(NAMES, max_size=3), max_size=5), min_size=1, max_size=3)


def plainly(column: SetValues, docs: Docs) -> FacetValues:
    """As without compiled loops."""
    found, counts = facets.commonest(facets.numbers_of(column.starts, column.numbers, docs), MOST)
    return FacetValues.of(column.values.some(found.tolist()), counts.tolist())


def by_loops(column: SetValues, docs: Docs) -> FacetValues:
    """As with them."""
    return counted(of_sets(column._replace(rows=None)), len(column.starts) - 1, docs)


def by_loops_of_rows(column: SetValues, docs: Docs) -> FacetValues:
    """As with them, of few different sets."""
    assert column.rows is not None
    return counted(of_sets(column), len(column.starts) - 1, docs)


def counted(column: Column, papers: int, docs: Docs) -> FacetValues:
    """What the loop counts in a column."""
    mask = np.zeros(papers, np.bool_)
    mask[docs] = True
    handed = np.array([column.handed()], np.int64)
    return FacetValues(facet_kernels.counted(handed, bits_of(mask)).tobytes())


@pytest.mark.parametrize(
    ("few", "count"),
    [(0, plainly), (facets.FEW, plainly), (None, by_loops), (None, by_loops_of_rows)],
)
@settings(deadline=None)  # the first example waits for the compiled loop
@given(
    rows=ROWS, copies=st.sampled_from([1, 4, 400]), step=st.sampled_from([0, 1, 13]), data=st.data()
)
def test_commonest_values_are_counted(
    few: int | None,
    count: Callable[[SetValues, Docs], FacetValues],
    rows: list[list[int]],
    copies: int,
    step: int,
    data: st.DataObject,
) -> None:
    """However it is counted: the most frequent first, ties by value, no more than are shown."""
    rows = [[number + copy * step for number in row] for copy in range(copies) for row in rows]
    gone = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    docs = [doc for doc in range(len(rows)) if doc not in gone]
    column = as_one([_sets([[f"{number:05}" for number in row] for row in rows])])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "FEW", few)
        found = count(column, np.array(docs, np.int32))
    by_hand = Counter(f"{number:05}" for doc in docs for number in rows[doc])
    expected = sorted(by_hand.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    assert [(row.value, row.count) for row in found] == expected


def plain_years(column: Numbers, docs: Docs) -> FacetValues:
    """As without compiled loops."""
    found, counts = facets.years(column, docs)
    return FacetValues.of(map(str, found.tolist()), counts.tolist())


def compiled_years(column: Numbers, docs: Docs) -> FacetValues:
    """As with them."""
    return counted(of_years(column), len(column), docs)


@pytest.mark.parametrize("years", [plain_years, compiled_years])
@settings(deadline=None)  # the first example waits for the compiled loop
@given(column=st.lists(st.sampled_from([0, 1, 1999, 2020]), min_size=1), data=st.data())
def test_years_are_counted_from_the_newest_on(
    years: Callable[[Numbers, Docs], FacetValues], column: list[int], data: st.DataObject
) -> None:
    """However they are counted; a paper without a year counts for none."""
    docs = sorted(data.draw(st.sets(st.integers(0, len(column) - 1))))
    found = years(np.array(column, np.uint32), np.array(docs, np.int32))
    by_hand = Counter(column[doc] for doc in docs if column[doc])
    expected = sorted(by_hand.items())[::-1]
    assert [(int(row.value), row.count) for row in found] == expected


@settings(deadline=None)  # the first example waits for the compiled loop
@given(segments=SEGMENTS)
def test_segments_make_one_column(segments: list[list[list[str]]]) -> None:
    """Papers of all segments keep their values, which are different and sorted."""
    column = as_one([_sets(papers) for papers in segments])
    starts = column.starts.tolist()
    rows = [column.numbers[a:b] for a, b in pairwise(starts)]
    papers = [paper for segment in segments for paper in segment]
    assert [[column.values[number] for number in row] for row in rows] == papers
    assert list(column.values) == sorted({value for paper in papers for value in paper})
    of_all = [value for paper in papers for value in paper]
    assert column.values.some(column.numbers.tolist()) == of_all


def test_spellings_in_other_cases_are_one_value() -> None:
    """As most papers have it; nothing counts twice in a paper, and other columns have cases."""
    papers = [["Clay", "clay", "fire"], ["Clay", "Fire"], ["fire"], []]
    column = as_one([_sets(papers), _sets([["CLAY", "Ton"]])], has_cases=False)
    rows = [column.numbers[a:b].tolist() for a, b in pairwise(column.starts.tolist())]
    shown = [[column.values[number] for number in row] for row in rows]
    assert shown == [["Clay", "fire"], ["Clay", "fire"], ["fire"], [], ["Clay", "Ton"]]
    found = plainly(column, np.arange(5, dtype=np.int32))
    assert [(row.value, row.count) for row in found] == [("Clay", 3), ("fire", 3), ("Ton", 1)]
    assert found == by_loops(column, np.arange(5, dtype=np.int32))
    assert len(as_one([_sets(papers)]).numbers) == 6


@settings(deadline=None)  # the first example waits for the compiled loop
@given(values=st.sets(TEXTS, max_size=20))
def test_values_are_written_as_json(values: set[str]) -> None:
    """As orjson writes them, but for the way that control characters are spelled out."""
    column = as_one([_sets([sorted(values)] * 3)])
    found = by_loops(column, np.arange(3, dtype=np.int32))
    plain = plainly(column, np.arange(3, dtype=np.int32))
    assert [*found] == [*plain]
    assert found == plain or min("".join(values)) < " "


def test_columns_are_written_one_after_the_other() -> None:
    """However long they get."""
    names = as_one([_sets([["é" * 1000 + str(number)] for number in range(50)])])
    years = of_years(np.array([2020, 0] * 25, np.uint32))
    columns = [of_sets(names), years, of_sets(names._replace(rows=None))]
    handed = np.array([column.handed() for column in columns], np.int64)
    found = facet_kernels.counted(handed, bits_of(np.ones(50, np.bool_))).tobytes()
    first, second, third = found.split(b"\n")
    assert first == third
    assert len(FacetValues(first)) == 50
    assert second == b'[{"value":"2020","count":25}]'


def test_many_papers_of_one_value_are_counted() -> None:
    """More than a byte can tell."""
    papers = [["a", "b"], ["b"]] * 5_000 + [["c"]]
    column = as_one([_sets(papers)])
    found = by_loops(column, np.arange(len(papers), dtype=np.int32))
    assert [(row.value, row.count) for row in found] == [("b", 10_000), ("a", 5_000), ("c", 1)]


def test_rows_are_numbered_while_they_are_few() -> None:
    """Numbers of two bytes have to do; a column with more different sets, or values, has none."""
    pairs = [[i, j] for i in range(400) for j in range(i)][: MOST_ROWS + 1]
    numbers = np.array(pairs, np.int32).ravel()
    starts = np.arange(0, len(numbers) + 1, 2, dtype=np.int32)
    assert rows_of(starts, numbers, 400) is None
    assert rows_of(starts[:-1], numbers[:-2], LONGER) is None
    rows = rows_of(starts[:-1], numbers[:-2], 400)
    assert rows is not None
    assert rows.of[-1] == MOST_ROWS - 1


def _sets(papers: list[list[str]]) -> Sets:
    values = sorted({value for paper in papers for value in paper})
    numbers = [values.index(value) for paper in papers for value in paper]
    counts = np.array([len(paper) for paper in papers], np.int32)
    return Sets(counts, np.array(numbers, np.int32), [value.encode() for value in values])


def test_columns_are_held_while_they_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop has nothing but their addresses, and another thread's columns may be kept instead."""
    held: list[ref[object]] = []

    def columns(names: list[str]) -> Columns:
        column = of_years(np.array([2015], np.uint32))
        held.append(ref(column.values))
        return Columns(np.array([column.handed()], np.int64), [column])

    def counting(handed: object, papers: object) -> np.ndarray:
        assert held[0]() is not None
        return np.frombuffer(b"2015\t1", np.uint8)

    monkeypatch.setattr(compiled, "_kernels", facet_kernels)
    monkeypatch.setattr(facet_kernels, "counted", counting)
    corpus = SimpleNamespace(columns=columns)
    found = facets.counted(corpus, bits_of(np.ones(1, np.bool_)), ["year"])  # type: ignore[arg-type]
    assert [*found] == ["year"] and held
