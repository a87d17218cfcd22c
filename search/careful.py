"""Words that may be names read with care, by their letters → the authors that make them so.

As "group" is, and "eigenvalues" like Mueller; but nobody is called Eigenvalus. Two words that stand
side by side, one of them such a word or both the same, may be a name that loops don't look for.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.analysis import STOP_WORDS
from index.names import SUFFIXES, UMLAUT
from search.query import DEFAULT_FIELDS, Word

_are_letters = re.compile("[a-z]{2,20}").fullmatch


def may_be_plain(word: Word) -> bool:
    """Whether a word is plain if nobody is called so: see `names_of`."""
    text = word.text
    if not _are_letters(text) or word.fields != DEFAULT_FIELDS or text in STOP_WORDS:
        return False
    return _key(text) not in SUFFIXES


def names_of(words: Sequence[Word]) -> tuple[list[bool], list[str]]:
    """Whether loops look for the name that each of such words makes with the next one; and keys.

    Where no author has one of these keys, all words are plain, and make no other names.
    """
    keys = [_key(word.text) for word in words]
    names = [key for word, key in zip(words, keys, strict=True) if key != word.text]
    are_told = [
        first.is_plain and second.is_plain and first.text != second.text
        for first, second in pairwise(words)
    ]
    for (a, b), is_told in zip(pairwise(keys), are_told, strict=True):
        if not is_told:  # all that `search.beside.spelled_out` may have
            names += (f"{a} {b}", f"{a},{b}", f"{b},{a}")
    return [*are_told, False], names


def _key(text: str) -> str:
    return UMLAUT.sub(r"\1", text)
