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
# year>2015, year=2015: as databases are asked.
_COMPARED = re.compile(r"(years?|date|published)(?:=(?=[0-9])|(?=[<>]=?[0-9]))", re.I)
# Lucene's weights and inexact words, which there are none of here: attention^3, roam~1, "a b"^2.
_WEIGHT = re.compile(r"\^[0-9]+(?:\.[0-9]+)?(?![^\s)])")
_WEIGHTED = re.compile(
    r"((?:\w+:-*)?([^\W\d_]+(?:-[^\W\d_]+)*)\*?)"
    r"(\^[0-9]+(?:\.[0-9]+)?|~(?:[0-9.]+)?)"
)
_SHORTEST_WEIGHTED = 4  # letters of a word, or of one that hyphens join: x^2 and R-x^2 are powers
_RAISED = frozenset(["cosh", "curl", "sech", "sinh", "tanh"])  # cosh^2 is a power; so is sigma^2
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
    from search.elsewhere import told_elsewhere  # plain words are read without these
    from search.typed_years import told_years

    problems: list[Problem] = []
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)  # half characters, which no encoding can write
    tokens = list(_scan(text, fields, problems))
    problems += [*told_years(text), *told_elsewhere(text)]
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
        if kind in ("phrase", "inner", "distance", "close") and (
            weight := _WEIGHT.match(text, end)
        ):
            problems.append(_without(weight[0], *weight.span()))
            end = weight.end()


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
    if (weighted := _WEIGHTED.fullmatch(text)) and not _is_power(weighted[2]):
        problems.append(_without(weighted[3], start + weighted.start(3), end))
        text = weighted[1]
        end = start + len(text)
    match = _FIELD.match(text) or _COMPARED.match(text)
    if match and match[1].lower() in fields:
        yield Token("field", match[1], start, start + match.end())
        yield from _value(text[match.end() :], start + match.end())
        return
    yield Token("word", text, start, end)


def _without(sign: str, start: int, end: int) -> Problem:
    if sign.startswith("^"):
        return Problem("no-weights", f"words can't be weighted, so {sign} is left out", start, end)
    message = f"words spelt alike aren't looked for, so {sign} is left out"
    return Problem("no-fuzzy", message, start, end)


def _is_power(base: str) -> bool:
    from index.latex_tables import GREEK

    parts = base.lower().split("-")
    return max(map(len, parts)) < _SHORTEST_WEIGHTED or parts[-1] in _RAISED or parts[-1] in GREEK


def _value(text: str, start: int) -> Iterator[Token]:
    """What stands behind a field's colon; a hyphen there excludes as one in front does."""
    hyphens = len(text) - len(text.lstrip("-"))
    end = start + len(text)
    if hyphens:
        yield Token("not", text[:hyphens], start, start + hyphens)
    if text[hyphens:] not in ("", "="):
        yield Token("word", text[hyphens:], start + hyphens, end)


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
