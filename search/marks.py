"""Leaves in primitives → what to mark in a hit's text."""

from collections.abc import Iterable

from whoosh.query import Phrase, Query, Term

from search.feedback import Added
from search.highlight import Marks
from search.shards import TEXT_FIELDS

_FORM_FIELDS = tuple(f"{field}_form" for field in TEXT_FIELDS)


def marks_of(
    told_apart: Iterable[str], expanded: Iterable[Query], added: Iterable[Added] = ()
) -> Marks:
    """Terms are marked wherever they are, rows of words whole, words near others one by one.

    Some stems are told apart from the queries.
    """
    stems = {*told_apart, *[word.stem for word in added]}
    words: set[str] = set()
    rows: dict[tuple[str, ...], None] = {}
    queries = [*expanded]
    for query in queries:
        if isinstance(query, Term):
            if query.fieldname in TEXT_FIELDS:
                stems.add(query.text)
            elif query.fieldname in _FORM_FIELDS:
                words.add(query.text)
        elif isinstance(query, Phrase):
            if query.slop == 1:
                rows[tuple(query.words)] = None
            else:
                words.update(query.words)
        else:
            queries.extend(query.children())  # which the loop comes to
    return Marks(frozenset(stems), frozenset(words), tuple(rows))
