"""A query tree over a corpus → an Answer: which papers match, their scores, and each word's part.

Each leaf finds its papers by itself; all of them are combined at once. Every leaf that isn't under
a Not adds its parts to the scores.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search import budget
from search.bits import Bits, papers_of_bits
from search.booleans import is_wanted
from search.budget import OutOfTimeError
from search.combining import (
    ALL,
    ANY,
    EVERY,
    NO_LEAF,
    NOT,
    AnyList,
    Chosen,
    Held,
    Listed,
    Wanted,
    combine,
    joined,
)
from search.corpus import Corpus
from search.found import Found, Part
from search.free_words import MANY_WORDS, any_of_its_words, is_pair, wanted_leaves
from search.leaves import expansion, found_by, names_of
from search.plain_words import Plain, find_plain, itself, parts_of
from search.query import Leaf, Word
from search.ranking import Numbers, Ranking
from search.scoring import Scoring
from search.sets import papers_of
from search.shards import NONE, Docs

EVERYTHING = Wanted()


class Answer(NamedTuple):
    """What a query finds: the papers that match and pass, in bits, and `total`, how many.

    `docs`, ascending unless they are a page, and their scores: as many of the best as were wanted,
    and others perhaps. `matched` papers match, whether they pass or not.
    """

    bits: Bits
    matched: int
    total: int
    docs: Docs
    scores: Numbers
    found: tuple[Part | Plain, ...]
    match: Literal["all", "any"]
    partial: bool

    def where(self, places: NDArray[np.bool_] | NDArray[np.intp]) -> "Answer":
        """The papers at some places of `docs` alone, in that order."""
        return self._replace(docs=self.docs[places], scores=self.scores[places])

    def papers(self) -> Docs:
        """All of them, ascending."""
        return papers_of_bits(self.bits)

    def parts(self) -> list[Part]:
        """What each word adds to the scores of `docs`, and to those of others perhaps."""
        docs = np.sort(self.docs)
        plain = iter(parts_of([one for one in self.found if isinstance(one, Plain)], docs))
        return [one if isinstance(one, Part) else next(plain) for one in self.found]


class Evaluation:
    """The course of one query: what each leaf has found, and whether time ran out."""

    def __init__(self, corpus: Corpus, ranking: Ranking, wanted: Wanted = EVERYTHING) -> None:
        self.corpus = corpus
        self.ranking = ranking
        self.scoring = Scoring(corpus, ranking)
        self._wanted = wanted
        self._found: dict[int, tuple[Query, Found | Plain]] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._expanded: dict[Leaf, Query] = {}
        self.partial = False

    def answer(self, tree: Query, free_words: int) -> Answer:
        """All of the wanted words; any of them where no paper has all, or where they are many."""
        self._find_words([leaf for leaf in wanted_leaves(tree) if isinstance(leaf, Word)])
        if free_words <= MANY_WORDS:
            answer = self._answer(tree, "all")
            if answer.matched:
                return answer
        wide = any_of_its_words(tree)
        return self._answer(wide, "all" if wide == tree else "any")

    def papers(self, tree: Query) -> Docs:
        """The papers that match."""
        return _Gathering(self, tree).combined(EVERYTHING).docs

    def found(self, leaf: Query) -> Found | Plain:
        """What a leaf finds, worked out once; nothing, when the time is up."""
        if id(leaf) not in self._found:
            try:
                budget.check()
                found = self._find(leaf)
            except OutOfTimeError:
                self.partial = True
                return Found((), NONE)
            # The leaf is kept beside what it found: its id must not go to another one.
            self._found[id(leaf)] = (leaf, found)
        return self._found[id(leaf)][1]

    def expanded(self, leaf: Leaf) -> Query:
        """A leaf in Whoosh's primitives."""
        if leaf not in self._expanded:
            known = self._found.get(id(leaf))
            is_plain = known is not None and isinstance(known[1], Plain) and known[1].is_itself
            self._expanded[leaf] = itself(leaf) if is_plain else expansion(self.corpus, leaf)
        return self._expanded[leaf]

    def all_expanded(self, leaves: Iterable[Leaf]) -> list[Query]:
        """Those leaves in primitives that there was time for."""
        return [self.expanded(leaf) for leaf in leaves if id(leaf) in self._found]

    def missing(self, tree: Query) -> list[Word]:
        """The wanted words that no paper has."""
        words = [leaf for leaf in wanted_leaves(tree) if isinstance(leaf, Word) and is_wanted(leaf)]
        return [word for word in words if self._is_fruitless(word)]

    def fruitless(self, tree: Query) -> list[Leaf]:
        """What no paper has beside those words: phrases, authors and other conditions."""
        told = self.missing(tree)
        return [
            leaf for leaf in wanted_leaves(tree) if leaf not in told and self._is_fruitless(leaf)
        ]

    def _is_fruitless(self, leaf: Leaf) -> bool:
        """Whether a leaf was looked for, and nothing was found."""
        return id(leaf) in self._found and not self._found[id(leaf)][1].any

    def _answer(self, tree: Query, match: Literal["all", "any"]) -> Answer:
        gathered = _Gathering(self, tree)
        chosen = gathered.combined(self._wanted)
        return Answer(*chosen, tuple(gathered.found), match, self.partial)

    def _find_words(self, words: list[Word]) -> None:
        """Find plain words ahead of the tree's other leaves, all at once, and names among them."""
        try:
            found = find_plain(self.scoring, words)
        except OutOfTimeError:
            found = {}
        self._names |= names_of(self.corpus, _not_told(words, found))
        for word in words:
            if id(word) in found and id(word) not in self._names:
                self._found[id(word)] = word, found[id(word)]

    def _find(self, leaf: Query) -> Found:
        if not isinstance(leaf, Leaf):
            return Found((), papers_of(self.corpus, leaf))
        names = self._names.get(id(leaf), ())
        return found_by(self.scoring, leaf, self.expanded, names)


class _Gathering:
    """What the leaves of one tree found: lists of papers, a program over them, words that count."""

    def __init__(self, evaluation: Evaluation, tree: Query) -> None:
        self._evaluation = evaluation
        self._lists: list[AnyList] = []
        self._leaves = 0
        self.found: list[Part | Plain] = []
        self._program = self._steps(tree, counts=True)

    def combined(self, wanted: Wanted) -> Chosen:
        """The papers that match, and their scores."""
        return combine(self._evaluation.scoring, self._lists, self._program, wanted)

    def _steps(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, Not):
            return [*self._steps(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if tree == NullQuery:
            return [EVERY, NOT]
        if is_pair(tree):
            return self._pair_steps(tree, counts)
        if isinstance(tree, And):
            return joined([self._steps(part, counts) for part in tree], ALL)
        if isinstance(tree, Or):
            return self._any_steps(tree, counts)
        return [self._enter([self._evaluation.found(tree)], counts)]

    def _any_steps(self, tree: Query, counts: bool) -> list[int]:
        """Those of its parts that are leaves are one to the program."""
        nodes = And | Or | Not
        leaves = [self._evaluation.found(part) for part in tree if not isinstance(part, nodes)]
        programs = [self._steps(part, counts) for part in tree if isinstance(part, nodes)]
        return joined([[self._enter(leaves, counts)], *programs] if leaves else programs, ANY)

    def _pair_steps(self, tree: Query, counts: bool) -> list[int]:
        """Of a compound that is found apart, nothing counts twice."""
        apart, whole = tree
        steps = self._steps(apart, counts)
        found = self._evaluation.found(whole)
        both = self._evaluation.corpus.mask(self._evaluation.papers(apart))
        parts = [
            part._replace(kind="expansion", scores=part.scores * ~both[part.docs])
            for part in found.parts
        ]
        docs = found.docs if isinstance(found, Found) else None
        return joined([steps, [self._enter([Found(tuple(parts), docs)], counts)]], ANY)

    def _enter(self, leaves: list[Found | Plain], counts: bool) -> int:
        """Take up what some leaves found, any of them, under the next number."""
        number = self._leaves
        self._leaves += 1
        for found in leaves:
            if isinstance(found, Plain):
                self._lists.append(found.under(number, counts))
                self.found += [found] if counts else []
                if found.others:
                    self._enter_parts(Found(found.others), number, counts)
            else:
                self._enter_parts(found, number, counts)
        return number

    def _enter_parts(self, found: Found, number: int, counts: bool) -> None:
        by_parts = found.docs is None and found.bits is None
        if found.bits is not None:
            self._lists.append(Held(found.bits, number))
        if found.docs is not None:
            self._lists.append(Listed(found.docs, None, number))
        if counts:
            self.found += found.parts
            own = number if by_parts else NO_LEAF
            self._lists += [Listed(part.docs, part.scores, own) for part in found.parts]
        elif by_parts:
            self._lists += [Listed(part.docs, None, number) for part in found.parts]


def _not_told(words: list[Word], found: dict[int, Plain]) -> list[tuple[Word, Word]]:
    """Words side by side of which isn't known yet whether they are a name."""
    return [
        (first, second)
        for first, second in pairwise(words)
        if id(first) not in found or id(second) not in found or first.text == second.text
    ]
