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
from search.shards import Docs, WordRows

Mask = NDArray[np.bool_]


def mask_of(corpus: Corpus, query: Query) -> Mask:
    """The papers that match a query of primitives; deleted papers never do."""
    evaluate = _KINDS.get(type(query))
    if evaluate is not None:
        return evaluate(corpus, query)
    return corpus.mask(corpus.matched(query))


def papers_of(corpus: Corpus, query: Query) -> Docs:
    """The same as a list, ascending."""
    if type(query) is Term:
        return corpus.postings(query.fieldname, query.text).docs
    return np.flatnonzero(mask_of(corpus, query)).astype(np.int32)


def _term(corpus: Corpus, query: Term) -> Mask:
    return corpus.mask(corpus.postings(query.fieldname, query.text).docs)


def _phrase(corpus: Corpus, query: Phrase) -> Mask:
    field = query.fieldname.removesuffix("_form")
    rows = (tuple(query.words),) if query.words else ()
    return corpus.mask(corpus.together(WordRows(rows, (field,), query.slop)).docs)


def _and(corpus: Corpus, query: And) -> Mask:
    mask = corpus.everything()
    for part in query:
        mask &= mask_of(corpus, part)
    return mask


def _or(corpus: Corpus, query: Or) -> Mask:
    mask = np.zeros(corpus.size, np.bool_)
    for part in query:
        budget.check()
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
    return corpus.mask(corpus.matched(query))


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
