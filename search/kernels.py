"""Ranking in compiled loops. Each has a plain twin in NumPy, which is its oracle.

The twins answer until the loops are loaded (`search.compiled`). Both do the same operations in the
same order, so that scores are equal to the last bit.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import PARTS, U1, Ints, Layout
from index.codec.term_kernels import HASH_PRIME, TERM_END, find, frequencies, prefixed
from index.loops import loop
from search.answer_kernels import answered
from search.bit_kernels import listed
from search.lists import COLUMNS, HANDED, WAYS
from search.look_up_kernels import filters_of
from search.others import NO_SENSES
from search.prefix_kernels import beginning
from search.reason_kernels import FIELDS, OF_FIELD, explained, reasons
from search.row_kernels import holding, together
from search.scoring import Factors
from search.scoring_kernels import saturated
from search.shards import Counts
from search.standing_kernels import combined_of
from search.word_kernels import merged, postings, stems, word

# A loop, and arguments.
Rehearsal = tuple[Callable[..., object], tuple[object, ...]]

__all__ = [
    "HASH_PRIME",
    "TERM_END",
    "add_counts",
    "answered",
    "beginning",
    "combined_of",
    "explained",
    "filters_of",
    "find",
    "frequencies",
    "holding",
    "listed",
    "merged",
    "postings",
    "prefixed",
    "reasons",
    "rehearsals",
    "saturated",
    "stems",
    "together",
    "word",
]


@loop
def add_counts(field: Layout, terms: U1, ends: Ints, counts: Counts) -> None:
    """Add to each paper's count how often it holds any of some terms; term i ends at ends[i]."""
    start = 0
    for end in ends:
        docs, freqs = postings(field, terms[start:end])
        for i in range(len(docs)):
            counts[docs[i]] += freqs[i]
        start = end


def rehearsals() -> list[Rehearsal]:
    """Each loop with arguments of the kinds that it is called with, of next to nothing.

    What takes longest to be compiled comes first, and `search.compiled` has it done by itself.
    """
    segments = np.zeros((1, 6, len(PARTS) + 1, 2), np.int64)
    field = segments[0, 0]
    bits, texts, ends = np.zeros(1, np.uint64), np.zeros(1, np.uint8), np.ones(1, np.int64)
    docs, counts = np.zeros(1, np.int32), np.ones(1, np.float32)
    factors = Factors(np.zeros(1, np.uint32), np.ones(1), np.ones(1), 1.0, 1.0)
    row, words = np.zeros(COLUMNS, np.int64), np.zeros((1, COLUMNS + FIELDS), np.int64)
    lengths = np.ones((2, 1), np.uint32)
    layouts = [segments, segments[:, :2], segments[:, :4]]
    arrays: list[NDArray[Any]] = [*layouts, docs, *[bits] * 4, *factors[:3], bits]
    arrays.append(np.ones(WAYS + 2))
    standing = np.array([*((one.ctypes.data, len(one)) for one in arrays), (0, 1)], np.int64)
    asked, handed = np.array([1, 0, 1, 0, 0, 0, 0], np.int64), np.zeros((1, HANDED), np.int64)
    return [
        (answered, (standing, b"a\na\t", asked, handed, NO_SENSES)),
        (combined_of, (standing, asked, handed)),
        (together, (segments[:, :2], docs, (texts, np.zeros(2, np.int64)), (ends - 1, ends, 1))),
        (beginning, (segments[:, :4], docs, ends, texts, 1)),
        (holding, (segments[:, :2], docs, texts, docs)),
        (find, (field, texts)),
        (prefixed, (field, texts)),
        (frequencies, (segments, b"\0a\xff", 1)),
        (postings, (field, texts)),
        (word, (field, field, texts)),
        (add_counts, (field, texts, ends, counts)),
        (filters_of, (segments,)),
        (stems, (segments[:, :4], texts, ends)),
        (merged, (row,)),
        (saturated, (docs, counts, counts, factors)),
        (explained, (row.reshape(1, -1), np.ones(1), docs, factors)),
        (reasons, (words, np.ones(1 + FIELDS * OF_FIELD), docs, standing, lengths)),
        (listed, (bits,)),
    ]
