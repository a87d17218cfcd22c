"""The papers of an answer → how many have each value of a facet; and filters → masks."""

import numpy as np

from index.errors import QueryError
from search.corpus import Corpus
from search.engine import FACETS, Filters
from search.query import Category, Has, Name, Range
from search.ranges import read_range
from search.results import FacetValue
from search.sets import Mask, mask_of
from search.shards import Docs

MOST = 100  # values of one facet; years come all


def count(corpus: Corpus, docs: Docs, facet: str) -> tuple[FacetValue, ...]:
    """The values of a facet, the most frequent first, ties by value; years from the newest on.

    Raises QueryError for an unknown facet.
    """
    if facet not in FACETS:
        raise QueryError(f"no facet {facet!r} (known: {', '.join(FACETS)})")
    return _years(corpus, docs) if facet == "year" else _values(corpus, docs, facet)


def _years(corpus: Corpus, docs: Docs) -> tuple[FacetValue, ...]:
    years, counts = np.unique(corpus.numbers("year")[docs], return_counts=True)
    pairs = zip(years.tolist()[::-1], counts.tolist()[::-1], strict=True)
    return tuple(FacetValue(str(year), number) for year, number in pairs if year)


def _values(corpus: Corpus, docs: Docs, facet: str) -> tuple[FacetValue, ...]:
    column = corpus.sets(facet)
    chosen = np.zeros(corpus.size, np.bool_)
    chosen[docs] = True
    rows = np.repeat(chosen, np.diff(column.starts))
    counts = np.bincount(column.numbers[rows], minlength=len(column.values))
    first = np.argsort(-counts, kind="stable")[:MOST]  # values are numbered in sorted order
    return tuple(FacetValue(column.values[i], int(counts[i])) for i in first if counts[i])


def filter_mask(corpus: Corpus, filters: Filters | None) -> Mask | None:
    """The papers that pass: of each key one of its values; None where nothing is filtered.

    Raises QueryError for an unknown key or a year that isn't one.
    """
    mask: Mask | None = None
    for key, values in (filters or {}).items():
        if key not in FACETS:
            raise QueryError(f"no filter {key!r} (known: {', '.join(FACETS)})")
        if not values:
            continue
        one = np.zeros(corpus.size, np.bool_)
        for value in values:
            one |= _one_filter(corpus, key, value)
        mask = one if mask is None else mask & one
    return mask


def _one_filter(corpus: Corpus, key: str, value: str) -> Mask:
    if key == "year":
        bounds = read_range("year", value)
        if bounds is None:
            raise QueryError(f"{value!r} is no year; write 2015 or 2015..2020")
        return range_mask(corpus, Range(*bounds, fields=("year",)))
    if key == "category":
        return mask_of(corpus, Category(value).expand(corpus))
    if key == "has":
        return mask_of(corpus, Has(value).expand(corpus))
    mask = _having(corpus, key, value)
    if key == "author" and not mask.any():  # not as a paper shows it: any spelling of the name
        return mask_of(corpus, Name(value).expand(corpus))
    return mask


def _having(corpus: Corpus, field: str, value: str) -> Mask:
    """The papers that have exactly this value in a column."""
    column = corpus.sets(field)
    place = int(np.searchsorted(np.array(column.values, dtype=object), value))
    mask = np.zeros(corpus.size, np.bool_)
    if place < len(column.values) and column.values[place] == value:
        rows = np.flatnonzero(column.numbers == place)
        mask[np.searchsorted(column.starts, rows, side="right") - 1] = True
    return mask if corpus.live is None else mask & corpus.live


def range_mask(corpus: Corpus, query: Range) -> Mask:
    """The papers dated within a range, both bounds included.

    A paper of unknown month or day comes before all months or days of its year or month; a paper
    without a date is in no range.
    """
    dates = corpus.numbers("date")
    low = int(query.low.replace("-", "").ljust(8, "0")) or 1
    high = int(query.high.replace("-", "").ljust(8, "9"))
    mask: Mask = (dates >= low) & (dates <= high)
    return mask if corpus.live is None else mask & corpus.live
