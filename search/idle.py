"""Stop words beside other words: they hold no condition, so the tree is run without them."""

from whoosh.query import And, Not, Or, Query

from search.booleans import JOINS, all_of, any_of, side_by_side
from search.query import AllOrAny, Leaf, Word

_JOINS = {AllOrAny: side_by_side, And: all_of, Or: any_of}


def without_idle(tree: Query) -> tuple[Query, list[Word]]:
    """The tree without its idle words, and those words; where all are idle, all stay."""
    if isinstance(tree, Not):
        inner, left_out = without_idle(tree.query)
        return Not(inner), left_out
    if not isinstance(tree, JOINS):
        return tree, []
    idle = [part for part in tree if isinstance(part, Word) and part.is_idle]
    leaves = [part for part in tree if isinstance(part, Leaf)]
    if not idle and len(leaves) == len(tree):
        return tree, idle
    parts = [part for part in tree if not (isinstance(part, Word) and part.is_idle)]
    if all(isinstance(part, Not) for part in parts):
        parts, idle = list(tree), []
    split = [without_idle(part) for part in parts]
    join = _JOINS[type(tree)]
    return join(part for part, _ in split), idle + [word for _, words in split for word in words]
