"""A text and what was looked for → the spans to mark.

All offsets are code points of the text as it is stored and shown. No span cuts through a formula.
Beginnings of words are looked for by `str.find`, or in a compiled loop (`mark_kernels.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, compress
from typing import NamedTuple

import numpy as np

from index.analysis import STOP_WORDS, WORD, stem
from index.formulas import formula_spans
from search.folded import Folded, fold_together, in_letters
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

Row = tuple[str, ...]  # typed forms that stand in a row
FoundWords = list[list[int]]  # starts and ends, the same in their texts, numbers of these


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
    marked = _found(fold_together(texts), marks, stem_of)
    for number, (text, spans) in enumerate(zip(texts, marked, strict=True)):
        if spans and "$" in text:
            marked[number] = _around_formulas(spans, formula_spans(text, before=spans[-1][1]))
    return [*map(tuple, marked)]


def _found(folded: Folded, marks: Marks, stem_of: Callable[[str], str]) -> list[list[Span]]:
    """What to mark in each text; no row of words goes on in the next one."""
    beginnings, rows = _sought(marks)
    text = folded.text
    starts, ends, firsts, lasts, lines = _words(folded, beginnings)
    forms = [text[at:end] for at, end in zip(starts, ends, strict=True)]
    begun = [form for form in {*forms} if form.startswith(beginnings)]
    sought = {form for form in begun if _is_sought(form, marks, stem_of)}
    words = zip(lines, firsts, lasts, strict=True)
    found = [*compress(words, map(sought.__contains__, forms))]
    hyphens = [i for i, end in enumerate(ends) if text[end] == "-"] if marks.stems else ()
    longer = [(i, _compound(text, starts[i], ends[i], beginnings, marks)) for i in hyphens]
    if rows:
        first_words = [i for i, form in enumerate(forms) if form in rows]
        longer += [
            (i, _end_of_row(text, ends[i], row)) for i in first_words for row in rows[forms[i]]
        ]
    for i, end in longer:
        if 0 < end <= folded.ends[lines[i]]:
            found.append((lines[i], *folded.place(starts[i], end, lines[i])))
    if longer or folded.by_loop is None:  # else they are in order
        found.sort()
    return _by_line(found, len(folded.ends))


def _by_line(found: Iterable[tuple[int, int, int]], lines: int) -> list[list[Span]]:
    """The spans of each line, which come in order; those that overlap become one."""
    spans: list[list[Span]] = [[] for _ in range(lines)]
    for line, first, last in found:
        own = spans[line]
        if own and first < own[-1][1]:
            own[-1] = own[-1][0], max(last, own[-1][1])
        else:
            own.append((first, last))
    return spans


def _words(folded: Folded, beginnings: tuple[str, ...]) -> FoundWords:
    """Few words begin as one that is looked for, or are short at a hyphen: those, and some more."""
    if folded.by_loop is None:
        begun = chain(_words_that_begin(folded.text, beginnings), _short_parts(folded.text))
        words = [(at, end, bisect_left(folded.ends, at)) for at, end in begun]
        rows = [(at, end, *folded.place(at, end, line), line) for at, end, line in words]
        return [[*column] for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    import search.mark_kernels as kernels

    sought = in_letters("".join(f"{beginning}\n" for beginning in beginnings))
    letters, ends, places = folded.by_loop
    starts = np.frombuffer(bytearray(sought), np.uint8)
    found: FoundWords = kernels.words_that_begin(letters, ends, starts, places).tolist()
    if folded.folds:
        for i, (at, end, _, _, line) in enumerate(zip(*found, strict=True)):
            if line in folded.folds:
                found[2][i], found[3][i] = folded.place(at, end, line)
    return found


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


def _compound(folded: str, at: int, hyphen: int, beginnings: tuple[str, ...], marks: Marks) -> int:
    """Where a hyphenated word ends that is looked for in its joined spelling; 0 if it isn't."""
    other = _letters_from(folded, hyphen + 1)
    joined = folded[at:hyphen] + other[0] if other else ""
    if other and joined.startswith(beginnings) and stem(joined) in marks.stems:
        return other.end()
    return 0


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
    """Spans that touch a formula grow to hold it whole; they come in order."""
    grown = []
    for start, end in spans:
        for first, last in formulas:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        grown.append((0, start, end))
    return _by_line(grown, 1)[0]
