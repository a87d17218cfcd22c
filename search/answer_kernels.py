"""A whole question of words in one compiled loop: looked up, scored, and the best chosen."""

import numpy as np

from index.codec.mapped_kernels import letters_of
from index.loops import entry, loop
from search.choosing_kernels import falling
from search.combining_kernels import _combined, _parts_of
from search.lists import (
    HELD_BY,
    HOLDING,
    LEAF,
    UNTOLD,
    WORDS,
    Chosen,
    Ints,
    Lists,
    Others,
    Told,
    Words,
)
from search.look_up_kernels import _with_stems, look_up
from search.other_kernels import _others_of
from search.other_list_kernels import _with_others
from search.ranking import Numbers
from search.scoring_kernels import idf_of
from search.standing_kernels import (
    _asked_of,
    _known_of,
    _lists_of,
    _ways_of,
    _words_of,
)


@entry
def answered(standing: Ints, texts: bytes, numbers: Ints, lists: Ints, senses: Ints) -> Told:
    """What there is to know of some words, and what a program over them and other lists finds.

    A question is the texts of the words (see `search.lists.Words`) and what is asked in numbers.
    The latter isn't worked out where a word's senses are yet to be told, or the program is empty;
    and nothing is where a stem isn't known.
    """
    known, ways = _known_of(standing), _ways_of(standing, senses)
    stemmed, are_known = _with_stems(letters_of(texts), numbers[WORDS], ways.stems)
    words, asked = _words_of(stemmed, numbers), _asked_of(standing, numbers)
    if not are_known:
        words = Words(stemmed[:0], words.pairs[:0], words.leaves[:0])
    facts, rows, held = look_up(words.texts, words.pairs, known, asked.live)
    for row in range(len(rows)):
        rows[row, LEAF] = words.leaves[row]
    others = _others_of(words, known, (facts, rows), ways, asked)
    chosen = Chosen(held[:0], 0, 0, np.empty(0, np.int32), np.empty(0), False)
    is_answered = are_known and _are_told(others) and len(asked.program) > 0
    if is_answered:
        idfs = np.empty(len(rows))
        for i in range(len(rows)):
            idfs[i] = idf_of(asked.papers, facts[i, HOLDING])
        given = _lists_of(lists)
        if len(others.lists):
            given = _with_others(given, others, words.leaves)
        ordered = _in_order(rows, idfs, ways.factors.top, given)
        chosen = _combined(ordered, ways.factors, asked)
    told = _told(facts, rows, others.lists)
    return told, held, others.memory, len(rows), is_answered, _parts_of(chosen)


@loop
def _told(facts: Ints, rows: Ints, lists: Ints) -> Ints:
    """See `search.lists.Told`."""
    told = np.empty(facts.size + rows.size + lists.size, np.int64)
    at = 0
    for i in range(len(rows)):
        for own in (rows[i], facts[i]):
            for number in own:
                told[at] = number
                at += 1
    for number in lists.flat:
        told[at] = number
        at += 1
    return told


@loop
def _are_told(others: Others) -> bool:
    """Whether the senses of each word were told."""
    for i in range(len(others.lists)):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if others.lists[i, HELD_BY] == UNTOLD:
            return False
    return True


@loop
def _in_order(rows: Ints, weights: Numbers, top: float, others: Lists) -> Lists:
    """Words and other lists, first those that add most; of equal ones others first."""
    words, count = len(rows), len(rows) + len(others.most)
    most = np.concatenate((others.most, weights * top))
    order = falling(most)
    ordered = np.empty((count, rows.shape[1]), np.int64)
    scales, highest = np.empty(count), np.empty(count)
    for i in range(count):
        place, highest[i] = order[i] - (count - words), most[order[i]]
        is_word = place >= 0
        scales[i] = weights[place] if is_word else others.weights[order[i]]
        for column in range(rows.shape[1]):  # a row that is assigned takes Numba long to compile
            own = rows[place, column] if is_word else others.rows[order[i], column]
            ordered[i, column] = own
    return Lists(ordered, scales, highest)
