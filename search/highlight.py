"""A text and what was looked for → the spans to mark.

All offsets are code points of the text as it is stored and shown. No span cuts through a formula.
Beginnings of words are looked for by `str.find`, or in a compiled loop (`mark_kernels.py`).
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import STOP_WORDS, WORD, stem
from index.folding import fold_with_offsets, has_tex, prepared
from index.formulas import formula_spans
from search.compiled import loaded
from search.results import Span

BEGINNING = 3  # letters by which words are found: seldom of another word, hardly ever respelled
# Beginnings of stems that aren't those of all their words: sceptic, grey, mould, tyre, dying, …
_OTHERWISE = {"ske": "sce", "gra": "gre", "mol": "mou", "tir": "tyr", "lyz": "lys"}
_OTHERWISE |= {"di": "dy", "li": "ly", "ti": "ty"}
_may_have_diphthong = re.compile("e|[cfhp]e|.em|.e$|..e").match  # aesthetic, foetus, uraemia

_word_from = re.compile(WORD).match
_next_word = re.compile(WORD).search
_letters_from = re.compile(r"[^\W_]+").match
_short_part = re.compile(rf"(?<![^\W_])[^\W_]{{1,{BEGINNING - 1}}}(?=-[^\W_])").search
_FOREIGN = re.compile(r"[^\x00-\x7f]")

_NOWHERE = (sys.maxsize, 0)

Row = tuple[str, ...]  # typed forms that stand in a row


class Marks(NamedTuple):
    """What to mark: words by stem, words by typed form, and rows of typed forms."""

    stems: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    phrases: tuple[Row, ...] = ()


def highlight(text: str, marks: Marks, stem_of: Callable[[str], str] = stem) -> tuple[Span, ...]:
    """The spans to mark, in order, never overlapping; a phrase is one span, a compound too.

    `stem_of` is `index.analysis.stem`, or does the same without loading the stemmer.
    """
    return highlights([text], marks, stem_of)[0]


def highlights(
    texts: Sequence[str], marks: Marks, stem_of: Callable[[str], str] = stem
) -> list[tuple[Span, ...]]:
    """The same for each of some texts, which are gone through as one."""
    folds = [_folded(text) for text in texts]
    found = iter(_found("\n".join([folded for folded, _ in folds]), marks, stem_of))
    start, last = next(found, _NOWHERE)
    marked: list[tuple[Span, ...]] = []
    begin = 0
    for text, (folded, place) in zip(texts, folds, strict=True):
        spans: list[Span] = []
        end = begin + len(folded)
        while start < end:
            if last <= end:  # a row of words doesn't go on in the next text
                spans.append(place(start - begin, last - begin))
            start, last = next(found, _NOWHERE)
        if spans and "$" in text:
            spans = _around_formulas(spans, formula_spans(text))
        marked.append(_merged(spans) if len(spans) > 1 else tuple(spans))
        begin = end + 1
    return marked


def _folded(text: str) -> tuple[str, Callable[[int, int], Span]]:
    """As `fold_with_offsets`; TeX in ASCII by a compiled loop, with blanks for punctuation."""
    if loaded() is None or not text.isascii() or "\n" in text or not has_tex(text):
        return fold_with_offsets(text)
    from index.tex_kernels import fold_with_places  # which loads Numba
    from index.vocabulary import tex_commands

    line = np.frombuffer(f"\n{prepared(text)}\n".encode(), np.uint8)
    folded, places = fold_with_places(line, tex_commands())
    begins, ends = places[0].data, places[1].data  # which give Python's ints
    return folded.tobytes().decode(), lambda first, last: (begins[first], ends[last - 1])


def _found(folded: str, marks: Marks, stem_of: Callable[[str], str]) -> list[Span]:
    """What to mark in what is folded, in order."""
    beginnings, rows = _sought(marks)
    spans: list[Span] = []
    known: dict[str, bool] = {}
    for at, end in _words(folded, beginnings):
        form = folded[at:end]
        if form not in known:
            known[form] = form.startswith(beginnings) and _is_sought(form, marks, stem_of)
        if known[form]:
            spans.append((at, end))
        if marks.stems and folded.startswith("-", end):
            spans += _compound(folded, at, end, beginnings, marks)
        if form in rows:
            ends = (_end_of_row(folded, end, row) for row in rows[form])
            spans += [(at, last) for last in ends if last]
    return sorted(spans)


def _words(folded: str, beginnings: tuple[str, ...]) -> Iterable[Span]:
    """Few words begin as one that is looked for, or are short at a hyphen: those, and some more."""
    if loaded() is None:
        return chain(_words_that_begin(folded, beginnings), _short_parts(folded))
    from search import mark_kernels  # which loads Numba

    sought = "".join(f"{beginning}\n" for beginning in beginnings)
    starts, ends = mark_kernels.words_that_begin(_letters(folded), _letters(sought)).tolist()
    return zip(starts, ends, strict=True)


def _letters(folded: str) -> NDArray[np.uint8]:
    """One byte for each character: for letters beyond ASCII any that is part of words."""
    ascii_text = folded if folded.isascii() else _FOREIGN.sub("0", folded)
    return np.frombuffer(ascii_text.encode(), np.uint8)


def _words_that_begin(folded: str, beginnings: tuple[str, ...]) -> Iterator[Span]:
    """To find these beginnings is quickest."""
    for beginning in beginnings:
        at = folded.find(beginning)
        while at >= 0:
            word = None if folded[at - 1 : at].isalnum() else _word_from(folded, at)
            if word:
                yield word.span()
            at = folded.find(beginning, at + 1)


def _short_parts(folded: str) -> Iterator[Span]:
    """First parts of compounds that are too short to be found by their beginnings: x-ray."""
    hyphen = folded.find("-")
    while hyphen >= 0:
        part = _short_part(folded, max(hyphen - BEGINNING + 1, 0), hyphen + 2)
        if part:
            yield part.start(), hyphen
        hyphen = folded.find("-", hyphen + 1)


def _is_sought(form: str, marks: Marks, stem_of: Callable[[str], str]) -> bool:
    """Whether a form is looked for: as typed or by its stem, under which no stop word stands."""
    if form in marks.forms or not marks.stems:
        return form in marks.forms
    return form not in STOP_WORDS and stem_of(form) in marks.stems


def _compound(
    folded: str, at: int, hyphen: int, beginnings: tuple[str, ...], marks: Marks
) -> Iterator[Span]:
    """A hyphenated word that is looked for in its joined spelling."""
    other = _letters_from(folded, hyphen + 1)
    joined = folded[at:hyphen] + other[0] if other else ""
    if other and joined.startswith(beginnings) and stem(joined) in marks.stems:
        yield at, other.end()


def _end_of_row(folded: str, at: int, row: Sequence[str]) -> int:
    """Where a row of words ends that begins behind `at`; 0 where there are others."""
    for form in row:
        word = _next_word(folded, at)
        if word is None or word[0] != form:
            return 0
        at = word.end()
    return at


def _sought(marks: Marks) -> tuple[tuple[str, ...], dict[str, list[Row]]]:
    """What the words begin with that are looked for; and of rows, by the first, the other words."""
    rows: dict[str, list[Row]] = {}
    for first, *others in marks.phrases:
        rows.setdefault(first, []).append(tuple(others))
    found = {*marks.forms, *rows}
    for stemmed in marks.stems:
        found |= _beginnings(stemmed)
    return tuple(b for b in found if not any(b[:n] in found for n in range(1, len(b)))), rows


def _beginnings(stemmed: str) -> set[str]:
    """What the words of a stem begin with: as it does, but for its last letter and British ways."""
    begun = stemmed[: min(BEGINNING, max(len(stemmed) - 1, 1))]
    found = {begun, _OTHERWISE.get(begun, begun)}
    if _may_have_diphthong(begun):
        places = [at for at, letter in enumerate(begun) if letter == "e"]
        found |= {
            f"{begun[:at]}{vowel}{begun[at:]}"[: len(begun)] for at in places for vowel in "ao"
        }
    return found


def _around_formulas(spans: Iterable[Span], formulas: Sequence[Span]) -> list[Span]:
    """Spans that touch a formula grow to hold it whole."""
    grown = []
    for start, end in spans:
        for first, last in formulas:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        grown.append((start, end))
    return grown


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
