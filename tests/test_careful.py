"""Words that may be names read with care, and the authors that make them so."""

from itertools import product

import pytest

from index.names import TELLING, name_variants
from search.beside import spelled_out
from search.careful import may_be_plain, pairs_and_keys
from search.query import Word

_ALL = [
    Word(text) for text in (*sorted(TELLING), "eigenvalues", "mueller", "vaen", "nets", "ruelle")
]
WORDS = [word for word in _ALL if may_be_plain(word)]


def test_words_without_a_key_are_not_plain() -> None:
    """Nor are stop words, capitals and words of a field."""
    others = [word.text for word in _ALL if word not in WORDS]
    assert {"iii", "jr", "the", "for"} <= set(others)
    assert all(len(name_variants(word.text)) == 1 for word in WORDS)
    assert not may_be_plain(Word("Group")) and not may_be_plain(Word("group", fields=("title",)))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.text)
def test_each_key_that_a_word_may_have_is_told(word: Word) -> None:
    """But its letters themselves, which loops look for."""
    _, names = pairs_and_keys([word])
    assert {word.text, *names} >= {key for key, _ in name_variants(word.text)}


def test_each_key_that_two_words_may_have_is_told() -> None:
    """Unless loops look for it."""
    for first, second in product(WORDS, WORDS):
        (is_told, _), names = pairs_and_keys([first, second])
        assert is_told == (first.is_plain and second.is_plain and first != second)
        if not is_told:
            keys = {key for key, _ in spelled_out(f"{first.text} {second.text}")}
            assert keys <= set(names), (first, second)
