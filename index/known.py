"""Hashes → those among them that may have been met before, so that few need be looked up."""

from collections.abc import Sequence

import numpy as np

_BITS = 22  # of a hash, by which it is told: 4 MB


class Known:
    """The hashes that were met; nothing is told apart where some were met that it wasn't shown."""

    def __init__(self, all_shown: bool) -> None:
        self._held = np.zeros(1 << _BITS, np.bool_) if all_shown else None

    def perhaps(self, hashes: Sequence[int]) -> Sequence[int]:
        """Those that may have been met; all of them are from now on."""
        if self._held is None:
            return hashes
        places = np.array(hashes, np.int64) & (len(self._held) - 1)
        found = np.flatnonzero(self._held[places])
        self._held[places] = True
        return [hashes[place] for place in found.tolist()]
