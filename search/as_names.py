"""A query of which no paper has all words → the same one, with words that are family names,
keywords or years as both.

A word such as Welling is looked for by its stem, "well", which is no name: so papers by a Welling
aren't found by it, see `search.beside`, unless nothing else is. Nor are papers by a heading that is
neither in their title nor in their abstract. And 2015-2018 may be years.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from whoosh.query import And, Or, Query

from index.names import name_variants
from search.booleans import all_of, any_of, side_by_side
from search.query import DEFAULT_FIELDS, AllOrAny, Category, Name, Range, Word
from search.results import Problem
from search.terms import Terms


def with_names(tree: Query, terms: Terms) -> Query:
    """The tree in which free words that are an author's family name, a category or a span of years
    may be it as well; those of a category with a name of several words may be it together.

    The tree itself where no word is.
    """
    if type(tree) is And:
        return _joined(all_of, tree, terms)
    if type(tree) is AllOrAny:
        return any_of([_joined(side_by_side, tree, terms), *_categories([*tree], terms)])
    if not isinstance(tree, Word) or tree.fields != DEFAULT_FIELDS:
        return tree
    found = [*_names(tree, terms), *_categories([tree], terms), *_years(tree)]
    return Or([tree, *found]) if found else tree


def _joined(join: Callable[[Iterable[Query]], Query], parts: And, terms: Terms) -> Query:
    found = [with_names(part, terms) for part in parts]
    changed = any(new is not old for new, old in zip(found, parts, strict=True))
    return join(found) if changed else parts


def _names(word: Word, terms: Terms) -> Iterator[Name]:
    if word.text.isalpha() and len(word.text) > 1:
        keys = [("author", key) for key, _ in name_variants(word.text)]
        if any(terms.frequencies(keys)):
            yield Name(word.text, start=word.start, end=word.end)


def _years(word: Word) -> Iterator[Range]:
    from search.typed_years import span_of  # few questions get here

    if span := span_of(word.text):
        yield Range(*span, start=word.start, end=word.end)


def _categories(parts: Sequence[Query], terms: Terms) -> Iterator[Category]:
    words = [part for part in parts if isinstance(part, Word) and part.fields == DEFAULT_FIELDS]
    name = " ".join(word.text for word in words)
    if len(words) == len(parts) and any(terms.frequencies([("category", name.lower())])):
        yield Category(name, start=words[0].start, end=words[-1].end)


def told_as_names(asked: Query, answered: Query) -> Iterator[Problem]:
    """What is to be said where the tree that was answered is `asked` with such names."""
    known = {id(leaf) for leaf in asked.leaves()}
    new = [leaf for leaf in answered.leaves() if id(leaf) not in known]
    for code, kind, what in (
        ("as-name", Name, "an author's name"),
        ("as-keyword", Category, "a keyword or category"),
        ("as-years", Range, "years"),
    ):
        found = [leaf for leaf in new if isinstance(leaf, kind)]
        if found:
            words = ", ".join(f"'{_shown(leaf)}'" for leaf in found)
            were = f"{'was' if len(found) == 1 else 'were'} looked for as {what} too"
            message = f"no paper has all of these words, so {words} {were}"
            yield Problem(code, message, found[0].start, found[-1].end)


def _shown(leaf: Name | Category | Range) -> str:
    return f"{leaf.low}–{leaf.high}" if isinstance(leaf, Range) else leaf.text
