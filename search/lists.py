"""What compiled loops are handed, and what they hand back: tuples of arrays.

A list of papers is a row of numbers, with addresses in memory. Its columns are its leaf (see
`search.combining`); address and number of its papers, and address of their scores, or else of their
frequencies in abstracts and in titles; then its papers as bits, twice. An address is 0 where there
is nothing: bits are there for a word, or alone. Papers of a word that isn't rare are bits alone,
those with it in their abstract and those with it in their title, of whom the frequencies are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.bits import Bits
from search.ranking import Numbers
from search.shards import Counts, Docs

COLUMNS = 8
LEAF, DOCS, COUNT, SCORES, FREQS, TITLE_FREQS, BITS, TITLE_BITS = range(COLUMNS)
Row = tuple[int, ...]

# What is told of a word in numbers: see `search.look_up_kernels.look_up`.
FACTS = 9
IN_TITLE, IN_ABSTRACT, HOLDING, AUTHOR, NAME, VENUE, ACRONYM, COMPOUND, OTHERS = range(FACTS)

# Columns of a list beside a word: which word, how it is found, how many have it, and where the list
# begins and ends.
LIST = 5
WORD, WAY, HELD_BY, BEGIN, END = range(LIST)

# How it is found, in the order in which lists are made: the stem where the word stands apart, its
# parts, what it is short for, a family name, a word of the venue.
WAYS = 5
APART, IN_PARTS, SPELLED_OUT, BY_AUTHOR, IN_VENUE = range(WAYS)
QUOTED = WAYS  # a list of a group, whose number is behind those of the words

# What is told of a word's sense: the papers with what it is short for, in memory, and how often
# they have that in title and abstract; how many, or UNTOLD while nobody has looked.
SENSE = 4
SENSE_DOCS, SENSE_TITLE, SENSE_ABSTRACT, SENSE_COUNT = range(SENSE)
UNTOLD = -1

# What loops are handed for all questions of a ranking: rows of an address and a size, of arrays; of
# the last one the number of papers. An array that is handed by itself is looked at each time, which
# takes .3 µs, and 3 where caches are cold: of twenty a fifth of what a question took.
STANDING = 12
SEGMENTS, FORMS, FIRSTS, AUTHORS, VENUES, ACRONYMS, COMPOUNDS = range(7)
LENGTHS, TITLE_FACTORS, ABSTRACT_FACTORS, LIVE, PAPERS = range(7, STANDING)
WEIGHTS = WAYS + 2  # floats beside them: of WAYS, and a word's highest score and its half point
TOP, HALF = range(WAYS, WEIGHTS)

# What is asked: how many words and groups, how many of the best, the address of papers that pass
# (0: those that live); then the words' pairs, the groups' limits, the leaves of both, and the steps
# of the program.
WORDS, GROUPS, MOST, PASSING, FIRST = range(5)

Ints = NDArray[np.int64]
Held = tuple[Docs, NDArray[np.uint8], Bits]  # what rows point into


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
    """Words to look up: of each its stem, a line feed, its form, and a tab.

    And groups of words behind them: forms in quotes, a line feed behind each, and a tab. `pairs`
    tells which words may be a name with the word behind it; `limits` are of the groups, 0;
    `leaves` tells which leaf each word and each group makes hold.
    """

    texts: NDArray[np.uint8]
    pairs: NDArray[np.uint8]
    limits: NDArray[np.int32]
    leaves: NDArray[np.int32]


class Lists(NamedTuple):
    """Lists of papers in rows: the idf of each that is a word, and the most that each may add.

    For `combined` none may add less than the one behind it.
    """

    rows: Ints
    weights: Numbers
    most: Numbers


class Asked(NamedTuple):
    """A program over leaves (see `search.combining`), over `papers` papers.

    Wanted are those that live and pass, and that many of the best (0: all).
    """

    program: NDArray[np.int32]
    papers: int
    live: Bits
    passing: Bits
    most: int


class Chosen(NamedTuple):
    """The papers that match and pass, in bits, and how many; how many match at all.

    `docs`, ascending, with their `scores` are those that were wanted, and others perhaps.
    """

    bits: Bits
    matched: int
    total: int
    docs: Docs
    scores: Numbers


class Others(NamedTuple):
    """Lists of papers beside words, and what these add to scores; of the text also how often.

    One without papers says only that the word has other spellings.
    """

    lists: Ints
    docs: Docs
    scores: Numbers
    title: Counts
    abstract: Counts


class Answered(NamedTuple):
    """What there is to know of some words, a row of facts and a list each, and what is beside them.

    And what a program over them finds, unless something is to be told first.
    """

    facts: Ints
    rows: Ints
    held: Held
    others: Others
    is_answered: bool
    chosen: Chosen
