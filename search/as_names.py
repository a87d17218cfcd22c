"""A query of which no paper has all words → the same one, with words that are family names as both.

A word such as Welling is looked for by its stem, "well", which is no name: so papers by a Welling
aren't found by it, see `search.beside`, unless nothing else is.
"""

from collections.abc import Iterator

from whoosh.query import And, Or, Query

from index.names import name_variants
from search.booleans import all_of, side_by_side
from search.query import DEFAULT_FIELDS, AllOrAny, Name, Word
from search.results import Problem
from search.terms import Terms


def with_names(tree: Query, terms: Terms) -> Query:
    """The tree in which free words that are an author's family name may be it as well.

    The tree itself where no word is.
    """
    if type(tree) is AllOrAny or type(tree) is And:
        parts = [with_names(part, terms) for part in tree]
        if all(new is old for new, old in zip(parts, tree, strict=True)):
            return tree
        return (side_by_side if type(tree) is AllOrAny else all_of)(parts)
    return _or_name(tree, terms) if isinstance(tree, Word) else tree


def _or_name(word: Word, terms: Terms) -> Query:
    if word.fields != DEFAULT_FIELDS or not word.text.isalpha() or len(word.text) < 2:
        return word
    keys = [("author", key) for key, _ in name_variants(word.text)]
    if not any(terms.frequencies(keys)):
        return word
    return Or([word, Name(word.text, start=word.start, end=word.end)])


def told_as_names(asked: Query, answered: Query) -> Iterator[Problem]:
    """What is to be said where the tree that was answered is `asked` with such names."""
    known = {id(leaf) for leaf in asked.leaves()}
    names = [leaf for leaf in answered.leaves() if isinstance(leaf, Name) and id(leaf) not in known]
    if names:
        words = ", ".join(f"'{name.text}'" for name in names)
        were = "was" if len(names) == 1 else "were"
        message = (
            f"no paper has all of these words, so {words} {were} looked for as an author's name too"
        )
        yield Problem("as-name", message, names[0].start, names[-1].end)
