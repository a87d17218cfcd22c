"""Which stem each form stands for: a query's form finds its stem without a stemmer.

Part `F.stem` of a field F of forms: for each of its terms, 1 + the number of its stem in the
dictionary of the field of stems, 0 where the form has none there (stop words).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.codec.parts import PartsFile

if TYPE_CHECKING:
    from index.codec.field_writer import FieldArrays

STEMS_OF = {"abstract_form": "abstract", "title_form": "title"}  # field of forms → of stems


class StemMaps:
    """Makes the maps of fields, which come in the order of their names."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[bytes, int]] = {}  # of each stem in its field, from 1 on

    def mapped(self, name: str, field: "FieldArrays") -> "FieldArrays":
        """A field, with the map if its terms are forms."""
        if name in STEMS_OF.values():
            self._numbers[name] = {term: n for n, term in enumerate(field.terms.list(), 1)}
        numbers = self._numbers.get(STEMS_OF.get(name, ""))
        if numbers is None:
            return field
        found = np.array([numbers.get(_stem(form), 0) for form in field.terms.list()], np.uint32)
        return field._replace(stems=found)


def _stem(form: bytes) -> bytes:
    from index.analysis import STOP_WORDS, stem

    text = form.decode()
    return b"" if text in STOP_WORDS else stem(text).encode()


def read_stems(parts: PartsFile, field: str) -> NDArray[np.uint32] | None:
    """The map of a field of forms; None where there is none."""
    return parts.array(f"{field}.stem") if f"{field}.stem" in parts else None
