"""Files of tagged lines → blocks, one a record: what RIS, Web of Science and MEDLINE share."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from index.readers.text import plain


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format tags its lines.

    `line` matches a tagged line and captures the tag and its value; `start` and `end` are the tags
    of a record's first and last line. A line without a tag goes on with the value before it, or is
    a further value where the tag is in `lists`. Tags in `outside` belong to no record.
    """

    line: re.Pattern[str]
    start: str
    end: str
    lists: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


@dataclass(slots=True)
class Block:
    """The tagged values of one record in the order of the file, and its text as it stands there."""

    number: int
    values: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The record's lines."""
        return "\n".join(self.lines)

    def all(self, *tags: str) -> list[str]:
        """The values of these tags, in the order of the file."""
        return [text for tag, value in self.values if tag in tags and (text := plain(value))]

    def first(self, *tags: str) -> str:
        """All that stands under the first of these tags that says anything."""
        return next((" ".join(found) for tag in tags if (found := self.all(tag))), "")


def blocks(lines: Iterable[tuple[int, str]], layout: Layout) -> Iterator[Block]:
    """The records of numbered lines; one whose last line is missing ends where the next begins."""
    block: Block | None = None
    for number, line in lines:
        line = line.lstrip("\ufeff")  # files that were joined keep their byte order marks
        found = layout.line.match(line)
        tag, value = (found[1], found[2] or "") if found else ("", line.strip())
        if block and tag == layout.start:
            yield block
            block = None
        if tag in layout.outside or (block is None and tag in ("", layout.end)):
            continue
        block = block or Block(number)
        block.lines.append(line)
        if tag == layout.end:
            yield block
            block = None
        else:
            _add(block.values, tag, value, layout.lists)
    if block:
        yield block


def _add(values: list[tuple[str, str]], tag: str, value: str, lists: frozenset[str]) -> None:
    if tag:
        values.append((tag, value))
    elif value and values and values[-1][0] in lists:
        values.append((values[-1][0], value))
    elif value and values:
        last, before = values[-1]
        values[-1] = (last, f"{before} {value}")
