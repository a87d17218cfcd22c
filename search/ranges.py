"""The value of `year:` and `date:` → bounds: 2015, 2015..2020, 2015.., ..2020, >2019, 2015-2020,
[2015 TO 2020]."""

import re
from datetime import date, timedelta

_YEAR = r"[0-9]{4}"
_DATE = rf"{_YEAR}(?:-[0-9]{{2}}(?:-[0-9]{{2}})?)?"
_SPAN = re.compile(rf"({_DATE})?(?:\.\.+|…)({_DATE})?|({_YEAR})[-–—]({_YEAR})")
_COMPARISON = re.compile(rf"([<>]=?)({_DATE})")
_LUCENE = re.compile(rf"([\[{{])(\*|{_DATE}) TO (\*|{_DATE})([\]}}])")  # braces leave the bound out
COMPARATORS = ("<", ">", "<=", ">=")


def read_range(field: str, text: str) -> tuple[str, str] | None:
    """The bounds, both included, the empty string for none; None where `text` isn't a range.

    `field` is "year", which takes years alone, or "date".
    """
    bounds = _bounds(text)
    if bounds is None or bounds == ("", "") or not all(_is_date(bound) for bound in bounds):
        return None
    if field == "year" and any(len(bound) not in (0, 4) for bound in bounds):
        return None
    low, high = bounds
    return (high, low) if low and high and low[: len(high)] > high else (low, high)


def _bounds(text: str) -> tuple[str, str] | None:
    if match := _SPAN.fullmatch(text):
        return (match[1] or match[3] or "", match[2] or match[4] or "")
    if re.fullmatch(_DATE, text):
        return (text, text)
    if match := _LUCENE.fullmatch(text):
        low, high = (bound.strip("*") for bound in match.group(2, 3))
        low = _step(low, 1) if low and match[1] == "{" and _is_date(low) else low
        return (low, _step(high, -1) if high and match[4] == "}" and _is_date(high) else high)
    match = _COMPARISON.fullmatch(text)
    if match is None or not _is_date(match[2]):
        return None
    comparator, bound = match.groups()
    if len(comparator) == 1:
        bound = _step(bound, 1 if comparator == ">" else -1)
    return (bound, "") if comparator[0] == ">" else ("", bound)


def _is_date(text: str) -> bool:
    if not text:
        return True
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _step(text: str, by: int) -> str:
    """The next or the last day, month or year; the calendar's own ends stay where they are."""
    year, month, day = (int(part) for part in f"{text}-01-01"[:10].split("-"))
    if len(text) == 10:
        last = date.max if by > 0 else date.min
        here = date(year, month, day)
        return here.isoformat() if here == last else (here + timedelta(by)).isoformat()
    if len(text) == 4:
        return f"{min(max(year + by, 1), 9999):04}"
    months = min(max(year * 12 + month - 1 + by, 12), 9999 * 12 + 11)
    return f"{months // 12:04}-{months % 12 + 1:02}"
