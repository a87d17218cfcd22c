"""BibTeX and biblatex: the file is cut into pieces, bibtexparser splits each into its blocks.

Entries that inherit wait for their `crossref` until it has been read; all else streams.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from index.readers.bibtex_fields import make_record
from index.readers.bibtex_values import Values, runs_on
from index.readers.checks import checked
from index.readers.text import mendable, numbered_lines, undecodable
from index.record import Item, Reject

_PIECE = 1 << 16  # characters that bibtexparser gets at once

_START = re.compile(r"\s*@\s*\w+\s*[{(]")
_KNOWN_START = re.compile(
    r"^[ \t]*@\s*(?:article|book|booklet|collection|conference|dataset|electronic|inbook"
    r"|incollection|inproceedings|manual|mastersthesis|misc|mvbook|online|patent|periodical"
    r"|phdthesis|preamble|proceedings|report|software|string|techreport|thesis|unpublished)"
    r"\s*[{(]",
    re.I | re.M,
)
_LOST_FIELDS = re.compile(r"(?:^|[,}])\s*[\w-]+\s*=\s*(?:[{\"]|\d+\s*[,}])")
_WITHOUT_KEY = re.compile(r"\A(\s*@\s*(?!string\b)\w+\s*[{(])(?=\s*[\w-]+\s*=)", re.I)
_PARENTS = frozenset(
    ["book", "collection", "mvbook", "mvcollection", "mvproceedings", "proceedings"]
)
_INHERITED = frozenset(
    str.split(
        """
        address date editor isbn issn location month number organization publisher series volume
        year
        """
    )
)
_NO_PAPERS = frozenset(["xdata", "set", "control"])


@dataclass(slots=True)
class _Entry:
    line: int
    kind: str
    key: str
    values: dict[str, str]
    raw: str


@dataclass(slots=True)
class _State:
    """What outlives a piece: macros, keys, parents that were read and children that wait."""

    values: Values = field(default_factory=Values)
    keys: set[str] = field(default_factory=set)
    parents: dict[str, dict[str, str]] = field(default_factory=dict)
    waiting: dict[str, list[_Entry]] = field(default_factory=dict)


def sniff(head: str) -> bool:
    """A line that opens an entry of a known type."""
    return _KNOWN_START.search(head) is not None


def read(file: BinaryIO) -> Iterator[Item]:
    """One record an entry; comments, preambles and free text between entries are passed over."""
    state = _State()
    for number, piece in _pieces(file):
        if reason := undecodable(piece):
            yield Reject(number, reason, state.values.macros_of(piece) + mendable(piece).rstrip())
        else:
            yield from _read_piece(number, piece, state)
    for orphans in state.waiting.values():
        yield from (_item(entry, state) for entry in orphans)


def _pieces(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Runs of whole entries with their first line; an entry that isn't UTF-8 is a run alone."""
    run: list[str] = []
    start, size = 1, 0
    for number, entry in _entries(file):
        alone = undecodable(entry) != ""
        if run and (alone or size > _PIECE):
            yield start, "".join(run)
            run, size = [], 0
        if alone:
            yield number, entry
            continue
        if not run:
            start = number
        run.append(entry)
        size += len(entry)
    if run:
        yield start, "".join(run)


def _entries(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The text cut at each line that opens an entry."""
    lines: list[str] = []
    start = 1
    for number, line in numbered_lines(file):
        if lines and _START.match(line):
            yield start, _WITHOUT_KEY.sub(r"\1,", "".join(lines))
            lines = []
        if not lines:
            start = number
        lines.append(line + "\n")
    yield start, _WITHOUT_KEY.sub(r"\1,", "".join(lines))


def _read_piece(number: int, piece: str, state: _State) -> Iterator[Item]:
    from bibtexparser.model import Entry, ImplicitComment, ParsingFailedBlock, String

    blocks = _split(piece)
    for block, follower in zip(blocks, [*blocks, None][1:], strict=True):
        entry = getattr(block, "ignore_error_block", block)  # a key or field that stands twice
        lost = isinstance(follower, ImplicitComment) and _LOST_FIELDS.search(follower.comment)
        if isinstance(block, String):
            state.values.define(block.key, block.value)
        elif isinstance(entry, Entry) and not lost:
            yield from _take_entry(number + block.start_line, entry, state)
        elif isinstance(entry, Entry) or isinstance(block, ParsingFailedBlock):
            reason = "a closing brace too many" if lost else _reason(block)
            text = _lines_of(piece, block, blocks)
            line = number + block.start_line
            yield Reject(line, reason, state.values.macros_of(text) + text)


def _lines_of(piece: str, block: Any, blocks: list[Any]) -> str:
    """A block's lines up to the next one: what bibtexparser keeps of a failed one has gaps."""
    lines = piece.split("\n")
    later = (other.start_line for other in blocks if other.start_line > block.start_line)
    end = next((line for line in later if _START.match(lines[line])), None)
    return "\n".join(lines[block.start_line : end]).strip()


def _split(piece: str) -> list[Any]:  # bibtexparser's blocks have no types
    """The blocks of a piece in order; failed ones among them."""
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it logs what we report
    return list(parse_string(piece, parse_stack=[]).blocks)


def _reason(block: Any) -> str:
    reason = getattr(block.error, "abort_reason", None) or str(block.error)
    return "not BibTeX: " + " ".join(reason.split()).rstrip(".")


def _take_entry(line: int, entry: Any, state: _State) -> Iterator[Item]:
    values: dict[str, str] = {}
    for each in entry.fields:
        if runs_on(each.value):
            reason = f"a comma is missing behind the field {each.key!r}"
            yield Reject(line, reason, state.values.macros_of(entry.raw) + entry.raw)
            return
        values.setdefault(each.key.lower(), state.values.resolve(each.value))
    yield from _take(_Entry(line, entry.entry_type.lower(), entry.key, values, entry.raw), state)


def _take(entry: _Entry, state: _State) -> Iterator[Item]:
    """Yield the entry and the children that waited for it, or let it wait for its own parent."""
    if entry.kind in _NO_PAPERS:
        return
    key, parent = entry.key.lower(), _parent(entry)
    children = state.waiting.pop(key, [])
    if children or "booktitle" in entry.values or entry.kind in _PARENTS:
        state.parents.setdefault(key, entry.values)
    if parent and parent not in state.parents:
        state.waiting.setdefault(parent, []).append(entry)
    else:
        yield _item(entry, state)
    yield from (_item(child, state) for child in children)


def _parent(entry: _Entry) -> str:
    return entry.values.get("crossref", "").strip().lower()


def _item(entry: _Entry, state: _State) -> Item:
    parent = state.parents.get(_parent(entry), {})
    key = entry.key if entry.key not in state.keys else ""  # two papers can't share an id
    state.keys.add(entry.key)
    record = make_record(entry.kind, key, {**_inherited(parent), **entry.values})
    item = checked(record, entry.line, entry.raw)
    if isinstance(item, Reject):
        return Reject(item.line, item.reason, state.values.macros_of(entry.raw) + entry.raw)
    return item


def _inherited(parent: dict[str, str]) -> dict[str, str]:
    """A parent's fields as its children see them: its title is their book title."""
    kept = {name: value for name, value in parent.items() if name in _INHERITED}
    if title := parent.get("booktitle") or parent.get("title"):
        kept["booktitle"] = title
    return kept
