"""A whole question of words in one compiled loop: looked up, scored, and the best chosen.

Importing this module imports Numba, which takes half a second.
"""

import numpy as np

from index.codec.mapped_kernels import U1
from index.compiling import loop
from search.combining_kernels import combined
from search.lists import (
    HELD_BY,
    HOLDING,
    LEAF,
    NAME,
    UNTOLD,
    Answered,
    Chosen,
    Ints,
    Lists,
    Others,
)
from search.look_up_kernels import look_up
from search.other_kernels import _others_of
from search.other_list_kernels import _with_others
from search.ranking import Numbers
from search.scoring_kernels import idf_of
from search.standing_kernels import _asked_of, _known_of, _ways_of, _words_of


@loop
def answered(
    standing: Ints, weights: Numbers, question: tuple[U1, Ints], lists: Lists, senses: Ints
) -> Answered:
    """What there is to know of some words, and what a program over them and other lists finds.

    A question is the texts of the words (see `search.lists.Words`) and what is asked in numbers.
    The latter isn't worked out where a word is half of a name or its senses are yet to be told, or
    the program is empty.
    """
    texts, numbers = question
    known, ways = _known_of(standing), _ways_of(standing, weights, senses)
    words, asked = _words_of(texts, numbers), _asked_of(standing, numbers)
    facts, rows, held = look_up(words.texts, words.pairs, known, asked.live)
    for row in range(len(rows)):
        rows[row, LEAF] = words.leaves[row]
    others = _others_of(words, known, (facts, rows), ways, asked)
    if not _are_told(facts, others) or not len(asked.program):
        nothing = Chosen(held[2][0, :0], 0, 0, np.empty(0, np.int32), np.empty(0))
        return Answered(facts, rows, held, others, False, nothing)
    idfs = np.empty(len(rows))
    for i in range(len(rows)):
        idfs[i] = idf_of(asked.papers, facts[i, HOLDING])
    if len(others.lists):
        lists = _with_others(lists, others, words.leaves)
    all_lists = _in_order(rows, idfs, ways.factors.top, lists)
    return Answered(facts, rows, held, others, True, combined(all_lists, ways.factors, asked))


@loop
def _are_told(facts: Ints, others: Others) -> bool:
    """Whether no word is half of a name, and the senses of each were told."""
    for word in range(len(facts)):
        if facts[word, NAME]:
            return False
    for i in range(len(others.lists)):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if others.lists[i, HELD_BY] == UNTOLD:
            return False
    return True


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
