"""A text and what is marked in it → the passage that shows it best.

Offsets are code points of the text as it is shown. No passage cuts through a formula.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.formulas import formula_spans
from search.results import Span

_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)(?=\S)")


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
    words = [text[a:b].casefold() for a, b in spans]
    best, found, stop = (0, 0), 0, 0
    for i, (start, _) in enumerate(spans):
        while stop < len(spans) and spans[stop][1] <= start + width:
            stop += 1
        different = len(set(words[i:stop]))
        if different > found:
            best, found = (start, spans[stop - 1][1]), different
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
    for first, last in formula_spans(text) if "$" in text else ():
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
