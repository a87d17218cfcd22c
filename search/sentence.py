"""A query tree → English: "papers by 'kramar' with the exact words “double descent”, from 2015"."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from whoosh.query import And, Every, Not, NullQuery, Or, Query

from search.booleans import WANTED_FIELDS, all_of, any_of, side_by_side
from search.canonical import canonical_text
from search.idle import without_idle
from search.query import (
    DEFAULT_FIELDS,
    AllOrAny,
    Category,
    Exact,
    Has,
    Id,
    Leaf,
    Name,
    Near,
    Range,
    Source,
    Wild,
    Word,
)


class Clause(NamedTuple):
    """What one node says: "with" + "'graph'" + " in the title".

    Clauses of equal lead and tail are told together; they come in the order of `place`.
    """

    place: int
    lead: str
    body: str
    tail: str = ""

    def text(self) -> str:
        """The clause on its own."""
        return f"{self.lead} {self.body}{self.tail}".strip()


# Places: what belongs right behind "papers", what follows a comma, what is left out.
_BY, _WITH, _BESIDE, _WITHOUT = range(4)
_OPPOSITE = {"with": "without", "that have": "that don't have", "that are": "that aren't"}
_FLAGS = {
    "code": "code",
    "doi": "a DOI",
    "arxiv": "an arXiv id",
    "abstract": "an abstract",
    "title": "a title",
}


def sentence(tree: Query) -> str:
    """The query as it was read, every leaf of it, as a noun phrase without a full stop."""
    if tree == NullQuery:
        return "nothing to look for"
    if isinstance(tree, Every):
        return "all papers"
    wanted, idle = without_idle(tree)
    told = _told_words(wanted) or _told([wanted])
    told = f"all papers, {told}" if told.startswith("but ") else f"papers {told}"
    left_out = ", ".join(dict.fromkeys(f"'{word.text}'" for word in idle))
    return f"{told} (left out: {left_out})" if left_out else told


def parts(tree: Query) -> list[tuple[str, str]]:
    """What the query is made of: each part in words, and the canonical query without it.

    Stop words that hold no condition aren't parts, and go with the first part that is dropped.
    """
    tree, _ = without_idle(tree)
    if isinstance(tree, Or):
        return [(_told([part]), canonical_text(any_of(rest))) for part, rest in _each(list(tree))]
    if type(tree) is not And:
        found = list(tree) if isinstance(tree, AllOrAny) else [tree]
        found = [part for part in found if part not in (NullQuery, Every())]
        return [(_told([part]), canonical_text(side_by_side(rest))) for part, rest in _each(found)]
    groups = [list(p) if isinstance(p, AllOrAny) else [p] for p in tree if p != Every()]
    return [
        (_told([part]), canonical_text(_without(groups, part)))
        for group in groups
        for part in group
    ]


def _without(groups: Sequence[list[Query]], left_out: Query) -> Query:
    kept = [[part for part in group if part is not left_out] for group in groups]
    return all_of(side_by_side(group) for group in kept)


def _each(queries: list[Query]) -> list[tuple[Query, list[Query]]]:
    return [(query, queries[:i] + queries[i + 1 :]) for i, query in enumerate(queries)]


def _told_words(tree: Query) -> str:
    """What `_told` says of nothing but words side by side, as most queries are; else nothing."""
    words = tree.subqueries if type(tree) is AllOrAny else (tree,)
    bodies = [
        f"'{word.text}'" for word in words if type(word) is Word and word.fields == DEFAULT_FIELDS
    ]
    return f"with {_listed(bodies, 'and')}" if len(bodies) == len(words) else ""


def _told(queries: Iterable[Query]) -> str:
    """The clauses of queries that must all match, told as one."""
    clauses = _merged([clause for query in queries for clause in _clauses(query)], "and")
    told: dict[int, list[str]] = {}
    for clause in clauses:
        told.setdefault(clause.place, []).append(clause.text())
    near = " ".join(" and ".join(told.pop(place)) for place in (_BY, _WITH) if place in told)
    return ", ".join(filter(None, [near, *chain(*told.values())])) or "of any kind"


def _merged(clauses: Iterable[Clause], conjunction: str) -> list[Clause]:
    groups: dict[tuple[int, str, str], list[str]] = {}
    for clause in sorted(clauses, key=lambda clause: clause.place):
        groups.setdefault((clause.place, clause.lead, clause.tail), []).append(clause.body)
    return [
        Clause(place, lead, _listed(bodies, "or" if place == _WITHOUT else conjunction), tail)
        for (place, lead, tail), bodies in groups.items()
    ]


def _listed(items: Sequence[str], conjunction: str) -> str:
    *most, last = items
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def _clauses(query: Query) -> list[Clause]:
    if isinstance(query, And):
        return [clause for part in query for clause in _clauses(part)]
    if isinstance(query, Or):
        return [_either(query)]
    if isinstance(query, Not):
        return [_not(query.query)]
    if isinstance(query, Leaf):
        return [_LEAVES[type(query)](query)]
    return []


def _either(query: Or) -> Clause:
    alternatives = [_merged(_clauses(part), "and") or [Clause(_WITH, "", "all")] for part in query]
    firsts = [clauses[0] for clauses in alternatives]
    together = {(clause.place, clause.lead, clause.tail) for clause in firsts}
    if len(together) == 1 and all(len(clauses) == 1 for clauses in alternatives):
        place, lead, tail = together.pop()
        return Clause(place, lead, f"either {_listed([c.body for c in firsts], 'or')}", tail)
    told = [_bracketed(_told([part])) for part in query]
    return Clause(_BESIDE, "either", _listed(told, "or"))


def _bracketed(text: str) -> str:
    return f"({text})" if "," in text or " and " in text or "either " in text else text


def _not(query: Query) -> Clause:
    clauses = _clauses(query)
    if isinstance(query, Leaf):
        (clause,) = clauses
        lead = _OPPOSITE.get(clause.lead, f"not {clause.lead}")
        return clause._replace(place=_WITHOUT, lead=lead)
    return Clause(_WITHOUT, "but not those", _told([query]))


def _in_text(leaf: Leaf, body: str) -> Clause:
    tail = f" in the {leaf.fields[0]}" if len(leaf.fields) == 1 else ""
    return Clause(_WITH, "with", body, tail)


def _exact(leaf: Exact) -> Clause:
    words = "words" if " " in leaf.text else "word"
    exact = "exact " if WANTED_FIELDS.issuperset(leaf.fields) else ""
    return _in_text(leaf, f"the {exact}{words} “{leaf.text}”")


def _near(leaf: Near) -> Clause:
    words = "word" if leaf.distance == 1 else "words"
    return _in_text(leaf, f"“{leaf.text}” at most {leaf.distance} {words} apart")


def _wild(leaf: Wild) -> Clause:
    if leaf.fields in (("author",), ("category",)):
        return Clause(*_BESIDE_TEXT[leaf.fields[0]], f"anything like '{leaf.text}'")
    return _in_text(leaf, f"words like '{leaf.text}'")


def _range(leaf: Range) -> Clause:
    if leaf.low == leaf.high:
        return Clause(_BESIDE, "from", leaf.low)
    if leaf.low and leaf.high:
        return Clause(_BESIDE, "from", f"{leaf.low} to {leaf.high}")
    return Clause(_BESIDE, "from", f"{leaf.low} on" if leaf.low else f"{leaf.high} or before")


def _has(leaf: Has) -> Clause:
    if leaf.flag == "retracted":
        return Clause(_BESIDE, "that are", "retracted")
    return Clause(_BESIDE, "that have", _FLAGS[leaf.flag])


_BESIDE_TEXT = {"author": (_BY, "by"), "category": (_BESIDE, "in")}
_LEAVES: dict[type, Callable[[Any], Clause]] = {  # Any: the key is the type of the parameter
    Word: lambda leaf: _in_text(leaf, f"'{leaf.text}'"),
    Exact: _exact,
    Near: _near,
    Wild: _wild,
    Name: lambda leaf: Clause(_BY, "by", f"'{leaf.text}'"),
    Category: lambda leaf: Clause(_BESIDE, "in", leaf.text),
    Range: _range,
    Id: lambda leaf: Clause(_BESIDE, "with the identifier", leaf.identifier),
    Has: _has,
    Source: lambda leaf: Clause(_BESIDE, "read from", f"'{leaf.text}'"),
}
