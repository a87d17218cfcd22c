"""Counting the values of an answer, against a count by hand."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import facets

ROWS = st.lists(st.lists(st.integers(0, 12), max_size=4), min_size=1, max_size=30)


@pytest.mark.parametrize("few", [0, facets.FEW])
@pytest.mark.parametrize("most", [1, 3, 100])
@given(rows=ROWS, data=st.data())
def test_commonest_values_are_counted(
    few: int, most: int, rows: list[list[int]], data: st.DataObject
) -> None:
    """However it is counted: the most frequent first, ties by value, no more than asked for."""
    docs = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1))))
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    numbers = np.array([number for row in rows for number in row], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facets, "FEW", few)
        patch.setattr(facets, "MOST", most)
        chosen = facets.numbers_of(starts, numbers, np.array(docs, np.int32))
        found, counts = facets.commonest(chosen)
    by_hand = Counter(number for doc in docs for number in rows[doc])
    expected = sorted(by_hand.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    assert list(zip(found.tolist(), counts.tolist(), strict=True)) == expected
