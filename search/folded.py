"""The texts of a page → one folded text, a line each, and spans of it → spans of the texts.

All are folded in one call of a compiled loop, once the loops are loaded.
"""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.folding import fold_with_offsets
from search.compiled import loaded
from search.results import Span

if TYPE_CHECKING:
    from index.tex_kernels import Places

_FOREIGN = re.compile(r"[^\x00-\x7f]")

Fold = tuple[str, Callable[[int, int], Span]]  # what `fold_with_offsets` gives


class Folded(NamedTuple):
    """The lines, joined, and where each ends; what they were folded by, one by one or at once.

    `folds` are by number of line, `places` as `index.fold_kernels.fold_lines_with_places` has them
    for all others.
    """

    text: str
    ends: list[int]
    folds: dict[int, Fold]
    places: "Places | None" = None

    def place(self, start: int, last: int, line: int) -> Span:
        """Where a span of a line is in its text."""
        if line in self.folds:
            folded, place = self.folds[line]
            begin = self.ends[line] - len(folded)
            return place(start - begin, last - begin)
        assert self.places is not None
        begins, starts, stops = self.places.T
        one, other = (begins.searchsorted([start, last - 1], "right") - 1).tolist()
        first = starts[one] + (0 if stops[one] else start - begins[one])
        return int(first), int(stops[other] or starts[other] + last - begins[other])


def in_letters(folded: str) -> bytes:
    """One byte for each character: for those beyond ASCII any that is part of words."""
    return (folded if folded.isascii() else _FOREIGN.sub("0", folded)).encode()


def fold_together(texts: Sequence[str]) -> Folded:
    """Fold texts as `index.folding.fold_with_offsets` does; there may be blanks for signs."""
    if loaded() is not None:
        return _compiled(texts)
    folds = dict(enumerate(map(fold_with_offsets, texts)))
    lines = [folded for folded, _ in folds.values()]
    return Folded("\n".join(lines), _ends(lines), folds)


def _compiled(texts: Sequence[str]) -> Folded:
    """What the loop can't fold is folded before."""
    from index.fold_kernels import fold_lines_with_places  # which loads Numba
    from index.vocabulary import codes, is_odd, tex_commands

    folds = {
        i: fold_with_offsets(text.replace("\n", " "))
        for i, text in enumerate(texts)
        if "\n" in text or (not text.isascii() and is_odd(text))
    }
    given = [*texts]
    as_is = np.zeros(len(texts), np.bool_)
    for i, (folded, _) in folds.items():
        given[i], as_is[i] = in_letters(folded).decode(), True
    data = np.frombuffer("\n".join([*given, ""]).encode(), np.uint8)
    found, places = fold_lines_with_places(data, as_is, codes(), tex_commands())
    lines = found.tobytes().decode().split("\n")[:-1]
    for i, (folded, _) in folds.items():
        lines[i] = folded
    return Folded("\n".join(lines), _ends(lines), folds, places)


def _ends(lines: Sequence[str]) -> list[int]:
    return [end - 1 for end in accumulate([len(line) + 1 for line in lines])]
