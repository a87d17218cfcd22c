"""A query tree → a program over its leaves, and what loops are asked of them, by the tree alone.

Most questions are words that are no more than they look, and quoted words, joined by And and Or: of
these nothing is left to work out but what an index knows.
"""

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from index.analysis import stem
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
        return _texts_of([f"{stem(word.text)}\n{word.text}\t" for word in self.words], self.groups)


class Told(NamedTuple):
    """What is asked of an index for a tree of which all words are plain.

    If there are no other leaves, `numbers` are as `numbers_of` has them, and `counted` the places
    of words and groups in the order of the entries.
    """

    looking: Looking
    numbers: "array[int] | None" = None
    counted: Sequence[int] = ()


class Plan:
    """A tree as it is run: a tree of And, Or and Not with its operands first, in `steps`.

    `entries` are of its leaves, `joined` words side by side as one, in small letters.
    """

    def __init__(self, tree: Query) -> None:
        reading = _Reading()
        self.tree = tree
        self.steps = reading.steps(tree, counts=True)
        self.entries = reading.entries
        self.joined = reading.joined

    @cached_property
    def told(self) -> Told | None:
        """What is asked; None where a word isn't plain or stands beside itself, where a compound is
        found apart, and where there is no word and no plain group."""
        words: list[Word] = []
        groups: list[Exact] = []
        leaves = wanted_leaves(self.tree)
        for leaf in leaves:
            if isinstance(leaf, Word):
                if not leaf.is_plain or (words and leaf.text == words[-1].text):
                    return None
                words.append(leaf)
            elif isinstance(leaf, Exact) and is_plain_group(leaf):
                groups.append(leaf)
        if not (words or groups) or any(entry.apart for entry in self.entries):
            return None
        pairs = [word is not words[-1] for word in words]
        looking = looking_for(words, pairs, groups)
        places = {id(leaf): place for place, leaf in enumerate([*words, *groups])}
        # No other leaf, under no Not, and none twice.
        if not len(words) + len(groups) == len(places) == len(leaves) == len(self.entries):
            return Told(looking)
        counted = [places[id(entry.leaf)] for entry in self.entries]
        numbers = [0] * len(counted)
        for place, entry in zip(counted, self.entries, strict=True):
            numbers[place] = entry.number
        return Told(looking, numbers_of(pairs, numbers, self.steps), counted)


def plan_of_typed(tree: Query) -> Plan:
    """The plan of what was typed: stop words lose their say beside others."""
    return Plan(without_idle(tree)[0])


def looking_for(words: Sequence[Word], pairs: Sequence[bool], groups: Sequence[Exact]) -> Looking:
    """What is looked for, without stems: loops find those of the words that a paper has."""
    texts = _texts_of([f"\n{word.text}\t" for word in words], groups)
    return Looking(words, pairs, groups, texts)


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


def _texts_of(texts: list[str], groups: Sequence[Exact]) -> bytes:
    for group in groups:
        forms = group.text.lower().replace("-", " ").split()
        texts += [*(f"{form}\n" for form in forms), "\t"]
    return "".join(texts).encode()


def _joined_words(parts: Sequence[Query]) -> list[str]:
    return [
        (first.text + second.text).lower()
        for first, second in pairwise(parts)
        if isinstance(first, Word) and isinstance(second, Word)
    ]


class _Reading:
    """One walk through a tree: what a Plan has of it so far, and how many numbers were given."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.joined: list[str] = []
        self._numbers = 0

    def steps(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, Leaf):
            return [self._enter((tree,), counts)]
        if isinstance(tree, And):
            if isinstance(tree, AllOrAny):
                self.joined += _joined_words(tree.subqueries)
            return joined([self.steps(part, counts) for part in tree.subqueries], ALL)
        if isinstance(tree, Or):
            walk = self._pair_steps if is_pair(tree) else self._any_steps
            return walk(tree, counts)
        if isinstance(tree, Not):
            return [*self.steps(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if tree == NullQuery:
            return [EVERY, NOT]
        return [self._enter((tree,), counts)]

    def _any_steps(self, tree: Query, counts: bool) -> list[int]:
        """Those of its parts that are leaves are one to the program."""
        leaves = [part for part in tree.subqueries if not isinstance(part, _NODES)]
        nodes = [part for part in tree.subqueries if isinstance(part, _NODES)]
        programs = [self.steps(part, counts) for part in nodes]
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
