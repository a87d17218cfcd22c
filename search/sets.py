"""Whoosh's primitive queries → the papers that match, as masks over arrays of postings.

A mask has one truth value for each paper of the corpus. What isn't known here is run by Whoosh.
"""

from collections.abc import Callable
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

from search import budget
from search.corpus import Corpus
from search.phrases import phrase_counts, phrases_counts
from search.shards import NONE, Docs

Mask = NDArray[np.bool_]


def mask_of(corpus: Corpus, query: Query) -> Mask:
    """The papers that match a query of primitives; deleted papers never do."""
    evaluate = _KINDS.get(type(query))
    if evaluate is not None:
        return evaluate(corpus, query)
    return _mask(corpus, corpus.matched(query))


def _mask(corpus: Corpus, docs: Docs) -> Mask:
    mask = np.zeros(corpus.size, np.bool_)
    mask[docs] = True
    return mask


def _term(corpus: Corpus, query: Term) -> Mask:
    return _mask(corpus, corpus.postings(query.fieldname, query.text).docs)


def _phrase(corpus: Corpus, query: Phrase) -> Mask:
    return _mask(corpus, phrase_counts(corpus, query).docs if query.words else NONE)


def _and(corpus: Corpus, query: And) -> Mask:
    mask = corpus.everything()
    for part in query:
        mask &= mask_of(corpus, part)
    return mask


def _or(corpus: Corpus, query: Or) -> Mask:
    mask = np.zeros(corpus.size, np.bool_)
    for found in phrases_counts(corpus, (part for part in query if type(part) is Phrase)):
        mask[found.docs] = True
    for part in query:
        budget.check()
        if type(part) is Term:  # many, for a wildcard: no mask for each
            mask[corpus.postings(part.fieldname, part.text).docs] = True
        elif type(part) is not Phrase:
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
