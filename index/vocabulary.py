"""Texts → the numbers of their words, given at first sight: many texts at a time, compiled."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.vocabulary_kernels import Spans

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]

_SLOTS = 1 << 13  # of an empty vocabulary


def split(texts: Sequence[str]) -> "tuple[U1, Spans, Spans]":
    """(text, words, joined): all texts as bytes, and where in them words stand.

    The texts are those of `index.analysis.splittable`, and `words` those of `analysis.forms`;
    `joined` are the words that hyphens join, hyphens included, as `folding.hyphenated` has them.
    """
    from index import vocabulary_kernels

    lines = "\n".join([*texts, ""])
    if lines.count("\n") != len(texts):  # the loops below trust the count
        raise ValueError("a text has a line feed")
    data = np.frombuffer(lines.encode(), np.uint8)
    folded = vocabulary_kernels.fold_ascii(data)
    return folded, *vocabulary_kernels.split(folded, len(texts))


def joined(words: Sequence[str]) -> "tuple[U1, Spans]":
    """Words as bytes behind each other, and where each stands; a line of one word each."""
    from index.vocabulary_kernels import Spans

    data = [word.encode() for word in words]
    sizes = np.array([*map(len, data)], np.uint32)
    ends = np.cumsum(sizes, dtype=np.uint32)
    text = np.frombuffer(bytearray().join(data), np.uint8)  # writable, as all text in the loops is
    return text, Spans(ends - sizes, ends, np.ones_like(ends))


class Vocabulary:
    """Words numbered from 0, as they come."""

    def __init__(self) -> None:
        from index.vocabulary_kernels import Table

        slots, ends = np.zeros(_SLOTS, np.uint64), np.zeros(1, np.int64)
        self.table = Table(slots, ends, np.zeros(0, np.uint8), np.zeros(1, np.int64))

    def __len__(self) -> int:
        return int(self.table.known[0])

    def numbers(self, text: U1, spans: "Spans") -> U4:
        """The number of each word; new ones are added."""
        from index.vocabulary_kernels import number

        numbers, self.table = number(text, spans.begins, spans.ends, self.table)
        return numbers

    def words(self) -> list[bytes]:
        """All words, in UTF-8, by number."""
        ends = self.table.ends[: len(self) + 1].tolist()
        text = self.table.text[: ends[-1]].tobytes()
        return [text[start:end] for start, end in pairwise(ends)]
