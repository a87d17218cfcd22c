"""Text of papers → safe HTML: escaped, spans marked, mathematics drawn.

The only place that makes Markup. Everything that comes in is hostile; what goes out holds nothing
but escaped text, `<mark>`, and what `web.mathml` lets through.
"""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from search.results import Span
from web.mathml import draw

# $…$ or $$…$$ without a dollar inside; `\$` is a dollar, not a delimiter.
MATH = re.compile(r"(?<!\\)(\$\$?)(?=[^$\s])((?:\\.|[^$\\]){1,1000}?)(?<=\S)\1", re.DOTALL)
OPEN, CLOSE = Markup("<mark>"), Markup("</mark>")


def mark(text: str, spans: Iterable[Span] = (), part: Span | None = None) -> Markup:
    """`text`, or the `part` of it, as HTML with `spans` marked; offsets are code points.

    A formula that a span touches is marked whole.
    """
    start, end = part or (0, len(text))
    spans = [(a, b) for a, b in spans if a < end and b > start]
    pieces = []
    place = start
    for formula in MATH.finditer(text, start, end):
        pieces.append(_marked(text, spans, place, formula.start()))
        drawn = draw(formula[2], display=formula[1] == "$$")
        hit = any(a < formula.end() and b > formula.start() for a, b in spans)
        pieces.append(OPEN + drawn + CLOSE if hit else drawn)
        place = formula.end()
    pieces.append(_marked(text, spans, place, end))
    return Markup("").join(pieces)


def _marked(text: str, spans: Iterable[Span], start: int, end: int) -> Markup:
    return Markup("").join(_pieces(text, spans, start, end))


def _pieces(text: str, spans: Iterable[Span], start: int, end: int) -> Iterator[Markup]:
    place = start
    for a, b in spans:
        a, b = max(a, place), min(b, end)
        if a < b:
            yield _plain(text[place:a])
            yield OPEN + _plain(text[a:b]) + CLOSE
            place = b
    yield _plain(text[place:end])


def _plain(text: str) -> Markup:
    return escape(text.replace(r"\$", "$"))
