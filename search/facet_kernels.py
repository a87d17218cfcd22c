"""Papers → the commonest values of a column among them, in a compiled loop.

The plain way is in `search.facets`. Importing this module imports Numba, which takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop

Ints = NDArray[np.int32]


@loop
def commonest(starts: Ints, numbers: Ints, docs: Ints, values: int, most: int) -> tuple[Ints, Ints]:
    """The `most` commonest of a column's `values` and their counts; ties by number.

    Paper d has numbers[starts[d]:starts[d + 1]].
    """
    total = 0
    for doc in docs:
        total += starts[doc + 1] - starts[doc]
    counts = np.zeros(values, np.int32)
    reached = np.zeros(total + 2, np.int32)  # how many values occur so often or oftener
    for doc in docs:
        for at in range(starts[doc], starts[doc + 1]):
            number = numbers[at]
            counts[number] += 1
            reached[counts[number]] += 1
    least = 1  # all that occur so often are among the first
    while reached[least] > most:
        least += 1
    lowest = max(least - 1, 1)
    ties = min(most, reached[lowest]) - reached[least]  # of those that occur once less
    found = np.empty(reached[least] + ties, np.int32)
    size = 0
    for number in range(values):
        if counts[number] >= lowest and (ties or counts[number] >= least):
            ties -= counts[number] < least
            found[size] = number
            size += 1
    order = np.argsort(-counts[found], kind="mergesort")
    return found[order], counts[found][order]


def rehearse() -> None:
    """Run the loop once, so that it is compiled or read from the disk."""
    numbers = np.zeros(2, np.int32)
    commonest(numbers, numbers, numbers[:1], 1, 1)
