"""Vectors: a document's own terms of one field, in the order of the terms.

Parts of a vector v: `v.at` (documents + 1: their terms), `v.text`, `v.text.at` (the terms, UTF-8),
`v.weights` (float32), `v.values`, `v.values.at` (each term's value, as its format made it).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from whoosh.formats import Format
from whoosh.matching import ListMatcher

from index.codec.packing import bounds
from index.codec.parts import PartsFile, PartsWriter


class VectorWriter:
    """Collects the vectors of one field."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._texts: list[bytes] = []
        self._weights: list[float] = []
        self._values: list[bytes] = []

    def add(self, docnum: int, items: Iterable[tuple[str, float, bytes]]) -> None:
        """Note the vector of one document; documents ascend."""
        before = len(self._texts)
        for text, weight, value in items:
            self._texts.append(text.encode("utf-8", "surrogatepass"))
            self._weights.append(weight)
            self._values.append(value or b"")
        self._counts[docnum] = len(self._texts) - before

    def write(self, parts: PartsWriter, name: str, count: int) -> None:
        """Write the parts of `count` documents."""
        parts.add(f"{name}.at", bounds([self._counts.get(doc, 0) for doc in range(count)]))
        parts.add(f"{name}.weights", np.array(self._weights, np.float32))
        for part, items in (("text", self._texts), ("values", self._values)):
            parts.add(f"{name}.{part}", np.frombuffer(b"".join(items), np.uint8))
            parts.add(f"{name}.{part}.at", bounds([len(item) for item in items]))


class VectorReader:
    """The vectors of one field; without its parts, no document has one."""

    def __init__(self, parts: PartsFile, name: str) -> None:
        self._parts = parts
        self._name = name

    def has(self, docnum: int) -> bool:
        """Whether the document has a vector with at least one term."""
        return len(self._range(docnum)) > 0

    def matcher(self, docnum: int, format_: Format) -> "VectorMatcher":
        """The vector; KeyError where there is none."""
        terms = self._range(docnum)
        if not terms:
            raise KeyError(f"document {docnum} has no {self._name}")
        texts = [text.decode("utf-8", "surrogatepass") for text in self._items("text", terms)]
        weights = self._parts.array(f"{self._name}.weights")[terms.start : terms.stop]
        return VectorMatcher(texts, weights.tolist(), self._items("values", terms), format_)

    def _range(self, docnum: int) -> range:
        if f"{self._name}.at" not in self._parts:
            return range(0)
        start, stop = self._parts.array(f"{self._name}.at")[docnum : docnum + 2].tolist()
        return range(start, stop)

    def _items(self, part: str, numbers: range) -> list[bytes]:
        at = self._parts.array(f"{self._name}.{part}.at")[numbers.start : numbers.stop + 1].tolist()
        data = self._parts.array(f"{self._name}.{part}").data
        return [bytes(data[a:b]) for a, b in pairwise(at)]


class VectorMatcher(ListMatcher):
    """Walks through a vector: `id()` is the term's text."""

    def items_as(self, kind: str) -> Iterable[tuple[str, object]]:
        """(text, value) with each value read as `kind`, such as "frequency"."""
        decode = self._format.decoder(kind)
        return ((text, decode(value)) for text, value in self.all_items())
