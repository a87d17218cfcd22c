"""Which words and quoted words look plain, before any of them is looked up."""

from collections.abc import Sequence
from itertools import compress, pairwise
from operator import and_

from search.careful import are_usual, key_of, may_be_plain
from search.corpus import Corpus
from search.leaves import Names, names_of
from search.plan import Looking, is_plain_group, looking_for
from search.query import Exact, Word


def looking_plain(
    corpus: Corpus, words: Sequence[Word], quoted: Sequence[Exact]
) -> tuple[Looking, Names]:
    """Those that look plain, and names that words make with those beside them.

    A word that makes a name with a neighbour isn't plain, unless both look plain: then the loops
    find the name themselves.
    """
    if corpus.segments is None:
        return looking_for([], [], []), names_of(corpus, [*pairwise(words)])
    are_simple = [word.is_plain for word in words]
    are_told = [are_usual(first, second) for first, second in pairwise(words)]
    names: Names = {}
    if not all(are_told):
        pairs = [*pairwise(words)]
        untold = [pair for pair, is_told in zip(pairs, are_told, strict=True) if not is_told]
        names = names_of(corpus, pairs) if names_of(corpus, untold) else {}
    looks = [
        id(word) not in names and (is_simple or _is_simple_here(corpus, word))
        for word, is_simple in zip(words, are_simple, strict=True)
    ]
    are_told = [*map(and_, are_told, looks[1:]), False]
    groups = [leaf for leaf in quoted if is_plain_group(leaf)]
    return looking_for([*compress(words, looks)], [*compress(are_told, looks)], groups), names


def _is_simple_here(corpus: Corpus, word: Word) -> bool:
    """Whether a word is plain in an index, though names that have it are read with care."""
    if not may_be_plain(word):
        return False
    key = key_of(word.text)
    return key == word.text or corpus.frequencies([("author", key)]) == [0]
