"""Stop words beside other words: they hold no condition, so the tree is run without them."""

from whoosh.query import And, Not, Or, Query

from index.analysis import STOP_WORDS, forms
from search.booleans import JOINS, WANTED_FIELDS, all_of, any_of, side_by_side
from search.query import AllOrAny, Leaf, Word

_JOINS = {AllOrAny: side_by_side, And: all_of, Or: any_of}


def without_idle(tree: Query) -> tuple[Query, list[Word]]:
    """The tree without its idle words, and those words; where all are idle, all stay."""
    if isinstance(tree, Not):
        inner, left_out = without_idle(tree.query)
        return Not(inner), left_out
    if not isinstance(tree, JOINS):
        return tree, []
    parts: list[Query] = []
    idle: list[Word] = []
    for part in tree:
        (idle if is_idle(part) else parts).append(part)
    if not idle and all(isinstance(part, Leaf) for part in parts):
        return tree, idle
    if all(isinstance(part, Not) for part in parts):
        parts, idle = list(tree), []
    split = [without_idle(part) for part in parts]
    join = _JOINS[type(tree)]
    return join(part for part, _ in split), idle + [word for _, words in split for word in words]


def is_idle(query: Query) -> bool:
    """Whether this is a word of title or abstract in which nothing is worth looking for."""
    if not isinstance(query, Word) or not WANTED_FIELDS.issuperset(query.fields):
        return False
    text: str = query.text
    if text.isascii() and text.isalpha():  # one form
        return text.lower() in STOP_WORDS
    return STOP_WORDS.issuperset(forms(text))
