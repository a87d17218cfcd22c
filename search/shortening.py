"""A tree that asks for very much → one that can be answered in time.

Of very many parts the first of what is wanted stay; wildcards share the words that they stand for.
"""

from dataclasses import replace

from whoosh.query import And, Not, Or, Query

from search.booleans import is_wanted, leaves_of
from search.query import Wild


def shorten(tree: Query, room: int) -> Query:
    """The tree with at most `room` parts to look for side by side; itself, where it has no more.

    Conditions and exclusions beside them stay, whatever their number.
    """
    if not isinstance(tree, And | Or):
        return tree
    parts = [shorten(part, room) for part in tree]
    if len(parts) <= room:
        changed = any(new is not old for new, old in zip(parts, tree, strict=True))
        return type(tree)(parts) if changed else tree
    if isinstance(tree, Or):
        return type(tree)(parts[:room])
    wanted = [part for part in parts if is_wanted(part)]
    return type(tree)([*wanted[:room], *(part for part in parts if not is_wanted(part))])


def ration(tree: Query, words: int) -> Query:
    """The tree whose wildcards stand for at most so many words together, each for as many."""
    wildcards = len([leaf for leaf in leaves_of(tree) if isinstance(leaf, Wild)])
    return _limited(tree, max(words // wildcards, 1)) if wildcards else tree


def _limited(tree: Query, limit: int) -> Query:
    if isinstance(tree, Wild):
        return replace(tree, limit=limit)
    if isinstance(tree, Not):
        return Not(_limited(tree.query, limit))
    if isinstance(tree, And | Or):
        return type(tree)([_limited(part, limit) for part in tree])
    return tree
