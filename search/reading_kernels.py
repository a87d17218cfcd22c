"""The papers of words that were looked up, read in compiled loops."""

import numpy as np

from index.codec.mapped_kernels import START, U1, Int, Ints, bound, bytes_at, ints_at
from index.codec.posting_kernels import fill_docs, fill_freqs, is_dense, put_bits
from index.codec.term_kernels import count
from index.loops import loop
from search.bit_kernels import WORD, clear, set_each
from search.bits import Bits
from search.lists import (
    BITS,
    COUNT,
    DOCS,
    FREQS,
    IN_ABSTRACT,
    IN_TITLE,
    TITLE_BITS,
    TITLE_FREQS,
)
from search.ranking import MOST_OFTEN
from search.shards import Docs
from search.word_kernels import merge

_TITLE, _ABSTRACT = range(2)  # layouts of a segment
_RARE = 512  # papers to each that has a rare word, at least
_Word = tuple[Ints, Docs, Ints]  # segments, their first papers, the word's number in each


@loop
def read_words(
    segments: Ints, firsts: Docs, numbers: Ints, known: tuple[Ints, Ints], size: int
) -> Bits:
    """Read the papers of words that have these numbers in each segment's title and abstract.

    Their facts tell how many these are; their rows are made to point into what is given back: bits
    of this size, papers, and frequencies, of which one is looked at behind the last.
    """
    facts, rows = known
    listed = counted = most = sets = 0
    for i in range(len(rows)):
        papers = _count_of(facts[i])
        counted += papers
        if _is_rare(papers, size):
            listed, sets = listed + papers, sets + 1
        else:
            most, sets = max(most, papers), sets + 2
    docs_at = sets * size
    freqs_at = docs_at + (listed + 1) // 2
    held = np.empty(freqs_at + (2 * counted + 8) // 8, np.uint64)
    bits = held[:docs_at].reshape(sets, size)
    docs = ints_at(held[docs_at:].ctypes.data, listed)
    freqs = bytes_at(held[freqs_at:].ctypes.data, 2 * counted + 1)
    some = np.empty(most, np.int32)
    at = own_at = bits_at = np.int64(0)
    for i in range(len(rows)):
        word, papers = (segments, firsts, numbers[i]), _count_of(facts[i])
        is_rare = _is_rare(papers, size)
        own = freqs[own_at : own_at + 2 * papers + 1]
        abstracts, titles = bits[bits_at], bits[bits_at + 1 - is_rare]
        rows[i, BITS], rows[i, TITLE_BITS] = abstracts.ctypes.data, titles.ctypes.data
        if is_rare:
            _list(word, facts[i], rows[i], (docs[at : at + papers], own, titles))
            at += papers
        else:
            _set(word, facts[i], rows[i], (own, abstracts, titles, some))
        bits_at, own_at = bits_at + 2 - is_rare, own_at + 2 * papers
    return held


@loop
def _count_of(facts: Ints) -> int:
    """How many papers have a word in their title, and in their abstract."""
    return int(facts[IN_TITLE] + facts[IN_ABSTRACT])


@loop
def _is_rare(papers: int, size: int) -> bool:
    return bool(papers * _RARE < WORD * size)


@loop
def _list(word: _Word, facts: Ints, row: Ints, room: tuple[Docs, U1, Bits]) -> None:
    """List the papers with a rare word, and set them."""
    docs, freqs, bits = room
    titles = np.empty(facts[IN_TITLE], np.int32), np.empty(facts[IN_TITLE], np.uint8)
    abstracts = np.empty(facts[IN_ABSTRACT], np.int32), np.empty(facts[IN_ABSTRACT], np.uint8)
    for field, found in ((_TITLE, titles), (_ABSTRACT, abstracts)):
        _fill(word, field, found[0], found[1])
    in_abstract = freqs[len(docs) :]
    row[COUNT] = merge(titles, abstracts, (docs, freqs, in_abstract))
    row[DOCS], row[FREQS] = docs.ctypes.data, in_abstract.ctypes.data
    row[TITLE_FREQS] = freqs.ctypes.data
    clear(bits)
    set_each(bits, docs[: row[COUNT]])


@loop
def _set(word: _Word, facts: Ints, row: Ints, room: tuple[U1, Bits, Bits, Docs]) -> None:
    """Set the papers with a word in their abstract, and those with it in their title."""
    freqs, abstracts, titles, some = room
    in_abstract, nowhere = freqs[facts[IN_TITLE] :], some[:0]
    _fill(word, _TITLE, nowhere, freqs[: facts[IN_TITLE]])
    _fill(word, _ABSTRACT, nowhere, in_abstract[: facts[IN_ABSTRACT]])
    _set_field(word, _TITLE, titles, some)
    _set_field(word, _ABSTRACT, abstracts, some)
    row[FREQS], row[TITLE_FREQS] = in_abstract.ctypes.data, freqs.ctypes.data


@loop
def _fill(word: _Word, field: int, docs: Docs, freqs: U1) -> None:
    """Fill in the papers with a word in a field, unless there is no room, and how often."""
    segments, firsts, numbers = word
    at: Int = 0
    for s in range(len(segments)):
        layout, number = segments[s, field], numbers[s, field]
        if number >= 0:
            end = at + count(layout, number)
            if len(docs):
                fill_docs(layout, number, np.int64(firsts[s]), docs[at:end])
            fill_freqs(layout, bound(layout, START, number), freqs[at:end], MOST_OFTEN)
            at = end


@loop
def _set_field(word: _Word, field: int, bits: Bits, room: Docs) -> None:
    """Set the papers with a word in a field; there is room for all of them."""
    segments, firsts, numbers = word
    bits[0] = 0
    for s in range(len(segments)):
        layout, number, first = segments[s, field], numbers[s, field], np.int64(firsts[s])
        end = (np.int64(firsts[s + 1]) >> 6) + 1 if s + 1 < len(firsts) else len(bits)
        if number >= 0 and is_dense(layout, number):
            put_bits(layout, number, first, bits[:end])
            continue
        clear(bits[(first >> 6) + 1 : end])
        if number >= 0:
            docs = room[: count(layout, number)]
            fill_docs(layout, number, first, docs)
            set_each(bits, docs)
