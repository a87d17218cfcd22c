"""The terms of one field in sorted order: found by bisection in the mapped bytes."""

from collections.abc import Iterator, Sequence

import numpy as np

from index.codec.parts import Array, PartsFile, PartsWriter


class Dictionary:
    """Sorted byte strings, numbered from 0; `text` is all of them, `at` (n + 1) their bounds."""

    def __init__(self, text: Array, at: Array) -> None:
        self.text = text
        self.at = at
        self._text = text.data
        self._at = at.data  # gives Python's ints, faster than an array does

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._text[self._at[number] : self._at[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def place(self, term: bytes) -> int:
        """The number of the first term that isn't before `term`; the length where all are."""
        low, high = 0, len(self)
        text, at = self._text, self._at
        while low < high:
            middle = (low + high) // 2
            if bytes(text[at[middle] : at[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """The number of a term, None where it isn't there."""
        number = self.place(term)
        return number if number < len(self) and self[number] == term else None

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        start = self.place(prefix)
        after = prefix.rstrip(b"\xff")
        if not after:
            return range(start, len(self))
        return range(start, self.place(after[:-1] + bytes([after[-1] + 1])))


def bounds(lengths: Sequence[int] | Array) -> Array:
    """0 and the running sums of lengths, uint32."""
    sums = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=sums[1:])
    return sums.astype(np.uint32)


def write_dictionary(parts: PartsWriter, name: str, terms: Sequence[bytes]) -> None:
    """Write sorted terms as the parts `name.text` and `name.text.at`."""
    parts.add(f"{name}.text", np.frombuffer(b"".join(terms), np.uint8))
    parts.add(f"{name}.text.at", bounds([len(term) for term in terms]))


def read_dictionary(parts: PartsFile, name: str) -> Dictionary:
    """Map what `write_dictionary` wrote."""
    return Dictionary(parts.array(f"{name}.text"), parts.array(f"{name}.text.at"))
