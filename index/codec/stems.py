"""Which stem each form stands for: a query's form finds its stem without a stemmer.

Part `F.stem` of a field F of forms: for each of its terms, 1 + the number of its stem in the
dictionary of the field of stems, 0 where the form has none there (stop words).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.codec.parts import PartsFile, PartsWriter

STEMS_OF = {"abstract_form": "abstract", "title_form": "title"}  # field of forms → of stems


class StemMaps:
    """Writes the maps beside the fields, which come in the order of their names."""

    def __init__(self, parts: PartsWriter, known: Mapping[bytes, bytes] | None = None) -> None:
        self._parts = parts
        self._known = known or {}
        self._stems: dict[str, Sequence[bytes]] = {}

    def add(self, field: str, terms: Sequence[bytes]) -> None:
        """Take note of a field's terms; write the map if they are forms."""
        if field in STEMS_OF.values():
            self._stems[field] = terms
        stems = self._stems.get(STEMS_OF.get(field, ""))
        if stems is None:
            return
        numbers = {stem: number for number, stem in enumerate(stems, 1)}
        known = self._known
        stems = [known[form] if form in known else _stem(form) for form in terms]
        found = [numbers.get(stem, 0) for stem in stems]
        self._parts.add(f"{field}.stem", np.array(found, np.uint32))


def _stem(form: bytes) -> bytes:
    from index.analysis import STOP_WORDS, stem

    text = form.decode()
    return b"" if text in STOP_WORDS else stem(text).encode()


def read_stems(parts: PartsFile, field: str) -> NDArray[np.uint32] | None:
    """The map of a field of forms; None where there is none."""
    return parts.array(f"{field}.stem") if f"{field}.stem" in parts else None
