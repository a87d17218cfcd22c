"""The papers of words that were looked up, read in compiled loops.

Importing this module imports Numba, which takes half a second.
"""

import numpy as np

from index.codec.mapped_kernels import START, U1, Int, Ints, bound, ints_at
from index.codec.posting_kernels import add_bits, fill_docs, fill_freqs, is_dense
from index.codec.term_kernels import count
from index.compiling import loop
from search.bit_kernels import WORD, set_each
from search.bits import Bits
from search.lists import (
    BITS,
    COUNT,
    DENSE,
    DOCS,
    FREQS,
    TITLE_FREQS,
    TITLED,
    TITLES,
    Held,
)
from search.ranking import MOST_OFTEN
from search.shards import Docs

_TITLE, _ABSTRACT = range(2)  # layouts of a segment
_RARE = 512  # papers to each that has a rare word, at least
_ONE = np.uint64(1)


@loop
def read_words(segments: Ints, firsts: Docs, numbers: Ints, rows: Ints, size: int) -> Held:
    """Read the papers of words that have these numbers in each segment's title and abstract.

    The rows, in which these are counted, are made to point there; `size` is that of bits. A word
    that isn't rare is dense: papers with it in their abstract are bits.
    """
    for row in rows:
        row[DENSE] = row[COUNT] * _RARE >= WORD * size
    docs, freqs = _read(segments, firsts, numbers, rows)
    return docs, freqs, _set_bits(segments, firsts, numbers, rows, size)


@loop
def _read(segments: Ints, firsts: Docs, numbers: Ints, rows: Ints) -> tuple[Docs, U1]:
    """The papers of all words, titles before abstracts, and how often; the rows point there.

    Papers of a dense word's abstracts are left out.
    """
    counted = rows[:, TITLED].sum() + rows[:, COUNT].sum()
    listed = counted - (rows[:, COUNT] * rows[:, DENSE]).sum()
    docs, freqs = np.empty(listed, np.int32), np.empty(counted, np.uint8)
    at: Int = 0
    freq_at: Int = 0
    for i in range(len(rows)):
        for field, own, counts in ((_TITLE, TITLES, TITLE_FREQS), (_ABSTRACT, DOCS, FREQS)):
            is_listed = field == _TITLE or not rows[i, DENSE]
            rows[i, own] = docs[at:].ctypes.data if is_listed else 0
            rows[i, counts] = freqs[freq_at:].ctypes.data
            for s in range(len(segments)):
                layout, number = segments[s, field], numbers[i, s, field]
                if number >= 0:
                    held, first = count(layout, number), np.int64(firsts[s])
                    if is_listed:
                        fill_docs(layout, number, first, docs[at : at + held])
                        at += held
                    start, end = bound(layout, START, number), freq_at + held
                    fill_freqs(layout, start, freqs[freq_at:end], MOST_OFTEN)
                    freq_at = end
    return docs, freqs


@loop
def _set_bits(segments: Ints, firsts: Docs, numbers: Ints, rows: Ints, size: int) -> Bits:
    """The papers of each word, and behind them those of each dense one's abstracts.

    The rows point there.
    """
    bits = np.zeros((len(rows) + rows[:, DENSE].sum(), size), np.uint64)
    dense = len(rows)
    for i in range(len(rows)):
        own = bits[i]
        rows[i, BITS] = own.ctypes.data
        if rows[i, DENSE]:
            rows[i, DENSE] = bits[dense].ctypes.data
            _set_dense(segments, firsts, numbers[i], bits[dense])
            for place in range(size):
                own[place] = bits[dense, place]
            dense += 1
        else:
            set_each(own, ints_at(rows[i, DOCS], rows[i, COUNT]))
        for doc in ints_at(rows[i, TITLES], rows[i, TITLED]):
            own[np.uint32(doc) >> 6] |= _ONE << np.uint64(doc & 63)
    return bits


@loop
def _set_dense(segments: Ints, firsts: Docs, numbers: Ints, bits: Bits) -> None:
    """The papers with a word in their abstract."""
    for s in range(len(segments)):
        field, number = segments[s, _ABSTRACT], numbers[s, _ABSTRACT]
        first = np.int64(firsts[s])
        if number >= 0 and is_dense(field, number):
            add_bits(field, number, first, bits)
        elif number >= 0:
            docs = np.empty(count(field, number), np.int32)
            fill_docs(field, number, first, docs)
            set_each(bits, docs)
