"""Texts → the acronyms that each defines, many at a time: most are found in a compiled loop."""

from collections.abc import Sequence

import numpy as np

from index.acronyms import find_acronyms, written
from index.compiled import worthwhile


def all_acronyms(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """What `find_acronyms` finds in each text; they are readable ones."""
    return many_acronyms(texts) if worthwhile() else [*map(find_acronyms, texts)]


def many_acronyms(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The same, with the compiled loop."""
    from index.acronym_kernels import NONE, ODD, find_pairs

    text = "\n".join(["", *texts, ""]).encode()
    data = np.frombuffer(bytearray(text), np.uint8)  # loops are compiled for these
    ends = np.flatnonzero(data == ord("\n"))[1:]
    if len(ends) != len(texts):
        raise ValueError("a text has a line feed")
    places = np.flatnonzero(data == ord("("))
    pairs = find_pairs(data, places)
    some = np.flatnonzero(pairs[:, 0] != NONE)
    lines = np.searchsorted(ends, places[some]).tolist()
    distinct: dict[int, dict[str, None]] = {}  # by line, in their order
    odd = set()
    for line, (kind, begin, end, first, last) in zip(lines, pairs[some].tolist(), strict=True):
        if kind == ODD:
            odd.add(line)
        elif pair := written(text[begin:end].decode(), text[first:last].decode()):
            distinct.setdefault(line, {})[pair] = None
    found = [tuple(distinct.get(line, ())) for line in range(len(texts))]
    for line in odd:
        found[line] = find_acronyms(texts[line])
    return found
