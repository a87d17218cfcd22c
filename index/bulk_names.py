"""Names of authors → their keys: plain names in compiled loops, all others one by one."""

from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np

from index.bulk_fields import sorted_terms, terms_of_values
from index.codec.strings import Strings, encoded
from index.compiled import worthwhile
from index.folding import fold
from index.inversion import Terms, Tokens
from index.names import LONGEST, TELLING, name_terms
from index.vocabulary import Vocabulary, joined

_BEYOND_ASCII = 128


def keys_of(names: Sequence[str]) -> tuple[Terms, Tokens]:
    """All keys, and which of them each name has: those of `name_terms`, some of them twice."""
    return many_keys(names) if worthwhile() else terms_of_values(names, name_terms)


def many_keys(names: Sequence[str]) -> tuple[Terms, Tokens]:
    """The same, in compiled loops."""
    from index.name_kernels import plain_keys

    plain = _simplest(names)
    ends = plain.ends().astype(np.uint32)
    text, spans = plain_keys(plain.text, ends, _telling().table)
    others = np.flatnonzero(spans.lengths == 0)
    keys = [name_terms(names[number]) for number in others.tolist()]
    lengths = spans.lengths.copy()
    lengths[others] = [*map(len, keys)]
    is_plain = np.repeat(spans.lengths > 0, lengths)
    vocabulary = Vocabulary()
    numbers = np.empty(len(is_plain), np.uint32)
    numbers[is_plain] = vocabulary.numbers(text, spans)
    numbers[~is_plain] = vocabulary.numbers(*joined([*chain.from_iterable(keys)]))
    return sorted_terms(vocabulary.words()), Tokens(numbers, lengths)


def _simplest(names: Sequence[str]) -> Strings:
    """The names in ASCII; empty where there is none, or one is too long to be plain."""
    found = encoded(names)
    odd = np.flatnonzero(found.any(found.text >= _BEYOND_ASCII) | (found.sizes > LONGEST))
    return found.replace(odd, encoded([_folded(names[number]) for number in odd.tolist()]))


def _folded(name: str) -> str:
    found = fold(name)
    return found if found.isascii() and len(name) <= LONGEST else ""


@cache
def _telling() -> Vocabulary:
    """The words that no plain name has."""
    vocabulary = Vocabulary()
    vocabulary.numbers(*joined(sorted(TELLING)))
    return vocabulary
