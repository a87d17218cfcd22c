"""Counting the values of an answer, against a count by hand; one column of several segments."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import facet_kernels, facets
from search.facets import Numbers
from search.results import FacetValues
from search.set_columns import (
    MOST_ROWS,
    Ints,
    Sets,
    Values,
    as_one,
    narrow,
    rows_of,
    shared_of,
)
from search.shards import Docs

ROWS = st.lists(st.lists(st.integers(0, 12), max_size=4), min_size=1, max_size=30)
NAMES = st.sampled_from(["", "a", "a\nb", "ab", "b", "é", "z", "∂", "𝒜"])
TEXTS = st.text(st.characters(codec="utf-8"))
SEGMENTS = st.lists(st.lists(st.lists(NAMES, max_size=3), max_size=5), min_size=1, max_size=3)


def plainly(
    starts: Ints, numbers: Ints, docs: Docs, values: int, most: int
) -> tuple[facets.Counts, facets.Counts]:
    """As without compiled loops."""
    return facets.commonest(facets.numbers_of(starts, numbers, docs), most)


def compiled(
    starts: Ints, numbers: Ints, docs: Docs, values: int, most: int
) -> tuple[facets.Counts, facets.Counts]:
    """As with them."""
    shared = (*shared_of(starts, numbers, values),)
    return facet_kernels.commonest(starts, numbers, shared, values, (docs, most))


def compiled_rows(
    starts: Ints, numbers: Ints, docs: Docs, values: int, most: int
) -> tuple[facets.Counts, facets.Counts]:
    """As with them, of few different sets."""
    rows = rows_of(starts, numbers)
    assert rows is not None
    return facet_kernels.commonest_of_rows((*rows,), values, (docs, most))


@pytest.mark.parametrize(
    ("few", "commonest"),
    [(0, plainly), (facets.FEW, plainly), (None, compiled), (None, compiled_rows)],
)
@pytest.mark.parametrize("most", [1, 3, 100])
@settings(deadline=None)  # the first example waits for the compiled loop
@given(
    rows=ROWS, copies=st.sampled_from([1, 4, 400]), step=st.sampled_from([0, 1, 13]), data=st.data()
)
def test_commonest_values_are_counted(
    few: int | None,
    commonest: Callable[..., tuple[facets.Counts, facets.Counts]],
    most: int,
    rows: list[list[int]],
    copies: int,
    step: int,
    data: st.DataObject,
) -> None:
    """However it is counted: the most frequent first, ties by value, no more than asked for."""
    rows = [[number + copy * step for number in row] for copy in range(copies) for row in rows]
    gone = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    docs = [doc for doc in range(len(rows)) if doc not in gone]
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    numbers = np.array([number for row in rows for number in row], np.int32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "FEW", few)
        asked = np.array(docs, np.int32), numbers.max(initial=0) + 1, most
        found, counts = commonest(starts, numbers, *asked)
    by_hand = Counter(number for doc in docs for number in rows[doc])
    expected = sorted(by_hand.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    assert list(zip(found.tolist(), counts.tolist(), strict=True)) == expected


def compiled_years(column: Numbers, docs: Docs) -> tuple[Docs, Docs]:
    """As with compiled loops."""
    return facet_kernels.years(*narrow(column), docs)


@pytest.mark.parametrize("years", [facets.years, compiled_years])
@settings(deadline=None)  # the first example waits for the compiled loop
@given(column=st.lists(st.sampled_from([0, 1, 1999, 2020]), min_size=1), data=st.data())
def test_years_are_counted_from_the_newest_on(
    years: Callable[[Numbers, Docs], tuple[Docs, Docs]], column: list[int], data: st.DataObject
) -> None:
    """However they are counted; a paper without a year counts for none."""
    docs = sorted(data.draw(st.sets(st.integers(0, len(column) - 1))))
    found, counts = years(np.array(column, np.uint32), np.array(docs, np.int32))
    by_hand = Counter(column[doc] for doc in docs if column[doc])
    assert [*zip(found.tolist(), counts.tolist(), strict=True)] == sorted(by_hand.items())[::-1]


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


@settings(deadline=None)  # the first example waits for the compiled loop
@given(pairs=st.dictionaries(TEXTS, st.integers(0, (1 << 31) - 1)))
def test_values_are_written_as_json(pairs: dict[str, int]) -> None:
    """As orjson writes them, but for the way that control characters are spelled out."""
    values, counts = Values([value.encode() for value in pairs]), [*pairs.values()]
    rows = values.json_rows(np.arange(len(pairs), dtype=np.int32), np.array(counts, np.int32))
    plainly = FacetValues.of(pairs, counts)
    assert [*FacetValues(rows)] == [*plainly]
    assert FacetValues(rows) == plainly or min("".join(pairs)) < " "


def test_rows_are_numbered_while_they_are_few() -> None:
    """Numbers of two bytes have to do; a column with more different sets has none."""
    numbers = np.arange(MOST_ROWS + 1, dtype=np.int32)
    starts = np.arange(MOST_ROWS + 2, dtype=np.int32)
    assert rows_of(starts, numbers) is None
    rows = rows_of(starts[:-1], numbers[:-1])
    assert rows is not None
    assert rows.of[-1] == MOST_ROWS - 1


def _sets(papers: list[list[str]]) -> Sets:
    values = sorted({value for paper in papers for value in paper})
    numbers = [values.index(value) for paper in papers for value in paper]
    counts = np.array([len(paper) for paper in papers], np.int32)
    return Sets(counts, np.array(numbers, np.int32), [value.encode() for value in values])
