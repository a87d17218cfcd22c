"""A query tree over a corpus → an Answer: which papers match, their scores, and each word's part.

Each leaf finds its papers by itself; all of them are combined at once. Every leaf that isn't under
a Not adds its parts to the scores.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from index.analysis import stem
from search import budget
from search.bits import Bits
from search.booleans import is_wanted
from search.budget import OutOfTimeError
from search.combining import Wanted
from search.corpus import Corpus
from search.found import Found, Part
from search.free_words import MANY_WORDS, any_of_its_words, holds_pair, wanted_leaves
from search.gathering import Gathering
from search.leaves import Names, expansion, found_by
from search.lists import Chosen
from search.looking import looking_plain
from search.plain_words import Plain, find_plain, itself, parts_of
from search.query import Exact, Leaf, Word
from search.ranking import Numbers, Ranking
from search.scoring import Scoring
from search.sets import papers_of
from search.shards import NONE, Docs

EVERYTHING = Wanted()
AllFound = tuple[Chosen, tuple[Part | Plain, ...]]


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

    def parts(self) -> list[Part]:
        """What each word adds to the scores of `docs`, and to those of others perhaps."""
        docs = self.docs.copy()
        docs.sort()  # without the checks of `np.sort`, which take longer
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
        self._names: Names = {}
        self._expanded: dict[Leaf, Query] = {}
        self.partial = False

    def answer(self, tree: Query, free_words: int) -> Answer:
        """All of the wanted words; any of them where no paper has all, or where they are many."""
        are_many = free_words > MANY_WORDS
        if not are_many:
            answer = self._answer(tree, "all", wanted_leaves(tree))
            if answer.matched:
                return answer
        wide = any_of_its_words(tree)
        leaves = wanted_leaves(wide) if are_many else []  # else they have been looked up
        return self._answer(wide, "all" if wide == tree else "any", leaves)

    def papers(self, tree: Query) -> Docs:
        """The papers that match."""
        return Gathering(self, tree).combined(EVERYTHING).docs

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
            self.corpus.know_stems([leaf.text] if is_plain else ())
            self._expanded[leaf] = itself(leaf) if is_plain else expansion(self.corpus, leaf)
        return self._expanded[leaf]

    def told_apart(self, leaves: Iterable[Leaf]) -> tuple[list[str], list[Query]]:
        """The stems of words that are no more than themselves; the other leaves in primitives.

        Of those that there was time for.
        """
        plain, others = [], []
        for leaf in leaves:
            known = self._found.get(id(leaf))
            if known is None:
                continue
            if isinstance(known[1], Plain) and known[1].is_itself:
                plain.append(known[1].text)
            else:
                others.append(self.expanded(leaf))
        self.corpus.know_stems(plain)  # which loops found by themselves
        return [*map(stem, plain)], others

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

    def _answer(self, tree: Query, match: Literal["all", "any"], leaves: list[Leaf]) -> Answer:
        """The answer to a tree, of which some leaves are yet to be looked up."""
        answer = self._find_words(leaves, tree) if leaves else None
        if answer is None:
            gathered = Gathering(self, tree)
            answer = gathered.combined(self._wanted), gathered.found(())
        chosen, found = answer
        return Answer(*chosen, found, match, self.partial)

    def _find_words(self, leaves: list[Leaf], tree: Query) -> AllFound | None:
        """Find plain words and quoted ones ahead of the tree's other leaves, and names among them.

        And what the tree finds, where its words are no more than they look.
        """
        words = [leaf for leaf in leaves if isinstance(leaf, Word)]
        quoted = [leaf for leaf in leaves if isinstance(leaf, Exact)]
        looking, names = looking_plain(self.corpus, words, quoted)
        self._names |= names
        plain: list[Leaf] = [*looking.words, *looking.groups]
        gathered = program = None
        if plain and len(looking.words) == len(words) and not holds_pair(tree):
            gathered = Gathering(self, tree, plain)
            program = gathered.program(self._wanted)
        try:
            found, chosen = find_plain(self.scoring, looking, program)
        except OutOfTimeError:
            found, chosen = [], None
        for leaf, one in zip(plain, found, strict=False):
            self._found[id(leaf)] = leaf, one
        return (chosen, gathered.found(found)) if gathered and chosen else None

    def _find(self, leaf: Query) -> Found:
        if not isinstance(leaf, Leaf):
            return Found((), papers_of(self.corpus, leaf))
        names = self._names.get(id(leaf), ())
        return found_by(self.scoring, leaf, self.expanded, names)
