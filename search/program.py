"""A query tree → a program over its leaves: And, Or and Not with their operands first."""

from typing import NamedTuple

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search.free_words import is_pair
from search.lists import ALL, ANY, EVERY, NOT
from search.query import AllOrAny, Word

_NODES = (And, Or, Not)


class Entry(NamedTuple):
    """A leaf of a tree, or a node that isn't ours, under its number in the program.

    It counts for the scores, unless it is under a Not; of a compound that is found `apart` as well,
    in papers alone where it isn't.
    """

    leaf: Query
    number: int
    counts: bool
    apart: Query | None = None


class Program:
    """The `steps` of a tree, and its `leaves`, each under one of the `numbers`.

    `joined` are words side by side as one, in small letters; `has_idle` says that there is a word
    that isn't worth looking for, `has_apart` that a compound is found apart.
    """

    def __init__(self, tree: Query) -> None:
        self.joined: list[str] = []
        self.has_idle = False
        self.leaves: list[Query] = []
        self.numbers: list[int] = []
        self._under_not: set[int] = set()  # places of leaves
        self._apart: dict[int, Query] = {}
        self._next = 0  # number
        self.steps = self._read(tree, counts=True)

    @property
    def entries(self) -> list[Entry]:
        """All leaves."""
        return [*map(self.entry, range(len(self.leaves)))]

    @property
    def has_apart(self) -> bool:
        """See above."""
        return bool(self._apart)

    def entry(self, place: int) -> Entry:
        """The leaf at a place."""
        leaf, number = self.leaves[place], self.numbers[place]
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
        self._apart[len(self.leaves)] = apart
        return [*steps, self._enter(whole, counts), ANY]

    def _enter(self, leaf: Query, counts: bool, number: int | None = None) -> int:
        """Enter a leaf under the next number, or under that of another."""
        if number is None:
            number = self._next
            self._next += 1
        if not counts:
            self._under_not.add(len(self.leaves))
        if isinstance(leaf, Word) and leaf.is_idle:
            self.has_idle = True
        self.leaves.append(leaf)
        self.numbers.append(number)
        return number
