"""A question of one name or heading → a notice that there is a field for what it may mean."""

import re
from collections.abc import Iterator

from whoosh.query import Query

from index.analysis import forms
from index.names import name_variants
from search.beside import NAME_SHARE
from search.query import DEFAULT_FIELDS, AllOrAny, Word
from search.results import Problem
from search.terms import Terms

MOST = 4  # words of a heading


def also(tree: Query, terms: Terms) -> Iterator[Problem]:
    """What is told where all that is asked is a keyword or category, or a word with a capital
    that is too common to be looked for as the family name that it is too."""
    words = [*tree] if type(tree) is AllOrAny else [tree]
    if len(words) > MOST or not all(map(_is_free, words)):
        return
    if len(words) > 1 and not terms.kept("headings", lambda: _has_headings(terms)):
        return  # as in archives, whose categories are one word each
    text = " ".join(word.text for word in words)
    place = (words[0].start, words[-1].end)
    (papers,) = terms.frequencies([("category", text.lower())])
    if papers:
        yield Problem("also-keyword", _told(papers, "in the category", "category", text), *place)
    if len(words) == 1 and _is_name(text) and (papers := _named(text, terms)):
        yield Problem("also-name", _told(papers, "by an author called", "author", text), *place)


def _is_name(text: str) -> bool:
    """Whether a word with a capital may be a family name: O'Neil, but not C++ or X."""
    return text.istitle() and len(text) > 1 and re.sub("['’-]", "", text).isalpha()


def _is_free(part: Query) -> bool:
    return isinstance(part, Word) and part.fields == DEFAULT_FIELDS


def _has_headings(terms: Terms) -> bool:
    return any(b" " in name for name in terms.expand_prefix("category", b""))


def _named(text: str, terms: Terms) -> int:
    """Papers by authors with this family name; 0 where it is looked for as one anyway."""
    keys = [("author", key) for key, _ in name_variants(text)]
    stem = terms.stem_of(next(iter(forms(text)), ""))
    *named, title, abstract = terms.frequencies([*keys, ("title", stem), ("abstract", stem)])
    papers, holding = max(named, default=0), max(title, abstract)
    return papers if papers and papers / (papers + holding) < NAME_SHARE else 0


def _told(papers: int, what: str, field: str, text: str) -> str:
    are, them = ("paper is", "it") if papers == 1 else ("papers are", "them")
    asked = f'{field}:"{text}"' if " " in text else f"{field}:{text}"
    return f"{papers:,} {are} {what} '{text}': {asked} finds {them}"
