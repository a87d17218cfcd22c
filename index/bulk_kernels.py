"""The compiled loops of `index.runs`.

Imported only when something is written.
"""

import numpy as np
from numpy.typing import NDArray

from index.loops import loop

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]


@loop
def grouped(terms: U4, count: int) -> I8:
    """A counting sort."""
    ends = np.zeros(count + 1, np.int64)
    for term in terms:
        ends[term + 1] += 1
    for term in range(count):
        ends[term + 1] += ends[term]
    order = np.empty(len(terms), np.int64)
    for posting in range(len(terms)):
        order[ends[terms[posting]]] = posting
        ends[terms[posting]] += 1
    return order


@loop
def take_runs(values: U4, ends: I8, order: I8) -> U4:
    """Run by run."""
    size = 0
    for run in order:
        size += ends[run] - (ends[run - 1] if run else 0)
    taken = np.empty(size, np.uint32)
    at = 0
    for run in order:
        for place in range(ends[run - 1] if run else 0, ends[run]):
            taken[at] = values[place]
            at += 1
    return taken
