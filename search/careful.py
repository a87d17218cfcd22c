"""Words that may be names read with care, by their letters → the authors that make them so.

As "group" is, and "eigenvalues" like Mueller; but nobody is called Eigenvalus. Two words that stand
side by side, one of them such a word or both the same, may be a name that loops don't look for.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from whoosh.query import Query

from index.analysis import STOP_WORDS
from index.names import SUFFIXES, UMLAUT
from search.query import DEFAULT_FIELDS, Word

_are_letters = re.compile("[a-z]{2,20}").fullmatch


def may_be_plain(word: Word) -> bool:
    """Whether a word is plain if nobody is called so: see `pairs_and_keys`."""
    text = word.text
    if not _are_letters(text) or word.fields != DEFAULT_FIELDS or text in STOP_WORDS:
        return False
    return key_of(text) not in SUFFIXES


def need_care(nodes: Sequence[Query]) -> bool | None:
    """Whether some of these words side by side are only plain if nobody is called so.

    None where one is no word, or one that isn't plain whatever an index knows.
    """
    is_careful, before = False, None
    for word in nodes:
        if not isinstance(word, Word):
            return None
        if not word.is_plain or word.text == before:
            if not may_be_plain(word):
                return None
            is_careful = True
        before = word.text
    return is_careful


def are_usual(first: Word, second: Word) -> bool:
    """Whether loops look for the name that two words side by side may make."""
    return first.is_plain and second.is_plain and first.text != second.text


def pairs_and_keys(words: Sequence[Word]) -> tuple[list[bool], list[str]]:
    """Whether loops look for the name that each of such words makes with the next one; and keys.

    Where no author has one of these keys, all words are plain, and make no other names.
    """
    keys = [key_of(word.text) for word in words]
    names = [key for word, key in zip(words, keys, strict=True) if key != word.text]
    pairs = [are_usual(first, second) for first, second in pairwise(words)]
    for (a, b), is_usual in zip(pairwise(keys), pairs, strict=True):
        if not is_usual:  # all that `search.beside.spelled_out` may have
            names += (f"{a} {b}", f"{a},{b}", f"{b},{a}")
    return [*pairs, False], names


def key_of(text: str) -> str:
    """The key of authors who are called so; of a word that may be plain."""
    return UMLAUT.sub(r"\1", text) if UMLAUT.search(text) else text  # which few have
