"""What was typed → tokens with balanced parentheses. No text is refused; it takes linear time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.results import Problem

# Deeper parentheses are read as if they weren't there, so that no query can exhaust the stack.
DEPTH_LIMIT = 32
DISTANCE_LIMIT = 100  # words; an abstract has hardly more

QUOTES = '"“”„‟«»＂「」『』'
_SPACE = r"\s\x00-\x1f\x7f"
_PLAIN = rf"[^{_SPACE}(){QUOTES}]"
_TOKEN = re.compile(
    rf"""
      (?P<space>[{_SPACE}]+)
    | (?P<not>(?<![^{_SPACE}(])-+(?=[^{_SPACE})-]))
    | (?P<open>\() | (?P<close>\))
    | (?P<phrase>=?[{QUOTES}](?P<inner>[^{QUOTES}]*)[{QUOTES}](?:~(?P<distance>[0-9]+))?)
    | (?P<quote>=?[{QUOTES}])
    # A parenthesis right behind a letter belongs to the word: SU(2), O(n).
    | (?P<word>{_PLAIN}+ (?: (?<=[\w}}\]/]) \({_PLAIN}*\) {_PLAIN}* )*)
    """,
    re.VERBOSE,
)
_FIELD = re.compile(r"([^\W\d_][\w-]*):(?!//)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

# Punctuation of the sentence around a word. Signs that operators begin with go only in front.
BEHIND = ",;:!?.…'’‘`"
BEFORE = BEHIND + "-+=~"

OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "&&": "and", "||": "or"}


class Token(NamedTuple):
    """`kind` is word, phrase, field, open, close, and, or, not; `start:end` its place.

    A phrase's text is without its quotes, a field's without its colon. `distance` is that of
    `"a b"~5`, or 0.
    """

    kind: str
    text: str
    start: int
    end: int
    distance: int = 0


def tokenise(text: str, fields: frozenset[str]) -> tuple[list[Token], list[Problem]]:
    """The tokens of `text`, where `fields` are the names (lower case) that may precede a colon."""
    problems: list[Problem] = []
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)  # half characters, which no encoding can write
    tokens = list(_scan(text, fields, problems))
    return _balance(tokens, problems), problems


def _scan(text: str, fields: frozenset[str], problems: list[Problem]) -> Iterator[Token]:
    end = 0
    while match := _TOKEN.match(text, end):
        kind = match.lastgroup or ""
        start, end = match.span()
        if kind in ("phrase", "inner", "distance"):
            distance = (match["distance"] or "0")[-5:]
            if text.startswith("~", end):
                message = "the number of words that may lie between is missing, as in ~5"
                problems.append(Problem("missing-distance", message, end, end + 1))
            yield Token(
                "phrase", _fold(match["inner"]), start, end, min(int(distance), DISTANCE_LIMIT)
            )
        elif kind == "word":
            yield from _word(match[0], start, fields, problems)
        elif kind == "quote":
            message = "this quotation mark has no partner"
            problems.append(Problem("unclosed-quote", message, start, end))
            if start == 0 or text[start - 1].isspace() or text[start - 1] in "(:-":
                yield Token("phrase", _fold(text[end:]), start, len(text))
                return
        elif kind != "space":
            yield Token(kind, match[0], start, end)


def _word(
    text: str, start: int, fields: frozenset[str], problems: list[Problem]
) -> Iterator[Token]:
    end = start + len(text)
    if text in OPERATORS:
        yield Token(OPERATORS[text], text, start, end)
        return
    if not text.startswith("="):
        text = text.lstrip(BEFORE)
        start = end - len(text)
    match = _FIELD.match(text)
    if match and match[1].lower() in fields:
        yield Token("field", match[1], start, start + match.end())
        rest = text[match.end() :]
        if rest not in ("", "="):
            yield Token("word", rest, start + match.end(), end)
        return
    yield Token("word", text, start, end)


def _balance(tokens: list[Token], problems: list[Problem]) -> list[Token]:
    """Leave out what closes nothing and what lies too deep, close what stays open."""
    balanced: list[Token] = []
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "close" and not opened:
            message = "this parenthesis closes nothing"
            problems.append(Problem("unbalanced-parenthesis", message, token.start, token.end))
            continue
        depth = len(opened)
        if token.kind == "open":
            opened.append(token)
        elif token.kind == "close":
            opened.pop()
            depth -= 1
        if token.kind not in ("open", "close") or depth < DEPTH_LIMIT:
            balanced.append(token)
    for depth, token in reversed(list(enumerate(opened))):
        message = "this parenthesis is never closed"
        problems.append(Problem("unbalanced-parenthesis", message, token.start, token.end))
        if depth < DEPTH_LIMIT:
            balanced.append(Token("close", "", token.end, token.end))
    return balanced


def _fold(text: str) -> str:
    return " ".join(re.split(rf"[{_SPACE}]+", text)).strip()
