"""Lists of papers that leaves found, and a program over the leaves → papers that match, scored.

See `search.program` for programs.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.bits import Bits, bits_of, mask_of_bits, papers_of_bits
from search.compiled import loaded
from search.lists import (
    ALL,
    COLUMNS,
    EVERY,
    HANDED,
    NO_LEAF,
    NOT,
    PASSING,
    Asked,
    Chosen,
    Ints,
    Row,
)
from search.ranking import Numbers
from search.scoring import Scoring
from search.shards import Docs

_HANDED = Struct(f"{COLUMNS}q2d")  # a row as loops read it: see HANDED
_NO_LISTS: Ints = np.empty((0, HANDED), np.int64)


class Wanted(NamedTuple):
    """What is wanted of an answer: papers that pass, and that many of the best (0: all)."""

    most: int = 0
    passing: Bits | None = None


class AnyList(Protocol):
    """Papers, ascending, that make a leaf hold (NO_LEAF: none) and may add to the scores."""

    @property
    def leaf(self) -> int:
        """The number of the leaf."""

    @property
    def weight(self) -> float:
        """Of a word that is scored from its frequencies: the idf."""

    @property
    def most(self) -> float:
        """No paper gets more from it."""

    def row(self) -> Row:
        """As a loop has it; good for as long as this lives."""

    def scored(self) -> tuple[Docs, Numbers | None]:
        """The papers and their scores."""


class Listed(NamedTuple):
    """Papers whose scores are known, or that have none."""

    docs: Docs
    scores: Numbers | None
    leaf: int = NO_LEAF
    weight: float = 1.0

    @property
    def most(self) -> float:
        """See AnyList."""
        return 0.0 if self.scores is None else float(np.maximum.reduce(self.scores, initial=0.0))

    def row(self) -> Row:
        """See AnyList."""
        scores = 0 if self.scores is None else _address(self.scores, np.float64)
        return self.leaf, _address(self.docs, np.int32), len(self.docs), scores, 0, 0, 0, 0

    def scored(self) -> tuple[Docs, Numbers | None]:
        """See AnyList."""
        return self.docs, self.scores


class Held(NamedTuple):
    """Papers in bits, without scores: many, as a range of years has them."""

    bits: Bits
    leaf: int
    weight: float = 1.0
    most: float = 0.0

    def row(self) -> Row:
        """See AnyList."""
        bits = _address(self.bits, np.uint64)
        return self.leaf, 0, 0, 0, 0, 0, bits, bits

    def scored(self) -> tuple[Docs, None]:
        """See AnyList."""
        return papers_of_bits(self.bits), None


def combine(
    scoring: Scoring, lists: Sequence[AnyList], program: Sequence[int], wanted: Wanted
) -> Chosen:
    """The papers for which a program holds, and the sums of their lists' scores.

    The lists that can add most are added up first: a loop may then leave out others, and sums are
    the same to the last bit whoever adds.
    """
    most = [one.most for one in lists]
    order = sorted(range(len(lists)), key=most.__getitem__, reverse=True)  # equal ones stay so
    lists, most = [lists[i] for i in order], [most[i] for i in order]
    kernels = loaded()
    if kernels is None:
        return combined(lists, _plainly_asked(scoring, program, wanted))
    asked = asked_of([], [], program, wanted)
    return Chosen(*kernels.combined_of(scoring.standing.numbers, asked, _handed(lists, most)))


def asked_of(
    pairs: Sequence[bool], leaves: Sequence[int], steps: Sequence[int], wanted: Wanted
) -> Ints:
    """What is asked of a loop: see WORDS in `search.lists`; good for as long as `wanted` lives.

    `leaves` are the numbers of words, of which there are as many as `pairs`, and of groups.
    """
    asked = _usual(tuple(pairs), tuple(leaves), tuple(steps), wanted.most)
    if wanted.passing is not None:
        asked = asked.copy()
        asked[PASSING] = _address(wanted.passing, np.uint64)
    return asked


@lru_cache(64)
def _usual(
    pairs: tuple[bool, ...], leaves: tuple[int, ...], steps: tuple[int, ...], most: int
) -> Ints:
    """What is asked where all papers pass: it is the same for most questions of so many words, and
    takes a tenth of one to make in cold caches."""
    counts = len(pairs), len(leaves) - len(pairs), most, 0
    return np.array([*counts, *pairs, *leaves, *steps], np.int64)


def lists_of(lists: Sequence[AnyList]) -> Ints:
    """Lists in their order, as loops are handed them; good for as long as they live."""
    return _handed(lists, [one.most for one in lists]) if lists else _NO_LISTS


def _handed(lists: Sequence[AnyList], most: Sequence[float]) -> Ints:
    rows = bytearray()
    for one, adds in zip(lists, most, strict=True):
        rows += _HANDED.pack(*one.row(), one.weight, adds)
    return np.frombuffer(rows, np.int64).reshape(-1, HANDED)


def _plainly_asked(scoring: Scoring, program: Sequence[int], wanted: Wanted) -> Asked:
    """What is asked of the plain twin of a loop."""
    live = scoring.corpus.live_bits
    passing = live if wanted.passing is None else wanted.passing
    papers = scoring.corpus.statistics.papers
    return Asked(np.array(program, np.int32), papers, live, passing, wanted.most)


def combined(lists: Sequence[AnyList], asked: Asked) -> Chosen:
    """The plain twin of `search.kernels.combined_of`: a mask and a sum for every paper."""
    everything = mask_of_bits(asked.live)
    masks = np.zeros((max((one.leaf for one in lists), default=0) + 1, len(everything)), np.bool_)
    sums = np.zeros(len(everything))
    for one in lists:
        docs, scores = one.scored()
        if one.leaf != NO_LEAF:
            masks[one.leaf, docs] = True
        if scores is not None:
            sums[docs] += scores
    mask = everything & _run(asked.program.tolist(), masks)
    matched = int(np.count_nonzero(mask))
    mask &= mask_of_bits(asked.passing)
    found = np.flatnonzero(mask).astype(np.int32)
    return Chosen(bits_of(mask), matched, len(found), found, sums[found], ranked=False)


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


def _address(array: NDArray[Any], dtype: type[np.generic]) -> int:
    """Where an array begins in memory; TypeError if a loop would read it wrongly."""
    told = array.__array_interface__  # in cold caches `ctypes` takes twice the time
    if array.dtype.type is not dtype or told["strides"] or not array.dtype.isnative:
        raise TypeError(f"a list of {array.dtype}, where {dtype} is read")
    address: int = told["data"][0]
    return address
