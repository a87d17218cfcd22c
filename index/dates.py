"""A date of any shape → ISO 8601 at the precision that is certain, or nothing."""

import re
from datetime import date
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = {name: number for names in (_MONTHS, _FULL_MONTHS) for number, name in enumerate(names, 1)}
_MONTH["sept"] = 9

_ISO = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:T.*|\s+\d{1,2}:.*|/.*|[-.])?$", re.S
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)?(?:T?\d{4,6})?$")
_MAIL = re.compile(r"(?:\w{3}, )?(\d{1,2}) (\w{3}) (\d{4})(?: \d\d:\d\d(?::\d\d)?(?: [+-]?\w+)?)?$")
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[+-]\d\d:?\d\d)?")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_SMALL = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d\w])")
_WORD = re.compile(r"[^\W\d_]+")
_TWO_SMALL = re.compile(r"\W*\d{1,2}\s*[-/.\s]\s*\d{1,2}\s*[-/.,\s]\s*\d{4}\W*")
_MONTH_YEAR = re.compile(r"\d{1,2}\s*[-/.]\s*\d{4}")


@lru_cache(maxsize=1 << 14)
def parse_date(text: str) -> str:
    """The date as "2015-03-17", "2015-03", "2015" or "".

    What the text leaves open is left out: "03/04/2015" is 2015, "25/12/2015" is a day, "Spring
    2015" and "2015 Mar-Apr" are 2015, "1998 Dec-1999 Jan" is the year in which it begins, "Feb 2"
    is nothing.
    """
    text = text.strip()
    if found := _ISO.match(text):
        return _iso(found[1], found[3], found[4])
    if found := _MAIL.match(text):
        return _iso(found[3], _MONTH.get(found[2].lower(), 0), found[1])
    if (found := _COMPACT.match(text)) and 1 <= int(found[2]) <= 12:
        return _iso(*found.groups())
    return _from_words(_TIME.sub(" ", text))


def best_date(*texts: str) -> str:
    """The first text that is a date, made more precise by those behind it that agree with it.

    A year and a full date beside each other give the date when it lies in the year.
    """
    dates = [parsed for text in texts if text and (parsed := parse_date(text))]
    best = dates[0] if dates else ""
    for other in dates[1:]:
        if other.startswith(best):
            best = other
    return best


def _iso(year: str, month: str | int | None, day: str | int | None) -> str:
    """The date at the best precision that exists in the calendar."""
    if not _YEAR.fullmatch(year):
        return ""
    month, day = int(month or 0), int(day or 0)
    if not 1 <= month <= 12:
        return year
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02d}"


def _from_words(text: str) -> str:
    """A date in which the month is a word, or whose numbers can be told apart."""
    years = _YEAR.findall(text)
    if not years:
        return ""
    months = [_MONTH[word] for word in map(str.lower, _WORD.findall(text)) if word in _MONTH]
    numbers = [int(number) for number in _SMALL.findall(text)]
    if len(years) > 1 or len(months) > 1:
        return _iso(years[0], None, None)
    if months:
        return _iso(years[0], months[0], numbers[0] if len(numbers) == 1 else None)
    return _iso(years[0], *_month_and_day(text, numbers))


def _month_and_day(text: str, numbers: list[int]) -> tuple[int, int]:
    """Which of two numbers is the month: certain only when the other can't be, or both agree."""
    if len(numbers) == 1 and _MONTH_YEAR.fullmatch(text.strip()):
        return numbers[0], 0
    if len(numbers) == 2 and _TWO_SMALL.fullmatch(text):
        low, high = sorted(numbers)
        if 1 <= low <= 12 and (high > 12 or low == high):
            return low, high
    return 0, 0
