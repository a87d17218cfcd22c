"""Whoosh's primitive queries → the papers that match, as masks over arrays of postings.

A mask has one truth value for each paper of the corpus. What isn't known here is run by Whoosh.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    Every,
    Not,
    NullQuery,
    Or,
    Phrase,
    Query,
    Require,
    Term,
)

from search.corpus import Corpus
from search.shards import NONE, Docs, Places

Mask = NDArray[np.bool_]
_PLACE_BITS = 32  # a place is one number: paper, then position


def mask_of(corpus: Corpus, query: Query) -> Mask:
    """The papers that match a query of primitives; deleted papers never do."""
    evaluate = _KINDS.get(type(query))
    if evaluate is not None:
        return evaluate(corpus, query)
    return _mask(corpus, corpus.matched(query))


def phrase_counts(corpus: Corpus, phrase: Phrase) -> tuple[Docs, NDArray[np.float32]]:
    """The papers that hold the words in a row (in order, each within `slop` of the last), and how
    often."""
    words: list[str] = phrase.words
    within = reduce(
        lambda docs, more: np.intersect1d(docs, more, assume_unique=True),
        sorted((corpus.postings(phrase.fieldname, word).docs for word in set(words)), key=len),
    )
    rows = _row_ends(corpus, phrase, within.astype(np.int32))
    docs, counts = np.unique(rows >> _PLACE_BITS, return_counts=True)
    return docs.astype(np.int32), counts.astype(np.float32)


def _row_ends(corpus: Corpus, phrase: Phrase, within: Docs) -> NDArray[np.int64]:
    """The places of the last word of each row."""
    ends: NDArray[np.int64] | None = None
    for word in phrase.words:
        here = place_keys(corpus.places(phrase.fieldname, word, within))
        if ends is None:
            ends = here
        else:
            steps = range(1, phrase.slop + 1)
            ends = np.unique(np.concatenate([here[np.isin(here - step, ends)] for step in steps]))
        if not len(ends):
            break
    return np.empty(0, np.int64) if ends is None else ends


def place_keys(places: Places) -> NDArray[np.int64]:
    """Papers and positions as single numbers, in rising order."""
    return (places.docs.astype(np.int64) << _PLACE_BITS) | places.positions


def _mask(corpus: Corpus, docs: Docs) -> Mask:
    mask = np.zeros(corpus.size, np.bool_)
    mask[docs] = True
    return mask


def _term(corpus: Corpus, query: Term) -> Mask:
    return _mask(corpus, corpus.postings(query.fieldname, query.text).docs)


def _phrase(corpus: Corpus, query: Phrase) -> Mask:
    return _mask(corpus, phrase_counts(corpus, query)[0] if query.words else NONE)


def _and(corpus: Corpus, query: And) -> Mask:
    mask = corpus.everything()
    for part in query:
        mask &= mask_of(corpus, part)
    return mask


def _or(corpus: Corpus, query: Or) -> Mask:
    mask = np.zeros(corpus.size, np.bool_)
    for part in query:
        if type(part) is Term:  # many, for a wildcard: no mask for each
            mask[corpus.postings(part.fieldname, part.text).docs] = True
        else:
            mask |= mask_of(corpus, part)
    return mask


def _not(corpus: Corpus, query: Not) -> Mask:
    return corpus.everything() & ~mask_of(corpus, query.query)


def _and_not(corpus: Corpus, query: AndNot) -> Mask:
    return mask_of(corpus, query.a) & ~mask_of(corpus, query.b)


def _require(corpus: Corpus, query: Require) -> Mask:
    return mask_of(corpus, query.a) & mask_of(corpus, query.b)


def _every(corpus: Corpus, query: Every) -> Mask:
    if query.fieldname is None:
        return corpus.everything()
    return _mask(corpus, corpus.matched(query))


def _nothing(corpus: Corpus, query: Query) -> Mask:
    return np.zeros(corpus.size, np.bool_)


_KINDS: dict[type[Query], Callable[[Corpus, Any], Mask]] = {  # Any: each its own kind of query
    Term: _term,
    Phrase: _phrase,
    And: _and,
    Or: _or,
    Not: _not,
    AndNot: _and_not,
    AndMaybe: lambda corpus, query: mask_of(corpus, query.a),
    Require: _require,
    ConstantScoreQuery: lambda corpus, query: mask_of(corpus, query.child),
    Every: _every,
    type(NullQuery): _nothing,
}
