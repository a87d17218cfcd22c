"""A leaf → Whoosh's primitive queries (Term, Phrase, Or, …) over the terms of one index."""

from collections.abc import Callable, Iterable
from itertools import permutations
from typing import Any

from whoosh.query import And, NullQuery, Or, Phrase, Query, Term, TermRange

from index.analysis import analyse, forms
from index.names import name_variants
from search.expansion import Row, meaning, spellings, wild_words
from search.query import (
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
from search.shards import TEXT_FIELDS, WordRows
from search.terms import Terms

SPELLED_OUT = 0.5  # weight of what an acronym is short for: it ranks below the acronym itself
GIVEN = 0.6  # weight of an author of whom a given name alone was typed
MOST_KEYS = 20  # of an author, who has several: family name, initials, given names
MOST_ORDERED = 4  # words of a Near that are tried in every order


def compile_leaf(leaf: Leaf, terms: Terms) -> Query:
    """The primitives whose union is what the leaf finds; a weight below 1 is a query's boost."""
    return _COMPILERS[type(leaf)](leaf, terms)


def _word(leaf: Word, terms: Terms) -> Query:
    if not set(leaf.fields) <= set(TEXT_FIELDS):
        return _stems(leaf)
    found = meaning(leaf.text, terms)
    queries = [Term(field, stem) for stem in found.stems for field in leaf.fields]
    queries += [_row(field, row) for row in found.rows for field in leaf.fields]
    queries += [_row(field, row, SPELLED_OUT) for row in found.spelled_out for field in leaf.fields]
    return _any(queries)


def rows_of(leaf: Exact | Near | Wild, terms: Terms) -> WordRows:
    """The rows of typed forms that quoted words of title or abstract stand for."""
    if isinstance(leaf, Wild):
        words = wild_words(leaf.text, "compound", terms, leaf.limit // len(leaf.fields))
        return WordRows(tuple(tuple(word.split("-")) for word in words), leaf.fields)
    if isinstance(leaf, Exact):
        return WordRows(tuple(spellings(leaf.text, terms)), leaf.fields)
    row = tuple(forms(leaf.text))
    orders = permutations(row) if len(row) <= MOST_ORDERED else (row, row[::-1])
    rows = tuple(dict.fromkeys(orders)) if row else ()
    return WordRows(rows, leaf.fields, leaf.distance + 1)


def _quoted(leaf: Exact | Near, terms: Terms) -> Query:
    """For a Near: many words as typed or backwards alone."""
    if not set(leaf.fields) <= set(TEXT_FIELDS):
        return _stems(leaf)
    return _rows(rows_of(leaf, terms))


def _stems(leaf: Any) -> Query:
    """All words of a field of which stems alone are indexed."""
    queries = [Term(field, stem) for field in leaf.fields for stem in analyse(leaf.text).stems]
    return And(queries) if len(queries) > 1 else _any(queries)


def _wild(leaf: Wild, terms: Terms) -> Query:
    if leaf.fields == ("author",):
        return _any(Term("author", key) for key in _wild_names(leaf, terms))
    if "-" in leaf.text and set(leaf.fields) <= set(TEXT_FIELDS):
        return _rows(rows_of(leaf, terms))
    queries: list[Query] = []
    for field in (*(f"{f}_form" for f in leaf.fields if f in TEXT_FIELDS), *leaf.fields):
        room = leaf.limit - len(queries)
        queries += [Term(field, word) for word in wild_words(leaf.text, field, terms, room)]
    return _any(queries)


def _wild_names(leaf: Wild, terms: Terms) -> list[str]:
    """The surnames that match, since they have all papers of their longer keys; else the keys."""
    keys = wild_words(leaf.text, "author", terms, MOST_KEYS * leaf.limit)
    surnames = [key for key in keys if "," not in key]
    return (surnames or keys)[: leaf.limit]


def _name(leaf: Name, terms: Terms) -> Query:
    """The keys of a name; a word that is nobody's surname may be a given name."""
    keys = name_variants(leaf.text)
    if len(keys) == 1 and not any(terms.frequencies([("author", keys[0][0])])):
        keys += [(key, GIVEN) for key in wild_words(f"*,{keys[0][0]}", "author", terms)]
    return _any(Term("author", key, weight) for key, weight in keys)


def _range(leaf: Range, _: Terms) -> Query:
    """Terms of digits in the order of the calendar; 00 stands for a month or day not known."""
    (field,) = leaf.fields
    width = 4 if field == "year" else 8
    low = leaf.low.replace("-", "").ljust(width, "0")
    high = leaf.high.replace("-", "").ljust(width, "9")
    return TermRange(field, low, high)


def _term(field: str, value: str) -> Query:
    return Term(field, value)


def _rows(rows: WordRows) -> Query:
    """Any of some rows."""
    return _any(_row(field, row, slop=rows.slop) for row in rows.rows for field in rows.fields)


def _row(field: str, row: Row, weight: float = 1.0, slop: int = 1) -> Query:
    if len(row) == 1:
        return Term(f"{field}_form", row[0], weight)
    return Phrase(f"{field}_form", list(row), slop=slop, boost=weight)


def _any(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return NullQuery
    return Or(found) if len(found) > 1 else found[0]


_COMPILERS: dict[type, Callable[[Any, Terms], Query]] = {  # Any: the key is the leaf's type
    Word: _word,
    Exact: _quoted,
    Near: _quoted,
    Wild: _wild,
    Name: _name,
    Range: _range,
    Category: lambda leaf, _: _term("category", leaf.text.lower()),
    Id: lambda leaf, _: _term("identifier", leaf.identifier.lower()),
    Has: lambda leaf, _: _term("has", leaf.flag),
    Source: lambda leaf, _: _term("source", leaf.text),
}
