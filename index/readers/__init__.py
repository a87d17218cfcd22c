"""Source files → records: `index.readers.sources.read` is the way in.

A format is a module in this folder and a row in FORMATS. The module has two functions:

`sniff(head: str) -> bool` says whether a file that begins with `head` (up to 64 KiB, decoded
leniently, byte order mark removed) is in its format;
`read(file: BinaryIO) -> Iterator[Item]` streams the records of a decompressed file. It never
raises on any input: what can't be read is a Reject, and reading goes on behind it.
"""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table: `name` is what `--format` takes, `label` is for people."""

    name: str
    label: str
    module: str

    def load(self) -> ModuleType:
        """Import the format's module; only the formats that are met are imported."""
        return import_module(f"index.readers.{self.module}")


# Sniffed in this order: a format whose signature is narrower comes first.
FORMATS = (
    Format("arxiv", "arXiv metadata snapshot (JSON lines)", "arxiv_json"),
    Format("web", "text copied from web pages", "web_text"),
)
