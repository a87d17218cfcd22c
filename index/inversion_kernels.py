"""Compiled loops that turn tokens in the order of documents into packed postings by term.

Imported only when something is written: Numba takes half a second.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.packing import Packed
from index.compiling import loop

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]
I2 = tuple[int, int]

# What stands in 4, 8 or 16 bits for a number that doesn't fit.
_ESCAPE_4, _ESCAPE_8, _ESCAPE_16 = 15, 255, 65535


class LayerBatch(NamedTuple):
    """Some tokens of documents: numbers, and the place of each number's term; the last for none."""

    numbers: U4
    lengths: U4
    places: U4


@loop
def count(first: LayerBatch, second: LayerBatch, counts: U4, sizes: U4) -> None:
    """Count tokens of documents by place and by document; what stands for no term isn't counted."""
    nothing = len(counts) - 1
    numbers, lengths, places = first
    others, other_lengths, other_places = second
    at = other_at = 0
    for doc in range(len(lengths)):
        size = 0
        for token in numbers[at : at + lengths[doc]]:
            counts[places[token]] += 1
            size += places[token] != nothing
        for token in others[other_at : other_at + other_lengths[doc]]:
            counts[other_places[token]] += 1
            size += other_places[token] != nothing
        at += lengths[doc]
        other_at += other_lengths[doc]
        sizes[doc] = size


@loop
def scatter(
    layers: tuple[LayerBatch, LayerBatch], doc: int, position_bits: int, ends: U4, found: U4
) -> None:
    """Put tokens of documents from `doc` on where their term's go in `found`: at its place's end.

    What is put there is the document above the position, which has so many bits. What stands for no
    term goes to one place.
    """
    (numbers, lengths, places), (others, other_lengths, other_places) = layers
    nothing = len(ends) - 1
    mask = (1 << position_bits) - 1
    at = other_at = 0
    for line in range(len(lengths)):
        high = (doc + line) << position_bits
        for position in range(lengths[line]):
            place = places[numbers[at + position]]
            found[ends[place]] = high | (position & mask)
            ends[place] += place != nothing
        for token in others[other_at : other_at + other_lengths[line]]:
            place = other_places[token]
            found[ends[place]] = high
            ends[place] += place != nothing
        at += lengths[line]
        other_at += other_lengths[line]


@loop
def find_postings(found: U4, bounds: I8, position_bits: int, ends: U4, steps: Packed) -> I2:
    """Equal documents behind each other within a term become one posting.

    `found` then has the document of each posting, `ends` where its tokens end, `bounds` where the
    term's postings begin. If places have positions, `steps` gets them: from 0 to a posting's first
    one and from each to the next. Returns how many postings there are, and steps that don't fit.
    """
    narrow, at, large = steps.narrow, steps.at, steps.large
    mask = (1 << position_bits) - 1
    last, escaped = -1, 0
    begin = 0
    for term in range(len(bounds) - 1):
        end = bounds[term + 1]
        doc, position = -1, 0
        for place in range(begin, end):
            doc_before, position_before = doc, position
            doc, position = found[place] >> position_bits, found[place] & mask
            is_new = doc != doc_before
            last += is_new
            found[last] = doc
            ends[last] = place + 1
            if position_bits:
                step = position - (0 if is_new else position_before)
                narrow[place] = min(step, _ESCAPE_8)
                if step >= _ESCAPE_8:
                    at[escaped] = place
                    large[escaped] = step
                    escaped += 1
        begin = end
        bounds[term + 1] = last + 1
    return last + 1, escaped


@loop
def pack_documents(docs: U4, counts: U4, often: int, steps: Packed, gaps: Packed) -> I2:
    """Differences between the documents of each term: of frequent ones `steps`, of others `gaps`.

    A term is frequent that `often` documents or more hold. Returns how many steps don't fit, and
    how many gaps.
    """
    narrow, at, large = steps.narrow, steps.at, steps.large
    wide, wide_at, wide_large = gaps.narrow, gaps.at, gaps.large
    step = gap = escaped = wide_escaped = end = 0
    for count in counts:
        first, end = end, end + count
        for posting in range(first + 1, end):
            size = docs[posting] - docs[posting - 1]
            if count >= often:
                narrow[step] = min(size, _ESCAPE_8)
                if size >= _ESCAPE_8:
                    at[escaped] = step
                    large[escaped] = size
                    escaped += 1
                step += 1
            else:
                wide[gap] = min(size, _ESCAPE_16)
                if size >= _ESCAPE_16:
                    wide_at[wide_escaped] = gap
                    wide_large[wide_escaped] = size
                    wide_escaped += 1
                gap += 1
    return escaped, wide_escaped


@loop
def pack_frequencies(ends: U4, freqs: Packed) -> int:
    """Sizes of runs that end there, in 4 bits each; how many don't fit."""
    narrow, at, large = freqs.narrow, freqs.at, freqs.large
    escaped = begin = 0
    for posting in range(len(ends)):
        freq = ends[posting] - begin
        begin = ends[posting]
        half = min(freq, _ESCAPE_4)
        if posting % 2:
            narrow[posting // 2] |= half << 4
        else:
            narrow[posting // 2] = half
        if freq >= _ESCAPE_4:
            at[escaped] = posting
            large[escaped] = freq
            escaped += 1
    return escaped
