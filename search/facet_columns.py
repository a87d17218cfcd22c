"""The columns that facets are counted in → what a loop is handed of them: addresses in memory."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.set_columns import Rows, SetValues, Values, side_by_side

Numbers = NDArray[np.uint32]

MOST = 100  # values of one facet; years come all
ALL = 0

# What is handed of a column. Addresses of the UTF-8 of its values and of their bounds; how many
# values there are, and how many are wanted, the most frequent first (or ALL, as they are numbered);
# how many papers; starts and numbers of its different sets, or of its papers; how many sets there
# are (or 0), where that of each paper is, and the sets side by side; of the values that several
# papers share, starts, numbers and names, and how many these are.
HANDED = 14
TEXT, BOUNDS, VALUES, WANTED, PAPERS, STARTS, NUMBERS, SETS, OF, SIDE_BY_SIDE = range(10)
SHARED_STARTS, SHARED_NUMBERS, NAMES, SHARED = range(10, HANDED)


class Column(NamedTuple):
    """What a facet is counted in: different sets where they are few, else those of papers."""

    values: Values
    wanted: int
    sets: Rows | SetValues

    def handed(self) -> list[int]:
        """What a loop is handed of it."""
        sets = self.sets
        row = [*_addresses(*self.values.arrays()), len(self.values), self.wanted]
        lists = _addresses(sets.starts, sets.numbers)
        if isinstance(sets, Rows):
            rows = [len(sets.starts) - 1, *_addresses(sets.of, sets.side_by_side)]
            return [*row, len(sets.of), *lists, *rows, 0, 0, 0, 0]
        shared = *_addresses(*sets.shared), len(sets.shared.names)
        return [*row, len(sets.starts) - 1, *lists, 0, 0, 0, *shared]


class Columns(NamedTuple):
    """A row of HANDED numbers for each of some columns, and what their addresses point into."""

    handed: NDArray[np.int64]
    held: Sequence[Column]


def columns_of(columns: Sequence[Column]) -> Columns:
    """Of some columns."""
    return Columns(np.array([column.handed() for column in columns], np.int64), columns)


def column_of(
    facet: str, numbers: Callable[[str], Numbers], sets: Callable[[str], SetValues]
) -> Column:
    """Of a facet, by what reads a column of numbers, or of sets."""
    return of_years(numbers(facet)) if facet == "year" else of_sets(sets(facet))


def of_sets(column: SetValues) -> Column:
    """Of a facet that isn't the year."""
    return Column(column.values, MOST, column.rows or column)


def of_years(years: Numbers) -> Column:
    """Of the years of all papers, the newest first; 0 is none."""
    last, first = int(years.max(initial=0)), int(years[years > 0].min(initial=1 << 16))
    values = Values([str(year).encode() for year in range(last, first - 1, -1)])
    of = np.where(years, np.uint32(last + 1) - years, 0).astype(np.uint16)
    starts = np.append(0, np.arange(len(values) + 1)).astype(np.int32)
    numbers = np.arange(len(values), dtype=np.int32)
    rows = Rows(of, starts, numbers, side_by_side(starts, numbers, len(values)))
    return Column(values, ALL, rows)


def _addresses(*arrays: NDArray[Any]) -> list[int]:
    return [array.ctypes.data for array in arrays]
