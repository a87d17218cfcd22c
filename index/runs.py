"""Numbers in other orders: by NumPy, many in compiled loops."""

import numpy as np
from numpy.typing import NDArray

from index.compiled import twin_of

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]


@twin_of("index.bulk_kernels")
def grouped(terms: U4, count: int) -> I8:
    """The stable order that sorts postings by their term, all below `count`."""
    return np.argsort(terms, kind="stable")


@twin_of("index.bulk_kernels")
def take_runs(values: U4, ends: I8, order: I8) -> U4:
    """Runs of values (run i ends at ends[i]) in another order, behind each other."""
    sizes = np.diff(ends, prepend=0)
    begins, sizes = (ends - sizes)[order], sizes[order]
    places = np.arange(int(sizes.sum())) + np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)
    return values[places]
