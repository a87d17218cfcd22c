"""A query tree over a corpus → an Answer: which papers match, their scores, and each word's part.

Boolean nodes combine masks; every leaf that isn't under a Not adds its parts to the scores.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from whoosh.query import And, Not, Or, Query

from index.analysis import analyse
from search import budget
from search.booleans import is_wanted, relaxed
from search.budget import OutOfTimeError
from search.corpus import Corpus
from search.leaves import expansion, found_by
from search.parts import Part
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Leaf, Word
from search.ranking import Numbers, Ranking
from search.sets import Mask, mask_of

MANY_WORDS = 6  # free text of more words than this looks for any of them


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query finds: a mask over the corpus, and scores for the papers in it."""

    mask: Mask
    scores: Numbers
    parts: tuple[Part, ...]
    match: Literal["all", "any"]
    partial: bool


class Evaluation:
    """The course of one query: what each leaf has found, and whether time ran out."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self.corpus = corpus
        self.ranking = ranking
        self._found: dict[int, tuple[Leaf, Mask, tuple[Part, ...]]] = {}
        self._names: dict[int, list[str]] = {}
        self._expanded: dict[Leaf, Query] = {}
        self.partial = False

    def answer(self, tree: Query, free_words: int) -> Answer:
        """All of the wanted words; any of them where no paper has all, or where they are many."""
        self._names |= _names_in(tree)
        wide = any_of_its_words(tree)
        if free_words <= MANY_WORDS or wide == tree:
            mask = self.mask(tree)
            if mask.any() or wide == tree:
                return self._answer(tree, mask, "all")
        return self._answer(wide, self.mask(wide), "any")

    def mask(self, query: Query) -> Mask:
        """The papers that match."""
        if isinstance(query, Leaf):
            return self._leaf(query)[1]
        if isinstance(query, And):
            return self._all(query)
        if isinstance(query, Or):
            return self._any(query)
        if isinstance(query, Not):
            return self.corpus.everything() & ~self.mask(query.query)
        return mask_of(self.corpus, query)

    def expanded(self, leaf: Leaf) -> Query:
        """A leaf in Whoosh's primitives."""
        if leaf not in self._expanded:
            self._expanded[leaf] = expansion(self.corpus, leaf)
        return self._expanded[leaf]

    def all_expanded(self, leaves: Iterable[Leaf]) -> list[Query]:
        """Those leaves in primitives that there was time for."""
        return [self._expanded[leaf] for leaf in leaves if leaf in self._expanded]

    def missing(self, tree: Query) -> list[Word]:
        """The wanted words that no paper has."""
        words = [leaf for leaf in wanted_leaves(tree) if isinstance(leaf, Word) and is_wanted(leaf)]
        return [word for word in words if id(word) in self._found and not self._leaf(word)[1].any()]

    def fruitless(self, tree: Query) -> list[Leaf]:
        """What no paper has beside those words: phrases, authors and other conditions."""
        found = [leaf for leaf in wanted_leaves(tree) if id(leaf) in self._found]
        told = self.missing(tree)
        return [leaf for leaf in found if leaf not in told and not self.mask(leaf).any()]

    def _answer(self, tree: Query, mask: Mask, match: Literal["all", "any"]) -> Answer:
        scores = np.zeros(self.corpus.size)
        parts = list(self._parts(tree))
        for part in parts:
            scores[part.docs] += part.scores
        return Answer(mask, scores, tuple(parts), match, self.partial)

    def _parts(self, tree: Query) -> Iterator[Part]:
        """The parts of all leaves that aren't under a Not."""
        if isinstance(tree, Leaf):
            yield from self._leaf(tree)[2]
        elif _is_pair(tree):
            apart, joined = tree
            yield from self._parts(apart)
            both = self.mask(apart)
            for part in self._parts(joined):  # of a compound that is found apart, nothing twice
                yield replace(part, kind="expansion", scores=part.scores * ~both[part.docs])
        elif isinstance(tree, And | Or):
            for child in tree:
                yield from self._parts(child)

    def _leaf(self, leaf: Leaf) -> tuple[Leaf, Mask, tuple[Part, ...]]:
        """What a leaf finds, worked out once; nothing, when the time is up."""
        if id(leaf) not in self._found:
            names = self._names.get(id(leaf), ())
            try:
                budget.check()
                found = found_by(self.corpus, self.ranking, leaf, self.expanded(leaf), names)
            except OutOfTimeError:
                self.partial = True
                return leaf, np.zeros(self.corpus.size, np.bool_), ()
            # The leaf is kept beside what it found: its id must not go to another one.
            self._found[id(leaf)] = (leaf, *found)
        return self._found[id(leaf)]

    def _all(self, query: And) -> Mask:
        mask = self.corpus.everything()
        for part in query:
            mask &= self.mask(part)
        return mask

    def _any(self, query: Or) -> Mask:
        mask = np.zeros(self.corpus.size, np.bool_)
        for part in query:
            mask |= self.mask(part)
        return mask


def wanted_leaves(tree: Query) -> Iterator[Leaf]:
    """The leaves that a paper is ranked by: all that aren't under a Not."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, And | Or):
        for part in tree:
            yield from wanted_leaves(part)


def _names_in(tree: Query) -> dict[int, list[str]]:
    """For each word, the names that it may make with the words beside it."""
    names: dict[int, list[str]] = {}
    words = [leaf for leaf in wanted_leaves(tree) if isinstance(leaf, Word)]
    for first, second in pairwise(words):
        if first.fields == second.fields == DEFAULT_FIELDS:
            for word in (first, second):
                names.setdefault(id(word), []).append(f"{first.text} {second.text}")
    return names


def free_words(tree: Query) -> int:
    """How many words without quotes or field stand side by side."""
    parts = tree if type(tree) is And else (tree,)
    words = [leaf for part in parts for leaf in (part if isinstance(part, AllOrAny) else (part,))]
    return sum(isinstance(word, Word) and word.fields == DEFAULT_FIELDS for word in words)


def any_of_its_words(tree: Query) -> Query:
    """The tree with words side by side as any of them, those in quotes one by one as well."""
    return relaxed(_apart(tree))


def _apart(tree: Query) -> Query:
    if _is_pair(tree):
        return AllOrAny(list(tree[0]))
    if isinstance(tree, AllOrAny):
        parts = [_apart(part) for part in tree]
        return AllOrAny([word for part in parts for word in _with_words(part)])
    if isinstance(tree, And | Or):
        return type(tree)([_apart(part) for part in tree])
    return tree


def _with_words(part: Query) -> list[Query]:
    """A quoted phrase beside its words, which are looked for by stem."""
    if type(part) is AllOrAny:
        return list(part)
    if not isinstance(part, Exact) or part.fields != DEFAULT_FIELDS:
        return [part]
    words = [Word(word, start=part.start, end=part.end) for word in part.text.split()]
    telling = [word for word in words if analyse(word.text).stems]
    return [part, *telling] if len(words) > 1 else [part]


def _is_pair(tree: Query) -> bool:
    """Whether this is what `search.preparation` makes of two words that a known compound joins."""
    if type(tree) is not Or or len(tree) != 2 or not isinstance(tree[0], And):
        return False
    apart, joined = tree
    return isinstance(joined, Word) and joined.start == getattr(apart[0], "start", -1)
