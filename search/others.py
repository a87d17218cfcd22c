"""What words are beside themselves, as loops tell it: lists of papers → parts of the scores.

A word may stand there in another spelling, or beside the text: see `search.parts`, the plain way.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.found import Kind, Part
from search.lists import (
    BESIDE,
    QUOTED,
    SENSE,
    SPELLED_OUT,
    UNTOLD,
    Answered,
    Ints,
    Row,
)
from search.query import Exact, Word
from search.ranking import Numbers
from search.scoring import Factors
from search.shards import WordPostings

_TOLD: tuple[tuple[str, Kind], ...] = (  # of WAYS and QUOTED: the field that is told, and how
    ("text", "stem"),
    ("text", "expansion"),
    ("text", "expansion"),
    ("author", "exact"),
    ("author", "exact"),
    ("venue", "exact"),
    ("text", "exact"),
)


class Ways(NamedTuple):
    """What words are scored by: themselves by `factors`, in other WAYS by the `weights` of these.

    `forms` are the layouts of title's and abstract's forms in each segment, `stems` with those of
    their stems; `senses` of each word, or of none.
    """

    factors: Factors
    weights: Numbers
    forms: Ints
    stems: Ints
    senses: Ints


def parts_beside(
    answered: Answered, leaves: Sequence[Word | Exact], weights: Numbers
) -> list[list[Part]]:
    """The parts that each of some words has beside its own, and the one of each group."""
    parts: list[list[Part]] = [[] for _ in leaves]
    memory, size = answered.beside, len(answered.beside) // BESIDE
    all_scores = memory[: 8 * size].view(np.float64)
    all_docs = memory[8 * size : 12 * size].view(np.int32)
    title = memory[12 * size : 16 * size].view(np.float32)
    abstract = memory[16 * size :].view(np.float32)
    for number, way, held_by, begin, end in answered.lists:
        if begin == end and way != QUOTED:
            continue
        docs, scores = all_docs[begin:end], all_scores[begin:end]
        field, kind = _TOLD[way]
        found, weight = None, 1.0
        if field == "text":
            found = WordPostings(docs, title[begin:end], abstract[begin:end])
            weight = 1.0 if way == QUOTED else float(weights[way])
        part = Part(leaves[number].text, field, kind, weight, held_by, docs, scores, found)
        parts[number].append(part)
    return parts


def spelled_otherwise(lists: Sequence[Row]) -> set[int]:
    """Which words have other spellings, by their numbers."""
    return {word for word, way, *_ in lists if way <= SPELLED_OUT}


def untold(lists: Sequence[Row]) -> list[int]:
    """Which words have senses that are to be told first, by their numbers."""
    return [word for word, _, held_by, *_ in lists if held_by == UNTOLD]


NO_SENSES: Ints = np.empty((0, SENSE), np.int64)  # nobody but loops looks what a word is short for


def senses_of(texts: dict[int, NDArray[np.uint8]], words: int) -> Ints:
    """What is told of those words that were looked at; good for as long as the texts live."""
    senses = np.full((words, SENSE), UNTOLD, np.int64)
    for word, text in texts.items():
        senses[word] = text.ctypes.data, len(text)
    return senses
