"""Words → numbers, given at first sight: many texts at a time, in compiled loops."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

U4 = NDArray[np.uint32]
Array = NDArray[Any]  # the dtype is the column's own


class Vocabulary:
    """Numbers words from 0; those of `first` (distinct, without blanks) come first."""

    def __init__(self, first: Sequence[str]) -> None:
        from index.vocabulary_kernels import Table

        self._table = Table(
            np.zeros(2, np.uint32),
            np.zeros(0, np.uint64),
            np.zeros(1, np.int64),
            np.zeros(0, np.uint8),
            np.zeros(1, np.int64),
        )
        self.numbers([" ".join(first)])

    def __len__(self) -> int:
        return int(self._table.known[0])

    def numbers(self, texts: Sequence[str]) -> tuple[U4, U4]:
        """(tokens, lengths): the numbers of all words of the texts, and how many each text has.

        Words have blanks or hyphens between them; no text has a line feed.
        """
        from index.vocabulary_kernels import number_words

        data = np.frombuffer("".join([f"{text}\n" for text in texts]).encode(), np.uint8)
        self._make_room(len(data))
        lengths = np.zeros(len(texts), np.uint32)
        return number_words(data, lengths, self._table), lengths

    def words(self) -> list[bytes]:
        """All words, in UTF-8, by number."""
        ends = self._table.ends[: len(self) + 1].tolist()
        text = self._table.text[: ends[-1]].tobytes()
        return [text[start:end] for start, end in pairwise(ends)]

    def _make_room(self, size: int) -> None:
        """Enlarge the table so that so many bytes of new words, each of one letter, have room."""
        from index.vocabulary_kernels import fill_slots

        table = self._table
        words = len(self) + size // 2 + 1
        self._table = table._replace(
            hashes=_enlarged(table.hashes, words),
            ends=_enlarged(table.ends, words + 1),
            text=_enlarged(table.text, int(table.ends[len(self)]) + size),
        )
        if len(table.slots) < 2 * words:
            slots = np.zeros(1 << (2 * words).bit_length(), np.uint32)
            self._table = self._table._replace(slots=slots)
            fill_slots(self._table)


def _enlarged(array: Array, size: int) -> Array:
    if len(array) >= size:
        return array
    larger = np.zeros(max(size, len(array) * 3 // 2), array.dtype)
    larger[: len(array)] = array
    return larger
