"""The papers of an answer → one page of them, in the order that was asked for; ties by id."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from search.compiled import loaded
from search.corpus import Corpus
from search.evaluator import Answer
from search.ranking import Numbers
from search.shards import Docs

Places = NDArray[np.intp]

FEW = 200  # papers that are put in order by hand, and ids that are looked up one by one


def page_of(corpus: Corpus, answer: Answer, start: int, stop: int) -> Places | slice:
    """Where in an answer's `docs` those are that come at start:stop, the highest score first."""
    if answer.ranked:
        return slice(start, stop)
    return best(corpus, answer.docs, answer.scores, start, stop)


def best(corpus: Corpus, docs: Docs, scores: Numbers, start: int, stop: int) -> Places | slice:
    """The same of any papers with their scores."""
    stop = min(stop, len(docs))
    if start >= stop:
        return slice(0)
    if len(docs) <= FEW and loaded():
        return _few_best(corpus, docs, scores.tolist())[start:stop]
    count = len(docs)
    least = np.partition(scores, count - stop)[count - stop] if stop < count else -np.inf
    places = np.flatnonzero(scores >= least)
    some = scores[places]
    return places[np.lexsort((_tie_keys(corpus, docs[places], some), -some))][start:stop]


def _few_best(corpus: Corpus, docs: Docs, scores: list[float]) -> Places:
    """Where the papers are, the highest score first: NumPy's ways take ten calls more."""
    ids = corpus.order("id")[docs].tolist()
    ranked = sorted(range(len(scores)), key=lambda place: (-scores[place], ids[place]))
    return np.array(ranked, np.intp)


def in_order(corpus: Corpus, docs: Docs, sort: str, start: int, stop: int) -> Places:
    """The same by a sort other than relevance; papers without a date or title come last."""
    keys = (corpus.order("id")[docs].astype(np.int64), *_SORTS[sort](corpus, docs))
    return np.lexsort(keys)[start:stop]


def _tie_keys(corpus: Corpus, docs: Docs, scores: Numbers) -> NDArray[np.int32]:
    """Numbers that order the papers by id, for those that share their score with another."""
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    tied = np.flatnonzero(sizes[group] > 1)
    if len(tied) > FEW or loaded():
        return corpus.order("id")[docs]
    keys = np.zeros(len(docs), np.int32)
    by_id = sorted(tied.tolist(), key=lambda i: corpus.stored(int(docs[i]))["id"])
    keys[by_id] = np.arange(len(by_id))
    return keys


def _newest(corpus: Corpus, docs: Docs) -> tuple[NDArray[np.int64], ...]:
    return (-corpus.numbers("date")[docs].astype(np.int64),)


def _oldest(corpus: Corpus, docs: Docs) -> tuple[NDArray[np.int64], ...]:
    dates = corpus.numbers("date")[docs].astype(np.int64)
    return (dates, (dates == 0).astype(np.int64))


def _title(corpus: Corpus, docs: Docs) -> tuple[NDArray[np.int64], ...]:
    titles = corpus.order("title_key")[docs].astype(np.int64)
    return (titles, _untitled(corpus, docs))


def _title_backwards(corpus: Corpus, docs: Docs) -> tuple[NDArray[np.int64], ...]:
    titles = corpus.order("title_key")[docs].astype(np.int64)
    return (-titles, _untitled(corpus, docs))


def _untitled(corpus: Corpus, docs: Docs) -> NDArray[np.int64]:
    held = np.zeros(corpus.size, np.int64)
    held[corpus.postings("has", "title").docs] = 1
    return 1 - held[docs]


# Sort → keys for lexsort, the weightiest last.
_SORTS: dict[str, Callable[[Corpus, Docs], tuple[NDArray[np.int64], ...]]] = {
    "newest": _newest,
    "oldest": _oldest,
    "title": _title,
    "-title": _title_backwards,
}
