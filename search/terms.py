"""What is asked of an index when a query is compiled: Whoosh's readers answer it, and a Corpus."""

from collections.abc import Iterable
from typing import Protocol


class Terms(Protocol):
    """What is asked of an index: a part of Whoosh's reader."""

    def doc_frequency(self, field: str, term: str) -> int:
        """The number of papers that hold the term, 0 for an unknown one."""

    def expand_prefix(self, field: str, prefix: bytes) -> Iterable[bytes]:
        """The field's terms that begin so, in sorted order."""
