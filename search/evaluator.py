"""A query tree over a corpus → an Answer: which papers match, their scores, and each word's part.

Each leaf finds its papers by itself; all of them are combined at once. Every leaf that isn't under
a Not adds its parts to the scores.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import And, Every, Not, NullQuery, Or, Query

from index.analysis import analyse
from search import budget
from search.booleans import is_wanted, relaxed
from search.budget import OutOfTimeError
from search.combining import ALL, ANY, EVERY, NO_LEAF, NOT, Listed, combine, joined
from search.corpus import Corpus
from search.found import Found, Part
from search.leaves import expansion, found_by, names_of
from search.plain_words import find_plain, itself, may_be_plain
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Leaf, Word
from search.ranking import Numbers, Ranking
from search.scoring import Scoring
from search.sets import papers_of
from search.shards import NONE, Docs

MANY_WORDS = 6  # free text of more words than this looks for any of them


class Answer(NamedTuple):
    """What a query finds: papers, in rising order unless they are a page, and their scores."""

    docs: Docs
    scores: Numbers
    parts: tuple[Part, ...]
    match: Literal["all", "any"]
    partial: bool

    def where(self, places: NDArray[np.bool_] | NDArray[np.intp]) -> "Answer":
        """The papers at some places alone, in that order."""
        return self._replace(docs=self.docs[places], scores=self.scores[places])


class Evaluation:
    """The course of one query: what each leaf has found, and whether time ran out."""

    def __init__(self, corpus: Corpus, ranking: Ranking) -> None:
        self.corpus = corpus
        self.ranking = ranking
        self.scoring = Scoring(corpus, ranking)
        self._found: dict[int, tuple[Query, Found]] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._expanded: dict[Leaf, Query] = {}
        self.partial = False

    def answer(self, tree: Query, free_words: int) -> Answer:
        """All of the wanted words; any of them where no paper has all, or where they are many."""
        words = [leaf for leaf in wanted_leaves(tree) if isinstance(leaf, Word)]
        self._names |= names_of(self.corpus, words)
        self._find_plain(words)
        if free_words <= MANY_WORDS:
            answer = self._answer(tree, "all")
            if len(answer.docs):
                return answer
        wide = any_of_its_words(tree)
        return self._answer(wide, "all" if wide == tree else "any")

    def papers(self, tree: Query) -> Docs:
        """The papers that match."""
        return _Gathering(self, tree).combined()[0]

    def found(self, leaf: Query) -> Found:
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
            self._expanded[leaf] = expansion(self.corpus, leaf)
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
        docs, scores = gathered.combined()
        return Answer(docs, scores, tuple(gathered.parts), match, self.partial)

    def _find_plain(self, words: list[Word]) -> None:
        """Find plain words ahead of the tree's other leaves, all at once."""
        plain = [word for word in words if id(word) not in self._names and may_be_plain(word)]
        try:
            found = find_plain(self.scoring, plain)
        except OutOfTimeError:
            return
        for word in plain:
            if word in found:
                self._found[id(word)] = word, found[word]
                self._expanded[word] = itself(word)

    def _find(self, leaf: Query) -> Found:
        if not isinstance(leaf, Leaf):
            return Found((), papers_of(self.corpus, leaf))
        names = self._names.get(id(leaf), ())
        return found_by(self.scoring, leaf, self.expanded, names)


class _Gathering:
    """What the leaves of one tree found: lists of papers, a program over them, parts that count."""

    def __init__(self, evaluation: Evaluation, tree: Query) -> None:
        self._evaluation = evaluation
        self._lists: list[Listed] = []
        self._leaves = 0
        self.parts: list[Part] = []
        self._program = self._steps(tree, counts=True)

    def combined(self) -> tuple[Docs, Numbers]:
        """The papers that match, and their scores."""
        return combine(self._lists, self._program, self._evaluation.corpus.live_bits)

    def _steps(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, Not):
            return [*self._steps(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if tree == NullQuery:
            return [EVERY, NOT]
        if _is_pair(tree):
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
        return joined([steps, [self._enter([Found(tuple(parts), found.docs)], counts)]], ANY)

    def _enter(self, leaves: list[Found], counts: bool) -> int:
        """Take up what some leaves found, any of them, under the next number."""
        number = self._leaves
        self._leaves += 1
        for found in leaves:
            own = number if found.docs is None else NO_LEAF
            if found.docs is not None:
                self._lists.append(Listed(found.docs, None, number))
            if counts:
                self.parts += found.parts
                self._lists += [Listed(part.docs, part.scores, own) for part in found.parts]
            elif found.docs is None:
                self._lists += [Listed(part.docs, None, number) for part in found.parts]
        return number


def wanted_leaves(tree: Query) -> Iterator[Leaf]:
    """The leaves that a paper is ranked by: all that aren't under a Not."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, And | Or):
        for part in tree:
            yield from wanted_leaves(part)


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
