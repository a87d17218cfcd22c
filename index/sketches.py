"""Texts → 64-bit keys by which candidates for merging find each other.

Identifiers and titles are hashed whole. Of an abstract's word 4-grams a winnowed sample is kept
(Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003): any run of WINDOW 4-grams that two abstracts
share gives them a key in common, however long one of the two is. A key only proposes a pair;
`index.merge` decides on the text.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.uint32]

WINDOW = 8  # 4-grams; a shared run of WINDOW + 3 words is never missed
FEWEST_WORDS = 16  # below the 20 of the rule: LaTeX commands count as words here


def gram_keys(texts: Sequence[str]) -> tuple[Keys, Numbers]:
    """The sampled 4-gram keys of many texts, and for each key the place of its text."""
    data, ends = _joined(texts)
    keys = np.empty(len(data) // 2 + 1, np.uint64)
    owners = np.empty(len(keys), np.uint32)
    count = _kernels()[0](data, ends, keys, owners)
    return keys[:count], owners[:count]


def text_keys(texts: Sequence[str]) -> Keys:
    """One key for each text: equal texts have equal keys."""
    data, ends = _joined(texts)
    keys = np.empty(len(texts), np.uint64)
    _kernels()[1](data, ends, keys)
    return keys


def _joined(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The texts' UTF-8 one after the other, and where each ends."""
    joined = "".join(texts)
    data = joined.encode()
    if len(data) == len(joined):  # ASCII: lengths in bytes are lengths in code points
        lengths = [len(text) for text in texts]
    else:
        lengths = [len(text.encode()) for text in texts]
    return np.frombuffer(data, np.uint8), np.cumsum(lengths, dtype=np.int64)


@cache
def _kernels() -> tuple[Callable[..., Any], ...]:
    """The compiled loops (untyped: Numba has no types); compiled once and kept on disk."""
    from index import sketch_kernels

    return sketch_kernels.winnow, sketch_kernels.hash_texts
