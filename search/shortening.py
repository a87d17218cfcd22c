"""A tree of very many leaves → one that can be answered in time: the first of what is wanted."""

from whoosh.query import And, Or, Query

from search.booleans import is_wanted


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
