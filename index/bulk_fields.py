"""One field's terms, document by document → postings by sorted term."""

from array import array

import numpy as np
from numpy.typing import NDArray

from index.codec.postings import FieldArrays, Kind

U4 = NDArray[np.uint32]


class FieldTokens:
    """One field's terms, numbered as they come."""

    def __init__(self, kind: Kind) -> None:
        self.tokens = array("I")
        self.lengths = array("I")
        self.numbers: dict[str, int] = Numbers()
        self._kind = kind

    def add(self, terms: list[str]) -> None:
        """Add the next document's terms in the order of their positions."""
        self.tokens.extend(map(self.numbers.__getitem__, terms))
        self.lengths.append(len(terms))

    def arrays(self) -> FieldArrays:
        """The postings."""
        texts = [term.encode() for term in self.numbers]
        return postings(self._kind, texts, as_array(self.tokens), as_array(self.lengths))


def postings(kind: Kind, texts: list[bytes], tokens: U4, lengths: U4) -> FieldArrays:
    """The postings of tokens, which are numbers in `texts`; `lengths` are those of documents.

    Texts without a token are left out.
    """
    from index.bulk_kernels import invert

    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.empty(len(texts), np.uint32)
    ranks[order] = np.arange(len(texts), dtype=np.uint32)
    counts, docs, freqs, positions = invert(ranks[tokens], lengths, len(texts))
    return FieldArrays(
        kind=kind,
        terms=[texts[n] for n, count in zip(order, counts.tolist(), strict=True) if count],
        counts=counts[counts > 0],
        docs=docs,
        freqs=None if kind == "listed" else freqs,
        positions=positions if kind == "placed" else None,
    )


def as_array(numbers: "array[int]") -> U4:
    """The same memory as an array of NumPy."""
    return np.frombuffer(numbers, np.uint32)


class Numbers(dict[str, int]):
    """Term → number, given at first sight."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number
