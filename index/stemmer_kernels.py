"""Snowball's stemmer for English in compiled loops, for words of a to z and digits.

The algorithm: http://snowball.tartarus.org/algorithms/english/stemmer.html, but for its exceptional
forms, in NLTK's reading of it: a region that is shorter than what is taken from it is then empty.

Imported only when something is written.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.loops import loop

U1 = NDArray[np.uint8]
I8 = NDArray[np.int64]

SIZE, R1, R2 = 0, 1, 2  # what a state counts: the letters of a word, and of the regions at its end
_GAIN = 1  # letters that a word may gain while it is stemmed
_MOST = 8  # letters of an ending
_ANY = "".join(map(chr, range(128)))


class _Rule(NamedTuple):
    """An ending that gives way to another if it lies in a region, behind one of some letters."""

    ending: str
    new: str = ""
    region: int = R1
    behind: str = _ANY
    whole: bool = False  # whether R2 must have all of the ending for anything to be left of R2
    left: int = 0  # the letters that R2 has otherwise


_STEP_2 = (
    _Rule("ization", "ize", whole=True),
    _Rule("ational", "ate", whole=True, left=1),
    _Rule("fulness", "ful"),
    _Rule("ousness", "ous", whole=True),
    _Rule("iveness", "ive", whole=True, left=1),
    _Rule("tional", "tion"),
    _Rule("biliti", "ble", whole=True),
    _Rule("lessli", "less"),
    _Rule("entli", "ent"),
    _Rule("ation", "ate", whole=True, left=1),
    _Rule("alism", "al", whole=True),
    _Rule("aliti", "al", whole=True),
    _Rule("ousli", "ous", whole=True),
    _Rule("iviti", "ive", whole=True, left=1),
    _Rule("fulli", "ful"),
    _Rule("enci", "ence"),
    _Rule("anci", "ance"),
    _Rule("abli", "able"),
    _Rule("izer", "ize", whole=True),
    _Rule("ator", "ate", whole=True, left=1),
    _Rule("alli", "al", whole=True),
    _Rule("bli", "ble", whole=True),
    _Rule("ogi", "og", behind="l"),
    _Rule("li", behind="cdeghkmnrt"),
)
_STEP_3 = (
    _Rule("ational", "ate", whole=True),
    _Rule("tional", "tion"),
    _Rule("alize", "al"),
    _Rule("icate", "ic", whole=True),
    _Rule("iciti", "ic", whole=True),
    _Rule("ative", region=R2),
    _Rule("ical", "ic", whole=True),
    _Rule("ness"),
    _Rule("ful"),
)
_STEP_4 = (
    *(_Rule(ending, region=R2) for ending in ("ement", "ance", "ence", "able", "ible", "ment")),
    *(_Rule(ending, region=R2) for ending in ("ant", "ent", "ism", "ate", "iti", "ous", "ive")),
    _Rule("ize", region=R2),
    _Rule("ion", region=R2, behind="st"),
    *(_Rule(ending, region=R2) for ending in ("al", "er", "ic")),
)
_RULES = _STEP_2 + _STEP_3 + _STEP_4
_STEPS = (0, len(_STEP_2), len(_STEP_2 + _STEP_3), len(_RULES))


def _flags(letters: str) -> NDArray[np.bool_]:
    return np.isin(np.arange(128), [*letters.encode()])


def _padded(texts: list[str]) -> U1:
    return np.array([[*text.encode().ljust(_MOST)] for text in texts], np.uint8)


# The rules as arrays, which compiled loops take as constants.
_ENDINGS = _padded([rule.ending for rule in _RULES])
_NEW = _padded([rule.new for rule in _RULES])
_SIZES = np.array([len(rule.ending) for rule in _RULES])
_NEW_SIZES = np.array([len(rule.new) for rule in _RULES])
_REGIONS = np.array([rule.region for rule in _RULES])
_BEHIND = np.array([_flags(rule.behind) for rule in _RULES])
_AT_LEAST = _SIZES - np.where([rule.whole for rule in _RULES], 0, _NEW_SIZES)
_LEFT = np.array([rule.left for rule in _RULES])
_VOWELS = _flags("aeiouy")
_LONG = _flags("wxY")  # after which a vowel isn't short
_DOUBLE = _flags("bdfgmnprt")
_PREFIXES = _padded(["gener", "arsen", "commun"])
_PREFIX_SIZES = np.array([5, 5, 6])
_STEP_1B = _padded(["eedly", "eed", "ingly", "edly", "ing", "ed"])
_STEP_1B_SIZES = np.array([5, 3, 5, 4, 3, 2])
_A, _B, _D, _E, _G, _I, _L, _N, _S, _T, _U, _Y, _Z, _CONSONANT_Y = b"abdegilnstuyzY"


@loop
def stem_words(text: U1, ends: I8) -> tuple[U1, I8]:
    """The stems of words that stand behind each other, word i ending at ends[i]: the same again."""
    stems = np.empty(len(text) + _GAIN * len(ends), np.uint8)
    stem_ends = np.empty(len(ends), np.int64)
    state = np.zeros(3, np.int64)
    begin = at = 0
    for word in range(len(ends)):
        state[SIZE] = ends[word] - begin
        stem = stems[at : at + state[SIZE] + _GAIN]
        for place in range(state[SIZE]):
            stem[place] = text[begin + place]
        if state[SIZE] > 2:
            _stem(stem, state)
        begin = ends[word]
        at += state[SIZE]
        stem_ends[word] = at
    return stems[:at], stem_ends


@loop
def _stem(word: U1, state: I8) -> None:
    """Stem a word of more than two letters in place."""
    _mark_consonants(word, state[SIZE])
    _find_regions(word, state)
    _step_1a(word, state)
    _step_1b(word, state)
    size = state[SIZE]
    if size > 2 and word[size - 1] in (_Y, _CONSONANT_Y) and not _VOWELS[word[size - 2]]:
        word[size - 1] = _I  # step 1c
    for step in range(3):
        _replace(word, state, _STEPS[step], _STEPS[step + 1])
    _step_5(word, state)
    for place in range(state[SIZE]):
        if word[place] == _CONSONANT_Y:
            word[place] = _Y


@loop
def _mark_consonants(word: U1, size: int) -> None:
    """A y that is no vowel, at the beginning or behind one, becomes Y."""
    for place in range(size):
        if word[place] == _Y and (place == 0 or _VOWELS[word[place - 1]]):
            word[place] = _CONSONANT_Y


@loop
def _find_regions(word: U1, state: I8) -> None:
    """R1 is behind the first vowel and non-vowel, R2 behind the first ones in R1."""
    size = state[SIZE]
    begin = _begin(word, size)
    if not begin:
        begin = _behind_syllable(word, 0, size)
    state[R1] = size - begin
    state[R2] = size - _behind_syllable(word, begin, size)


@loop
def _begin(word: U1, size: int) -> int:
    """Where R1 begins in words that begin like generate, arsenic, communism; 0 in others."""
    for prefix in range(len(_PREFIXES)):
        length = _PREFIX_SIZES[prefix]
        if size >= length and _ends(word, length, _PREFIXES[prefix], length):
            return length
    return 0


@loop
def _behind_syllable(word: U1, begin: int, size: int) -> int:
    for place in range(begin + 1, size):
        if _VOWELS[word[place - 1]] and not _VOWELS[word[place]]:
            return place + 1
    return size


@loop
def _cut(state: I8, count: int) -> None:
    """Take letters from a word's end."""
    state[SIZE] -= count
    state[R1] = max(state[R1] - count, 0)
    state[R2] = max(state[R2] - count, 0)


@loop
def _has_vowel(word: U1, size: int) -> bool:
    for place in range(size):  # noqa: SIM110 (Numba knows no `any` of a generator)
        if _VOWELS[word[place]]:
            return True
    return False


@loop
def _step_1a(word: U1, state: I8) -> None:
    """Plurals: -sses, -ied, -ies, -s, but neither -us nor -ss."""
    size = state[SIZE]
    last, second, third = word[size - 1], word[size - 2], word[size - 3]
    if last in (_S, _D) and second == _E and third == _I:
        _cut(state, 2 if size > 4 else 1)
    elif last == _S and second == _E and third == _S and size > 3 and word[size - 4] == _S:
        _cut(state, 2)
    elif last == _S and second not in (_S, _U) and _has_vowel(word, size - 2):
        _cut(state, 1)


@loop
def _ends(word: U1, size: int, ending: U1, length: int) -> bool:
    if length > size:
        return False
    for place in range(length):  # noqa: SIM110 (Numba knows no `all` of a generator)
        if word[size - length + place] != ending[place]:
            return False
    return True


@loop
def _step_1b(word: U1, state: I8) -> None:
    """Past tenses, -ing, and adverbs of them."""
    for ending in range(len(_STEP_1B)):
        length = _STEP_1B_SIZES[ending]
        if not _ends(word, state[SIZE], _STEP_1B[ending], length):
            continue
        if ending < 2:
            if state[R1] >= length:
                state[SIZE] -= length - 2
                state[R1] -= length - 2
                state[R2] = state[R2] - (length - 2) if state[R2] >= length else 0
        elif _has_vowel(word, state[SIZE] - length):
            _cut(state, length)
            _mend(word, state)
        return


@loop
def _mend(word: U1, state: I8) -> None:
    """What an ending has left becomes a word: luxuriat → luxuriate, hopp → hop, hop → hope."""
    size = state[SIZE]
    last = word[size - 1]
    second = word[size - 2] if size > 1 else np.uint8(0)
    if (
        (last == _T and second == _A)
        or (last == _L and second == _B)
        or (last == _Z and second == _I)
    ):
        word[size] = _E
        state[SIZE] += 1
        state[R1] += 1
        if state[SIZE] > 5 or state[R1] >= 3:
            state[R2] += 1
    elif last == second and _DOUBLE[last]:
        _cut(state, 1)
    elif state[R1] == 0 and _is_short(word, size):
        word[size] = _E
        state[SIZE] += 1


@loop
def _is_short(word: U1, size: int) -> bool:
    """Whether it ends in a short syllable: a vowel between two others that aren't, or at first."""
    if size == 2:
        return _VOWELS[word[0]] and not _VOWELS[word[1]]
    if size < 2 or _VOWELS[word[size - 1]] or _LONG[word[size - 1]]:
        return False
    return _VOWELS[word[size - 2]] and not _VOWELS[word[size - 3]]


@loop
def _replace(word: U1, state: I8, first: int, last: int) -> None:
    """Follow the first of some rules whose ending the word has."""
    for rule in range(first, last):
        size, length = state[SIZE], _SIZES[rule]
        if not _ends(word, size, _ENDINGS[rule], length):
            continue
        if state[_REGIONS[rule]] >= length and _BEHIND[rule, word[size - length - 1]]:
            loss = length - _NEW_SIZES[rule]
            for place in range(_NEW_SIZES[rule]):
                word[size - length + place] = _NEW[rule, place]
            state[SIZE] -= loss
            state[R1] -= loss
            state[R2] = state[R2] - loss if state[R2] >= _AT_LEAST[rule] else _LEFT[rule]
        return


@loop
def _step_5(word: U1, state: I8) -> None:
    """A final -e goes, and one l of -ll."""
    size = state[SIZE]
    last = word[size - 1]
    if state[R2] and (last == _E or (last == _L and word[size - 2] == _L)):
        state[SIZE] -= 1
    elif state[R1] and last == _E and size > 3:
        second = word[size - 2]
        is_short = not (_VOWELS[second] or _LONG[second]) and _VOWELS[word[size - 3]]
        if not is_short or _VOWELS[word[size - 4]]:
            state[SIZE] -= 1
