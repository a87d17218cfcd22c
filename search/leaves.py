"""A leaf → what it finds, remembered from query to query: people use the same words again."""

from collections.abc import Callable, Sequence

from whoosh.query import Query

from index.analysis import forms
from search.beside import spelled_out
from search.corpus import Corpus
from search.found import Found
from search.parts import find
from search.primitives import compile_leaf
from search.query import DEFAULT_FIELDS, Leaf, Word
from search.scoring import Scoring

Names = dict[int, tuple[str, ...]]  # of words, by their ids: those that each makes with another


def expansion(corpus: Corpus, leaf: Leaf) -> Query:
    """A leaf in primitives; those of a wildcard may be many and aren't kept."""
    if isinstance(leaf, Word):
        return corpus.kept(("expansion", leaf), lambda: compile_leaf(leaf, corpus))
    return compile_leaf(leaf, corpus)


def found_by(
    scoring: Scoring, leaf: Leaf, expand: Callable[[Leaf], Query], names: tuple[str, ...]
) -> Found:
    """See `search.parts.find`."""

    def work_out() -> Found:
        if isinstance(leaf, Word):
            scoring.corpus.know_stems(forms(leaf.text))  # saves the stemmer
        return find(scoring, leaf, expand, names)

    return scoring.corpus.kept(("leaf", leaf, names, scoring.ranking), work_out)


def names_of(corpus: Corpus, pairs: Sequence[tuple[Word, Word]]) -> Names:
    """For words side by side, by their ids: the names of authors that each makes with another."""
    if not pairs:
        return {}
    spelled = [
        (f"{first.text} {second.text}", (first, second))
        for first, second in pairs
        if first.fields == second.fields == DEFAULT_FIELDS
    ]
    keys = [(name, key) for name in dict(spelled) for key, _ in spelled_out(name)]
    papers = corpus.frequencies([("author", key) for _, key in keys])
    known = {name for (name, _), count in zip(keys, papers, strict=True) if count}
    names: Names = {}
    for name, both in spelled:
        for word in both if name in known else ():
            names[id(word)] = (*names.get(id(word), ()), name)
    return names
