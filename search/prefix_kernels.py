"""Terms that begin alike → the papers that hold any of them, in compiled loops.

The plain way is to ask for the papers of each; here those that lie side by side in a file are read
as one run.
"""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import (
    GAPS,
    OFTEN,
    OFTEN_AT,
    START,
    TEXT,
    TEXT_AT,
    U1,
    Int,
    Ints,
    Layout,
    bound,
    part_bytes,
    part_halves,
    part_words,
    place,
    size_of,
)
from index.codec.posting_kernels import ANY, fill_docs, fill_freqs, first_doc
from index.codec.term_kernels import Bits, prefixed
from index.loops import loop
from search.bit_kernels import listed
from search.shards import Counts, Docs

_HALF = 65535  # the escape of 16 bits
_ONE = np.uint64(1)


@loop
def beginning(
    layouts: NDArray[np.int64], firsts: Docs, sizes: Ints, prefix: U1, limit: int
) -> tuple[Docs, Counts, Counts]:
    """The papers that hold a term that begins so, and how often in title and in abstract.

    Terms of several fields are several; of more than `limit`, the first count. `layouts[s]` are
    those of fields of segment s, of titles and abstracts in turn; it has sizes[s] papers from
    firsts[s] on.
    """
    docs = np.empty(0, np.int32)
    title, abstract = np.empty(0, np.float32), np.empty(0, np.float32)
    fields = layouts.shape[1]
    bounds = np.empty((fields, len(layouts), 2), np.int64)
    for field in range(fields):
        for segment in range(len(layouts)):
            first, last = prefixed(layouts[segment, field], prefix)
            bounds[field, segment, 0], bounds[field, segment, 1] = first, last
    if (bounds[:, :, 1] - bounds[:, :, 0]).sum() > limit:
        for field in range(fields):
            limit -= _cut(layouts[:, field].copy(), bounds[field], limit)
    for segment in range(len(layouts)):
        counts = np.zeros((2, sizes[segment]), np.float32)
        bits = np.zeros((sizes[segment] >> 6) + 1, np.uint64)
        for field in range(fields):
            first, last = bounds[field, segment]
            _add_run(layouts[segment, field], first, last, counts[field & 1], bits)
        here = listed(bits)
        docs = np.concatenate((docs, here + firsts[segment]))
        title = np.concatenate((title, counts[0][here]))
        abstract = np.concatenate((abstract, counts[1][here]))
    return docs, title, abstract


@loop
def _cut(fields: NDArray[np.int64], bounds: Ints, room: int) -> int:
    """Cut the runs of a field's terms in several segments where they are more than `room`.

    How many distinct terms are left.
    """
    at, ends = bounds[:, 0].copy(), bounds[:, 1].copy()
    starts = np.zeros(len(fields), np.int64)
    for s in range(len(fields)):
        bounds[s, 1] = at[s]
        if at[s] < ends[s]:
            starts[s] = bound(fields[s], TEXT_AT, at[s])
    for terms in range(room):
        least = -1
        for s in range(len(fields)):
            if at[s] < ends[s] and (least < 0 or _order(fields, at, starts, s, least) < 0):
                least = s
        if least < 0:
            return terms
        for s in range(len(fields) - 1, least - 1, -1):  # the first of equals comes last
            if at[s] < ends[s] and _order(fields, at, starts, s, least) == 0:
                starts[s] += size_of(fields[s], TEXT_AT, at[s])
                at[s] += 1
                bounds[s, 1] = at[s]
    return room


@loop
def _order(fields: NDArray[np.int64], at: Ints, starts: Ints, s: int, other: int) -> Int:
    """Below, at or above 0, as one segment's term is before, at or behind another's."""
    size, other_size = (
        size_of(fields[s], TEXT_AT, at[s]),
        size_of(fields[other], TEXT_AT, at[other]),
    )
    text, other_text = part_bytes(fields[s], TEXT), part_bytes(fields[other], TEXT)
    for i in range(min(size, other_size)):
        byte, other_byte = text[starts[s] + i], other_text[starts[other] + i]
        if byte != other_byte:
            return np.int64(byte) - np.int64(other_byte)
    return size - other_size


@loop
def _add_run(field: Layout, first: Int, last: Int, counts: Counts, bits: Bits) -> None:
    """Add to the count of each paper how often it holds any of some terms side by side."""
    if first == last:
        return
    docs, freqs = _read_run(field, first, last)
    for i in range(len(docs)):
        doc = np.uint32(docs[i])
        counts[doc] += freqs[i]
        bits[doc >> 6] |= _ONE << np.uint64(doc & 63)


@loop
def _read_run(field: Layout, first: Int, last: Int) -> tuple[Docs, Counts]:
    """The papers of terms side by side, one term's behind the other's, and how often."""
    often, gaps = part_words(field, OFTEN), part_halves(field, GAPS)
    at, large = part_words(field, GAPS + 1), part_words(field, GAPS + 2)
    before = place(often, first)  # frequent terms before this one
    posting: Int = bound(field, START, first)
    gap: Int = posting - first - np.int64(part_words(field, OFTEN_AT)[before])
    escape = place(at, gap)
    docs = np.empty(
        bound(field, START, last - 1) + size_of(field, START, last - 1) - posting, np.int32
    )
    freqs = np.empty(len(docs), np.float32)
    fill_freqs(field, posting, freqs, ANY)
    n: Int = 0
    for number in range(first, last):
        end = n + size_of(field, START, number)
        if before < len(often) and often[before] == number:
            fill_docs(field, np.int64(number), np.int64(0), docs[n:end])
            before += 1
            n = end
            continue
        doc = first_doc(field, number)
        docs[n] = doc
        for i in range(n + 1, end):
            step = np.int64(gaps[gap])
            if step == _HALF:
                step = np.int64(large[escape])
                escape += 1
            doc += step
            gap += 1
            docs[i] = doc
        n = end
    return docs, freqs
