"""Values and their counts → the JSON of a facet, in a compiled loop.

The plain way is `search.results.FacetValues.of`. Importing this module imports Numba, which takes
half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1
from index.compiling import loop
from index.tex_kernels import flags

Ints = NDArray[np.int32]

_BEFORE = np.frombuffer(b'{"value":"', np.uint8)
_BETWEEN = np.frombuffer(b'","count":', np.uint8)
_CONTROL = np.frombuffer(b"\\u0000", np.uint8)
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_IS_ESCAPED = flags(b'"\\')
_LONGEST = 10  # digits of a count
_OPEN, _CLOSE, _COMMA, _END, _BACKSLASH, _ZERO, _BLANK = b"[],}\\0 "


@loop
def json_rows(text: U1, bounds: NDArray[np.int64], numbers: Ints, counts: Ints) -> U1:
    """A JSON list of an object for each number: its value, and its count, which isn't below 0.

    The values lie one behind the other in UTF-8.
    """
    size = 2
    for number in numbers:
        longest = len(_CONTROL) * (bounds[number + 1] - bounds[number])
        size += len(_BEFORE) + longest + len(_BETWEEN) + _LONGEST + 2
    rows = np.empty(size, np.uint8)
    rows[0] = _OPEN
    at = 1
    for i in range(len(numbers)):
        at = _put(_BEFORE, rows, at)
        for place in range(bounds[numbers[i]], bounds[numbers[i] + 1]):
            byte = text[place]
            if byte < _BLANK:
                at = _put(_CONTROL, rows, at) - 2
                rows[at], rows[at + 1] = _HEX[byte >> 4], _HEX[byte & 15]
                at += 2
                continue
            if _IS_ESCAPED[byte]:
                rows[at] = _BACKSLASH
                at += 1
            rows[at] = byte
            at += 1
        at = _put_number(counts[i], rows, _put(_BETWEEN, rows, at))
        rows[at], rows[at + 1] = _END, _COMMA
        at += 2
    at = max(at - 1, 1)  # over the last comma
    rows[at] = _CLOSE
    return rows[: at + 1]


@loop
def _put(text: U1, rows: U1, at: int) -> int:
    """Write a text; where it ends."""
    for byte in text:
        rows[at] = byte
        at += 1
    return at


@loop
def _put_number(number: int, rows: U1, at: int) -> int:
    """Write a number in digits; where it ends."""
    digits, rest = 1, number // 10
    while rest:
        digits += 1
        rest //= 10
    for place in range(at + digits - 1, at - 1, -1):
        rows[place] = _ZERO + number % 10
        number //= 10
    return at + digits


def rehearse() -> None:
    """Run the loop once, so that it is compiled or read from the disk."""
    numbers = np.zeros(1, np.int32)
    json_rows(np.zeros(1, np.uint8), np.zeros(2, np.int64), numbers, numbers)
