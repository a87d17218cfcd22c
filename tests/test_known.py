"""Hashes that may have been met before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.known import Known

HASHES = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20)


@given(HASHES, HASHES)
def test_what_was_met_is_never_missed(first: list[int], second: list[int]) -> None:
    """Of what is asked about, all that was asked about before is told."""
    known = Known(all_shown=True)
    known.perhaps(np.array(first, np.int64))
    assert set(first) & set(second) <= set(known.perhaps(np.array(second, np.int64)))


def test_new_hashes_need_no_look_up() -> None:
    """Hardly any hash is told to have been met that wasn't."""
    known = Known(all_shown=True)
    known.perhaps(np.arange(0, 10**6, 100))
    assert known.perhaps(np.arange(1, 10**6, 100)) == []


def test_where_others_were_met_all_may_have_been() -> None:
    """A catalogue that held records before this run is asked about each."""
    assert Known(all_shown=False).perhaps(np.array([1, 2])) == [1, 2]
