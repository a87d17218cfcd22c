"""Hits → BibTeX entries, in UTF-8, with what TeX would misread escaped outside of mathematics."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from search.export.people import family_and_given
from search.results import Hit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES = {
    **{character: f"\\{character}" for character in "&%#_{}$"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_FORMULA = re.compile(r"(\$[^$]+\$)")
_SHORT_WORDS = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to", "with"))


def write(hits: Iterable[Hit]) -> Iterator[str]:
    """One entry a hit; its key is family name, year and first word, and a letter if it repeats."""
    taken: dict[str, int] = {}
    for hit in hits:
        key = _key(hit)
        taken[key] = taken.get(key, 0) + 1
        yield _entry(hit, key + _letters(taken[key]))


def _entry(hit: Hit, key: str) -> str:
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(hit) if value != "{}")
    return f"@{'article' if hit.venue else 'misc'}{{{key},\n{lines}}}\n\n"


def _fields(hit: Hit) -> Iterator[tuple[str, str]]:
    # A second pair of braces keeps the capitals of a title as they are.
    yield "title", "{}" if hit.untitled else f"{{{{{escape(hit.title)}}}}}"
    yield "author", f"{{{' and '.join(_author(name) for name in hit.authors)}}}"
    yield "year", f"{{{hit.date[:4]}}}"
    if len(hit.date) >= 7:
        yield "month", _MONTHS[int(hit.date[5:7]) - 1]
    yield "journal", f"{{{escape(hit.venue)}}}"
    yield "doi", f"{{{escape(hit.doi)}}}"
    if hit.arxiv_id:
        yield "eprint", f"{{{hit.arxiv_id}}}"
        yield "archiveprefix", "{arXiv}"
        yield "primaryclass", f"{{{hit.categories[0] if hit.categories else ''}}}"
    yield "url", f"{{{hit.url.replace('{', '%7B').replace('}', '%7D')}}}"
    yield "abstract", f"{{{escape(hit.abstract)}}}"


def escape(text: str) -> str:
    """Escape what TeX takes for commands; `$…$` stays, unless its braces don't pair."""
    pieces = _FORMULA.split(text)
    return "".join(
        piece if i % 2 and _paired(piece) else "".join(_ESCAPES.get(c, c) for c in piece)
        for i, piece in enumerate(pieces)
    )


def _paired(formula: str) -> bool:
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", formula):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _author(name: str) -> str:
    family, given = family_and_given(name)
    family, given = escape(family), escape(given)
    if given:
        return f"{family}, {given}"
    return f"{{{family}}}" if " " in family else family


def _key(hit: Hit) -> str:
    family = family_and_given(hit.authors[0])[0] if hit.authors else ""
    words = (_plain(word) for word in hit.title.split())
    first = next((word for word in words if word and word not in _SHORT_WORDS), "")
    return f"{_plain(family)}{hit.date[:4]}{first}" or "paper"


def _plain(text: str) -> str:
    """Its ASCII letters and digits in lower case."""
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


def _letters(count: int) -> str:
    """Nothing for the first, then b, c … z, ba …: a count in base 26 with the digits a to z."""
    digits, number = "", count - 1
    while number:
        number, digit = divmod(number, 26)
        digits = chr(ord("a") + digit) + digits
    return digits
