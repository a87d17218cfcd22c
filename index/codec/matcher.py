"""One term's postings as Whoosh's matcher, over the arrays."""

from bisect import bisect_left
from functools import cached_property
from typing import Any

from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.system import pack_uint

from index.codec.postings import FieldPostings


class ArrayMatcher(LeafMatcher):
    """Walks through a term's postings; all of them are one block to Whoosh's skipping."""

    def __init__(
        self, field: FieldPostings, number: int, term: tuple[str, bytes], info: TermInfo
    ) -> None:
        self._field = field
        self._number = number
        self._term = term
        self._info = info
        self._ids = field.docs(number).data  # gives Python's ints
        self._i = 0
        self.format: Format | None = None
        self.scorer: Any = None  # Any: Whoosh's scorers

    @cached_property
    def _weights(self) -> memoryview:
        return self._field.weights(self._number).data

    @cached_property
    def _freqs(self) -> memoryview:
        return self._field.freqs(self._number).data

    @cached_property
    def _positions(self) -> tuple[memoryview, memoryview]:
        ends, positions = self._field.positions(self._number)
        return ends.data, positions.data

    def is_active(self) -> bool:
        """Whether there is a current posting."""
        return self._i < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._i = 0

    def id(self) -> int:
        """The current document."""
        return int(self._ids[self._i])

    def next(self) -> bool:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go to the first posting from document `id` on."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def copy(self) -> "ArrayMatcher":
        """Another matcher at the same place."""
        other = ArrayMatcher(self._field, self._number, self._term, self._info)
        other.format, other.scorer, other._i = self.format, self.scorer, self._i
        return other

    def weight(self) -> float:
        """The current posting's weight."""
        return float(self._weights[self._i])

    def value(self) -> bytes:
        """The current posting's value, as its format would have made it."""
        assert self.format is not None
        kind = self._field.kind
        if kind == "raw":
            return self._field.value(self._field.start[self._number] + self._i)
        if kind == "counted":
            return bytes(pack_uint(self._freqs[self._i]))
        return bytes(self.format.encode(self._places())) if kind == "placed" else b""

    def value_as(self, astype: str) -> Any:
        """The current posting's positions, frequency and so on."""
        if astype == "positions" and self._field.kind == "placed":
            return self._places()
        return super().value_as(astype)

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end, if no posting can be better than `minquality`."""
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._ids)
        return 1

    def block_min_length(self) -> int:
        """Whoosh's bounds for a block, here for the whole list."""
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        """As above."""
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        """As above."""
        return float(self._info.max_weight())

    def block_min_id(self) -> int:
        """As above."""
        return int(self._ids[0])

    def block_max_id(self) -> int:
        """As above."""
        return int(self._ids[-1])

    def _places(self) -> list[int]:
        ends, positions = self._positions
        start = ends[self._i - 1] if self._i else 0
        return positions[start : ends[self._i]].tolist()
