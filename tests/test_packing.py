"""Packed numbers: joined they are what they would be at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.codec.packing import joined, pack

NUMBERS = st.lists(st.integers(0, 70_000) | st.integers(0, 20), max_size=9)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.sampled_from((4, 8, 16)))
def test_packed_arrays_behind_each_other(several: list[list[int]], bits: int) -> None:
    """However many are too large for their bits, and whether half a byte is left over or not."""
    arrays = [np.array(one, np.uint32) for one in several]
    whole = joined([pack(one, bits) for one in arrays], [*map(len, arrays)])
    alone = pack(np.concatenate(arrays), bits)
    assert whole.bits == alone.bits
    for own, expected in zip(whole[1:], alone[1:], strict=True):
        assert own.dtype == expected.dtype and own.tolist() == expected.tolist()
    assert whole.values(0, sum(map(len, arrays))).tolist() == np.concatenate(arrays).tolist()
