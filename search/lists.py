"""What compiled loops are handed, and what they hand back: arrays, and as few as can be.

One that is handed takes .3 µs, one that is handed back .6, and both 3 where caches are cold.

A list of papers is a row of numbers, with addresses in memory. Its columns are its leaf (see
`search.program`); address and number of its papers, and address of their scores, or else of their
frequencies in abstracts and in titles; then its papers as bits, twice. An address is 0 where there
is nothing: bits are there for a word, or alone, or where loops add them. Papers of a word that
isn't rare are bits alone, those with it in their abstract and those with it in their title, of whom
the frequencies are.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.bits import Bits
from search.ranking import Numbers
from search.shards import Counts, Docs

COLUMNS = 8
LEAF, DOCS, COUNT, SCORES, FREQS, TITLE_FREQS, BITS, TITLE_BITS = range(COLUMNS)
HANDED = COLUMNS + 2  # of a list that is handed: the bits of its idf (of a word), and of the most
IDF, ADDS = COLUMNS, COLUMNS + 1  # that it may add
Row = Sequence[int]

ALL, ANY, NOT, EVERY = -1, -2, -3, -4  # steps of a program; 0 and above: a leaf
NO_LEAF = -1  # of a list that makes none hold

# What is told of a word in numbers: see `search.look_up_kernels.look_up`.
FACTS = 9
IN_TITLE, IN_ABSTRACT, HOLDING, AUTHOR, NAME, VENUE, ACRONYM, COMPOUND, OTHERS = range(FACTS)

WITH_FACTS = COLUMNS + FACTS  # the row of a word, and behind it these

# Columns of a list beside a word: which word, how it is found, how many have it, and where the list
# begins and ends.
LIST = 5
WORD, WAY, HELD_BY, BEGIN, END = range(LIST)

# How it is found, in the order in which lists are made: the stem where the word stands apart, its
# parts, what it is short for, a name with a word beside it, a family name, a word of the venue.
WAYS = 6
APART, IN_PARTS, SPELLED_OUT, BY_NAME, BY_AUTHOR, IN_VENUE = range(WAYS)
QUOTED = WAYS  # a list of a group, whose number is behind those of the words

# What is told of a word's sense: a text of what it is short for (see `search.sense_kernels`), in
# memory; its bytes, or UNTOLD while nobody but loops has looked.
SENSE = 2
SENSE_TEXT, SENSE_SIZE = range(SENSE)
UNTOLD = -1

# What loops are handed for all questions of a ranking: rows of an address and a size, of arrays; of
# the last one the number of papers.
STANDING = 14
SEGMENTS, FORMS, STEMS, FIRSTS, AUTHORS, VENUES, ACRONYMS, COMPOUNDS = range(8)
LENGTHS, TITLE_FACTORS, ABSTRACT_FACTORS, LIVE, WEIGHTS, PAPERS = range(8, STANDING)
TOP, HALF = WAYS, WAYS + 1  # of WEIGHTS, behind those of WAYS: a word's highest score, half point

# What is asked: how many words and groups, how many of the best, the address of papers that pass
# (0: those that live); then the words' pairs, the leaves of both, and the steps of the program.
WORDS, GROUPS, MOST, PASSING, FIRST = range(5)

BESIDE = 20  # bytes that a paper takes in the memory of `Others`, whose arrays lie there in turn

Ints = NDArray[np.int64]
# What is handed back: what `Chosen` is of; and beside it the rows of words with their facts, and of
# lists beside words; what rows point into; the memory of `Others`; of how many words there is a
# row, and whether the question was answered.
OfChosen = tuple[Bits, int, int, Docs, Numbers, bool]
Told = tuple[Ints, Bits, NDArray[np.uint8], int, bool, OfChosen]


class Filters(NamedTuple):
    """What a field's terms may be, see `may_hold`; of acronyms, what comes before the sense."""

    authors: Bits
    venues: Bits
    acronyms: Bits
    compounds: Bits


class Known(NamedTuple):
    """What words are looked up in.

    Each of `segments` is the layouts of title, abstract, author, venue, acronym and compound; its
    papers are numbered from `firsts` on. The filters tell which words these fields hold at most.
    """

    segments: Ints
    firsts: Docs
    filters: Filters


class Words(NamedTuple):
    """Words to look up: of each its stem, a line feed, its form, and a tab; no stem, if unknown.

    And groups of words behind them: forms in quotes, a line feed behind each, and a tab. `pairs`
    tells which words may be a name with the word behind it, `leaves` which leaf each word makes
    hold, and each group behind them.
    """

    texts: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    leaves: NDArray[np.int32]


class Lists(NamedTuple):
    """Lists of papers in rows: the idf of each that is a word, and the most that each may add.

    For `combined_of` none may add less than the one behind it.
    """

    rows: Ints
    weights: Numbers
    most: Numbers


class Asked(NamedTuple):
    """A program over leaves (see `search.program`), over `papers` papers.

    Wanted are those that live and pass, and that many of the best (0: all).
    """

    program: NDArray[np.int32]
    papers: int
    live: Bits
    passing: Bits
    most: int


class Chosen(NamedTuple):
    """The papers that match and pass, in bits, and how many; how many match at all.

    `docs` with their `scores` are those that were wanted, and others perhaps: ascending, or where
    not all were wanted, the best first, if loops chose them. They are `ranked` if so, and if no two
    have the same score, which only ids would order.
    """

    bits: Bits
    matched: int
    total: int
    docs: Docs
    scores: Numbers
    ranked: bool


class Others(NamedTuple):
    """Lists of papers beside words, and what these add to scores; of the text also how often.

    One without papers says only that the word has other spellings. All is in `memory`: first the
    scores, then the papers, then how often titles have the word, and abstracts.
    """

    lists: Ints
    memory: NDArray[np.uint8]
    scores: Numbers
    docs: Docs
    title: Counts
    abstract: Counts


class Answered:
    """What there is to know of some words: of each a row with its facts, and `lists` beside them.

    And what a program over them finds, unless something is to be told first. The rows of words
    point into `held`; `lists` are of papers `beside` words, which is the memory of `Others`. There
    is nothing `known` of any word if the stem of one wasn't handed, and no paper has its form.
    """

    def __init__(self, told: Told) -> None:
        self._numbers, self.held, self.beside, self.known, is_answered, found = told
        self.chosen = Chosen(*found) if is_answered else None
        self._lists_at = self.known * WITH_FACTS
        has_lists = len(self._numbers) > self._lists_at  # seldom
        self.lists: Sequence[Row] = self._read_lists() if has_lists else ()

    @property
    def rows(self) -> Sequence[Row]:
        """Those of the words."""
        numbers: list[int] = self._numbers.tolist()
        return [
            numbers[place : place + WITH_FACTS] for place in range(0, self._lists_at, WITH_FACTS)
        ]

    def _read_lists(self) -> Sequence[Row]:
        numbers: list[int] = self._numbers.tolist()
        return [
            numbers[place : place + LIST] for place in range(self._lists_at, len(numbers), LIST)
        ]
