"""Authors and dates as the classic test collections (Cranfield, CACM, OHSUMED …) write them."""

import re

from index.dates import parse_date
from index.readers.people import given_first, initials_first

_FAMILY_INITIALS = re.compile(r"\s*([^,.;]+,\s*(?:[A-Za-z]\.[\s-]*)+)")
_SEPARATORS = re.compile(r"\s*;\s*|,?\s+and\s+")
_LETTER = re.compile(r"[^\W\d_]")
_YEARS = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_AFTER_COMMA = re.compile(r",\s*((?:18|19|20)\d\d)(?!\d)")
_MONTH_YEAR = re.compile(r"([A-Z][a-z]{2,8}),?\s+((?:18|19|20)\d\d)(?!\d)")


def classic_authors(text: str) -> tuple[str, ...]:
    """ "Perlis, A. J. Samelson,K." and "ting-yili and nagamatsu,h.t.", given names first."""
    names = [name for part in _SEPARATORS.split(text) for name in _run(part)]
    if ";" in text:  # OHSUMED's "Mauch TJ; Tuma DJ."
        return tuple(initials_first(name.rstrip(".")) for name in names)
    return tuple(given_first(name) for name in names)


def _run(text: str) -> list[str]:
    """The names of "Perlis, A. J. Samelson,K.", or the text as the one name that it is, if any."""
    names = _FAMILY_INITIALS.findall(text)
    whole = "".join(names).replace(" ", "") == text.replace(" ", "")
    return names if whole else [text.strip()] if _LETTER.search(text) else []


def classic_date(text: str) -> str:
    """The date in "CACM December, 1958" or "j. ae. scs. 25, 1958, 324."; "" where it isn't sure.

    Numbers of reports look like years ("naca tn.1976"): one that stands behind a comma or a month
    is taken, if it is the only one.
    """
    if len(_YEARS.findall(text)) != 1:
        return ""
    if found := _MONTH_YEAR.search(text):
        return parse_date(f"{found[1]} {found[2]}")
    found = _AFTER_COMMA.search(text)
    return found[1] if found else ""
