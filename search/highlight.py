"""A text and what was looked for → the spans to mark, and the passage that shows them best.

All offsets are code points of the text as it is stored and shown. No span and no passage cuts
through a formula.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.analysis import STOP_WORDS, WORD, stem
from index.folding import fold_with_offsets
from index.formulas import formula_spans
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
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)(?=\S)")

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
    folded, place = fold_with_offsets(text)
    spans = [place(start, end) for start, end in _found(folded, marks, stem_of)]
    return _merged(_around_formulas(spans, formula_spans(text))) if spans else ()


def _found(folded: str, marks: Marks, stem_of: Callable[[str], str]) -> list[Span]:
    """Few words of a text begin as one that is looked for: finding these beginnings is quickest."""
    beginnings, rows = _sought(marks)
    spans: list[Span] = []
    for beginning in beginnings:
        at = folded.find(beginning)
        while at >= 0:
            word = None if folded[at - 1 : at].isalnum() else _word_from(folded, at)
            if word:
                form, end = word[0], word.end()
                if form in marks.forms or _has_stem(form, marks, stem_of):
                    spans.append((at, end))
                if folded.startswith("-", end):
                    spans += _compound(folded, at, end, beginnings, marks)
                if form in rows:
                    ends = (_end_of_row(folded, end, row) for row in rows[form])
                    spans += [(at, last) for last in ends if last]
            at = folded.find(beginning, at + 1)
    if marks.stems and "-" in folded:
        spans += _short_compounds(folded, beginnings, marks)
    return spans


def _has_stem(form: str, marks: Marks, stem_of: Callable[[str], str]) -> bool:
    """Whether a form is looked for by its stem, under which no stop word is indexed."""
    return bool(marks.stems) and form not in STOP_WORDS and stem_of(form) in marks.stems


def _compound(
    folded: str, at: int, hyphen: int, beginnings: tuple[str, ...], marks: Marks
) -> Iterator[Span]:
    """A hyphenated word that is looked for in its joined spelling."""
    other = _letters_from(folded, hyphen + 1)
    joined = folded[at:hyphen] + other[0] if other else ""
    if other and joined.startswith(beginnings) and stem(joined) in marks.stems:
        yield at, other.end()


def _short_compounds(folded: str, beginnings: tuple[str, ...], marks: Marks) -> Iterator[Span]:
    """Compounds whose first part is too short to be found by its beginning: x-ray."""
    hyphen = folded.find("-")
    while hyphen >= 0:
        part = _short_part(folded, max(hyphen - BEGINNING + 1, 0), hyphen + 2)
        if part:
            yield from _compound(folded, part.start(), hyphen, beginnings, marks)
        hyphen = folded.find("-", hyphen + 1)


def _end_of_row(folded: str, at: int, row: Sequence[str]) -> int:
    """Where a row of words ends that begins behind `at`; 0 where there are others."""
    for form in row:
        word = _next_word(folded, at)
        if word is None or word[0] != form:
            return 0
        at = word.end()
    return at


@lru_cache(maxsize=100)
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


def passage(text: str, spans: Sequence[Span], width: int) -> Span:
    """The stretch of at most about `width` code points with the most different marked words.

    The first of equals. It begins with a sentence where the marks allow it, else with a word; it
    is longer than `width` only where a formula would be cut.
    """
    if len(text) <= width:
        return 0, len(text)
    first, last = _densest(text, spans, width)
    start = _beginning(text, first, last, width)
    return _uncut(text, start, min(start + width, len(text)))


def _densest(text: str, spans: Sequence[Span], width: int) -> Span:
    best, found = (0, 0), 0
    for i, (start, _) in enumerate(spans):
        inside = [span for span in spans[i:] if span[1] <= start + width]
        words = {text[a:b].casefold() for a, b in inside}
        if len(words) > found:
            best, found = (start, inside[-1][1]), len(words)
    return best


def _beginning(text: str, first: int, last: int, width: int) -> int:
    """Where to start so that first:last is shown: at a sentence, else around the middle."""
    earliest = max(last - width, 0)
    sentences = [match.end() for match in _SENTENCE_START.finditer(text, 0, first + 1)]
    place = bisect_right(sentences, first) - 1
    if place >= 0 and sentences[place] >= earliest:
        return sentences[place]
    return max(first - (width - (last - first)) // 2, 0)


def _uncut(text: str, start: int, end: int) -> Span:
    """The same without parts of words at its ends, and with its formulas whole."""
    if start:
        start = _word_start(text, start)
    if end < len(text) and not text[end].isspace():
        end = max(text.rfind(" ", start, end), 0) or end
    for first, last in formula_spans(text):
        if first < start < last:
            start = first
        if first < end < last:
            end = last
    return start, end


def _word_start(text: str, start: int) -> int:
    if text[start - 1].isspace():
        return start
    space = text.find(" ", start)
    return space + 1 if 0 <= space < start + 40 else start
