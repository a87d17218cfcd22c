"""What was read or worked out, kept for the next query within a budget of memory.

The least recently used goes first. Safe to use from several threads; two that want the same at the
same time may both work it out, so that no query waits for another's work.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Value = TypeVar("Value")

OBJECT_BYTES = 100  # of a string or another small object, roughly


class Kept:
    """Values by their keys, `budget` bytes of them; a value is never changed."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # and their sizes
        self._bytes = 0
        self._lock = Lock()

    def find(self, key: Hashable) -> Any:  # Any: whatever is kept
        """The value of a key; None where it isn't there."""
        with self._lock:
            kept = self._values.get(key)
            if kept is None:
                return None
            self._values.move_to_end(key)
            return kept[0]

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of a key, worked out when it isn't there."""
        found: Value | None = self.find(key)
        if found is None:
            found = work_out()
            self.put(key, found)
        return found

    def put(self, key: Hashable, value: Any) -> None:  # Any: whatever is kept
        """Keep a value, and let go of what was used longest ago where the budget is spent."""
        size = _size(value)
        with self._lock:
            self._bytes += size - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, size)
            while self._bytes > self._budget and len(self._values) > 1:
                self._bytes -= self._values.popitem(last=False)[1][1]


def _size(value: Any) -> int:  # Any: whatever is kept
    """Bytes that a value takes, roughly; what stands in it twice counts once."""
    if hasattr(value, "nbytes"):
        return OBJECT_BYTES + int(value.nbytes)
    parts: dict[int, Any] = {}
    _collect(value, parts)
    return sum(OBJECT_BYTES + getattr(part, "nbytes", 0) for part in parts.values())


def _collect(value: Any, parts: dict[int, Any]) -> None:
    """Note a value and all that it holds, by their ids."""
    if id(value) in parts:
        return
    parts[id(value)] = value
    if isinstance(value, tuple | list):
        inner = list(value)
    else:
        inner = [getattr(value, name) for name in getattr(type(value), "__slots__", ())]
    for part in inner:
        _collect(part, parts)
