"""The one table of what may stand before a colon, and how what follows becomes a leaf."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from whoosh.query import Every, NullQuery, Query

from search.lexer import BEFORE, BEHIND, OPERATORS, QUOTES, Token
from search.query import (
    DEFAULT_FIELDS,
    FLAGS,
    Category,
    Exact,
    Has,
    Id,
    Name,
    Near,
    Range,
    Source,
    Wild,
    Word,
)
from search.ranges import read_range

_WILD = re.compile(r"[\w'’.-]*[*?][\w'’.*?-]*")
# C*-algebra, A*: a star behind a single letter is part of its name.
_STARRED = re.compile(r"[^\W\d_]\*-[^*?]+|[A-Z]\*")
_ET_AL = re.compile(r",? et\.? al\.?$", re.I)  # the lexer leaves one blank of many
_EVERYTHING = re.compile(r"\*+(?::\*+)?")
# Small words that begin a family name: `author:van der Maaten` needs no quotes.
_PARTICLES = (
    "af al da dal de del della den der di dos du el la las le los ten ter van von zu zum zur"
)
PARTICLES = frozenset(_PARTICLES.split())
LONGEST_NAME = 40  # characters of a field's name that its problem repeats
_SHORT_NAME = 6  # letters; of a shorter name one may differ, of others two
_SHORTEST_MEANT = 4  # letters of a field's name that may have been meant
_OTHERS = frozenset(("data", "publisher"))  # words of their own, near to a field of dates
_LONGEST_ID = 300  # characters; what is longer isn't looked at as an identifier


class Scope(NamedTuple):
    """One row: a field's name, its other names, and the reader of its values.

    `read` returns None for a value that the field can't have: it is then searched as text.
    """

    name: str
    aliases: tuple[str, ...]
    about: str
    read: Callable[["Scope", Token], Query | None]


def read_text(token: Token, fields: tuple[str, ...] = DEFAULT_FIELDS) -> Query:
    """The leaf for words of a text: Exact, Near, Wild, Word, or NullQuery where no word is."""
    place: dict[str, Any] = {"fields": fields, "start": token.start, "end": token.end}
    text = value(token)
    if not any(character.isalnum() for character in text):
        return Every() if _EVERYTHING.fullmatch(text) and fields == DEFAULT_FIELDS else NullQuery
    if token.distance:
        return Near(text, token.distance, **place)
    if token.kind == "phrase" or token.text.startswith("="):
        return Exact(text, **place)
    if fields == DEFAULT_FIELDS and (identifier := _identifier(text)):
        return Id(identifier, start=token.start, end=token.end)
    if _WILD.fullmatch(text) and not _STARRED.fullmatch(text):
        return Wild(text, **place)
    return Word(text.lower() if text in OPERATORS else text, **place)


def value(token: Token) -> str:
    """A token's text without the punctuation around it."""
    if token.kind == "phrase":
        return token.text
    return token.text.lstrip(BEFORE + " ").rstrip(BEHIND + " ")


def _identifier(text: str) -> str:
    if len(text) > _LONGEST_ID or not any(character.isdigit() for character in text):
        return ""
    from index.identifiers import find_identifier  # long expressions, that few words need

    found = find_identifier(text)
    return found.value if found and not re.search(rf"[\s{QUOTES}]", found.value) else ""


def _text(scope: Scope, token: Token) -> Query:
    return read_text(token, (scope.name,))


def _name(scope: Scope, token: Token) -> Query:
    text = _ET_AL.sub("", value(token)) or value(token)
    if "*" in text and _WILD.fullmatch(text):
        return read_text(token, (scope.name,))
    return Name(text, start=token.start, end=token.end)


def _category(scope: Scope, token: Token) -> Query:
    text = value(token)
    if token.kind == "word" and "*" in text and _WILD.fullmatch(text):
        return read_text(token, (scope.name,))
    return Category(text, start=token.start, end=token.end)


def _range(scope: Scope, token: Token) -> Query | None:
    bounds = read_range(scope.name, token.text.strip(",;"))
    if bounds is None:
        return None
    return Range(*bounds, fields=(scope.name,), start=token.start, end=token.end)


def _id(_: Scope, token: Token) -> Query:
    text = value(token)
    return Id(_identifier(text) or text, start=token.start, end=token.end)


def _identifier_only(_: Scope, token: Token) -> Query | None:
    found = _identifier(value(token))
    return Id(found, start=token.start, end=token.end) if found else None


def _isbn(_: Scope, token: Token) -> Query | None:
    found = _identifier(f"isbn {value(token)}")
    return Id(found, start=token.start, end=token.end) if found else None


def _has(_: Scope, token: Token) -> Query | None:
    flag = value(token).lower()
    return Has(flag, start=token.start, end=token.end) if flag in FLAGS else None


def _source(_: Scope, token: Token) -> Query:
    return Source(value(token), start=token.start, end=token.end)


SCOPES = (
    Scope("title", ("ti", "intitle"), "words of the title", _text),
    Scope("abstract", ("abs", "ab"), "words of the abstract", _text),
    Scope("author", ("authors", "au", "inauthor"), "a name, in any of its spellings", _name),
    Scope("venue", ("journal", "conference"), "words of the journal or conference", _text),
    Scope("comments", ("comment",), "words of the authors' comments", _text),
    Scope(
        "category",
        ("categories", "cat", "keyword", "keywords", "kw", "tag"),
        "a category or a whole archive",
        _category,
    ),
    Scope("year", ("years",), "a year or years: 2015, 2015..2020, >2019", _range),
    Scope("date", ("published",), "a date or dates: 2015-03, 2015-03..2016", _range),
    Scope("id", ("pmid",), "an identifier of any kind", _id),
    Scope("doi", (), "a DOI", _identifier_only),
    Scope("isbn", (), "an ISBN", _isbn),
    Scope("arxiv", (), "an arXiv identifier", _identifier_only),
    Scope("has", (), "what the paper has: " + ", ".join(FLAGS), _has),
    Scope("source", (), "the source that the paper was read from", _source),
)
SCOPE_OF = {name: scope for scope in SCOPES for name in (scope.name, *scope.aliases)}


def no_field(name: str, valued: bool) -> str:
    """What is said of a name before a colon that is no field's.

    Which one may have been meant, if it is `valued`: something stands right behind the colon.
    """
    name = name[:LONGEST_NAME]
    near = _nearest_field(name.lower()) if valued else ""
    return f"there is no field '{name}'" + (f"; did you mean {near}:?" if near else "")


def _nearest_field(name: str) -> str:
    """The field that begins alike and differs in a letter or two; empty where there is none."""
    from rapidfuzz.distance import OSA

    alike = [
        (OSA.distance(name, field), field)
        for field in SCOPE_OF
        if field[0] == name[0] and len(field) >= _SHORTEST_MEANT and name not in _OTHERS
    ]
    apart, field = min(alike, default=(LONGEST_NAME, ""))
    return field if apart <= (1 if len(name) < _SHORT_NAME else 2) else ""
