"""The terms of one field in sorted order: found by bisection in the mapped bytes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from index.codec.packing import BLOCK, Bounds, read_bounds, write_bounds
from index.codec.parts import Array, PartsFile, PartsWriter
from index.codec.strings import Strings

FOUND_KEPT = 5000  # answers; a search asks for the same term two or three times
_UNKNOWN = -1


class Dictionary:
    """Sorted byte strings, numbered from 0; `text` is all of them, one behind the other."""

    def __init__(self, text: Array, at: Bounds) -> None:
        self._text = text.data
        self._at = at
        self._heads = _Heads(self)
        self._found: dict[bytes, int | None] = {}

    def __len__(self) -> int:
        return len(self._at)

    def __getitem__(self, number: int) -> bytes:
        start, stop = self._at.pair(number)
        return bytes(self._text[start:stop])

    def __iter__(self) -> Iterator[bytes]:
        return self.slice(0, len(self))

    def strings(self) -> Strings:
        """All terms, as new arrays."""
        return Strings(np.array(self._text), np.diff(self._at.all))

    def slice(self, start: int, stop: int) -> Iterator[bytes]:
        """The terms start:stop."""
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            bounds = self._at.block(block)
            first = max(start - block * BLOCK, 0)
            inside = bounds[first : stop - block * BLOCK + 1]
            text = bytes(self._text[inside[0] : inside[-1]])
            yield from (text[a - inside[0] : b - inside[0]] for a, b in pairwise(inside))

    def place(self, term: bytes) -> int:
        """The number of the first term that isn't before `term`; the length where all are."""
        if not len(self):
            return 0
        later = range(1, -(-len(self) // BLOCK))  # blocks behind the first
        block = bisect_left(later, term, key=self._heads.__getitem__)
        return block * BLOCK + self._place_in_block(block, term)

    def find(self, term: bytes) -> int | None:
        """The number of a term, None where it isn't there."""
        found = self._found.get(term, _UNKNOWN)
        if found == _UNKNOWN:
            number = self.place(term)
            found = number if number < len(self) and self[number] == term else None
            if len(self._found) >= FOUND_KEPT:
                self._found = {}
            self._found[term] = found
        return found

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        start = self.place(prefix)
        if start == len(self) or not self[start].startswith(prefix):
            return range(start, start)  # the usual case: most words are no acronym
        after = prefix.rstrip(b"\xff")
        if not after:
            return range(start, len(self))
        return range(start, self.place(after[:-1] + bytes([after[-1] + 1])))

    def holding(self, text: bytes) -> Iterator[bytes]:
        """The terms that hold `text` anywhere: all are looked through as one, in milliseconds."""
        everything, bounds = bytes(self._text), self._at.all.data
        end = 0
        while end < len(everything) and (at := everything.find(text, end)) >= 0:
            number = bisect_right(bounds, at)
            start, end = bounds[number - 1], bounds[number]
            if at + len(text) <= end:
                yield everything[start:end]
            else:  # it goes on into the next term, which may hold it as well
                end = at + 1

    def _place_in_block(self, block: int, term: bytes) -> int:
        """How many of the block's terms are before `term`; by halves, since most are never cut."""
        bounds = self._at.block(block)
        text = self._text
        low, high = 0, len(bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if text[bounds[middle] : bounds[middle + 1]].tobytes() < term:
                low = middle + 1
            else:
                high = middle
        return low


class _Heads(dict[int, bytes]):
    """Block → its first term, kept once it was asked for: each search begins with the same few."""

    def __init__(self, terms: Dictionary) -> None:
        self._terms = terms

    def __missing__(self, block: int) -> bytes:
        self[block] = term = self._terms[block * BLOCK]
        return term


def write_dictionary(parts: PartsWriter, name: str, terms: Strings) -> None:
    """Write sorted terms as the parts `name.text` and `name.text.at` (bounds)."""
    parts.add(f"{name}.text", terms.text)
    write_bounds(parts, f"{name}.text.at", terms.sizes)


def read_dictionary(parts: PartsFile, name: str) -> Dictionary:
    """Map what `write_dictionary` wrote."""
    return Dictionary(parts.array(f"{name}.text"), read_bounds(parts, f"{name}.text.at"))
