"""A query tree → how it is run, and what loops are asked of its leaves, by the tree alone.

Most questions are words that are no more than they look, and quoted words, joined by And and Or: of
these nothing is left to work out but what an index knows.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from whoosh.query import And, Or, Query

from index.analysis import stem
from search.careful import need_care, pairs_and_keys
from search.free_words import wanted_leaves
from search.idle import without_idle
from search.lists import ALL, NO_LEAF
from search.program import Entry, Program
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Word

_are_letters = re.compile("[ -]*[A-Za-z][A-Za-z -]*").fullmatch

_Numbers = tuple[int, ...]


class Looking(NamedTuple):
    """Leaves that are plain by their letters: words, and groups of quoted words.

    `pairs` tells whether each word may be a name with the next one. `leaves` are the numbers of
    words, and of groups behind them, in a program of some `steps`; its `entries` are theirs in the
    order of the tree: places of words and groups, and what stands beside them. There is no program
    where there are no entries. If an author has one of the keys in `names`, words aren't plain, or
    names are to be looked for that loops don't know.
    """

    words: Sequence[Word]
    pairs: Sequence[bool]
    groups: Sequence[Exact]
    leaves: Sequence[int]
    steps: Sequence[int] = ()
    entries: Sequence[int | Entry] = ()
    names: Sequence[str] = ()

    def texts(self) -> bytes:
        """Of words and groups, see `search.lists.Words`; loops know the stems that papers have."""
        return self._with_groups([f"\n{word.text}\t" for word in self.words])

    def texts_with_stems(self) -> bytes:
        """The same with the stem of each word, for words that no paper has."""
        return self._with_groups([f"{stem(word.text)}\n{word.text}\t" for word in self.words])

    def _with_groups(self, texts: list[str]) -> bytes:
        for group in self.groups:
            forms = group.text.lower().replace("-", " ").split()
            texts += [*(f"{form}\n" for form in forms), "\t"]
        return "".join(texts).encode()


class Plan:
    """How a tree is run.

    `joined` are words side by side as one, in small letters; `has_idle` says that there is a word
    that isn't worth looking for. `told` are the wanted leaves, where all words are plain, or may be
    (see `search.careful`); None where one isn't, where a compound is found apart, and where there
    is no word and no plain group.
    """

    def __init__(self, tree: Query) -> None:
        self.tree = tree
        self.told = _told_at_sight(tree)
        if self.told:
            self.joined = _joined(self.told.words) if isinstance(tree, AllOrAny) else []
            self.has_idle = False
        else:
            self.joined, self.has_idle = self.program.joined, self.program.has_idle
            self.told = _told(tree, self.program)

    @cached_property
    def program(self) -> Program:
        """The tree as a program, for those who run it leaf by leaf."""
        return Program(self.tree)


def plan_of_typed(tree: Query) -> Plan:
    """The plan of what was typed: stop words lose their say beside others."""
    plan = Plan(tree)
    return Plan(without_idle(tree)[0]) if plan.has_idle else plan


def looking_for(words: Sequence[Word], pairs: Sequence[bool], groups: Sequence[Exact]) -> Looking:
    """What is looked for, without a program."""
    return Looking(words, pairs, groups, [NO_LEAF] * (len(words) + len(groups)))


def with_program(looking: Looking, program: Program) -> Looking:
    """The same with a program that has its leaves; without one, if a leaf stands there twice."""
    found = [*looking.words, *looking.groups]
    places = {id(leaf): place for place, leaf in enumerate(found)}
    if len({*map(id, program.leaves)}) < len(program.leaves):
        return looking
    numbers = [NO_LEAF] * len(found)
    entries: list[int | Entry] = []
    for at, leaf in enumerate(program.leaves):
        place = places.get(id(leaf))
        entries.append(program.entry(at) if place is None else place)
        if place is not None:
            numbers[place] = program.numbers[at]
    return looking._replace(leaves=numbers, steps=program.steps, entries=entries)


def is_plain_group(leaf: Exact) -> bool:
    """Whether quoted words are letters of ASCII, which loops know to spell otherwise."""
    return leaf.fields == DEFAULT_FIELDS and _are_letters(leaf.text) is not None


def _told_at_sight(tree: Query) -> Looking | None:
    """What `_told` says of plain words, joined by one And or Or, and of a phrase that is alone.

    As most questions are; in a third of the time.
    """
    if isinstance(tree, Exact):
        return Looking((), (), (tree,), (0,), (0,), (0,)) if is_plain_group(tree) else None
    words = tree.subqueries if type(tree) in (AllOrAny, Or, And) else (tree,)
    is_careful = need_care(words)
    if is_careful is None or not words:
        return None
    usual, leaves, steps, places = _usual(len(words), type(tree) is Or)
    pairs, names = pairs_and_keys(words) if is_careful else (usual, ())
    return Looking(words, pairs, (), leaves, steps, places, names)


@lru_cache(64)
def _usual(count: int, are_any: bool) -> tuple[tuple[bool, ...], _Numbers, _Numbers, _Numbers]:
    """Pairs, leaves, steps and entries of so many plain words."""
    places = (*range(count),)
    pairs = (*(place < count - 1 for place in places),)
    if are_any:
        return pairs, (0,) * count, (0,), places
    steps = [0]
    for place in places[1:]:
        steps += (place, ALL)
    return pairs, places, (*steps,), places


def _told(tree: Query, program: Program) -> Looking | None:
    leaves = wanted_leaves(tree)
    words = [leaf for leaf in leaves if isinstance(leaf, Word)]
    groups = [leaf for leaf in leaves if isinstance(leaf, Exact) and is_plain_group(leaf)]
    is_careful = need_care(words)
    if is_careful is None or not (words or groups) or program.has_apart:
        return None
    usual, *_ = _usual(len(words), are_any=False)
    pairs, names = pairs_and_keys(words) if is_careful else (usual, ())
    return with_program(looking_for(words, pairs, groups)._replace(names=names), program)


def _joined(words: Sequence[Word]) -> list[str]:
    return [first.text + second.text for first, second in pairwise(words)]
