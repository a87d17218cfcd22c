"""Lists of papers that leaves found, and a program over the leaves → papers that match, scored.

A program is a tree of And, Or and Not with its operands first: numbers of leaves, and steps.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.compiled import loaded
from search.ranking import Numbers
from search.shards import Docs

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]  # one bit a paper, the first in the lowest of a number

ALL, ANY, NOT, EVERY = -1, -2, -3, -4  # steps of a program; 0 and above: a leaf
NO_SCORES = NO_LEAF = -1
_WORD = 64

Number = TypeVar("Number", np.int32, np.float64)


class Listed(NamedTuple):
    """A list of papers, ascending: their scores, and the number of the leaf that they make hold."""

    docs: Docs
    scores: Numbers | None
    leaf: int = NO_LEAF


def joined(programs: Sequence[list[int]], join: int) -> list[int]:
    """One program of several: all of them hold, or any of them does; of none, all or nothing."""
    if not programs:
        return [EVERY] if join == ALL else [EVERY, NOT]
    steps = list(programs[0])
    for program in programs[1:]:
        steps += [*program, join]
    return steps


def combine(lists: Sequence[Listed], program: Sequence[int], live: Bits) -> tuple[Docs, Numbers]:
    """The papers for which a program holds, ascending, and the sums of their lists' scores.

    `live` says which papers can be found; what a program finds beside them doesn't count.
    """
    scored = [one for one in lists if one.scores is not None]
    docs = _joined([one.docs for one in lists], np.int32)
    scores = _joined([one.scores for one in scored if one.scores is not None], np.float64)
    rows = np.array([*_rows(lists)], np.int64).reshape(-1, 4)
    steps = np.array(program, np.int32)
    kernels = loaded()
    run = kernels.combined if kernels else combined
    found: tuple[Docs, Numbers] = run(docs, scores, rows, steps, live)
    return found


def combined(
    docs: Docs, scores: Numbers, lists: Ints, program: NDArray[np.int32], live: Bits
) -> tuple[Docs, Numbers]:
    """The plain twin of `search.kernels.combined`: a mask and a sum for every paper."""
    size = len(live) * _WORD
    masks = np.zeros((max((row[3] for row in lists), default=0) + 1, size), np.bool_)
    sums = np.zeros(size)
    for start, end, score, leaf in lists.tolist():
        if leaf != NO_LEAF:
            masks[leaf, docs[start:end]] = True
        if score != NO_SCORES:
            sums[docs[start:end]] += scores[score : score + end - start]
    mask = np.unpackbits(live.view(np.uint8), bitorder="little").view(np.bool_)
    found = np.flatnonzero(mask & _run(program.tolist(), masks)).astype(np.int32)
    return found, sums[found]


def bits_of(mask: NDArray[np.bool_]) -> Bits:
    """A mask in bits; beyond its end nothing is set."""
    packed = np.packbits(mask, bitorder="little")
    return np.append(packed, np.zeros(-len(packed) % 8, np.uint8)).view(np.uint64)


def _run(program: Iterable[int], masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    stack: list[NDArray[np.bool_]] = []
    for step in program:
        if step >= 0:
            stack.append(masks[step])
        elif step == EVERY:
            stack.append(np.ones(masks.shape[1], np.bool_))
        elif step == NOT:
            stack.append(~stack.pop())
        else:
            last = stack.pop()
            stack.append(stack.pop() & last if step == ALL else stack.pop() | last)
    return stack[0]


def _rows(lists: Iterable[Listed]) -> Iterable[tuple[int, int, int, int]]:
    start = score = 0
    for one in lists:
        end = start + len(one.docs)
        yield start, end, NO_SCORES if one.scores is None else score, one.leaf
        start = end
        score += 0 if one.scores is None else len(one.docs)


def _joined(parts: list[NDArray[Number]], dtype: type[Number]) -> NDArray[Number]:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)
