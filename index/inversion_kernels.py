"""Compiled loops that turn tokens in the order of documents into packed postings by term.

Imported only when something is written.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.packing import Packed
from index.loops import loop

U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]
I2 = tuple[int, int]
I3 = tuple[int, int, int]

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
def find_postings(found: U4, bounds: I8, position_bits: int, freqs: Packed, steps: Packed) -> I3:
    """Equal documents behind each other within a term become one posting.

    `found` then has the document of each posting, `freqs` how often it holds the term, `bounds`
    where the term's postings begin. If places have positions, `steps` gets them: from 0 to a
    posting's first one and from each to the next. Returns how many postings there are, frequencies
    that don't fit, and steps.
    """
    halves, freq_at, large_freqs = freqs.narrow, freqs.at, freqs.large
    narrow, step_at, large_steps = steps.narrow, steps.at, steps.large
    mask = (1 << position_bits) - 1
    last = -1
    begin = often = far = 0
    for term in range(len(bounds) - 1):
        doc, position, freq = -1, 0, 0
        for place in range(begin, bounds[term + 1]):
            doc_before, position_before = doc, position
            doc, position = found[place] >> position_bits, found[place] & mask
            is_new = doc != doc_before
            last += is_new
            freq = 1 if is_new else freq + 1
            found[last] = doc
            shift = 4 * (last % 2)
            halves[last // 2] = (
                halves[last // 2] & ((1 << shift) - 1) | min(freq, _ESCAPE_4) << shift
            )
            if freq >= _ESCAPE_4:
                often += freq == _ESCAPE_4
                freq_at[often - 1] = last
                large_freqs[often - 1] = freq
            if position_bits:
                step = position - (0 if is_new else position_before)
                narrow[place] = min(step, _ESCAPE_8)
                if step >= _ESCAPE_8:
                    step_at[far] = place
                    large_steps[far] = step
                    far += 1
        begin = bounds[term + 1]
        bounds[term + 1] = last + 1
    return last + 1, often, far


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
