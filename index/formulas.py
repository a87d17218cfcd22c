"""A readable text → where its formulas are, which are never cut: TeX between single dollars."""

import re
import sys

_MONEY = re.compile(r"\d[^\\^_{}=<>]*").fullmatch
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,},? [A-Za-z]{2,},? [A-Za-z]{2,}").search
_FORMULA = re.compile(r"\$(?!\$)([^$\\]*(?:\\.[^$\\]*)*)\$", re.DOTALL)
_NEVER_BEHIND = frozenset("_^{")


def formula_spans(text: str, before: int = sys.maxsize) -> list[tuple[int, int]]:
    """Where the formulas of a readable text are, dollars included, in order: never cut one.

    Those that begin `before` a place are enough for who doesn't look behind it.
    """
    spans = []
    match = _FORMULA.search(text)
    while match and match.start() < before:
        start, end = match.span()
        if is_formula(match):
            spans.append((start, end))
            match = _FORMULA.search(text, end)
        else:
            match = _FORMULA.search(text, start + 1)
    return spans


def is_formula(match: re.Match[str]) -> bool:
    """Whether what stands between two dollars is mathematics: not "$5 and $6", and not prose."""
    content = match[0].strip("$")
    follower = match.string[match.end() : match.end() + 1]
    if _MONEY(content) and (content[-1] in " (" or follower.isdigit()):
        return False
    if match[0][1] != "$" and follower in _NEVER_BEHIND:
        return False
    is_prose = content.count(" ") > 1 and _PROSE(content)
    return bool(content.strip()) and not is_prose
