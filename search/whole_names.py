"""`author:Stéphane Mallat` without quotes → the whole name, where an author has it.

The parser, which knows no authors, takes one word as the name and the next as one to look for.
"""

from whoosh.query import And, Query

from search.beside import spelled_out
from search.booleans import all_of, side_by_side
from search.canonical import canonical_text
from search.parser import Parsed
from search.query import DEFAULT_FIELDS, AllOrAny, Name, Word
from search.terms import Terms

LONGEST = 3  # words that may follow the first one of a name
MOST = 20  # names of a query that are looked at: each costs a walk through it


def with_whole_names(parsed: Parsed, terms: Terms) -> Parsed:
    """The reading with names that take in the words right behind them, as many as make a name."""
    tree = parsed.tree
    names = [part for part in tree if isinstance(part, Name)] if type(tree) is And else []
    for name in names[:MOST]:
        tree = _with_whole_name(tree, name, terms)
    if tree is parsed.tree:
        return parsed
    return parsed._replace(tree=tree, canonical=canonical_text(tree))


def _with_whole_name(tree: Query, name: Name, terms: Terms) -> Query:
    words = _behind(tree, name)
    for size in range(len(words), 0, -1):
        text = " ".join([name.text, *(word.text for word in words[:size])])
        if any(terms.frequencies([("author", key) for key, _ in spelled_out(text)])):
            whole = Name(text, start=name.start, end=words[size - 1].end)
            return _without(tree, name, whole, words[:size])
    return tree


def _behind(tree: Query, name: Name) -> list[Word]:
    """The free words right behind a name that isn't in quotes."""
    end = name.end if name.end - name.start == len(name.text) else -1
    found: list[Word] = []
    for word in tree.leaves():
        is_free = isinstance(word, Word) and word.fields == DEFAULT_FIELDS
        if is_free and word.start == end + 1 and len(found) < LONGEST:
            found.append(word)
            end = word.end
    return found


def _without(tree: Query, name: Name, whole: Name, words: list[Word]) -> Query:
    parts: list[Query] = []
    for part in tree:
        if isinstance(part, AllOrAny):
            parts.append(side_by_side(_others(part, words)))
        else:
            parts += [whole] if part is name else _others([part], words)
    return all_of(parts)


def _others(parts: And | list[Query], words: list[Word]) -> list[Query]:
    return [part for part in parts if not any(part is word for word in words)]
