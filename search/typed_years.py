"""What was typed → the years that it may mean without a field, and how to ask for them.

"2015-2018" may be a paper's years, or what it is about; "since 2018" as well.
"""

import re
from collections.abc import Iterator
from datetime import date

from search.lexer import QUOTES
from search.results import Problem

_YEAR = "((?:19|20)[0-9]{2})"
_SPAN = re.compile(rf"{_YEAR}(?:[-–—]|\.\.+|…){_YEAR}")
_FREE_SPAN = re.compile(rf"(?<!\S)({_SPAN.pattern})(?!\S)")
_BETWEEN = rf"(?:between\s+{_YEAR}\s+and|from\s+{_YEAR}\s+to)\s+{_YEAR}"
_SINCE = rf"(since|after|before|until)\s+{_YEAR}"
_ENDS_PLAIN_WORDS = re.compile(f"[:{QUOTES}]")
# What stands first or last; between words it belongs to them, as in "changes since 2008 crisis".
_FIRST = re.compile(rf"\s*({_BETWEEN}|{_SINCE})(?!\S)", re.I)
_LAST = re.compile(rf"(?<!\S)({_BETWEEN}|{_SINCE})\s*$", re.I)
_SPANNED = ("{}..{}", "from {} to {}")  # what to type behind `year:`, and what that finds
_MEANT = {
    "since": ("{}..", "from {} on"),
    "after": (">{}", "after {}"),
    "before": ("<{}", "before {}"),
    "until": ("..{}", "up to {}"),
}


def span_of(word: str) -> tuple[str, str] | None:
    """The first and the last year of a word such as 2015-2018; None for any other."""
    match = _SPAN.fullmatch(word)
    return (match[1], match[2]) if match and match[1] < match[2] else None


def told_years(text: str) -> Iterator[Problem]:
    """How to ask for years that are typed as words; the words are looked for as they are.

    Nothing behind a quotation mark or a colon, where they may be part of a phrase or a value; nor
    of years that are turned or yet to come.
    """
    plain = _ENDS_PLAIN_WORDS.search(text)
    end = plain.start() if plain else len(text)
    for match in _FREE_SPAN.finditer(text):
        if match.start() < end:
            yield from _told(*_SPANNED, (match[2], match[3]), match.span(1))
    ends = {match.span(1): match for match in (_FIRST.match(text), _last(text)) if match}
    for place, match in ends.items():
        _, between, from_, last, since, year = match.groups()
        if place[0] < end and since:
            yield from _told(*_MEANT[since.lower()], (year,), place)
        elif place[0] < end:
            yield from _told(*_SPANNED, (between or from_, last), place)


def _last(text: str) -> re.Match[str] | None:
    return _LAST.search(text) if text.rstrip()[-1:].isdigit() else None


def _told(
    asked: str, meant: str, years: tuple[str, ...], place: tuple[int, int]
) -> Iterator[Problem]:
    is_turned = len(years) == 2 and years[0] >= years[1]
    if not is_turned and int(years[-1]) <= date.today().year:
        papers = f"papers {meant.format(*years)}"
        message = f"{papers} may be meant: year:{asked.format(*years)} looks for them"
        yield Problem("also-years", message, *place)
