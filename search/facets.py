"""The papers of an answer → how many have each value of a facet; and filters → masks."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import QueryError
from search.bits import Bits, papers_of_bits
from search.compiled import loaded
from search.corpus import Corpus
from search.engine import FACETS, Filters
from search.facet_columns import MOST
from search.primitives import compile_leaf
from search.query import Category, Has, Name, Range
from search.ranges import read_range
from search.results import FacetValues
from search.set_columns import Ints
from search.sets import Mask, mask_of
from search.shards import Docs

Counts = NDArray[np.integer]
Numbers = NDArray[np.uint32]

FEW = 5_000  # numbers that are sorted faster than an array of all values is gone through


def counted(corpus: Corpus, papers: Bits, facets: Sequence[str]) -> dict[str, FacetValues]:
    """The values of each facet, the most frequent first, ties by value; years from the newest."""
    if not facets:
        return {}
    if loaded() is None:
        docs = papers_of_bits(papers)
        return {name: _values(corpus, docs, name) for name in facets}
    import search.facet_kernels as kernels

    names = [name for name in FACETS if name in facets]  # in one order, for which columns are kept
    columns = corpus.columns(names)  # held here: what is handed are addresses alone
    rows = kernels.counted(columns.handed, papers).tobytes().split(b"\n")
    found = dict(zip(names, rows, strict=True))
    return {name: FacetValues(found[name]) for name in facets}


def _values(corpus: Corpus, docs: Docs, facet: str) -> FacetValues:
    if facet == "year":
        numbers, counts = years(corpus.numbers("year"), docs)
        return FacetValues.of(map(str, numbers.tolist()), counts.tolist())
    column = corpus.sets(facet)
    numbers, counts = commonest(numbers_of(column.starts, column.numbers, docs), MOST)
    return FacetValues.of(column.values.some(numbers.tolist()), counts.tolist())


def years(column: Numbers, docs: Docs) -> tuple[Counts, Counts]:
    """The different numbers but 0 that some papers have in a column, the highest first; counts."""
    counts = np.bincount(column.take(docs), minlength=1)  # which is faster than [docs]
    found = np.flatnonzero(counts[1:])[::-1] + 1
    return found, counts[found]


def numbers_of(starts: Ints, numbers: Ints, docs: Docs) -> Ints:
    """The numbers of some papers, one after the other; see `search.set_columns.SetValues`."""
    first = starts.take(docs)
    lengths = starts.take(docs + np.int32(1)) - first
    ends = np.cumsum(lengths, dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    return numbers.take(np.repeat(first - ends + lengths, lengths) + np.arange(total))


def commonest(numbers: Ints, most: int) -> tuple[Counts, Counts]:
    """The `most` commonest of some numbers and their counts; ties by number, as values are sorted.

    Few are sorted, many are counted in an array as long as the largest one.
    """
    found: Counts
    if len(numbers) < FEW:
        found, counts = np.unique(numbers, return_counts=True)
    else:
        tally = np.bincount(numbers)
        found = np.flatnonzero(tally)
        counts = tally[found]
    if len(counts) > most:  # leave out what can't be among the first, before sorting
        least = np.partition(counts, -most)[-most]
        ties = np.flatnonzero(counts == least)[:most]
        kept = np.sort(np.concatenate((np.flatnonzero(counts > least), ties)))
        found, counts = found[kept], counts[kept]
    first = np.argsort(-counts, kind="stable")[:most]
    return found[first], counts[first]


def filter_mask(corpus: Corpus, filters: Filters | None) -> Mask | None:
    """The papers that pass: of each key one of its values; None where nothing is filtered.

    Raises QueryError for an unknown key, a text in the place of a list, or a year that isn't one.
    """
    mask: Mask | None = None
    for key, values in (filters or {}).items():
        if key not in FACETS:
            raise QueryError(f"no filter {key!r} (known: {', '.join(FACETS)})")
        if isinstance(values, str):
            raise QueryError(f"the filter {key!r} takes a list of values: [{values!r}]")
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
        return mask_of(corpus, compile_leaf(Category(value), corpus))
    if key == "has":
        return mask_of(corpus, compile_leaf(Has(value), corpus))
    mask = _having(corpus, key, value)
    if key == "author" and not mask.any():  # not as a paper shows it: any spelling of the name
        return mask_of(corpus, compile_leaf(Name(value), corpus))
    return mask


def _having(corpus: Corpus, field: str, value: str) -> Mask:
    """The papers that have exactly this value in a column."""
    column = corpus.sets(field)
    place = bisect_left(column.values, value)
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
