"""What was read or worked out, kept for the next query within a budget of memory.

The least recently used goes first. Safe to use from several threads; two that want the same at the
same time may both work it out, so that no query waits for another's work.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

import numpy as np

Value = TypeVar("Value")

OBJECT_BYTES = 100  # of a string or another small object, roughly


class Kept:
    """Values by their keys, `budget` bytes of them; a value is never changed."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # and their sizes
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of a key, worked out when it isn't there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: Value = self._values[key][0]
                return found
        value = work_out()
        size = _size(value)
        with self._lock:
            self._bytes += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, size)
            while self._bytes > self._budget and len(self._values) > 1:
                self._bytes -= self._values.popitem(last=False)[1][1]
        return value


def _size(value: Any) -> int:  # Any: whatever is kept
    """Bytes that a value takes, roughly; of lists and dicts each entry counts as a small object."""
    if isinstance(value, np.ndarray):
        return OBJECT_BYTES + int(value.nbytes)
    if isinstance(value, tuple):
        return OBJECT_BYTES + sum(map(_size, value))
    if isinstance(value, list | dict):
        return OBJECT_BYTES * (1 + len(value))
    names = getattr(type(value), "__slots__", ())
    return OBJECT_BYTES + sum(_size(getattr(value, name)) for name in names)
