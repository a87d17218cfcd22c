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
from search.combining import Wanted, combine
from search.corpus import Corpus
from search.found import Found, Part
from search.free_words import MANY_WORDS, any_of_its_words, wanted_leaves
from search.gathering import Counted, gather
from search.leaves import Names, expansion, found_by
from search.lists import Chosen
from search.looking import looking_plain
from search.plain_words import Looked, Plain, find_plain, itself, parts_of
from search.plan import Looking, Plan, with_program
from search.query import Exact, Leaf, Word
from search.ranking import Numbers, Ranking
from search.scoring import Scoring
from search.sets import papers_of
from search.shards import NONE, Docs

EVERYTHING = Wanted()
Match = Literal["all", "any"]
AllFound = tuple[Chosen, Counted]


class Answer(NamedTuple):
    """What a query finds: the papers that match and pass, in bits, and `total`, how many.

    `docs` and their scores: as many of the best as were wanted, and others perhaps, in any order;
    ascending, where all were wanted; see `Chosen` for `ranked`. `matched` papers match, whether
    they pass or not.
    """

    bits: Bits
    matched: int
    total: int
    docs: Docs
    scores: Numbers
    ranked: bool
    counted: Counted
    match: Match
    partial: bool

    @property
    def found(self) -> tuple[Part | Plain, ...]:
        """Each part or word that counts for the scores."""
        return self.counted.found

    def where(self, places: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Answer":
        """The papers at some places of `docs` alone, in that order."""
        return self._replace(docs=self.docs[places], scores=self.scores[places], ranked=False)

    def parts(self) -> list[Part]:
        """What each word adds to the scores of `docs`, and to those of others perhaps."""
        docs = self.docs.copy()
        docs.sort()  # without the checks of `np.sort`, which take longer
        found = self.found
        plain = iter(parts_of([one for one in found if isinstance(one, Plain)], docs))
        return [one if isinstance(one, Part) else next(plain) for one in found]


class Evaluation:
    """The course of one query: what each leaf has found, and whether time ran out."""

    def __init__(self, corpus: Corpus, ranking: Ranking, wanted: Wanted = EVERYTHING) -> None:
        self.corpus = corpus
        self.ranking = ranking
        self.scoring = Scoring(corpus, ranking)
        self._wanted = wanted
        self._found: dict[int, tuple[Query, Found | Plain]] = {}
        self._looked: list[Looked] = []  # what is in them isn't yet in `_found`
        self._names: Names = {}
        self._expanded: dict[Leaf, Query] = {}
        self.partial = False

    def answer(self, plan: Plan, free_words: int) -> Answer:
        """All of the wanted words; any of them where no paper has all, or where they are many."""
        are_many = free_words > MANY_WORDS
        if not are_many:
            answer = self._answer(plan, "all", is_new=True)
            if answer.matched:
                return answer
        wide = Plan(any_of_its_words(plan.tree))
        match: Match = "all" if wide.tree == plan.tree else "any"
        # To look plain words up again takes less time than to go through what each of them found.
        return self._answer(wide, match, is_new=are_many or wide.told is not None)

    def papers(self, tree: Query) -> Docs:
        """The papers that match."""
        return self._combined(Plan(tree), EVERYTHING)[0].docs

    def found(self, leaf: Query) -> Found | Plain:
        """What a leaf finds, worked out once; nothing, when the time is up."""
        known = self._known(leaf)
        if known is not None:
            return known
        try:
            budget.check()
            found = self._find(leaf)
        except OutOfTimeError:
            self.partial = True
            return Found((), NONE)
        # The leaf is kept beside what it found: its id must not go to another one.
        self._found[id(leaf)] = (leaf, found)
        return found

    def expanded(self, leaf: Leaf) -> Query:
        """A leaf in Whoosh's primitives."""
        if leaf not in self._expanded:
            known = self._known(leaf)
            is_plain = isinstance(known, Plain) and known.is_itself
            self.corpus.know_stems([leaf.text] if is_plain else ())
            self._expanded[leaf] = itself(leaf) if is_plain else expansion(self.corpus, leaf)
        return self._expanded[leaf]

    def told_apart(self, leaves: Iterable[Leaf]) -> tuple[list[str], list[Query]]:
        """The stems of words that are no more than themselves; the other leaves in primitives.

        Of those that there was time for.
        """
        plain, others = [], []
        for leaf in leaves:
            known = self._known(leaf)
            if known is None:
                continue
            if isinstance(known, Plain) and known.is_itself:
                plain.append(known.text)
            else:
                others.append(self.expanded(leaf))
        self.corpus.know_stems(plain)  # which loops found by themselves
        return [*map(stem, plain)], others

    def all_expanded(self, leaves: Iterable[Leaf]) -> list[Query]:
        """Those leaves in primitives that there was time for."""
        return [self.expanded(leaf) for leaf in leaves if self._known(leaf) is not None]

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
        known = self._known(leaf)
        return known is not None and not known.any

    def _known(self, leaf: Query) -> Found | Plain | None:
        """What a leaf found; None if it wasn't looked up."""
        while self._looked:
            looked = self._looked.pop()
            pairs = zip(looked.leaves, looked.found, strict=True)
            self._found |= {id(leaf): (leaf, found) for leaf, found in pairs}
        kept = self._found.get(id(leaf))
        return kept[1] if kept else None

    def _answer(self, plan: Plan, match: Match, *, is_new: bool) -> Answer:
        """The answer to a plan; of a new one the words are yet to be looked up."""
        answer = self._find_words(plan) if is_new else None
        chosen, found = answer or self._combined(plan, self._wanted)
        return Answer(*chosen, found, match, self.partial)

    def _combined(self, plan: Plan, wanted: Wanted) -> AllFound:
        """What a plan finds, leaf by leaf."""
        lists, counted = gather(self, plan.program.entries)
        return combine(self.scoring, lists, plan.program.steps, wanted), Counted(counted)

    def _find_words(self, plan: Plan) -> AllFound | None:
        """Find plain words and quoted ones ahead of the tree's other leaves.

        And what the tree finds, where its words are no more than they look.
        """
        segments = self.corpus.segments
        looking = plan.told if segments else None
        if looking and looking.names and segments and segments.may_name(looking.names):
            looking = None
        looking = looking or self._looking_here(plan)
        lists, counted = gather(self, looking.entries)
        try:
            looked = find_plain(self.scoring, looking, self._wanted, lists)
        except OutOfTimeError:
            return None
        if looked is None:
            return None
        self._looked.append(looked)
        return (looked.chosen, Counted(counted, looked)) if looked.chosen else None

    def _looking_here(self, plan: Plan) -> Looking:
        """Which words look plain by what the index knows, and names among the others; with a
        program if all words do."""
        leaves = wanted_leaves(plan.tree)
        words = [leaf for leaf in leaves if isinstance(leaf, Word)]
        quoted = [leaf for leaf in leaves if isinstance(leaf, Exact)]
        looking, names = looking_plain(self.corpus, words, quoted)
        self._names |= names
        is_whole = len(looking.words) == len(words) and not plan.program.has_apart
        return with_program(looking, plan.program) if is_whole else looking

    def _find(self, leaf: Query) -> Found:
        if not isinstance(leaf, Leaf):
            return Found((), papers_of(self.corpus, leaf))
        names = self._names.get(id(leaf), ())
        return found_by(self.scoring, leaf, self.expanded, names)
