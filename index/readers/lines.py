"""Runs of lines of a file that aren't read yet, and how another process gets at them."""

import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from index.errors import SourceError
from index.readers import FORMATS
from index.readers.unpacked import Unpacked
from index.record import Item

LONGER = 4  # times as long as the shortest is a run at most: each one takes a worker 1 ms by itself
SHARE = 16  # of what is left of a file are in a run, so that the last ones are short


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where bytes lie in a file that isn't packed, and how many are `behind` them.

    `inode` tells the file from one put in its place.
    """

    path: str
    inode: int
    offset: int
    size: int
    behind: int

    def part(self, offset: int, size: int) -> "Stretch":
        """Some of the bytes, from an offset in the file on."""
        behind = self.behind + self.offset + self.size - offset - size
        return replace(self, offset=offset, size=size, behind=behind)

    def data(self) -> bytes:
        """The bytes; raises SourceError where they aren't there any more."""
        try:
            with Path(self.path).open("rb") as file:
                same = os.fstat(file.fileno()).st_ino == self.inode
                file.seek(self.offset)
                data = file.read(self.size)
        except OSError as error:
            raise SourceError(f"{self.path}: can't be read further ({error})") from error
        if not same or len(data) != self.size:
            raise SourceError(f"{self.path}: changed while it was read; run this again")
        return data


def whole_of(file: BinaryIO, path: str, unpacked: Unpacked) -> Stretch | None:
    """All of a file that lies on the disk as it is; None for any other."""
    if path == "-" or unpacked.packed:
        return None
    about = os.fstat(file.fileno())
    return Stretch(path, about.st_ino, 0, about.st_size, 0) if stat.S_ISREG(about.st_mode) else None


def length_of_run(shortest: int, whole: Stretch | None, at: int) -> int:
    """How many bytes are to be read together from an offset on, if it is known what is left."""
    left = whole.size - at if whole else 0
    return max(shortest, min(LONGER * shortest, left // SHARE))


def end_of_lines(data: bytes) -> int:
    """Where the last line begins that has anything in it."""
    return data.rstrip().rfind(b"\n") + 1


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a source in UTF-8; `first` is the number of the first one.

    Another process needs no `data` where it finds the same bytes in a `stretch`.
    """

    format: str
    first: int
    data: bytes
    stretch: Stretch | None = None

    def light(self) -> "Lines":
        """The same, to be sent to another process."""
        return replace(self, data=b"") if self.stretch else self

    def items(self) -> Iterator[Item]:
        """Read them."""
        data = self.stretch.data() if self.stretch and not self.data else self.data
        format = next(row for row in FORMATS if row.name == self.format)
        lines: Iterator[Item] = format.load().read_lines(io.BytesIO(data), self.first)
        return lines
