"""A query tree → a program over its leaves, and what loops are asked of them, by the tree alone.

Most questions are words that are no more than they look, and quoted words, joined by And and Or: of
these nothing is left to work out but what an index knows.
"""

import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from index.analysis import stem
from search.careful import may_be_plain, names_of
from search.free_words import is_pair, wanted_leaves
from search.idle import without_idle
from search.lists import ALL, ANY, EVERY, NO_LEAF, NOT
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
    `search.lists.Words`, and `numbers` as `numbers_of` has them. Where these have a program,
    `counted` are the places of words and groups in the order of its entries; where there are other
    entries, these stand `among` the places instead. If an author has one of the keys in `names`,
    words aren't plain, or names are to be looked for that loops don't know.
    """

    words: Sequence[Word]
    pairs: Sequence[bool]
    groups: Sequence[Exact]
    texts: bytes
    numbers: "array[int]"
    counted: Sequence[int] = ()
    names: Sequence[str] = ()
    among: Sequence[int | Entry] = ()

    def with_stems(self) -> bytes:
        """The texts with the stem of each word, for words that no paper has."""
        return _texts_of([f"{stem(word.text)}\n{word.text}\t" for word in self.words], self.groups)


class Plan:
    """A tree as it is run: a tree of And, Or and Not with its operands first, in `steps`.

    `joined` are words side by side as one, in small letters; `has_idle` says that there is a word
    that isn't worth looking for. `told` are the wanted leaves, where all words are plain, or may be
    (see `search.careful`); None where one isn't, where a compound is found apart, and where there
    is no word and no plain group.
    """

    def __init__(self, tree: Query) -> None:
        self.tree = tree
        self.joined: list[str] = []
        self.has_idle = False
        self._leaves: list[Query] = []  # the entries, with their
        self._numbers: list[int] = []
        self._under_not: set[int] = set()  # places of entries
        self._apart: dict[int, Query] = {}
        self._next = 0  # number
        self.steps = self._read(tree, counts=True)
        self.told = self._tell()

    @property
    def entries(self) -> list[Entry]:
        """All leaves."""
        return [*map(self._entry, range(len(self._leaves)))]

    def _entry(self, place: int) -> Entry:
        leaf, number = self._leaves[place], self._numbers[place]
        return Entry(leaf, number, place not in self._under_not, self._apart.get(place))

    def _read(self, tree: Query, counts: bool) -> list[int]:
        """The program of a tree; its leaves count for the scores or not."""
        if isinstance(tree, And):
            return self._read_all(tree, counts)
        if isinstance(tree, Or):
            return self._read_pair(tree, counts) if is_pair(tree) else self._read_any(tree, counts)
        if isinstance(tree, Not):
            return [*self._read(tree.query, counts=False), NOT]
        if type(tree) is Every and tree.fieldname is None:
            return [EVERY]
        if tree == NullQuery:
            return [EVERY, NOT]
        return [self._enter(tree, counts)]

    def _read_all(self, tree: Query, counts: bool) -> list[int]:
        are_typed = isinstance(tree, AllOrAny)
        before: Query | None = None
        steps: list[int] = []
        for part in tree.subqueries:
            if isinstance(part, Word):
                if are_typed and isinstance(before, Word):
                    self.joined.append((before.text + part.text).lower())
                more = [self._enter(part, counts)]
            else:
                more = self._read(part, counts)
            steps += [*more, ALL] if steps else more
            before = part
        return steps or [EVERY]

    def _read_any(self, tree: Query, counts: bool) -> list[int]:
        """Those of its parts that are leaves are one to the program."""
        steps: list[int] = []
        leaves: list[Query] = []
        for part in tree.subqueries:
            if isinstance(part, _NODES):
                more = self._read(part, counts)
                steps += [*more, ANY] if steps else more
            else:
                leaves.append(part)
        number: int | None = None
        for leaf in leaves:
            number = self._enter(leaf, counts, number)
        if number is not None:
            steps += [number, ANY] if steps else [number]
        return steps or [EVERY, NOT]

    def _read_pair(self, tree: Query, counts: bool) -> list[int]:
        """Of a compound that is found apart, nothing counts twice."""
        apart, whole = tree
        steps = self._read(apart, counts)
        self._apart[len(self._leaves)] = apart
        return [*steps, self._enter(whole, counts), ANY]

    def _enter(self, leaf: Query, counts: bool, number: int | None = None) -> int:
        """Enter a leaf under the next number, or under that of another."""
        if number is None:
            number = self._next
            self._next += 1
        if not counts:
            self._under_not.add(len(self._leaves))
        if isinstance(leaf, Word) and leaf.is_idle:
            self.has_idle = True
        self._leaves.append(leaf)
        self._numbers.append(number)
        return number

    def _tell(self) -> Looking | None:
        words: list[Word] = []
        texts: list[str] = []
        groups: list[Exact] = []
        leaves = wanted_leaves(self.tree)
        is_usual = True
        for leaf in leaves:
            if isinstance(leaf, Word):
                if not leaf.is_plain or (words and leaf.text == words[-1].text):
                    if not may_be_plain(leaf):
                        return None
                    is_usual = False
                words.append(leaf)
                texts.append(f"\n{leaf.text}\t")
            elif isinstance(leaf, Exact) and is_plain_group(leaf):
                groups.append(leaf)
        if not (words or groups) or self._apart:
            return None
        pairs = [True] * (len(words) - 1) + [False] if words else []
        names: Sequence[str] = ()
        if not is_usual:
            pairs, names = names_of(words)
        counted: Sequence[int] = range(len(words))
        among: Sequence[int | Entry] = ()
        numbers = self._numbers
        if len(words) != len(leaves) or leaves != self._leaves:  # else all stand in one order
            among, numbers = self._placed([*words, *groups])
            counted = [place for place in among if isinstance(place, int)]
        asked = numbers_of(pairs, numbers, self.steps if counted else ())
        if len(counted) == len(among):
            among = ()
        texts_of = _texts_of(texts, groups)
        return Looking(words, pairs, groups, texts_of, asked, counted, names, among)

    def _placed(self, found: Sequence[Leaf]) -> tuple[list[int | Entry], list[int]]:
        """The place of each entry among what is looked for, or itself, and the numbers of places.

        There is none if a leaf stands there twice.
        """
        places = {id(leaf): place for place, leaf in enumerate(found)}
        numbers = [NO_LEAF] * len(found)
        counted: list[int | Entry] = []
        for at, leaf in enumerate(self._leaves):
            place = places.pop(id(leaf), None)
            counted.append(self._entry(at) if place is None else place)
            if place is not None:
                numbers[place] = self._numbers[at]
        if NO_LEAF in numbers or len({*map(id, self._leaves)}) < len(self._leaves):
            return [], [NO_LEAF] * len(found)
        return counted, numbers


def plan_of_typed(tree: Query) -> Plan:
    """The plan of what was typed: stop words lose their say beside others."""
    plan = Plan(tree)
    return Plan(without_idle(tree)[0]) if plan.has_idle else plan


def looking_for(words: Sequence[Word], pairs: Sequence[bool], groups: Sequence[Exact]) -> Looking:
    """What is looked for, without stems: loops find those of the words that a paper has."""
    texts = _texts_of([f"\n{word.text}\t" for word in words], groups)
    numbers = numbers_of(pairs, [NO_LEAF] * (len(words) + len(groups)), ())
    return Looking(words, pairs, groups, texts, numbers)


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


def _texts_of(texts: list[str], groups: Sequence[Exact]) -> bytes:
    for group in groups:
        forms = group.text.lower().replace("-", " ").split()
        texts += [*(f"{form}\n" for form in forms), "\t"]
    return "".join(texts).encode()
