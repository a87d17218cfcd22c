"""Names as formats write them → "Given Family", one string a person, in reading order."""

import re

_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+|ph\.?d|m\.?d|esq)\.?", re.I)
_ET_AL = re.compile(r"[\s,;]*\b(?:et\.?\s+al\.?|and others)\s*$", re.I)
_AND = re.compile(r",?\s+(?:and|&)\s+")
_PARENTHESES = re.compile(r"\([^()]*\)")


def given_first(name: str) -> str:
    """ "Family, Given" as "Given Family"; "Family, Jr., Given" and "Family, Given, Jr." as
    "Given Family Jr."; a name without a comma as it stands."""
    parts = [part for part in (" ".join(part.split()) for part in name.split(",")) if part]
    if len(parts) < 2:
        return " ".join(parts)
    family, *rest = parts
    suffixes = [part for part in rest if _SUFFIX.fullmatch(part)]
    given = [part for part in rest if not _SUFFIX.fullmatch(part)]
    return " ".join([*given, family, *suffixes])


def split_list(text: str) -> tuple[str, ...]:
    """The names of "A. Author (1), B. Other and C. Third": reading order, commas or "and" between.

    Notes in parentheses and "et al." are left out; "Jr." after a comma stays with its name.
    """
    text = _ET_AL.sub("", " ".join(text.split()))
    while "(" in text and (less := _PARENTHESES.sub(" ", text)) != text:
        text = less
    names: list[str] = []
    for part in _AND.sub(", ", text).split(","):
        name = " ".join(part.split()).removeprefix("and ")
        if names and _SUFFIX.fullmatch(name):
            names[-1] += " " + name
        elif name and name not in ("*", "†", "‡"):
            names.append(name)
    return tuple(names)
