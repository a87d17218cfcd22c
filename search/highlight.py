"""A text and what was looked for → the spans to mark, and the passage that shows them best.

All offsets are code points of the text as it is stored and shown. No span and no passage cuts
through a formula.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.analysis import WORD, stem
from index.folding import HYPHENS, fold_with_offsets, without_tex
from index.latex import formula_spans
from search.results import Span

_words_in = re.compile(WORD).finditer
_find_words = re.compile(WORD).findall
_hyphenated_in = re.compile(rf"(?<![^\W_])([^\W_]++)[{HYPHENS}](?=([^\W_]+))").finditer
_next_hyphen = re.compile(f"[{HYPHENS}]").search
_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: words by stem, words by typed form, and rows of typed forms."""

    stems: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()


def highlight(text: str, marks: Marks) -> tuple[Span, ...]:
    """The spans to mark, in order, never overlapping; a phrase is one span, a compound too."""
    folded, place = _folded(text)
    forms = _find_words(folded)
    wanted = marks.forms.intersection(forms)
    if marks.stems:
        letters = _first_letters(marks.stems)
        wanted |= {form for form in set(forms) if form[0] in letters and stem(form) in marks.stems}
    found = [*_places(folded, wanted), *_compounds(folded, marks), *_rows(folded, forms, marks)]
    spans = [place(start, end) for start, end in found]
    return _merged(_around_formulas(spans, formula_spans(text) if spans else ()))


def _folded(text: str) -> tuple[str, Callable[[int, int], Span]]:
    """The text as its words are found in, and from a stretch of it to the same of the text."""
    if text.isascii() and without_tex(text) == text:
        return text.lower(), lambda start, end: (start, end)  # character by character
    return fold_with_offsets(text)


def _places(folded: str, wanted: frozenset[str]) -> Iterator[Span]:
    """Where these words stand. Few of a text's words are wanted: looking for each is quickest."""
    if "+" in folded or "#" in folded:  # C is no word of "C++"
        yield from (word.span() for word in _words_in(folded) if word[0] in wanted)
        return
    for form in wanted:
        start = folded.find(form)
        while start >= 0:
            end = start + len(form)
            if not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum()):
                yield start, end
            start = folded.find(form, end)


def _compounds(folded: str, marks: Marks) -> Iterator[Span]:
    """Hyphenated words that are looked for in their joined spelling."""
    letters = _first_letters(marks.stems)
    hyphen = _next_hyphen(folded) if letters else None
    while hyphen:
        start = folded.rfind(" ", 0, hyphen.start()) + 1
        end = folded.find(" ", hyphen.end()) % (len(folded) + 1)  # -1, no blank, is the end
        for pair in _hyphenated_in(folded, start, end):
            if pair[1][0] in letters and stem(pair[1] + pair[2]) in marks.stems:
                yield pair.start(), pair.end(2)
        hyphen = _next_hyphen(folded, end)


def _first_letters(stems: Iterable[str]) -> set[str]:
    """Letters that words of these stems begin with; most of a text's words needn't be stemmed.

    A stem begins as its word does, but for an e that is ae or oe in British words.
    """
    letters = {stem[:1] for stem in stems}
    return letters | {"a", "o"} if "e" in letters else letters


def _rows(folded: str, forms: list[str], marks: Marks) -> Iterator[Span]:
    """Where the words of phrases stand in a row."""
    phrases = [phrase for phrase in marks.phrases if set(phrase).issubset(forms)]
    words = list(_words_in(folded)) if phrases else []
    for phrase in phrases:
        for i, form in enumerate(forms):
            last = i + len(phrase)
            if form == phrase[0] and tuple(forms[i:last]) == phrase:
                yield words[i].start(), words[last - 1].end()


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
