"""Readable text → the terms of a document, and of a query: one analysis for both sides."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from index.acronyms import find_acronyms
from index.folding import (
    fold,
    fold_with_offsets,
    hyphenated,
    spaced,
    spaced_beyond_ascii,
    without_tex,
    words,
)
from index.spelling import american
from index.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize import RegexpTokenizer

__all__ = [
    "LONGEST",
    "STOP_WORDS",
    "Analysis",
    "Token",
    "analyse",
    "compound",
    "fold",
    "forms",
    "know_stems",
    "splittable",
    "stem",
    "stems_of",
    "tokenize",
]

# A token of folded text: C++ and C# (one letter of ASCII and its signs), else letters and digits.
WORD = r"(?<![^\W_])[a-z](?:\+\+(?!\+)|#)|[^\W_]+"
_find_words = re.compile(WORD).findall
_SIGNS = re.compile("[+⁺₊﬩﹢＋]{2}|[#﹟＃]").search
LONGEST = 64  # characters of a word; what is longer is no word and has no stem and no compound
_UNSTEMMED = tuple("abfhjkopquvwxz0123456789")  # what ends so is no business of Snowball's
_STEMS_KEPT = 400_000  # words; the memory of a stem is about 150 bytes


class Token(NamedTuple):
    """One word: its form with case and accents folded, and its place in the readable text."""

    form: str
    start: int
    end: int


class Analysis(NamedTuple):
    """What a text is indexed under.

    `forms` are typed forms in order, stop words included (the list index is the position); `stems`
    have repeats and no stop words, hyphenated words in parts and, behind them, joined; `compounds`
    are distinct folded hyphenated spellings ("non-invasive"); `acronyms` are "short\\tlong".
    """

    forms: list[str]
    stems: list[str]
    compounds: tuple[str, ...]
    acronyms: tuple[str, ...]


def tokenize(text: str) -> list[Token]:
    """The tokens of a readable text, by NLTK: the reference that `forms` is held against."""
    folded, place = fold_with_offsets(text)
    return [Token(folded[a:b], *place(a, b)) for a, b in _tokenizer().span_tokenize(folded)]


def forms(text: str) -> list[str]:
    """The forms of `tokenize(text)`, some ten times faster and without NLTK."""
    if text.isascii() and text.isalpha():
        return [text.lower()]
    plain = without_tex(text)
    return _split(_forms(plain, words(plain)))


def splittable(text: str) -> str:
    """A readable text as `index.vocabulary` splits it: only ASCII is yet to be folded."""
    plain = without_tex(text)
    return plain if plain.isascii() else spaced_beyond_ascii(plain)


def know_stems(forms: Sequence[str], find: Callable[[Sequence[str]], list[str]]) -> None:
    """Learn stems that were worked out when an index was written.

    `find` gives that of each form, or nothing where it doesn't know it.
    """
    unknown = [form for form in forms if form not in _STEMS]
    if unknown:
        if len(_STEMS) + len(unknown) > _STEMS_KEPT:
            _STEMS.clear()
        found = zip(unknown, find(unknown), strict=True)
        _STEMS.update((form, stem) for form, stem in found if stem)


def stems_of(text: str) -> list[str]:
    """The stems of `analyse(text)`; at once where the text is a form that was met before."""
    known = _STEMS.get(text)
    if known is None:
        return analyse(text).stems
    return [] if text in STOP_WORDS else [known]


def compound(word: str) -> str:
    """The hyphenated spelling in its plain form; empty where a hyphen joins no words ("3-5")."""
    parts = [part for part in word.split("-") if part]
    joins = len(parts) > 1 and len(word) <= LONGEST and not "".join(parts).isdigit()
    return "-".join(parts) if joins else ""


def analyse(text: str) -> Analysis:
    """All terms of a readable text."""
    plain = without_tex(text)
    folded = words(plain)
    typed = _split(_forms(plain, folded))
    compounds = [*filter(None, map(compound, hyphenated(folded)))] if "-" in folded else []
    joined = [stem(found.replace("-", "")) for found in compounds]
    stems = [*(stem(form) for form in typed if form not in STOP_WORDS), *joined]
    acronyms = find_acronyms(text) if "(" in text else ()
    return Analysis(typed, stems, tuple(dict.fromkeys(compounds)), acronyms)


class _Stems(dict[str, str]):
    """Form → stem, worked out once."""

    def __missing__(self, form: str) -> str:
        if len(self) >= _STEMS_KEPT:
            self.clear()
        self[form] = found = form if len(form) > LONGEST else _stemmed(american(form))
        return found


_STEMS = _Stems()

# The stem of a folded word: American spelling, then NLTK's Snowball stemmer for English. A method
# of the table, since a function would take as long again, some fifteen times a question.
stem: Callable[[str], str] = _STEMS.__getitem__


def _stemmed(word: str) -> str:
    return word if word.endswith(_UNSTEMMED) else _snowball().stem(word)


def _forms(plain: str, folded: str) -> str:
    if "++" in plain or "#" in plain or (not plain.isascii() and _SIGNS(plain)):
        return " ".join(_find_words(spaced(plain)))
    return folded


def _split(text: str) -> list[str]:
    return text.replace("-", " ").split()


@cache
def _snowball() -> "EnglishStemmer":
    from index.stemmer import english_stemmer

    return english_stemmer()


@cache
def _tokenizer() -> "RegexpTokenizer":
    from nltk.tokenize import RegexpTokenizer

    return RegexpTokenizer(WORD)
