"""Our answers beside the formulas of `search.ranking`, over postings that Whoosh reads.

Nothing of the engine is used but its analysis: any of the words, title and abstract alone. Words
that are compounds in other papers ("photo-detectors"), and acronyms, have other spellings, of which
the formulas know nothing: questions with such words aren't checked.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import TOP, ours
from benchmarks.questions import Question
from index.analysis import analyse
from search.expansion import meaning
from search.ranking import Occurrences, Ranking, Statistics, word_scores

TEXT_ALONE = Ranking(author=0, venue=0, year=0, spelling=1, acronym=0)
FIELDS = ("title", "abstract")
CLOSE = 1e-6


def is_plain(searcher: ours.Searcher, question: Question) -> bool:
    """Whether its words stand for their stems and nothing else."""
    found = [meaning(word, searcher.corpus) for word in question.words]
    return not any(one.rows or one.spelled_out for one in found)


def disagreements(searcher: ours.Searcher, questions: Sequence[Question]) -> list[Question]:
    """The questions whose totals or first scores aren't the oracle's."""
    reader = searcher.corpus.reader
    lengths = [column(reader, f"{field}_length") for field in FIELDS]
    return [one for one in questions if not agrees(searcher, one, lengths)]


def agrees(searcher: ours.Searcher, question: Question, lengths: Sequence[NDArray[Any]]) -> bool:
    """Whether total and best scores are those of the formulas; equals may change place."""
    answer = searcher.compile(question, TEXT_ALONE)()
    found = np.array(answer.scores)
    stems = [stem for word in question.words for stem in analyse(word).stems]
    scores = [_scores(searcher.corpus.reader, stem, lengths) for stem in stems]
    expected = np.sort(reduce(np.add, scores))[::-1]
    expected, found = expected[expected > 0], found[found > 0]
    if answer.total != len(expected) or len(found) != min(TOP, len(expected)):
        return False
    return bool(np.allclose(found, expected[:TOP], rtol=CLOSE))


def column(reader: Any, name: str) -> NDArray[Any]:  # Whoosh's readers have no types
    """A column of numbers, document by document."""
    return np.array(list(reader.column_reader(name)), np.uint32)


def _scores(reader: Any, stem: str, lengths: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    counts = np.zeros((len(FIELDS), reader.doc_count_all()))
    for row, field in zip(counts, FIELDS, strict=True):
        if (field, stem) in reader:
            matcher = reader.postings(field, stem)
            while matcher.is_active():
                row[matcher.id()] = matcher.weight()
                matcher.next()
    holding = int(np.count_nonzero(counts.any(axis=0)))
    statistics = Statistics.of(*lengths)
    return word_scores(TEXT_ALONE, statistics, Occurrences(*counts, *lengths), holding) * (
        counts.any(axis=0)
    )
