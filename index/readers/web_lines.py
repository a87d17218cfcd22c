"""What a line of a copied page looks like: names, a title, a sentence, a paragraph, a menu."""

import re

from index.readers.people import split_list
from index.readers.text import fold

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
BULLET = re.compile(r"[•·▪◦*–-]\s")
LINKS = re.compile(r"\s[/|·]\s|\s{2,}")
CODE = re.compile(r"\b(?:code|github)\b", re.I)

_NAME = re.compile(r"[^\W\d_][\w.'’`*†‡§-]*(?:\s+[\w.'’`*†‡§{}\\\"^~-]+){0,5}")
_MARKS = re.compile(r"[*†‡§¶∗\d]+$")
_ABBREVIATION = re.compile(r"\b(?:et al|Jr|Sr)\.$")
_END = (".", "!", "?")


def names_of(line: str) -> tuple[str, ...]:
    """The authors of a line, without "et al.", an affiliation behind "·" and footnote marks."""
    names = split_list(line.partition("·")[0])
    return tuple(filter(None, (_MARKS.sub("", name).strip() for name in names)))


def is_name(line: str) -> bool:
    """One to six words that could be a person's or a team's name."""
    return _NAME.fullmatch(line) is not None and not YEAR.search(line) and len(line) < 60


def is_names(line: str) -> bool:
    """Several names with commas or "and" between, or one and "et al."."""
    if line.endswith(_END) and not _ABBREVIATION.search(line):
        return False
    names = split_list(line.partition("·")[0])
    return (len(names) > 1 or "et al" in line) and all(map(_is_full_name, names))


def is_title(line: str) -> bool:
    """Short, and no sentence."""
    return len(line) > 3 and len(line.split()) < 40 and not line.endswith(".")


def is_sentence(line: str) -> bool:
    """At least eight words, with an end."""
    return len(line.split()) >= 8 and line.rstrip("\"'”’)").endswith(_END)


def is_paragraph(line: str) -> bool:
    """A long line, or a sentence of twenty words."""
    words = len(line.split())
    return words >= 40 or (words >= 20 and is_sentence(line))


def paragraphs(lines: list[str]) -> str:
    """The paragraphs among the lines; where there are none, the first line."""
    return fold(" ".join([line for line in lines if is_paragraph(line)] or lines[:1]))


def _is_full_name(name: str) -> bool:
    words = name.split()
    return is_name(name) and len(words) > 1 and (words[0][0].isupper() or words[-1][0].isupper())
