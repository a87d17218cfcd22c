"""Papers as bits, in compiled loops; see `search.bits`."""

import numpy as np

from index.intrinsics import trailing_zeros
from index.loops import loop
from search.bits import Bits
from search.shards import Docs

WORD = 64  # bits of a number
_ONE = np.uint64(1)


@loop
def listed(bits: Bits) -> Docs:
    """The papers of some bits, ascending."""
    count = 0
    for left in bits:
        count += ones(left)
    docs = np.empty(count, np.int32)
    n = 0
    for place in range(len(bits)):
        left = bits[place]
        while left:
            docs[n] = WORD * place + np.int32(lowest(left))
            n += 1
            left &= left - _ONE
    return docs


@loop
def ones(bits: np.uint64) -> int:
    """How many bits are set; compilers know this way of counting them for an instruction."""
    bits -= (bits >> _ONE) & np.uint64(0x5555555555555555)
    twos = np.uint64(0x3333333333333333)
    bits = (bits & twos) + ((bits >> np.uint64(2)) & twos)
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@loop
def lowest(bits: np.uint64) -> np.uint64:
    """The place of the lowest bit that is set."""
    return trailing_zeros(bits)


@loop
def set_each(bits: Bits, docs: Docs) -> None:
    """Set the bits of some papers."""
    for doc in docs:
        bits[np.uint32(doc) >> np.uint32(6)] |= _ONE << np.uint64(doc & 63)


@loop
def clear(bits: Bits) -> None:
    """Set none."""
    for place in range(len(bits)):
        bits[place] = 0


@loop
def leave(bits: Bits, allowed: Bits) -> int:
    """Leave those that are allowed, and count them."""
    left = 0
    for place in range(len(bits)):
        bits[place] &= allowed[place]
        left += ones(bits[place])
    return left
