"""Documents that workers wrote while they read, each as if its record were a paper by itself.

Whether it is one is known when all has been read. A document that turns out wrong is deleted, and
its paper written as any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of documents begins: a worker, a segment of its, the first document's number.

    A worker's number is that of its process.
    """

    worker: int
    segment: int
    document: int


class Ahead:
    """Which records' documents are written, where, and which of them still hold."""

    def __init__(self) -> None:
        self._runs: list[tuple[Place, NDArray[np.int64]]] = []
        self._holds = bytearray()

    def __len__(self) -> int:
        return sum(self._holds)

    def add(self, place: Place, numbers: NDArray[np.int64]) -> None:
        """A run of documents was written of records with these numbers; below 0: wrong already."""
        self._runs.append((place, numbers))
        self._holds.extend(bytes(max(int(numbers.max()) + 1 - len(self._holds), 0)))
        np.frombuffer(self._holds, np.uint8)[numbers[numbers >= 0]] = 1

    def withdraw(self, numbers: Iterable[int]) -> None:
        """The papers of these records are not what was written of them."""
        for number in numbers:
            if number < len(self._holds):
                self._holds[number] = 0

    def left_out(self) -> tuple[list[int], int]:
        """The numbers of papers that aren't written yet: these, and all from the second on."""
        return np.flatnonzero(np.frombuffer(self._holds, np.uint8) == 0).tolist(), len(self._holds)

    def written(self) -> int:
        """How many documents there are, those that are wrong among them."""
        return sum(len(numbers) for _, numbers in self._runs)

    def wrong(self) -> Iterator[Place]:
        """The documents to be deleted."""
        for place, numbers in self._runs:
            for offset, number in enumerate(numbers.tolist()):
                if number < 0 or not self._holds[number]:
                    yield Place(place.worker, place.segment, place.document + offset)
