"""A text and what was looked for → the spans to mark.

All offsets are code points of the text as it is stored and shown. No span cuts through a formula.
Beginnings of words are looked for by `str.find`, or in compiled loops (`marking.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from index.analysis import STOP_WORDS, WORD, stem
from index.folding import fold_with_offsets
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

Row = tuple[str, ...]  # typed forms that stand in a row
Fold = tuple[str, Callable[[int, int], Span]]  # what `fold_with_offsets` gives
Know = Callable[[Sequence[str]], None]  # what learns the stems of forms


def know_nothing(_: Sequence[str]) -> None:
    """There is no index to learn stems from."""


class Marks(NamedTuple):
    """What to mark: words by stem, words by typed form, and rows of typed forms."""

    stems: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    phrases: tuple[Row, ...] = ()


def highlight(text: str, marks: Marks) -> tuple[Span, ...]:
    """The spans to mark, in order, never overlapping; a phrase is one span, a compound too."""
    return highlights([text], marks)[0]


def highlights(
    texts: Sequence[str], marks: Marks, know: Know = know_nothing
) -> list[tuple[Span, ...]]:
    """The same for each of some texts, which are gone through as one.

    `know` learns the stems of forms, as `Corpus.know_stems` does: the stemmer takes longer.
    """
    if loaded() is None:
        return plainly(texts, marks, know)
    from search.marking import marked_together

    return marked_together(texts, marks, know)


def plainly(
    texts: Sequence[str], marks: Marks, know: Know = know_nothing
) -> list[tuple[Span, ...]]:
    """The same without loops."""
    marked = _found([*map(fold_with_offsets, texts)], marks, know)
    for number, (text, spans) in enumerate(zip(texts, marked, strict=True)):
        if spans and "$" in text:
            marked[number] = _around_formulas(spans, formula_spans(text, before=spans[-1][1]))
    return [*map(tuple, marked)]


def _found(folds: Sequence[Fold], marks: Marks, know: Know) -> list[list[Span]]:
    """What to mark in each text; no row of words goes on in the next one."""
    text = "".join([f"{folded}\n" for folded, _ in folds])
    stops = [end - 1 for end in accumulate(len(folded) + 1 for folded, _ in folds)]
    beginnings = _shortest(beginnings_of(marks))
    found = []
    for start, end in chain(_words_that_begin(text, beginnings), _short_parts(text)):
        form = text[start:end]
        ends = [end] if form.startswith(beginnings) and _is_sought(form, marks, know) else []
        if text[end] == "-" and marks.stems:
            ends.append(_compound(text, start, end, beginnings, marks))
        ends += [
            _end_of_row(text, end, others) for first, *others in marks.phrases if first == form
        ]
        line = bisect_left(stops, start)
        folded, place = folds[line]
        begin = stops[line] - len(folded)
        found += [
            (line, *place(start - begin, stop - begin)) for stop in ends if 0 < stop <= stops[line]
        ]
    return _by_line(sorted(found), len(folds))


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


def _shortest(beginnings: set[str]) -> tuple[str, ...]:
    """Those that don't begin with another one."""
    return tuple(b for b in beginnings if not any(b[:n] in beginnings for n in range(1, len(b))))


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


def _is_sought(form: str, marks: Marks, know: Know) -> bool:
    """Whether a form is looked for: as typed or by its stem, under which no stop word stands."""
    if form in marks.forms or not marks.stems:
        return form in marks.forms
    if form in STOP_WORDS:
        return False
    know([form])
    return stem(form) in marks.stems


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


def beginnings_of(marks: Marks) -> set[str]:
    """What the words begin with that are looked for."""
    found = {*marks.forms, *[row[0] for row in marks.phrases]}
    return found.union(
        *[_beginnings(stem[: min(BEGINNING, max(len(stem) - 1, 1))]) for stem in marks.stems]
    )


@lru_cache(1 << 12)
def _beginnings(begun: str) -> frozenset[str]:
    """What words begin with whose stem begins so: the same, and British ways."""
    found = {begun, _OTHERWISE.get(begun, begun)}
    if _may_have_diphthong(begun):
        places = [at for at, letter in enumerate(begun) if letter == "e"]
        found |= {
            f"{begun[:at]}{vowel}{begun[at:]}"[: len(begun)] for at in places for vowel in "ao"
        }
    return frozenset(found)


def _around_formulas(spans: Iterable[Span], formulas: Sequence[Span]) -> list[Span]:
    """Spans that touch a formula grow to hold it whole; they come in order."""
    grown = []
    for start, end in spans:
        for first, last in formulas:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        grown.append((0, start, end))
    return _by_line(grown, 1)[0]
