"""Values → numbers from 0 on, given at first sight."""

from array import array
from collections.abc import Hashable, Iterable
from itertools import count
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=Hashable)


class Numbering(Generic[T]):
    """Values as they come, each with a number. `first` is the place where each was seen first.

    So one look-up a value, in C, does for known ones and for new ones.
    """

    def __init__(self) -> None:
        self.first: dict[T, int] = {}
        self._places = array("I")

    def __len__(self) -> int:
        return len(self._places)

    def extend(self, values: Iterable[T]) -> None:
        """Add values."""
        self._places.extend(map(self.first.setdefault, values, count(len(self))))

    def numbers(self) -> NDArray[np.uint32]:
        """The number of every value that was added, in that order; `first` is in theirs."""
        places = np.array(self._places, np.uint32)
        is_first = places == np.arange(len(places), dtype=np.uint32)
        ranks = np.cumsum(is_first, dtype=np.uint32) - np.uint32(1)
        numbers: NDArray[np.uint32] = ranks[places]
        return numbers
