"""A leaf → what it finds, remembered from query to query: people use the same words again."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from index.names import name_variants
from search.corpus import Corpus
from search.parts import Part, leaf_parts, spelled_out
from search.query import Leaf, Word
from search.ranking import Ranking
from search.sets import Mask


def expansion(corpus: Corpus, leaf: Leaf) -> Query:
    """A leaf in primitives; those of a wildcard may be many and aren't kept."""
    if isinstance(leaf, Word):
        return corpus.kept(("expansion", leaf), lambda: leaf.expand(corpus))
    return leaf.expand(corpus)


def found_by(
    corpus: Corpus, ranking: Ranking, leaf: Leaf, expanded: Query, names: Iterable[str]
) -> tuple[Mask, tuple[Part, ...]]:
    """See `search.parts.leaf_parts`; the mask is the caller's own."""
    known = tuple(name for name in names if _is_author(corpus, name))

    def work_out() -> tuple[NDArray[np.uint8], tuple[Part, ...]]:
        mask, parts = leaf_parts(corpus, ranking, leaf, expanded, known)
        return np.packbits(mask), parts

    bits, parts = corpus.kept(("leaf", leaf, known, ranking), work_out)
    return np.unpackbits(bits, count=corpus.size).view(np.bool_), parts


def _is_author(corpus: Corpus, name: str) -> bool:
    """Whether two words make a name that an author has: most pairs of words make none."""
    if not any(_is_surname(corpus, word) for word in name.split(" ")):
        return False
    return any(corpus.doc_frequency("author", key) for key, _ in spelled_out(name))


def _is_surname(corpus: Corpus, word: str) -> bool:
    def look_up() -> bool:
        return any(corpus.doc_frequency("author", key) for key, _ in name_variants(word))

    return corpus.kept(("surname", word), look_up)
