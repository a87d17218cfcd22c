"""Byte strings as two arrays: a million terms without an object for each.

They are sorted, taken and searched by operations on whole arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.compiled import twin_of

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]

_STEP = 8  # bytes that are compared at once


class Spans(NamedTuple):
    """Stretches of a text, line by line: bounds of each, and how many each line has."""

    begins: U4
    ends: U4
    lengths: U4


@dataclass(frozen=True, slots=True)
class Strings:
    """Byte strings behind each other in `text`; `sizes` are their bytes.

    The text can be written to, since Numba compiles a loop once more for one that can't.
    """

    text: U1
    sizes: U4

    def __len__(self) -> int:
        return len(self.sizes)

    def ends(self) -> I8:
        """Where each one ends in the text."""
        return np.cumsum(self.sizes, dtype=np.int64)

    def list(self) -> list[bytes]:
        """Each by itself."""
        text = self.text.tobytes()
        return [text[start:end] for start, end in pairwise([0, *self.ends().tolist()])]

    def take(self, numbers: NDArray[np.integer]) -> "Strings":
        """Those with these numbers, in this order."""
        sizes = self.sizes[numbers]
        begins = (self.ends() - self.sizes)[numbers]
        return Strings(take_strings(self.text, begins, sizes), sizes)

    def without(self, byte: int) -> "Strings":
        """The same without a byte wherever it stands."""
        stay = self.text != byte
        sums = np.append(0, np.cumsum(stay))
        ends = self.ends()
        sizes = sums[ends] - sums[ends - self.sizes]
        return Strings(self.text[stay], sizes.astype(np.uint32))

    def replace(self, numbers: NDArray[np.integer], new: "Strings") -> "Strings":
        """The same, but that those with these numbers become others."""
        both = Strings(
            np.concatenate((self.text, new.text)), np.concatenate((self.sizes, new.sizes))
        )
        order = np.arange(len(self))
        order[numbers] = np.arange(len(self), len(both))
        return both.take(order)

    def any(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of them have a byte with a flag; there is a flag for each byte of the text."""
        sums = np.append(0, np.cumsum(flags))
        ends = self.ends()
        found: NDArray[np.bool_] = sums[ends] > sums[ends - self.sizes]
        return found

    def maybe_in(self, few: "Strings") -> NDArray[np.bool_]:
        """Which of them may be among a few: those that begin like one."""
        heads = self.heads(np.arange(len(self)), 0)
        return np.isin(heads, few.heads(np.arange(len(few)), 0))

    def order(self) -> NDArray[np.intp]:
        """Their numbers, sorted by their bytes."""
        heads = self.heads(np.arange(len(self)), 0)
        order = np.argsort(heads)
        return sort_alike(self.text, self.ends(), self.sizes, order, changes(heads[order]))

    def heads(self, numbers: NDArray[np.integer], offset: int) -> NDArray[np.uint64]:
        """Eight bytes of each, from an offset on, as numbers that sort alike; zeros at the end."""
        padded = np.append(self.text, np.zeros(2 * _STEP, np.uint8))
        left = np.maximum(self.sizes[numbers].astype(np.int64) - offset, 0)
        begins = np.minimum((self.ends() - self.sizes)[numbers] + offset, len(self.text))
        windows = np.lib.stride_tricks.sliding_window_view(padded, _STEP)[begins]
        heads = windows.view(">u8")[:, 0].astype(np.uint64)
        beyond = 8 * np.clip(_STEP - left, 0, _STEP - 1).astype(np.uint64)
        heads = heads >> beyond << beyond
        heads[left == 0] = 0
        return heads


@twin_of("index.codec.string_kernels")
def take_strings(text: U1, begins: I8, sizes: U4) -> U1:
    """Strings of a text behind each other."""
    places = np.arange(int(sizes.sum(dtype=np.int64)))
    places += np.repeat(begins - (np.cumsum(sizes, dtype=np.int64) - sizes), sizes)
    return text[places]


@twin_of("index.codec.string_kernels")
def sort_alike(
    text: U1, ends: I8, sizes: U4, order: NDArray[np.intp], begins: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Sort strings that are in the order of their first eight bytes; there runs of others begin."""
    given = Strings(text, sizes)
    offset = _STEP
    while (at := _alike(begins)).size:
        if offset >= sizes[order[at]].max():  # equal, or one has zeros at its end
            order[at] = order[at][np.lexsort((sizes[order[at]], np.cumsum(begins)[at]))]
            break
        runs = np.cumsum(begins)[at]
        heads = given.heads(order[at], offset)
        inner = np.lexsort((heads, runs))
        order[at] = order[at][inner]
        begins[at] = changes(heads[inner]) | changes(runs)
        offset += _STEP
    return order


def united(several: Sequence[Strings]) -> tuple[Strings, list[U4]]:
    """The different ones of several lists of strings, sorted, and which of them each one is."""
    both = Strings(
        np.concatenate([one.text for one in several]),
        np.concatenate([one.sizes for one in several]),
    )
    order = both.order()
    ordered = both.take(order)
    sizes = ordered.sizes
    is_first = changes(sizes)
    # A byte is compared with the one that stands as far before it as its string is long.
    before = np.arange(len(ordered.text)) - np.repeat(sizes, sizes)
    is_first |= ordered.any(ordered.text != ordered.text[np.maximum(before, 0)])
    numbers = np.empty(len(both), np.uint32)
    numbers[order] = np.cumsum(is_first) - 1
    ends = np.cumsum([len(one) for one in several])
    return ordered.take(np.flatnonzero(is_first)), np.split(numbers, ends[:-1])


def strings(found: Sequence[bytes]) -> Strings:
    """Byte strings as arrays."""
    text = np.frombuffer(bytearray().join(found), np.uint8)
    return Strings(text, np.array([*map(len, found)], np.uint32))


def between(text: U1, ends: I8) -> Strings:
    """Strings that end at `ends` in a text, the first one at its begin."""
    return Strings(text, np.diff(ends, prepend=0).astype(np.uint32))


def encoded(texts: Sequence[str]) -> Strings:
    """Texts in UTF-8."""
    joined = "".join(texts)
    text = np.frombuffer(bytearray(joined.encode()), np.uint8)
    sizes = np.array([*map(len, texts)], np.uint32)
    if len(text) > len(joined):
        begins = np.append(np.flatnonzero((text & 0xC0) != 0x80), len(text))  # of characters
        sizes = np.diff(begins[np.cumsum(sizes)], prepend=0).astype(np.uint32)
    return Strings(text, sizes)


def changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which values differ from the one before; the first does."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def distinct(values: NDArray[Any]) -> tuple[NDArray[Any], U4]:
    """The different ones of numbers, rising, and which of them each is.

    `np.unique` loads `numpy.ma`, for .03 s.
    """
    order = np.argsort(values, kind="stable")
    found = values[order]
    is_first = changes(found)
    numbers = np.empty(len(values), np.uint32)
    numbers[order] = np.cumsum(is_first) - 1
    return found[is_first], numbers


def _alike(begins: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The places of runs of two or more; `begins` is where runs begin."""
    goes_on = np.append(~begins[1:], False) if len(begins) else begins
    return np.flatnonzero(~begins | goes_on)
