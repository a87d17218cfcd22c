"""A query tree → a program over its leaves, and what loops are asked of them, by the tree alone.

Most questions are words that are no more than they look, and quoted words, joined by And and Or: of
these nothing is left to work out but what an index knows.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from index.analysis import stem
from search.booleans import JOINS
from search.free_words import is_pair, wanted_leaves
from search.idle import without_idle
from search.lists import ALL, ANY, EVERY, NOT
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Leaf, Word

_NODES = (And, Or, Not)
_are_letters = re.compile("[ -]*[A-Za-z][A-Za-z -]*").fullmatch


class Entry(NamedTuple):
    """A leaf of a tree, or a node that isn't ours, under its number in the program.

    It counts for the scores, unless it is under a Not; of a compound that is found `apart` as well,
    in papers alone where it isn't.
    """

    leaf: Query
    number: int
    counts: bool
    apart: Query | None = None


class Looking(NamedTuple):
    """Leaves that are plain by their letters: words, and groups of quoted words.

    `pairs` tells whether each word may be a name with the next one; `texts` are theirs, see
    `search.lists.Words`.
    """

    words: Sequence[Word]
    pairs: Sequence[bool]
    groups: Sequence[Exact]
    texts: bytes

    def with_stems(self) -> bytes:
        """The texts with the stem of each word, for words that no paper has."""
        return _texts_of(self.words, self.groups, stem)


class Told(NamedTuple):
    """What is asked of an index for a tree of which all words are plain.

    `joined` are words side by side as one, in small letters. If there are no other leaves,
    `numbers` are as `numbers_of` has them, and `counted` the places of words and groups in the
    order of the entries.
    """

    looking: Looking
    joined: Sequence[str]
    numbers: "array[int] | None" = None
    counted: Sequence[int] = ()


class Plan:
    """A tree as it is run: a tree of And, Or and Not with its operands first, in `steps`.

    `entries` are of its leaves.
    """

    def __init__(self, tree: Query) -> None:
        reading = _Reading()
        self.tree = tree
        self.steps = reading.steps(tree, counts=True)
        self.entries = reading.entries

    @cached_property
    def told(self) -> Told | None:
        """What is asked; None where a word isn't plain or stands beside itself, where a compound is
        found apart, and where there is no word and no plain group."""
        return _told(self.tree, self.entries, self.steps)


def plan_of_typed(tree: Query) -> Plan:
    """The plan of what was typed: stop words lose their say beside others."""
    return Plan(without_idle(tree)[0])


def looking_for(words: Sequence[Word], pairs: Sequence[bool], groups: Sequence[Exact]) -> Looking:
    """What is looked for, without stems: loops find those of the words that a paper has."""
    return Looking(words, pairs, groups, _texts_of(words, groups, lambda _: ""))


def numbers_of(pairs: Sequence[bool], leaves: Sequence[int], steps: Sequence[int]) -> "array[int]":
    """What is asked of a loop, but for what is wanted: see WORDS in `search.lists`.

    `leaves` are the numbers of words and of groups behind them.
    """
    counts = len(pairs), len(leaves) - len(pairs), 0, 0
    # Which NumPy would take three times as long to make of a list in cold caches.
    return array("q", [*counts, *pairs, *leaves, *steps])


def is_plain_group(leaf: Exact) -> bool:
    """Whether quoted words are letters of ASCII, which loops know to spell otherwise."""
    return leaf.fields == DEFAULT_FIELDS and _are_letters(leaf.text) is not None


def joined(programs: Sequence[list[int]], join: int) -> list[int]:
    """One program of several: all of them hold, or any of them does; of none, all or nothing."""
    if not programs:
        return [EVERY] if join == ALL else [EVERY, NOT]
    steps = list(programs[0])
    for program in programs[1:]:
        steps += [*program, join]
    return steps


def _told(tree: Query, entries: Sequence[Entry], steps: Sequence[int]) -> Told | None:
    leaves = wanted_leaves(tree)
    words = [leaf for leaf in leaves if isinstance(leaf, Word)]
    groups = [leaf for leaf in leaves if isinstance(leaf, Exact) and is_plain_group(leaf)]
    are_pairs = [first.text != second.text for first, second in pairwise(words)]
    are_plain = all(word.is_plain for word in words) and all(are_pairs)
    if not (words or groups) or not are_plain or any(entry.apart for entry in entries):
        return None
    places = {id(leaf): place for place, leaf in enumerate([*words, *groups])}
    looking = looking_for(words, [*are_pairs, False][: len(words)], groups)
    joined_words = [*_joined_words(tree)]
    is_all = len(places) == len(entries) == len(leaves)  # there is no other leaf, under no Not
    if not is_all or len(words) + len(groups) > len(places):  # or one stands there twice
        return Told(looking, joined_words)
    counted = [places[id(entry.leaf)] for entry in entries]
    numbers = [0] * len(counted)
    for place, entry in zip(counted, entries, strict=True):
        numbers[place] = entry.number
    return Told(looking, joined_words, numbers_of(looking.pairs, numbers, steps), counted)


def _joined_words(tree: Query) -> Iterable[str]:
    """Words side by side, which may be a compound."""
    if isinstance(tree, JOINS):
        if isinstance(tree, AllOrAny):
            for first, second in pairwise(tree.subqueries):
                if isinstance(first, Word) and isinstance(second, Word):
                    yield (first.text + second.text).lower()
        for part in tree.subqueries:
            if not isinstance(part, Leaf):
                yield from _joined_words(part)


def _texts_of(
    words: Sequence[Word], groups: Sequence[Exact], stem_of: Callable[[str], str]
) -> bytes:
    texts = [f"{stem_of(word.text)}\n{word.text}\t" for word in words]
    for group in groups:
        forms = group.text.lower().replace("-", " ").split()
        texts += [*(f"{form}\n" for form in forms), "\t"]
    return "".join(texts).encode()


class _Reading:
    """One walk through a tree: its entries so far, and how many numbers were given."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._numbers = 0

    def steps(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, Leaf):
            return [self._enter((tree,), counts)]
        if isinstance(tree, Not):
            return [*self.steps(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if is_pair(tree):
            return self._pair_steps(tree, counts)
        if isinstance(tree, And):
            return joined([self.steps(part, counts) for part in tree], ALL)
        if isinstance(tree, Or):
            return self._any_steps(tree, counts)
        if tree == NullQuery:
            return [EVERY, NOT]
        return [self._enter([tree], counts)]

    def _any_steps(self, tree: Query, counts: bool) -> list[int]:
        """Those of its parts that are leaves are one to the program."""
        leaves = [part for part in tree if not isinstance(part, _NODES)]
        programs = [self.steps(part, counts) for part in tree if isinstance(part, _NODES)]
        return joined([[self._enter(leaves, counts)], *programs] if leaves else programs, ANY)

    def _pair_steps(self, tree: Query, counts: bool) -> list[int]:
        """Of a compound that is found apart, nothing counts twice."""
        apart, whole = tree
        steps = self.steps(apart, counts)
        number = self._enter([whole], counts, apart)
        return joined([steps, [number]], ANY)

    def _enter(self, leaves: Sequence[Query], counts: bool, apart: Query | None = None) -> int:
        """Enter some leaves, any of which holds, under the next number."""
        number = self._numbers
        self._numbers += 1
        for leaf in leaves:
            self.entries.append(Entry(leaf, number, counts, apart))
        return number
