"""A query tree → lists of papers, and a program over them: what compiled loops are handed."""

from collections.abc import Sequence
from typing import Protocol

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search.combining import (
    ALL,
    ANY,
    EVERY,
    NO_LEAF,
    NOT,
    AnyList,
    Held,
    Listed,
    Wanted,
    combine,
    joined,
)
from search.corpus import Corpus
from search.found import Found, Part
from search.free_words import is_pair
from search.lists import Chosen
from search.plain_words import Plain, Program
from search.query import Leaf
from search.scoring import Scoring
from search.shards import Docs

_NODES = (And, Or, Not)


class Leaves(Protocol):
    """What leaves find: an Evaluation."""

    scoring: Scoring
    corpus: Corpus

    def found(self, leaf: Query) -> Found | Plain:
        """What a leaf finds."""

    def papers(self, tree: Query) -> Docs:
        """The papers that match a tree."""


class Gathering:
    """What the leaves of one tree found: lists of papers, a program over them, words that count.

    Some leaves may be `waiting`: they are wanted, and will be looked up when the program is run.
    """

    def __init__(self, evaluation: Leaves, tree: Query, waiting: Sequence[Leaf] = ()) -> None:
        self._evaluation = evaluation
        self._waiting = {id(leaf): place for place, leaf in enumerate(waiting)}
        self._waiting_leaves = [NO_LEAF] * len(waiting)
        self._lists: list[AnyList] = []
        self._leaves = 0
        self._found: list[Part | Plain | int] = []
        self._program = self._steps(tree, counts=True)

    def program(self, wanted: Wanted) -> Program | None:
        """What to work out when the leaves that wait are found; nothing if one isn't there."""
        if NO_LEAF in self._waiting_leaves:
            return None
        return Program(self._waiting_leaves, self._lists, self._program, wanted)

    def found(self, waiting: Sequence[Plain | Found]) -> tuple[Part | Plain, ...]:
        """What counts, with what those leaves have found."""
        found: list[Part | Plain] = []
        for one in self._found:
            if isinstance(one, int):
                own = waiting[one]
                found += own.parts if isinstance(own, Found) else (own, *own.others)
            else:
                found.append(one)
        return tuple(found)

    def combined(self, wanted: Wanted) -> Chosen:
        """The papers that match, and their scores."""
        return combine(self._evaluation.scoring, self._lists, self._program, wanted)

    def _steps(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, Leaf):
            return [self._enter([tree], counts)]
        if isinstance(tree, Not):
            return [*self._steps(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if is_pair(tree):
            return self._pair_steps(tree, counts)
        if isinstance(tree, And):
            return joined([self._steps(part, counts) for part in tree], ALL)
        if isinstance(tree, Or):
            return self._any_steps(tree, counts)
        if tree == NullQuery:
            return [EVERY, NOT]
        return [self._enter([tree], counts)]

    def _any_steps(self, tree: Query, counts: bool) -> list[int]:
        """Those of its parts that are leaves are one to the program."""
        leaves = [part for part in tree if not isinstance(part, _NODES)]
        programs = [self._steps(part, counts) for part in tree if isinstance(part, _NODES)]
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
        number = self._enter([], counts)
        self._enter_parts(Found(tuple(parts), docs), number, counts)
        return joined([steps, [number]], ANY)

    def _enter(self, leaves: Sequence[Query], counts: bool) -> int:
        """Take up what some leaves found, any of them, under the next number."""
        number = self._leaves
        self._leaves += 1
        for leaf in leaves:
            place = self._waiting.get(id(leaf))
            if place is None:
                self._enter_found(self._evaluation.found(leaf), number, counts)
            else:
                self._waiting_leaves[place] = number
                self._found.append(place)
        return number

    def _enter_found(self, found: Found | Plain, number: int, counts: bool) -> None:
        if isinstance(found, Plain):
            self._lists.append(found.under(number, counts))
            self._found += [found] if counts else []
            if found.others:
                self._enter_parts(Found(found.others), number, counts)
        else:
            self._enter_parts(found, number, counts)

    def _enter_parts(self, found: Found, number: int, counts: bool) -> None:
        by_parts = found.docs is None and found.bits is None
        if found.bits is not None:
            self._lists.append(Held(found.bits, number))
        if found.docs is not None:
            self._lists.append(Listed(found.docs, None, number))
        if counts:
            self._found += found.parts
            own = number if by_parts else NO_LEAF
            self._lists += [Listed(part.docs, part.scores, own) for part in found.parts]
        elif by_parts:
            self._lists += [Listed(part.docs, None, number) for part in found.parts]
