"""Hashes → those among them that may have been met before, so that few need be looked up."""

import numpy as np
from numpy.typing import NDArray

_BITS = 22  # of a hash, by which it is told: 4 MB


class Known:
    """The hashes that were met; nothing is told apart where some were met that it wasn't shown."""

    def __init__(self, all_shown: bool) -> None:
        self._held = np.zeros(1 << _BITS, np.bool_) if all_shown else None

    def perhaps(self, hashes: NDArray[np.int64]) -> list[int]:
        """Those that may have been met; all of them are from now on."""
        if self._held is not None:
            places = hashes & (len(self._held) - 1)
            hashes = hashes[self._held[places]]
            self._held[places] = True
        found: list[int] = hashes.tolist()
        return found
