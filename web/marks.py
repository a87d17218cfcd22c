"""Text of papers → safe HTML: escaped, spans marked, mathematics drawn.

The only place that makes Markup. Everything that comes in is hostile; what goes out holds nothing
but escaped text, `<mark>`, and what `web.mathml` lets through.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from index.formulas import formula_spans
from search.results import Span
from web.mathml import draw
from web.rendering import escaped

OPEN, CLOSE = "<mark>", "</mark>"


def mark(text: str, spans: Iterable[Span] = (), part: Span | None = None) -> Markup:
    """`text`, or the `part` of it, as HTML with `spans` marked; offsets are code points.

    A formula that a span touches is marked whole.
    """
    start, end = part or (0, len(text))
    spans = [(a, b) for a, b in spans if a < end and b > start]
    pieces: list[str] = []
    place = start
    for first, last in formula_spans(text) if "$" in text else ():
        if start <= first and last <= end:
            drawn = _drawn(text[first:last])
            hit = any(a < last and b > first for a, b in spans)
            pieces += _marked(text, spans, place, first)
            pieces += (OPEN, drawn, CLOSE) if hit else (drawn,)
            place = last
    pieces += _marked(text, spans, place, end)
    return Markup("".join(pieces))  # noqa: S704  # nothing is left to escape


def _drawn(formula: str) -> Markup:
    display = formula.startswith("$$")
    return draw(formula.strip("$"), display)


def _marked(text: str, spans: Iterable[Span], start: int, end: int) -> Iterator[str]:
    place = start
    for a, b in spans:
        a, b = max(a, place), min(b, end)
        if a < b:
            yield from (escaped(text[place:a]), OPEN, escaped(text[a:b]), CLOSE)
            place = b
    yield escaped(text[place:end])
