"""What people type → a query tree and typed problems. Any text at all is read; nothing raises.

    any  := all (OR all)*
    all  := side (AND side)*
    side := one one …
    one  := [NOT] ( "(" any ")" | field: one | word | phrase )

Words side by side are wanted all (`AllOrAny`); NOT binds closest, then side by side, AND, OR.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from whoosh.query import NullQuery, Query

from search.booleans import all_of, any_of, negation, side_by_side
from search.canonical import canonical_text
from search.free_words import free_words
from search.lexer import OPERATORS, Token, tokenise
from search.query import AllOrAny, Id, Word
from search.ranges import COMPARATORS
from search.results import Problem
from search.scopes import PARTICLES, SCOPE_OF, Scope, no_field, read_text, value

PROBLEM_LIMIT = 20
_FIELDS = frozenset(SCOPE_OF)
_LIKE_FIELD = re.compile(r"([^\W\d_][\w-]*):(?!//)")

_LIKE_OPERATORS = {"or", "not"}  # which other databases take for operators
_ID_NAMES = ("doi", "arxiv", "isbn")  # in front of an identifier they say what it is
_QUOTED_STAR = re.compile(r"\w\w\*(?!\S)|(?<!\S)\*\w\w")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_WORDS = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)*").fullmatch


class Parsed(NamedTuple):
    """The reading of a query.

    `canonical` is a text that is read as an equal tree; `free_words` counts the words that stand
    side by side without quotes or field, repeats and stop words too.
    """

    tree: Query
    problems: tuple[Problem, ...]
    canonical: str
    free_words: int


def parse(text: str) -> Parsed:
    """Read what was typed; problems come in the order of the text, at most PROBLEM_LIMIT."""
    return _plain(text) or _parsed(text)


def _plain(text: str) -> Parsed | None:
    """The reading of nothing but words, as most queries are; None for any other text."""
    if not _WORDS(text):
        return None
    typed = text.split(" ")
    if not (OPERATORS.keys().isdisjoint(typed) and _LIKE_OPERATORS.isdisjoint(typed)):
        return None
    words = []
    start = 0
    for word in typed:
        words.append(Word(word, start=start, end=start + len(word)))
        start += len(word) + 1
    tree = AllOrAny(words) if len(words) > 1 else words[0]
    return Parsed(tree, (), text, len(words))


def _parsed(text: str) -> Parsed:
    """The reading of any text."""
    tokens, problems = tokenise(text, _FIELDS)
    reading = _Reading(tokens, problems)
    tree = reading.any()
    if tree == NullQuery and text.strip():
        problems.append(Problem("no-words", "there is no word here to look for", 0, len(text)))
    problems.sort(key=lambda problem: (problem.start, problem.end))
    told = tuple(problems[:PROBLEM_LIMIT])
    return Parsed(tree, told, canonical_text(tree), free_words(tree))


class _Reading:
    """One pass over the tokens; the lexer has balanced the parentheses and bounded their depth."""

    def __init__(self, tokens: list[Token], problems: list[Problem]) -> None:
        self.tokens = tokens
        self.at = 0
        self.problems = problems
        self.scope: Scope | None = None

    def any(self) -> Query:
        return self._series("or", self.all, any_of)

    def all(self) -> Query:
        return self._series("and", self.side, all_of)

    def side(self) -> Query:
        parts = []
        while self._kind() not in ("", "and", "or", "close"):
            parts.append(self.one())
        return side_by_side(parts)

    def one(self) -> Query:
        if self._kind() == "not":
            return self._not()
        token = self._take()
        if token.kind == "open":
            return self._group(token)
        if token.kind == "field":
            return self._field(token)
        return self._leaf(token)

    def _series(
        self, kind: str, operand: Callable[[], Query], join: Callable[[Iterable[Query]], Query]
    ) -> Query:
        parts = [operand()]
        while self._kind() == kind:
            operator = self._take()
            parts.append(operand())
            if NullQuery in parts[-2:]:
                self._report("dangling-operator", f"{operator.text} joins nothing here", operator)
        return join(parts) if len(parts) > 1 else parts[0]

    def _not(self) -> Query:
        operator = self._take()
        while self._kind() == "not":
            self._take()
        inner = self.one() if self._kind() not in ("", "and", "or", "close") else NullQuery
        if inner == NullQuery:
            self._report("dangling-operator", f"{operator.text} excludes nothing here", operator)
        return negation(inner)

    def _group(self, opening: Token) -> Query:
        inner = self.any()
        closing = self._take()
        if inner == NullQuery and closing.start == opening.end:
            self._report("empty-group", "there is nothing in these parentheses", opening)
        return inner

    def _field(self, field: Token) -> Query:
        outer, self.scope = self.scope, SCOPE_OF[field.text.lower()]
        try:
            if self._kind() == "not" and self.tokens[self.at].start == field.end:
                self._take()
                return all_of([negation(self._value(field))])
            if self._kind() in ("open", "word", "phrase"):
                return self._value(field)
        finally:
            self.scope = outer
        self._report("empty-field", f"nothing follows {field.text}:, so it is read as text", field)
        return self._leaf(field._replace(kind="word"))

    def _value(self, field: Token) -> Query:
        """What stands behind a field's colon; NullQuery for nothing."""
        if self._kind() == "open":
            return self._group(self._take())
        return self._leaf(self._take(), field) if self._kind() in ("word", "phrase") else NullQuery

    def _leaf(self, token: Token, field: Token | None = None) -> Query:
        if self.scope is None:
            match = _LIKE_FIELD.match(token.text if token.kind == "word" else "")
            # A title may begin so: "BERT: pre-training".
            valued = match is not None and (
                match.end() < len(token.text) or self._is_quoted_at(token.end)
            )
            if match and (match[1].islower() or valued):
                self._report("unknown-field", no_field(match[1], valued), token)
            return self._text(token)
        if token.text in COMPARATORS and self._kind() == "word":
            token = _joined(token, self._take(), "")
        if self.scope.read is SCOPE_OF["year"].read and token.text[:1] in ("[", "{"):
            token = self._whole_range(token)
        if self.scope.name == "author" and token.kind == "word":
            token = self._whole_name(token, grouped=field is None)
        if not any(character.isalnum() for character in token.text):
            return NullQuery
        if self.scope.read is SCOPE_OF["title"].read:
            self._warn_of_star(token)
            self._warn_of_field(token)
        leaf = self.scope.read(self.scope, token)
        return self._as_text(token, self.scope) if leaf is None else leaf

    def _text(self, token: Token) -> Query:
        if value(token).lower() in _ID_NAMES and token.kind == self._kind() == "word":
            following = read_text(self.tokens[self.at])
            if isinstance(following, Id):
                self._take()
                return following
        self._warn_of_star(token)
        return read_text(token)

    def _warn_of_field(self, token: Token) -> None:
        match = _LIKE_FIELD.match(token.text if token.kind == "word" else "")
        if match and self.scope and match[1].lower() in _FIELDS:
            message = f"{match[1]}: is no field within {self.scope.name}:, so it is read as text"
            self._report("nested-field", message, token)

    def _warn_of_star(self, token: Token) -> None:
        if token.kind == "phrase" and _QUOTED_STAR.search(token.text):
            message = "a star in quotes stands for no letters; it does so without quotes"
            self._report("quoted-star", message, token)

    def _whole_name(self, token: Token, grouped: bool) -> Token:
        """In parentheses words make one name; else `van der X`, `Y. X`, `X, Y` and `X Y. Z.` do."""
        last = token.text
        while self._kind() == "word":
            goes_on, text = _goes_on(last), self.tokens[self.at].text
            if not (grouped or goes_on or _are_initials(text)):
                break
            last = text if goes_on == "more" else ""
            token = _joined(token, self._take(), " ")
        return token

    def _whole_range(self, token: Token) -> Token:
        """Lucene's `[2015 TO 2020]`."""
        behind = [one.text for one in self.tokens[self.at : self.at + 2] if one.kind == "word"]
        if len(behind) < 2 or behind[0] != "TO":
            return token
        return _joined(_joined(token, self._take(), " "), self._take(), " ")

    def _as_text(self, token: Token, scope: Scope) -> Query:
        name = scope.name
        message = f"{name}: can't be '{value(token)[:40]}', so it is read as text"
        message += f"; it takes {scope.about}"
        self._report("bad-value", message, token)
        if token.kind == "phrase":
            return read_text(token)
        text = f"{name}:{value(token)}"
        return Word(text, start=token.start, end=token.end)

    def _is_quoted_at(self, place: int) -> bool:
        return self._kind() in ("phrase", "open") and self.tokens[self.at].start == place

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _report(self, code: str, message: str, token: Token) -> None:
        self.problems.append(Problem(code, message, token.start, token.end))


def _goes_on(word: str) -> str:
    """Whether a name goes on behind this word, and if so, for "once" or for "more"."""
    if word.endswith(","):
        return "once"
    return "more" if word.lower() in PARTICLES or _INITIAL.fullmatch(word) else ""


def _are_initials(text: str) -> bool:
    """Whether this may stand behind a name: G. or G.E., and g. but not i.i.d."""
    return bool(_INITIALS.fullmatch(text)) and (len(text) == 2 or text.isupper())


def _joined(first: Token, second: Token, by: str) -> Token:
    return first._replace(text=first.text + by + second.text, end=second.end)
