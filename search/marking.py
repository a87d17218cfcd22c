"""The texts of a page → the spans to mark in each: `search.highlight`, in two calls of loops."""

from collections.abc import Sequence

import numpy as np

from index.analysis import STOP_WORDS, stem
from index.vocabulary import is_odd
from search.array_shard import as_bytes
from search.highlight import Know, Marks, beginnings_of, know_nothing, plainly
from search.mark_kernels import candidates, handed_tables
from search.results import Span
from search.span_kernels import marked

_JOINED = "-"  # before the form of a compound


def marked_together(
    texts: Sequence[str], marks: Marks, know: Know = know_nothing
) -> list[tuple[Span, ...]]:
    """The spans to mark in each text; those that loops can't fold are marked plainly."""
    lines = [*map(str.encode, texts), b""]  # each by itself: most are ASCII, which is quick
    data = bytearray(b"\n").join(lines)
    if data.isascii() and data.count(b"\n") == len(texts):
        return _marked(lines, data, marks, know)
    odd = [i for i, text in enumerate(texts) if _is_odd(text)]
    for i in odd:
        lines[i] = b""
    spans = _marked(lines, bytearray(b"\n").join(lines) if odd else data, marks, know)
    if odd:
        for i, apart in zip(odd, plainly([texts[i] for i in odd], marks, know), strict=True):
            spans[i] = apart
    return spans


def _is_odd(text: str) -> bool:
    return "\n" in text or (not text.isascii() and is_odd(text))


def _marked(
    lines: Sequence[bytes], data: bytearray, marks: Marks, know: Know
) -> list[tuple[Span, ...]]:
    """The same of texts that loops can fold, as `lines` and joined, each with a line feed."""
    texts = np.frombuffer(data, np.uint8)
    sizes = np.array([*map(len, lines)][:-1], np.int64)
    beginnings = (*beginnings_of(marks),)
    asked = "\n".join([*beginnings, "\t"])
    for row in marks.phrases:
        asked += "\n".join([*row, "\t"])
    words, found = candidates(texts, sizes, as_bytes(asked.encode()), handed_tables())
    forms = str(found.data, "ascii").split("\n")[:-1]
    sought = bytearray(b"\1")  # rows are
    stems, typed = marks.stems, marks.forms
    if stems:
        know([form.removeprefix(_JOINED) for form in forms])
    for form in forms:
        joined = form[1:] if form[0] == _JOINED else ""
        if joined:
            is_stemmed = bool(stems) and joined.startswith(beginnings)
            sought.append(is_stemmed and stem(joined) in stems)
        elif form in typed or form in STOP_WORDS:  # see `highlight._is_sought`
            sought.append(form in typed)
        else:
            is_stemmed = bool(stems) and form.startswith(beginnings)
            sought.append(is_stemmed and stem(form) in stems)
    columns = marked(words, np.frombuffer(sought, np.uint8), texts, sizes).tolist()
    pairs = [*zip(*columns, strict=True)]
    spans = []
    begin = len(sizes)
    for size, _ in pairs[:begin]:
        spans.append((*pairs[begin : begin + size],))
        begin += size
    return spans
