"""The leaves of a tree that papers are ranked by; its free words, or any of them for all."""

from whoosh.query import And, Or, Query

from index.analysis import analyse
from search.booleans import JOINS, relaxed
from search.query import DEFAULT_FIELDS, AllOrAny, Exact, Leaf, Word

MANY_WORDS = 6  # free text of more words than this looks for any of them


def wanted_leaves(tree: Query) -> list[Leaf]:
    """The leaves that a paper is ranked by: all that aren't under a Not."""
    if isinstance(tree, Leaf):
        return [tree]
    if not isinstance(tree, JOINS):
        return []
    found: list[Leaf] = []
    for part in tree.subqueries:
        found += (part,) if isinstance(part, Leaf) else wanted_leaves(part)
    return found


def free_words(tree: Query) -> int:
    """How many words without quotes or field stand side by side."""
    parts = tree if type(tree) is And else (tree,)
    words = [leaf for part in parts for leaf in (part if isinstance(part, AllOrAny) else (part,))]
    return sum(isinstance(word, Word) and word.fields == DEFAULT_FIELDS for word in words)


def any_of_its_words(tree: Query) -> Query:
    """The tree with words side by side as any of them, those in quotes one by one as well."""
    return relaxed(_apart(tree))


def _apart(tree: Query) -> Query:
    if is_pair(tree):
        return AllOrAny(list(tree[0]))
    if isinstance(tree, AllOrAny):
        parts = [_apart(part) for part in tree]
        return AllOrAny([word for part in parts for word in _with_words(part)])
    if isinstance(tree, JOINS):
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


def is_pair(tree: Query) -> bool:
    """Whether this is what `search.preparation` makes of two words that a known compound joins."""
    if type(tree) is not Or or len(tree.subqueries) != 2 or not isinstance(tree[0], And):
        return False
    apart, joined = tree.subqueries
    return isinstance(joined, Word) and joined.start == getattr(apart[0], "start", -1)
