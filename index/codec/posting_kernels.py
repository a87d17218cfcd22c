"""Postings are decoded in compiled loops, as `postings.py` does it; see `term_kernels`."""

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import (
    BITS,
    DENSE,
    FIRST,
    FREQS,
    GAPS,
    OFTEN,
    OFTEN_AT,
    PLACES,
    PLACES_AT,
    START,
    STEPS,
    U1,
    U4,
    Int,
    Ints,
    Layout,
    bound,
    part_bytes,
    part_halves,
    part_longs,
    part_words,
    place,
)
from index.codec.packing import BLOCK, ESCAPE
from index.codec.term_kernels import count
from index.intrinsics import LINE, read_ahead
from index.loops import loop

_ONE = np.uint64(1)
_MOST = 15  # the escape of frequencies, which have four bits
_MANY = 32  # times as many documents: few are looked for one by one
ANY = (1 << 32) - 1  # no frequency is larger


@loop
def read_docs(field: Layout, number: Int) -> NDArray[np.int32]:
    """The documents that hold a term, ascending."""
    docs = np.empty(count(field, number), np.int32)
    fill_docs(field, number, 0, docs)
    return docs


@loop
def read_freqs(field: Layout, number: Int) -> NDArray[np.float32]:
    """How often each of those documents holds the term."""
    freqs = np.empty(count(field, number), np.float32)
    fill_freqs(field, bound(field, START, number), freqs, ANY)
    return freqs


@loop
def fill_docs(field: Layout, number: Int, first: Int, docs: NDArray[np.int32]) -> None:
    """Fill in the documents that hold a term, of whom there are as many, numbered from `first`."""
    docs[0] = first + first_doc(field, number)
    often = part_words(field, OFTEN)
    before = place(often, number)  # frequent terms before this one
    start = np.int64(part_words(field, OFTEN_AT)[before])
    if before < len(often) and often[before] == number:
        steps = part_bytes(field, STEPS)
        _add_up(steps, part_words(field, STEPS + 1), part_words(field, STEPS + 2), start, docs)
    elif len(docs) > 1:
        start = bound(field, START, number) - number - start
        gaps = part_halves(field, GAPS)
        _add_up(gaps, part_words(field, GAPS + 1), part_words(field, GAPS + 2), start, docs)


@loop
def read_ahead_of(field: Layout, number: Int) -> None:
    """Have the first documents of a term come from memory, how often they hold it, and where."""
    often, start = part_words(field, OFTEN), bound(field, START, number)
    before = place(often, number)
    begin = np.int64(part_words(field, OFTEN_AT)[before])
    if before < len(often) and often[before] == number:
        read_ahead(field[STEPS, 0] + begin)
        read_ahead(field[STEPS, 0] + begin + LINE)
    else:
        read_ahead(field[GAPS, 0] + 2 * (start - number - begin))
    block = number // BLOCK
    read_ahead(field[FREQS, 0] + (start >> 1))
    read_ahead(field[PLACES_AT, 0] + BLOCK * block)
    read_ahead(field[PLACES_AT + 1, 0] + 4 * block)


@loop
def first_doc(field: Layout, number: Int) -> Int:
    """The first document that holds a term."""
    if field[FIRST, 1] == 2 * field[START, 1]:
        return np.int64(part_halves(field, FIRST)[number])
    return np.int64(part_words(field, FIRST)[number])


@loop
def fill_freqs(field: Layout, start: Int, freqs: NDArray[np.float32] | U1, most: int) -> None:
    """Fill in the frequencies of postings side by side, of one term or of several.

    Larger ones than `most` are entered as that.
    """
    if not field[FREQS, 1]:
        freqs[:] = 1
        return
    narrow, at = part_bytes(field, FREQS), part_words(field, FREQS + 1)
    odd = start & 1
    if odd:  # the first one is the upper half of its byte
        freqs[0] = narrow[start >> 1] >> 4
    first, ahead = np.uint64((start + odd) >> 1), np.uint64(odd)  # no index is below 0
    for pair in range(np.uint64((len(freqs) - odd) >> 1)):
        byte = narrow[first + pair]
        freqs[ahead + 2 * pair] = byte & 15
        freqs[ahead + 2 * pair + 1] = byte >> 4
    if (len(freqs) - odd) & 1:
        freqs[-1] = narrow[(start + len(freqs) - 1) >> 1] & 15
    large = part_words(field, FREQS + 2)
    for escape in range(place(at, start), place(at, start + len(freqs))):
        freqs[at[escape] - start] = min(large[escape], most)


@loop
def is_dense(field: Layout, number: Int) -> bool:
    """Whether the documents of a term are there in bits as well."""
    dense = part_words(field, DENSE)
    at = place(dense, number)
    return bool(at < len(dense) and dense[at] == number)


@loop
def put_bits(field: Layout, number: Int, first: Int, bits: NDArray[np.uint64]) -> None:
    """Set the bits of the documents that hold such a term, numbered from `first`.

    What is in the numbers behind the first one's is written over.
    """
    dense, rows = part_words(field, DENSE), part_longs(field, BITS)
    size = len(rows) // len(dense)
    start = place(dense, number) * size
    own, into = rows[start : start + size], bits[first >> 6 :]
    shift, rest = np.uint64(first & 63), np.uint64(64 - (first & 63))
    into[0] |= own[0] << shift
    if shift:
        for i in range(1, size):
            into[i] = own[i] << shift | own[i - 1] >> rest
    else:
        for i in range(1, size):
            into[i] = own[i]
    for i in range(size, len(into)):
        into[i] = own[i - 1] >> rest if shift and i == size else np.uint64(0)


@loop
def read_places(
    field: Layout, number: Int, docs: NDArray[np.int32], chosen: Ints, bounds: Ints
) -> Ints:
    """Where a term stands in some of the documents that hold it, chosen by their places in `docs`.

    A place is one number: the document in the upper 32 bits, the position in the lower. `bounds` is
    room for two numbers for each that was chosen.
    """
    size = _runs(field, number, chosen, bounds)
    narrow = part_bytes(field, PLACES)
    at, large = part_words(field, PLACES + 1), part_words(field, PLACES + 2)
    places = np.empty(size, np.int64)
    found = 0
    for i in range(len(chosen)):
        position: Int = np.int64(docs[chosen[i]]) << 32
        for at_step in range(bounds[2 * i], bounds[2 * i + 1]):
            step = np.int64(narrow[at_step])
            if step == ESCAPE:
                step = np.int64(large[place(at, at_step)])
            position += step
            places[found] = position
            found += 1
    return places


@loop
def places_in(docs: NDArray[np.int32], within: NDArray[np.int32], places: Ints) -> Int:
    """Enter where in `docs` those stand that are in `within` as well, and tell how many.

    Both ascend. By bits: which of two lists goes on can't be foreseen. Of few within many each is
    looked for. There is room for one place more than there are documents.
    """
    if len(docs) > _MANY * len(within):
        return _places_of(docs, within, places)
    if not len(within):
        return 0
    last = within[-1]
    bits = np.zeros((last >> 6) + 1, np.uint64)
    for doc in within:
        bits[np.uint32(doc) >> 6] |= _ONE << np.uint64(doc & 63)
    n = np.uint64(0)  # no index is below 0
    for i in range(np.uint64(len(docs))):
        doc = docs[i]
        if doc > last:
            break
        places[n] = i
        n += (bits[np.uint32(doc) >> 6] >> np.uint64(doc & 63)) & _ONE
    return np.int64(n)


@loop
def _places_of(docs: NDArray[np.int32], within: NDArray[np.int32], places: Ints) -> Int:
    """The same, by halves without a branch."""
    at, n = np.uint64(0), np.uint64(0)
    for doc in within:
        left = np.uint64(len(docs)) - at
        while left > _ONE:
            half = left >> _ONE
            at += half * np.uint64(docs[at + half - _ONE] < doc)
            left -= half
        places[n] = at
        n += np.uint64(docs[at] == doc)
    return np.int64(n)


@loop
def _runs(field: Layout, number: Int, chosen: Ints, bounds: Ints) -> Int:
    """Enter where a term's positions in some of its documents begin and end, in turn; how many."""
    narrow, at = part_bytes(field, FREQS), part_words(field, FREQS + 1)
    large = part_words(field, FREQS + 2)
    size: Int = np.int64(0)
    before = first = bound(field, START, number)
    start, escape = np.int64(bound(field, PLACES_AT, number)), place(at, first)
    for n in range(len(chosen)):
        here = first + chosen[n]
        start += _sum_of(narrow, before, here)
        while escape < len(at) and at[escape] < here:
            start += np.int64(large[escape]) - _MOST
            escape += 1
        often = np.int64(narrow[here >> 1] >> (4 * (here & 1)) & _MOST)
        is_large = escape < len(at) and at[escape] == here
        bounds[2 * n], before = start, here
        read_ahead(field[PLACES, 0] + start)
        own = np.int64(large[escape]) if is_large else often
        bounds[2 * n + 1] = start + own
        size += own
    return size


@loop
def _sum_of(narrow: U1, start: Int, end: Int) -> Int:
    """The sum of some numbers of four bits."""
    total: Int = 0
    for pair in range(np.uint64(start >> 1), np.uint64((end + 1) >> 1)):
        total += (narrow[pair] & _MOST) + (narrow[pair] >> 4)
    if start & 1:
        total -= narrow[start >> 1] & _MOST
    return total - (narrow[end >> 1] >> 4 if end & 1 else 0)


@loop
def _add_up(
    narrow: U1 | NDArray[np.uint16], at: U4, large: U4, start: Int, docs: NDArray[np.int32]
) -> None:
    """Fill in the documents behind the first one from their packed differences."""
    escape: Int = place(at, start)
    doc, before = docs[0], start - 1
    i: Int = 1
    while True:
        stop: Int = len(docs)
        if escape < len(at):
            stop = min(np.int64(at[escape]) - before, stop)
        for j in range(np.uint64(i), np.uint64(stop)):
            doc += np.int32(narrow[np.uint64(before) + j])
            docs[j] = doc
        if stop >= len(docs):
            return
        doc += np.int32(large[escape])
        docs[stop] = doc
        escape, i = escape + 1, stop + 1
