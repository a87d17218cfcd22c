"""Readable text → the terms of a document, and of a query: one analysis for both sides."""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.acronyms import find_acronyms
from index.folding import fold, fold_with_offsets, hyphenated, spaced, without_tex, words
from index.spelling import american
from index.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize import RegexpTokenizer

__all__ = [
    "STOP_WORDS",
    "Analysis",
    "Scan",
    "Token",
    "analyse",
    "fold",
    "forms",
    "stem",
    "tokenize",
]

# A token of folded text: C++ and C# (one letter and its signs), else letters and digits.
WORD = r"(?<![^\W_])[^\W\d_](?:\+\+(?!\+)|#)|[^\W_]+"
_find_words = re.compile(WORD).findall
_LONGEST = 64  # characters of a word; what is longer is no word and has no stem and no compound
_UNSTEMMED = tuple("abfhjkopquvwxz0123456789")  # what ends so is no business of Snowball's
_STEMS_KEPT = 400_000  # words; the memory of a stem is about 150 bytes


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its form with case and accents folded, and its place in the readable text."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text is indexed under.

    `forms` are typed forms in order, stop words included (the list index is the position); `stems`
    have repeats and no stop words, hyphenated words in parts and, behind them, joined; `compounds`
    are distinct folded hyphenated spellings ("non-invasive"); `acronyms` are "short\\tlong".
    """

    forms: list[str]
    stems: list[str]
    compounds: tuple[str, ...]
    acronyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """An Analysis before its forms are split and stemmed, for those who write many texts.

    `forms` has blanks and hyphens between words; `joined` are the hyphenated words written as
    one, whose stems come behind those of the forms, stop words or not.
    """

    forms: str
    joined: list[str]
    compounds: tuple[str, ...]
    acronyms: tuple[str, ...]


def tokenize(text: str) -> list[Token]:
    """The tokens of a readable text, by NLTK: the reference that `forms` is held against."""
    folded, place = fold_with_offsets(text)
    return [Token(folded[a:b], *place(a, b)) for a, b in _tokenizer().span_tokenize(folded)]


def forms(text: str) -> list[str]:
    """The forms of `tokenize(text)`, some ten times faster and without NLTK."""
    plain = without_tex(text)
    return _split(_forms(plain, words(plain)))


def stem(form: str) -> str:
    """The stem of a folded word: American spelling, then NLTK's Snowball stemmer for English."""
    return _STEMS[form]


def analyse(text: str) -> Analysis:
    """All terms of a readable text."""
    found = scan(text)
    typed = _split(found.forms)
    stems = [*filter(None, map(_TERMS.__getitem__, typed)), *map(stem, found.joined)]
    return Analysis(typed, stems, found.compounds, found.acronyms)


def scan(text: str) -> Scan:
    """The same, in half the time."""
    plain = without_tex(text)
    folded = words(plain)
    compounds = [*filter(None, map(_compound, hyphenated(folded)))] if "-" in folded else []
    joined = [compound.replace("-", "") for compound in compounds]
    acronyms = find_acronyms(text) if "(" in text else ()
    return Scan(_forms(plain, folded), joined, tuple(dict.fromkeys(compounds)), acronyms)


class _Stems(dict[str, str]):
    """Form → stem, worked out once."""

    def __missing__(self, form: str) -> str:
        if len(self) >= _STEMS_KEPT:
            self.clear()
        self[form] = found = form if len(form) > _LONGEST else _stemmed(american(form))
        return found


class _Terms(dict[str, str]):
    """Form → the term it is indexed under; empty for stop words."""

    def __missing__(self, form: str) -> str:
        if len(self) >= _STEMS_KEPT:
            self.clear()
        self[form] = found = "" if form in STOP_WORDS else _STEMS[form]
        return found


_STEMS = _Stems()
_TERMS = _Terms()


def _stemmed(word: str) -> str:
    return word if word.endswith(_UNSTEMMED) else _snowball().stem(word)


def _forms(plain: str, folded: str) -> str:
    if "++" in plain or "#" in plain:
        return " ".join(_find_words(spaced(plain)))
    return folded


def _split(text: str) -> list[str]:
    return text.replace("-", " ").split()


def _compound(word: str) -> str:
    """The hyphenated spelling in its plain form; empty where a hyphen joins no words ("3-5")."""
    parts = [part for part in word.split("-") if part]
    joins = len(parts) > 1 and len(word) <= _LONGEST and not "".join(parts).isdigit()
    return "-".join(parts) if joins else ""


@cache
def _snowball() -> "EnglishStemmer":
    from index.stemmer import english_stemmer

    return english_stemmer()


@cache
def _tokenizer() -> "RegexpTokenizer":
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(WORD)
