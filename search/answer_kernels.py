"""A whole question of words in one compiled loop: looked up, scored, and the best chosen.

Importing this module imports Numba, which takes half a second.
"""

from math import log1p

import numpy as np

from index.compiling import loop
from search.combining_kernels import combined
from search.lists import (
    HOLDING,
    LEAF,
    OTHERS,
    Answered,
    Asked,
    Chosen,
    Ints,
    Known,
    Lists,
    Words,
)
from search.look_up_kernels import look_up
from search.ranking import Numbers
from search.scoring import Factors


@loop
def answered(words: Words, known: Known, lists: Lists, factors: Factors, asked: Asked) -> Answered:
    """What there is to know of some words, and what a program over them and other lists finds.

    The latter isn't worked out where a word is more than itself, or the program is empty.
    """
    facts, rows, held = look_up(words.texts, words.pairs, known, asked.live)
    for row in range(len(rows)):
        rows[row, LEAF] = words.leaves[row]
    if facts[:, OTHERS].any() or not len(asked.program):
        nothing = Chosen(held[2][0, :0], 0, 0, np.empty(0, np.int32), np.empty(0))
        return Answered(facts, rows, held, False, nothing)
    weights = np.empty(len(rows))
    for i in range(len(rows)):  # see `search.ranking.idf`
        holding = facts[i, HOLDING]
        weights[i] = log1p((asked.papers - holding + 0.5) / (holding + 0.5))
    all_lists = _in_order(rows, weights, factors.top, lists)
    return Answered(facts, rows, held, True, combined(all_lists, factors, asked))


@loop
def _in_order(rows: Ints, weights: Numbers, top: float, others: Lists) -> Lists:
    """Words and other lists, first those that add most; of equal ones others first."""
    words, count = len(rows), len(rows) + len(others.most)
    most = np.concatenate((others.most, weights * top))
    order = np.argsort(-most, kind="mergesort")
    ordered = np.empty((count, rows.shape[1]), np.int64)
    scales = np.empty(count)
    for i in range(count):
        place = order[i] - (count - words)
        is_word = place >= 0
        scales[i] = weights[place] if is_word else others.weights[order[i]]
        for column in range(rows.shape[1]):  # a row that is assigned takes Numba long to compile
            own = rows[place, column] if is_word else others.rows[order[i], column]
            ordered[i, column] = own
    return Lists(ordered, scales, most[order])
