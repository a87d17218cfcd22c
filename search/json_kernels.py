"""Values and their counts → the JSON of a facet, in compiled loops.

The plain way is `search.results.FacetValues.of`.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1
from index.loops import loop
from index.tex_kernels import flags

Ints = NDArray[np.int32]
Values = tuple[U1, NDArray[np.uint64]]  # UTF-8, one behind the other, and where they begin and end

_BEFORE = np.frombuffer(b'{"value":"', np.uint8)
_BETWEEN = np.frombuffer(b'","count":', np.uint8)
_CONTROL = np.frombuffer(b"\\u0000", np.uint8)
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_IS_ESCAPED = flags(b'"\\')
_LONGEST = 10  # digits of a count
_OPEN, _CLOSE, _COMMA, _END, _BACKSLASH, _ZERO, _BLANK = b"[],}\\0 "


@loop
def _room_for(values: Values, numbers: Ints) -> int:
    """The bytes that `_put_rows` writes at most.

    A byte of each value is read here: all of them wait for memory together.
    """
    text, bounds = values
    size = 2
    for number in numbers:
        start, end = bounds[np.uint32(number)], bounds[np.uint32(number + 1)]
        longest = len(_CONTROL) * np.int64(end - start) + (text[start] < _BLANK)
        size += len(_BEFORE) + longest + len(_BETWEEN) + _LONGEST + 2
    return size


@loop
def _put_rows(values: Values, numbers: Ints, counts: Ints, rows: U1, at: int) -> int:
    """Write a JSON list of an object for each number: its value, and its count; where it ends.

    The values lie one behind the other in UTF-8. No count is below 0.
    """
    text, bounds = values
    rows[at] = _OPEN
    at += 1
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
    at -= len(numbers) > 0  # over the last comma
    rows[at] = _CLOSE
    return at + 1


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
