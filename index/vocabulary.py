"""Texts → the numbers of their words, given at first sight; many texts in compiled loops."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.analysis import forms, splittable
from index.bulk_fields import Numbers
from index.codec.strings import Spans, Strings, encoded, strings
from index.compiled import worthwhile
from index.folding import HYPHENS, hyphenated, spaced, without_tex, words
from index.latex_tables import FONTS, GREEK, SILENT, WITH_ARGUMENT

if TYPE_CHECKING:
    from index.tex_kernels import Commands
    from index.vocabulary_kernels import Table

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]

# Characters beyond ASCII that are common in English: Latin letters, punctuation, operators.
_CODED = range(0x80, 0x180), range(0x2010, 0x2028), range(0x2190, 0x2270)
_SLOTS = 1 << 13  # of an empty vocabulary


def split(texts: Sequence[str]) -> tuple[U1, Spans, Spans]:
    """(text, words, joined): all texts as bytes, and where in them words stand.

    The texts are readable ones, and `words` are those of `analysis.forms`; `joined` are the words
    that hyphens join, hyphens included, as `folding.hyphenated` has them.
    """
    return split_many(texts) if worthwhile() else split_each(texts)


def split_each(texts: Sequence[str]) -> tuple[U1, Spans, Spans]:
    """The same, text by text."""
    typed = [*map(forms, texts)]
    joined = [[*hyphenated(words(without_tex(text)))] if _may_join(text) else [] for text in texts]
    found = encoded([*chain.from_iterable(chain(typed, joined))])
    ends = found.ends().astype(np.uint32)
    lengths = np.array([*map(len, chain(typed, joined))], np.uint32)
    middle = int(lengths[: len(texts)].sum())
    of_typed = Spans((ends - found.sizes)[:middle], ends[:middle], lengths[: len(texts)])
    of_joined = Spans((ends - found.sizes)[middle:], ends[middle:], lengths[len(texts) :])
    return found.text, of_typed, of_joined


def _may_join(text: str) -> bool:
    return "-" in text or not text.isascii()


def split_many(texts: Sequence[str]) -> tuple[U1, Spans, Spans]:
    """The same, in the compiled loops."""
    from index import fold_kernels, split_kernels

    odd = [number for number, text in enumerate(texts) if not text.isascii() and is_odd(text)]
    texts = [*texts]
    as_is = np.zeros(len(texts), np.bool_)
    as_is[odd] = True
    for number in odd:
        texts[number] = splittable(texts[number])
    lines = [*map(str.encode, texts), b""]  # each by itself: most are ASCII, which is quick
    data = np.frombuffer(bytearray(b"\n").join(lines), np.uint8)  # loops are compiled for these
    ends = np.flatnonzero(data == ord("\n"))
    if len(ends) != len(texts):  # the loops below trust the count
        raise ValueError("a text has a line feed")
    folded = fold_kernels.fold_lines(data, ends, as_is, codes(), tex_commands())
    return folded, *split_kernels.split(folded, len(texts))


def is_odd(text: str) -> bool:
    """Whether a text has characters without a code: letters of scripts and Greek, mostly."""
    return bool(_find_odd()(text))


@cache
def codes() -> U1:
    """By code point the byte that `index.tex_kernels` has for a character; 0 for none."""
    found = np.zeros(_CODED[-1][-1] + 1, np.uint8)
    for code_point in chain.from_iterable(_CODED):
        found[code_point] = _code(chr(code_point))
    return found


@cache
def _find_odd() -> Callable[[str], object]:
    known = "".join(map(chr, np.flatnonzero(codes()).tolist()))
    return re.compile(f"[^\\x00-\\x7f{known}]").search


def _code(character: str) -> int:
    from index.tex_kernels import CODES, HYPHEN_CODE, SIGN_CODE

    if character == "’":
        return ord("'")
    if character in HYPHENS:
        return HYPHEN_CODE
    if without_tex(character) != character:
        return 0
    folded = spaced(character)
    if character.isalnum():
        return CODES.get(folded, 0)
    return SIGN_CODE if folded == " " and not character.isspace() else 0


@cache
def tex_commands() -> "Commands":
    """The commands of TeX that loops know."""
    from index.tex_kernels import Commands

    found: dict[str, None] = {}
    ends = []
    for names in (WITH_ARGUMENT, SILENT - FONTS, FONTS, GREEK):
        found |= dict.fromkeys(sorted(names))
        ends.append(len(found))
    return Commands(_table([*found]), *ends[:3])


def _table(words: Sequence[str]) -> "Table":
    """The table of a vocabulary of different words, made without loops, which would be compiled."""
    from index.vocabulary_kernels import PRIME, SEED, Table

    slots = [0] * _SLOTS
    for number, word in enumerate(words):
        hash = SEED
        for byte in word.encode():
            hash = (hash ^ byte) * PRIME % (1 << 64)
        slot = (hash >> 32) % _SLOTS
        while slots[slot]:
            slot = (slot + 1) % _SLOTS
        slots[slot] = (hash >> 32 << 32) + number + 1
    found = encoded(words)
    ends = np.append(0, found.ends()).astype(np.int64)
    return Table(np.array(slots, np.uint64), ends, found.text, np.array([len(words)]))


def joined(words: Sequence[str]) -> tuple[U1, Spans]:
    """Words as bytes behind each other, and where each stands; a line of one word each."""
    found = encoded(words)
    return found.text, spans(found)


def spans(words: Strings) -> Spans:
    """Where each stands in the text; a line of one word each."""

    ends = np.cumsum(words.sizes, dtype=np.uint32)
    return Spans(ends - words.sizes, ends, np.ones_like(ends))


class PlainVocabulary:
    """Words numbered from 0, as they come."""

    def __init__(self) -> None:
        self._numbers: Numbers[bytes] = Numbers()

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, text: U1, spans: Spans) -> U4:
        """The number of each word; new ones are added."""
        data = text.tobytes()
        bounds = zip(spans.begins.tolist(), spans.ends.tolist(), strict=True)
        return self._numbers.of(data[begin:end] for begin, end in bounds)

    def words(self) -> Strings:
        """All words, in UTF-8, by number."""
        return strings([*self._numbers])


class Vocabulary:
    """The same in compiled loops."""

    def __init__(self) -> None:
        from index.vocabulary_kernels import RECENT, Recent, Table

        slots, ends = np.zeros(_SLOTS, np.uint64), np.zeros(1, np.int64)
        self.table = Table(slots, ends, np.zeros(0, np.uint8), np.zeros(1, np.int64))
        self._recent = Recent(np.zeros(2 * RECENT, np.uint64), np.zeros(RECENT, np.uint32))

    def __len__(self) -> int:
        return int(self.table.known[0])

    def numbers(self, text: U1, spans: Spans) -> U4:
        """The number of each word; new ones are added."""
        from index.vocabulary_kernels import number

        numbers, self.table = number(text, spans.begins, spans.ends, self.table, self._recent)
        return numbers

    def words(self) -> Strings:
        """All words, in UTF-8, by number."""
        ends = self.table.ends[: len(self) + 1]
        return Strings(self.table.text[: ends[-1]], np.diff(ends).astype(np.uint32))


def new_vocabulary() -> Vocabulary | PlainVocabulary:
    """An empty one, for the words of a segment."""
    return Vocabulary() if worthwhile() else PlainVocabulary()
