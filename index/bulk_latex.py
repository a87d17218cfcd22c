"""Texts with LaTeX → readable ones, many at a time: what is common in a compiled loop."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index.compiled import worthwhile
from index.latex import readable
from index.latex_tables import FONTS, LETTERS, SPACES, SYMBOLS
from index.vocabulary import Vocabulary, joined

if TYPE_CHECKING:
    from index.command_kernels import Commands

# Fonts that `readable` may take for a formula, or whose first argument goes.
_OWN_RULES = frozenset(("ensuremath", "href", "textcolor"))


def all_readable(texts: Sequence[str]) -> list[str]:
    """What `readable` makes of each text; their white space is folded already."""
    return many_readable(texts) if worthwhile() else [*map(readable, texts)]


def many_readable(texts: Sequence[str]) -> list[str]:
    """The same, in the compiled loop."""
    from index.latex_kernels import read_lines

    data = np.frombuffer(bytearray("\n".join(["", *texts, ""]).encode()), np.uint8)
    ends = np.flatnonzero(data == ord("\n"))[1:]
    if len(ends) != len(texts):  # a text has a line feed
        return [*map(readable, texts)]
    written, bounds, is_odd = read_lines(data, ends, _commands())
    found = [*texts]
    for number in np.flatnonzero(is_odd).tolist():
        found[number] = readable(texts[number])
    text = written.tobytes()
    sizes = np.diff(bounds)
    for number in np.flatnonzero(sizes).tolist():
        found[number] = text[bounds[number] : bounds[number + 1]].decode()
    return found


@cache
def _commands() -> "Commands":
    from index.command_kernels import Commands

    fonts, spaces = FONTS - _OWN_RULES, {name for name in SPACES if name.isalpha()}
    vocabulary = Vocabulary()
    bounds = []
    for names in (fonts, LETTERS, spaces | SYMBOLS.keys()):
        vocabulary.numbers(*joined(sorted(names)))
        bounds.append(len(vocabulary))
    meanings = [_meaning(name.decode()).encode() for name in vocabulary.words().list()]
    ends = np.cumsum([0, *map(len, meanings)])
    text = np.frombuffer(bytearray().join(meanings), np.uint8)
    return Commands(vocabulary.table, bounds[0], bounds[1], text, ends)


def _meaning(name: str) -> str:
    if name in FONTS:
        return ""
    return LETTERS.get(name) or SYMBOLS.get(name) or SPACES[name]
