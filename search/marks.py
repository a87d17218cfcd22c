"""Leaves in primitives → what to mark in a hit's text."""

from collections.abc import Iterable

from whoosh.query import Phrase, Query, Term

from search.feedback import Added
from search.highlight import Marks
from search.shards import TEXT_FIELDS

_FORM_FIELDS = tuple(f"{field}_form" for field in TEXT_FIELDS)


def marks_of(expanded: Iterable[Query], added: Iterable[Added] = ()) -> Marks:
    """Terms are marked wherever they are, rows of words whole, words near others one by one."""
    stems = {word.stem for word in added}
    words: set[str] = set()
    rows: dict[tuple[str, ...], None] = {}
    for query in expanded:
        for leaf in query.leaves():
            if isinstance(leaf, Phrase):
                if leaf.slop == 1:
                    rows[tuple(leaf.words)] = None
                else:
                    words.update(leaf.words)
            elif isinstance(leaf, Term) and leaf.fieldname in TEXT_FIELDS:
                stems.add(leaf.text)
            elif isinstance(leaf, Term) and leaf.fieldname in _FORM_FIELDS:
                words.add(leaf.text)
    return Marks(frozenset(stems), frozenset(words), tuple(rows))
