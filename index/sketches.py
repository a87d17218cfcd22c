"""Texts → 64-bit keys by which candidates for merging find each other.

Identifiers and titles are hashed whole. Of an abstract's word 4-grams a winnowed sample is kept
(Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003): any run of WINDOW 4-grams that two abstracts
share gives them a key in common, however long one of the two is. A key only proposes a pair;
`index.merge` decides on the text.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.codec.strings import distinct
from index.compiled import twin_of

Bytes = NDArray[np.uint8]
Ends = NDArray[np.int64]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.uint32]

WINDOW = 8  # 4-grams; a shared run of WINDOW + 3 words is never missed
FEWEST_WORDS = 16  # below the 20 of the rule: LaTeX commands count as words here

# FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
SEED, PRIME = 0xCBF29CE484222325, 0x100000001B3
FACTORS = 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53  # of MurmurHash3's finalizer
_PRIME, _SHIFT, _ALL = np.uint64(PRIME), np.uint64(33), (1 << 64) - 1
_find_words = re.compile(rb"[0-9a-z\x80-\xff]+").findall  # in lower case


def gram_keys(texts: Sequence[str]) -> tuple[Keys, Numbers]:
    """The sampled 4-gram keys of many texts, and for each key the place of its text."""
    data, ends = _joined(texts)
    return winnow(data, ends)


def text_keys(texts: Sequence[str]) -> Keys:
    """One key for each text: equal texts have equal keys."""
    data, ends = _joined(texts)
    return hash_texts(data, ends)


@twin_of("index.sketch_kernels")
def winnow(data: Bytes, ends: Ends) -> tuple[Keys, Numbers]:
    """The winnowed keys of texts that stand behind each other, and the place of each one's text."""
    text = data.tobytes().lower()
    found = [_minima(text[a:b]) for a, b in pairwise([0, *ends.tolist()])]
    owners = np.repeat(np.arange(len(found), dtype=np.uint32), [*map(len, found)])
    return np.concatenate([np.empty(0, np.uint64), *found]), owners


@twin_of("index.sketch_kernels")
def hash_texts(data: Bytes, ends: Ends) -> Keys:
    """FNV-1a of each text, mixed."""
    text = data.tobytes()
    hashes = [_hash(text[a:b]) for a, b in pairwise([0, *ends.tolist()])]
    return _mixed(np.array(hashes, np.uint64))


def _joined(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The texts' UTF-8 one after the other, and where each ends."""
    joined = "".join(texts)
    data = joined.encode()
    if len(data) == len(joined):  # ASCII: lengths in bytes are lengths in code points
        lengths = [len(text) for text in texts]
    else:
        lengths = [len(text.encode()) for text in texts]
    return np.frombuffer(data, np.uint8), np.cumsum(lengths, dtype=np.int64)


def _minima(text: bytes) -> Keys:
    """The least key of every window of a text's 4-grams, the last of equals, each place once."""
    words = _find_words(text)
    if len(words) < FEWEST_WORDS:
        return np.empty(0, np.uint64)
    hashes = np.array([*map(_hash_of_word, words)], np.uint64)
    grams = hashes[:-3]
    for behind in (1, 2, 3):
        grams = grams * _PRIME + hashes[behind : len(hashes) - 3 + behind]
    grams = _mixed(grams)
    backwards = np.lib.stride_tricks.sliding_window_view(grams[::-1], WINDOW)
    places = np.arange(len(grams) - 1, WINDOW - 2, -1) - backwards.argmin(axis=1)
    return grams[distinct(places)[0]]


def _hash(text: bytes) -> int:
    """FNV-1a, 64 bits."""
    hash = SEED
    for byte in text:
        hash = (hash ^ byte) * PRIME & _ALL
    return hash


_hash_of_word = lru_cache(1 << 15)(_hash)


def _mixed(hashes: Keys) -> Keys:
    """The finalizer of MurmurHash3."""
    for factor in FACTORS:
        hashes = (hashes ^ hashes >> _SHIFT) * np.uint64(factor)
    return hashes ^ hashes >> _SHIFT
