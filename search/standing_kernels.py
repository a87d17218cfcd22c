"""What loops are handed for every question (`search.lists`) → the arrays it stands for."""

import numpy as np

from index.codec.mapped_kernels import (
    U1,
    Ints,
    doubles_at,
    ints_at,
    layouts_at,
    longs_at,
    uints_at,
)
from index.loops import entry, loop
from search.combining_kernels import _combined, _parts_of
from search.lists import (
    ABSTRACT_FACTORS,
    ACRONYMS,
    ADDS,
    AUTHORS,
    COLUMNS,
    COMPOUNDS,
    FIRST,
    FIRSTS,
    FORMS,
    GROUPS,
    HALF,
    IDF,
    LENGTHS,
    LIVE,
    MOST,
    PAPERS,
    PASSING,
    SEGMENTS,
    STEMS,
    TITLE_FACTORS,
    TOP,
    VENUES,
    WEIGHTS,
    WORDS,
    Asked,
    Filters,
    Known,
    Lists,
    OfChosen,
    Words,
)
from search.others import Ways
from search.scoring import Factors

_FIELDS = 6  # in which words are looked up: see `Known`
_STEM_FIELDS = 4  # see `search.word_kernels.stems`


@entry
def combined_of(standing: Ints, asked: Ints, lists: Ints) -> OfChosen:
    """See `search.combining.combine`."""
    own = _lists_of(lists), _factors_of(standing), _asked_of(standing, asked)
    return _parts_of(_combined(*own))


@loop
def _known_of(standing: Ints) -> Known:
    segments = layouts_at(standing[SEGMENTS, 0], standing[SEGMENTS, 1], _FIELDS)
    filters = Filters(
        longs_at(standing[AUTHORS, 0], standing[AUTHORS, 1]),
        longs_at(standing[VENUES, 0], standing[VENUES, 1]),
        longs_at(standing[ACRONYMS, 0], standing[ACRONYMS, 1]),
        longs_at(standing[COMPOUNDS, 0], standing[COMPOUNDS, 1]),
    )
    return Known(segments, ints_at(standing[FIRSTS, 0], standing[FIRSTS, 1]), filters)


@loop
def _stems_of(standing: Ints) -> Ints:
    return layouts_at(standing[STEMS, 0], standing[STEMS, 1], _STEM_FIELDS)


@loop
def _factors_of(standing: Ints) -> Factors:
    weights = doubles_at(standing[WEIGHTS, 0], standing[WEIGHTS, 1])
    return Factors(
        uints_at(standing[LENGTHS, 0], standing[LENGTHS, 1]),
        doubles_at(standing[TITLE_FACTORS, 0], standing[TITLE_FACTORS, 1]),
        doubles_at(standing[ABSTRACT_FACTORS, 0], standing[ABSTRACT_FACTORS, 1]),
        weights[TOP],
        weights[HALF],
    )


@loop
def _ways_of(standing: Ints, senses: Ints) -> Ways:
    forms = layouts_at(standing[FORMS, 0], standing[FORMS, 1], 2)
    weights = doubles_at(standing[WEIGHTS, 0], standing[WEIGHTS, 1])
    return Ways(_factors_of(standing), weights, forms, _stems_of(standing), senses)


@loop
def _words_of(texts: U1, asked: Ints) -> Words:
    words, groups = asked[WORDS], asked[GROUPS]
    pairs, leaves = np.empty(words, np.uint8), np.empty(words + groups, np.int32)
    for i in range(words):
        pairs[i] = asked[FIRST + i]
    for i in range(len(leaves)):
        leaves[i] = asked[FIRST + words + i]
    return Words(texts, pairs, leaves)


@loop
def _lists_of(handed: Ints) -> Lists:
    """Lists with what is handed of each: see HANDED."""
    rows, floats = np.empty((len(handed), COLUMNS), np.int64), handed.view(np.float64)
    weights, most = np.empty(len(handed)), np.empty(len(handed))
    for i in range(len(handed)):
        weights[i], most[i] = floats[i, IDF], floats[i, ADDS]
        for column in range(COLUMNS):
            rows[i, column] = handed[i, column]
    return Lists(rows, weights, most)


@loop
def _asked_of(standing: Ints, asked: Ints) -> Asked:
    start = FIRST + 2 * asked[WORDS] + asked[GROUPS]
    program = np.empty(len(asked) - start, np.int32)
    for i in range(len(program)):
        program[i] = asked[start + i]
    size = standing[LIVE, 1]
    live = longs_at(standing[LIVE, 0], size)
    passing = longs_at(asked[PASSING], size) if asked[PASSING] else live
    return Asked(program, standing[PAPERS, 1], live, passing, asked[MOST])
