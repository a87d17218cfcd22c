"""Joining queries: nested joins are flattened, nothing is dropped but what asks for nothing.

What these functions return is the one shape that a meaning has, so that the canonical text of a
tree is read as the same tree again.
"""

from collections.abc import Iterable, Sequence

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search.query import AllOrAny, Exact, Leaf, Near, Wild, Word

JOINS = (And, Or)  # a tuple: `isinstance` takes five times as long for `And | Or`
# What is looked for in these fields is wanted; all else is a condition that always holds.
WANTED_FIELDS = {"title", "abstract"}
_IN_TEXT = (Word, Exact, Near, Wild)  # which `|` would join anew at each call


def leaves_of(tree: Query) -> list[Query]:
    """All leaves, those under a Not too: `tree.leaves()`, which takes several calls for each."""
    if isinstance(tree, Leaf):
        return [tree]
    if not isinstance(tree, JOINS):
        return [*tree.leaves()]
    found: list[Query] = []
    for part in tree.subqueries:
        found += (part,) if isinstance(part, Leaf) else leaves_of(part)
    return found


def all_of(queries: Iterable[Query]) -> Query:
    """All must match: wanted ones first, then conditions, then what is excluded."""
    parts = [part for query in queries for part in _parts(query, And)]
    return _conjunction(
        [part for part in parts if is_wanted(part)],
        [part for part in parts if not is_wanted(part)],
    )


def side_by_side(queries: Iterable[Query]) -> Query:
    """What stands side by side: wanted ones become one AllOrAny, conditions must all match."""
    parts = [part for query in queries for part in _parts(query, AllOrAny)]
    wanted = [part for part in parts if is_wanted(part)]
    joined = [AllOrAny(wanted)] if len(wanted) > 1 else wanted
    if len(wanted) == len(parts) > 1:
        return joined[0]
    return all_of([*joined, *(part for part in parts if not is_wanted(part))])


def any_of(queries: Iterable[Query]) -> Query:
    """One must match."""
    parts = [part for query in queries for part in _parts(query, Or)]
    if not parts:
        return NullQuery
    return Or(parts) if len(parts) > 1 else parts[0]


def negation(query: Query) -> Query:
    """A Not of the query; under it nothing is relaxed, and a double one falls away."""
    if query == NullQuery:
        return NullQuery
    if isinstance(query, And) and len(query) == 2 and query[0] == Every():
        return query[1].query if isinstance(query[1], Not) else Not(strict(query))
    return Not(strict(query))


def strict(query: Query) -> Query:
    """The tree with every AllOrAny as all of them."""
    if not isinstance(query, JOINS):
        return query
    join = any_of if isinstance(query, Or) else all_of
    return join([strict(part) for part in query])


def relaxed(query: Query) -> Query:
    """The tree with every AllOrAny as any of them."""
    if isinstance(query, AllOrAny):
        return any_of([relaxed(part) for part in query])
    if isinstance(query, And):
        return all_of([relaxed(part) for part in query])
    return any_of([relaxed(part) for part in query]) if isinstance(query, Or) else query


def is_wanted(query: Query) -> bool:
    """Whether the query looks for words in a paper's text, and so may be relaxed and ranked."""
    if isinstance(query, _IN_TEXT):
        return WANTED_FIELDS.issuperset(query.fields)
    return isinstance(query, JOINS) and any(is_wanted(part) for part in query)


def _parts(query: Query, kind: type[Query]) -> Sequence[Query]:
    if query == NullQuery:
        return ()
    return query.subqueries if type(query) is kind else (query,)


def _conjunction(wanted: list[Query], conditions: list[Query]) -> Query:
    excluded = [part for part in conditions if isinstance(part, Not)]
    positive = [part for part in conditions if not isinstance(part, Not) and part != Every()]
    parts = [*wanted, *positive]
    if not parts and conditions:
        parts = [Every()]
    parts += excluded
    if not parts:
        return NullQuery
    return And(parts) if len(parts) > 1 else parts[0]
