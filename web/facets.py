"""Counts of an answer → links that narrow it: panels of values, chips, the histogram of years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.results import FacetValue
from web.categories import archive_name, category_name
from web.question import Question

LABELS = {
    "year": "Year",
    "category": "Category",
    "author": "Author",
    "venue": "Venue",
    "has": "Has",
    "source": "Source",
}
FLAGS = {
    "code": "Code",
    "doi": "DOI",
    "arxiv": "arXiv id",
    "abstract": "Abstract",
    "title": "Title",
    "retracted": "Retracted",
}
PANELS = ("category", "author", "venue", "has", "source")
SHOWN = 7  # values of a panel before "more"
MOST = 25
BARS = 40  # of the histogram at most; longer spans are shown by two, five, ten … years
WIDTH, HEIGHT = 400, 90  # of the histogram, in its own units


class FacetLink(NamedTuple):
    """One value of a facet, or a chip; `link` chooses it, or drops it where it is chosen.

    `count` is None where nothing counts it, as an archive beside its categories.
    """

    label: str
    about: str
    count: int | None  # type: ignore[assignment]  # of a tuple: nothing counts its items
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The values of one facet: the first ones, and those behind "more"."""

    label: str
    first: tuple[FacetLink, ...]
    more: tuple[FacetLink, ...]


class Bar(NamedTuple):
    """One bar of the histogram, from the top left corner; `label` is a year or a range."""

    label: str
    count: int  # type: ignore[assignment]  # as above
    link: str
    chosen: bool
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over the years `first` to `last`."""

    first: int
    last: int
    bars: tuple[Bar, ...]


def panels(
    question: Question, facets: Mapping[str, Sequence[FacetValue]], total: int
) -> list[Panel]:
    """The panels beside an answer of `total` papers; what says nothing of it is left out.

    A flag or a source that all of the papers have says nothing.
    """
    found = []
    for name in PANELS:
        values = facets.get(name, ())
        if name in ("has", "source"):
            values = [value for value in values if value.count < total]
        links = _links(question, name, values)
        if links:
            found.append(Panel(LABELS[name], tuple(links[:SHOWN]), tuple(links[SHOWN:])))
    return found


def chips(question: Question) -> list[FacetLink]:
    """The filters in force, each with the link that drops it."""
    return [
        FacetLink(
            f"{LABELS[name]}: {label(value, name)}",
            "",
            None,
            question.without((name, value)).link(),
            True,
        )
        for name, value in question.filters
    ]


def histogram(question: Question, years: Sequence[FacetValue]) -> Histogram | None:
    """The years of an answer as bars; None for fewer than two years."""
    counts = {int(year.value): year.count for year in years if year.value.isdigit()}
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 500) if (last - first) // n < BARS)
    starts = range(first - first % step, last + 1, step)
    sums = [sum(counts.get(year, 0) for year in range(at, at + step)) for at in starts]
    width, most = WIDTH / len(starts), max(sums)
    boxes = [_box(i * width, width, HEIGHT * count / most) for i, count in enumerate(sums)]
    spans = [_span(at, step) for at in starts]
    link, chosen = question.toggles("year"), question.chosen("year")
    bars = [
        Bar(label(span, "year"), count, link(span), span in chosen, *box)
        for span, count, box in zip(spans, sums, boxes, strict=True)
        if count
    ]
    return Histogram(first, last, tuple(bars))


def label(value: str, facet: str) -> str:
    """A facet's value as people read it."""
    if facet == "category":
        name = category_name(value)
        return value if name == value else f"{value} {name}"
    if facet == "year":
        return value.replace("..", "–")
    return FLAGS.get(value, value) if facet == "has" else value


def _links(question: Question, name: str, values: Sequence[FacetValue]) -> list[FacetLink]:
    """The chosen values first, also those that the answer no longer counts."""
    chosen = question.chosen(name)
    counts = {value.value: value.count for value in values[:MOST]}
    ordered = [*chosen, *(value for value in counts if value not in chosen)]
    link = question.toggles(name)
    return [
        FacetLink(
            label(value, name),
            archive_name(value) if name == "category" else "",
            counts.get(value),
            link(value),
            value in chosen,
        )
        for value in ordered
    ]


def _span(start: int, step: int) -> str:
    return str(start) if step == 1 else f"{start}..{start + step - 1}"


def _box(x: float, width: float, height: float) -> tuple[float, float, float, float]:
    """A bar's place, from the left, and its size; a single paper is seen beside thousands."""
    height = max(height, 2.0)
    gap = min(2.0, width / 5)
    return round(x, 2), round(HEIGHT - height, 2), round(width - gap, 2), round(height, 2)
