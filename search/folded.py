"""The texts of a page → one folded text, a line each, and spans of it → spans of the texts.

All are folded in one call of a compiled loop, once the loops are loaded.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.folding import fold_with_offsets
from search.compiled import loaded
from search.results import Span

if TYPE_CHECKING:
    from index.tex_kernels import Places
    from index.vocabulary_kernels import U1

    ByLoop = tuple[U1, NDArray[np.int32], Places]

_FOREIGN = re.compile(r"[^\x00-\x7f]")

Fold = tuple[str, Callable[[int, int], Span]]  # what `fold_with_offsets` gives


class Folded(NamedTuple):
    """The lines, each with a line feed, and where they end.

    `folds` are those that were folded by themselves, by number of line. Of all others `by_loop`
    has one byte for each character, and ends and places as `index.fold_kernels` gives them.
    """

    text: str
    ends: list[int]
    folds: dict[int, Fold]
    by_loop: "ByLoop | None" = None

    def place(self, start: int, last: int, line: int) -> Span:
        """Where a span of a line is in its text."""
        if line in self.folds:
            folded, place = self.folds[line]
            begin = self.ends[line] - len(folded)
            return place(start - begin, last - begin)
        assert self.by_loop is not None
        begins, starts, stops = (column.data for column in self.by_loop[2].T)
        one, other = bisect_right(begins, start) - 1, bisect_right(begins, last - 1) - 1
        first = starts[one] + (0 if stops[one] else start - begins[one])
        return first, stops[other] or starts[other] + last - begins[other]


def fold_together(texts: Sequence[str]) -> Folded:
    """Fold texts as `index.folding.fold_with_offsets` does; there may be blanks for signs."""
    if loaded() is not None:
        return _compiled(texts)
    folds = dict(enumerate(map(fold_with_offsets, texts)))
    lines = [f"{folded}\n" for folded, _ in folds.values()]
    return Folded("".join(lines), [end - 1 for end in accumulate(map(len, lines))], folds)


def in_letters(folded: str) -> bytes:
    """One byte for each character: for those beyond ASCII any that is part of words."""
    return (folded if folded.isascii() else _FOREIGN.sub("0", folded)).encode()


def _compiled(texts: Sequence[str]) -> Folded:
    """What the loop can't fold is folded before."""
    from index.fold_kernels import fold_lines_with_places
    from index.vocabulary import codes, tex_commands

    lines = [*map(str.encode, texts), b""]  # each by itself: most are ASCII, which is quick
    data = bytearray(b"\n").join(lines)
    is_plain = data.isascii() and data.count(b"\n") == len(texts)
    folds = {} if is_plain else _folded_apart(texts)
    as_is = np.zeros(len(texts), np.bool_)
    if folds:
        for i, (folded, _) in folds.items():
            lines[i], as_is[i] = in_letters(folded), True
        data = bytearray(b"\n").join(lines)
    given = np.frombuffer(data, np.uint8)
    found = fold_lines_with_places(given, as_is, codes(), tex_commands())
    letters, ends, _ = found
    together = Folded(str(letters.data, "ascii"), ends.tolist(), folds, found)
    return _spelled_out(together) if folds else together


def _folded_apart(texts: Sequence[str]) -> dict[int, Fold]:
    """Those that the loop can't fold, by their numbers."""
    from index.vocabulary import is_odd

    return {
        i: fold_with_offsets(text.replace("\n", " "))
        for i, text in enumerate(texts)
        if "\n" in text or (not text.isascii() and is_odd(text))
    }


def _spelled_out(folded: Folded) -> Folded:
    """The same with all letters in the lines that were folded apart."""
    lines = folded.text.split("\n")
    for i, (line, _) in folded.folds.items():
        lines[i] = line
    return folded._replace(text="\n".join(lines))
