"""Sets of papers as bits: one a paper, the first in the lowest of a number."""

import numpy as np
from numpy.typing import NDArray

from search.compiled import loaded
from search.shards import Docs

Bits = NDArray[np.uint64]


def bits_of(mask: NDArray[np.bool_]) -> Bits:
    """A mask in bits; beyond its end nothing is set."""
    packed = np.packbits(mask, bitorder="little")
    return np.append(packed, np.zeros(-len(packed) % 8, np.uint8)).view(np.uint64)


def mask_of_bits(bits: Bits) -> NDArray[np.bool_]:
    """The mask of some bits, beyond the last paper up to the end of its number."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def papers_of_bits(bits: Bits) -> Docs:
    """The papers of some bits, ascending."""
    kernels = loaded()
    docs: Docs = (
        kernels.listed(bits) if kernels else np.flatnonzero(mask_of_bits(bits)).astype(np.int32)
    )
    return docs
