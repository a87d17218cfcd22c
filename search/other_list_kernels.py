"""Lists beside words, made in compiled loops: what each adds to scores, where it alone counts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.codec.mapped_kernels import U1, Ints
from index.loops import loop
from search.bits import Bits
from search.field_kernels import _holds
from search.lists import (
    BEGIN,
    BESIDE,
    COLUMNS,
    COUNT,
    DOCS,
    END,
    HELD_BY,
    HOLDING,
    LEAF,
    LIST,
    QUOTED,
    SCORES,
    WAY,
    WORD,
    Asked,
    Lists,
    Others,
)
from search.others import Ways
from search.ranking import Numbers
from search.scoring import Factors
from search.scoring_kernels import idf_of, saturated
from search.shards import Counts, Docs
from search.word_kernels import counts_at, silence

Found = tuple[Docs, Counts, Counts]  # papers with a word, how often in title and in abstract


class One(NamedTuple):
    """A word: its number, form and stem, its facts and its row (see `search.lists`).

    And its sense, see `search.sense_kernels`.
    """

    number: int
    form: U1
    stem: U1
    facts: Ints
    row: Ints
    sense: U1


@loop
def _with_others(lists: Lists, others: Others, leaves: NDArray[np.int32]) -> Lists:
    """Lists with those that are beside words; `leaves` has the leaf that each word makes hold."""
    size = len(lists.rows)
    count = size + len(others.lists)
    rows, weights, most = np.zeros((count, COLUMNS), np.int64), np.ones(count), np.zeros(count)
    for i in range(size):
        weights[i], most[i] = lists.weights[i], lists.most[i]
        for column in range(COLUMNS):
            rows[i, column] = lists.rows[i, column]
    for i in range(len(others.lists)):
        own, row = others.lists[i], rows[size + i]
        begin, end = own[BEGIN], own[END]
        row[LEAF], row[COUNT] = leaves[own[WORD]], end - begin
        row[DOCS], row[SCORES] = others.docs[begin:].ctypes.data, others.scores[begin:].ctypes.data
        largest = 0.0
        for place in range(begin, end):
            score = others.scores[place]
            largest = score if score > largest else largest
        most[size + i] = largest
    return Lists(rows, weights, most)


@loop
def _with_text(
    one: One, way: int, found: Found, scoring: tuple[Ways, Asked], others: Others
) -> Others:
    """Add a part of the text: see `search.parts.text_part`."""
    docs, title, abstract = found
    ways, asked = scoring
    held_by = max(one.facts[HOLDING], len(docs))
    idf, weight = idf_of(asked.papers, held_by), ways.weights[way]
    scores = saturated(docs, title, abstract, ways.factors)
    for i in range(len(scores)):
        scores[i] = scores[i] * idf * weight
    return _added(others, (one.number, way, held_by), scores, found)


@loop
def _with_group(number: int, found: Found, scoring: tuple[Ways, Asked], others: Others) -> Others:
    """Add what a group of words finds: it counts as a word."""
    docs, title, abstract = found
    ways, asked = scoring
    idf = idf_of(asked.papers, len(docs))
    scores = saturated(docs, title, abstract, ways.factors)
    for i in range(len(scores)):
        scores[i] *= idf
    return _added(others, (number, QUOTED, len(docs)), scores, found)


@loop
def _with_field(
    one: One,
    way: tuple[int, int],
    found: tuple[Docs, Numbers],
    scoring: tuple[Ways, Asked],
    others: Others,
) -> Others:
    """Add a field beside the text, which counts by shares: see `search.beside.beside`.

    It is as rare as the field has it, or as the word is: so many papers hold that.
    """
    ways, asked = scoring
    field, holding = way
    docs, shares = found
    weight, factors = ways.weights[field], ways.factors
    if not weight or not len(docs):
        return others
    held_by = max(holding, len(docs))
    score = idf_of(asked.papers, held_by) * (factors.top * weight / (factors.half + weight))
    counts = np.zeros(len(docs), np.float32)
    return _added(others, (one.number, field, held_by), shares * score, (docs, counts, counts))


@loop
def _leave_larger(one: One, others: Others, first: int, factors: Factors, idf: float) -> None:
    """Of a word and each list beside it, the larger score alone stays in each paper."""
    for i in range(first, len(others.lists)):
        begin, end = others.lists[i, BEGIN], others.lists[i, END]
        docs = others.docs[begin:end]
        title, abstract = counts_at(one.row, docs)
        own = saturated(docs, title, abstract, factors)
        silent, n = np.empty(len(docs), np.int32), 0
        for j in range(len(docs)):
            wins = others.scores[begin + j] > own[j] * idf
            silent[n] = docs[j]
            n += wins
            if not wins:
                others.scores[begin + j] = 0.0
        silence(one.row, silent[:n])


@loop
def _leave_largest(others: Others, first: int) -> None:
    """Of several lists beside a word; the first of equal ones."""
    docs, scores = others.docs, others.scores
    for i in range(first, len(others.lists)):
        for j in range(first, i):
            mine, theirs = others.lists[i, BEGIN], others.lists[j, BEGIN]
            while mine < others.lists[i, END] and theirs < others.lists[j, END]:
                if docs[mine] == docs[theirs]:
                    if scores[mine] > scores[theirs]:
                        scores[theirs] = 0.0
                    else:
                        scores[mine] = 0.0
                is_behind = docs[mine] <= docs[theirs]
                theirs += docs[theirs] <= docs[mine]
                mine += is_behind


@loop
def _added(others: Others, told: tuple[int, int, int], scores: Numbers, found: Found) -> Others:
    """The lists with one more."""
    number, way, held_by = told
    begin, end = len(others.docs), len(others.docs) + len(scores)
    lists = np.empty((len(others.lists) + 1, LIST), np.int64)
    for i in range(len(others.lists)):
        for column in range(LIST):
            lists[i, column] = others.lists[i, column]
    row = lists[len(others.lists)]
    row[WORD], row[WAY], row[HELD_BY], row[BEGIN], row[END] = number, way, held_by, begin, end
    more = _room_for(lists, end)
    _put(more, 0, others.scores, (others.docs, others.title, others.abstract))
    _put(more, begin, scores, found)
    return more


@loop
def _room_for(lists: Ints, size: int) -> Others:
    """Lists with so many papers, which are yet to be put in."""
    memory = np.empty(BESIDE * size, np.uint8)
    return Others(
        lists,
        memory,
        memory[: 8 * size].view(np.float64),
        memory[8 * size : 12 * size].view(np.int32),
        memory[12 * size : 16 * size].view(np.float32),
        memory[16 * size :].view(np.float32),
    )


@loop
def _put(others: Others, at: int, scores: Numbers, found: Found) -> None:
    docs, title, abstract = found  # an assignment of slices takes Numba long to compile
    for i in range(len(scores)):
        others.docs[at + i], others.scores[at + i] = docs[i], scores[i]
        others.title[at + i], others.abstract[at + i] = title[i], abstract[i]


@loop
def _living(found: Found, live: Bits) -> Found:
    """Those papers that aren't deleted."""
    flags = np.empty(len(found[0]), np.bool_)
    for i in range(len(flags)):
        flags[i] = _holds(live, found[0][i])
    return _chosen(found, flags, True)


@loop
def _own_of(row: Ints, docs: Docs) -> Found:
    """Those of some papers that have the word of a row."""
    title, abstract = counts_at(row, docs)
    flags = np.empty(len(docs), np.bool_)
    for i in range(len(docs)):
        flags[i] = title[i] + abstract[i] > 0
    return _chosen((docs, title, abstract), flags, True)


@loop
def _beyond(row: Ints, found: Found) -> Found:
    """What was found but for papers that have the word of a row."""
    title, abstract = counts_at(row, found[0])
    flags = np.empty(len(title), np.bool_)
    for i in range(len(flags)):
        flags[i] = title[i] + abstract[i] > 0
    return _chosen(found, flags, False)


@loop
def _chosen(found: Found, flags: NDArray[np.bool_], flag: bool) -> Found:
    """Those with a flag, or those without."""
    docs, title, abstract = found
    some = np.empty(len(docs), np.int32)
    titles, abstracts = np.empty(len(docs), np.float32), np.empty(len(docs), np.float32)
    n = 0
    for i in range(len(docs)):
        some[n], titles[n], abstracts[n] = docs[i], title[i], abstract[i]
        n += flags[i] == flag
    return some[:n], titles[:n], abstracts[:n]
