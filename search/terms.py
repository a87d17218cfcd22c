"""What is asked of an index when a query is compiled; a Corpus answers, or a reader of Whoosh's."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from index.analysis import stem

Term = tuple[str, str]  # field and text
Value = TypeVar("Value")


class Terms(Protocol):
    """The terms of an index."""

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """How many papers hold each of some terms, 0 for an unknown one."""

    def expand_prefix(self, field: str, prefix: bytes) -> Iterable[bytes]:
        """The field's terms that begin so, in sorted order."""

    def terms_holding(self, field: str, text: bytes) -> Iterable[bytes]:
        """The field's terms that hold a text anywhere, in sorted order."""

    def may_join(self, texts: Sequence[str]) -> list[bool]:
        """For each text: False only where no compound is spelled so but for its hyphens."""

    def stem_of(self, form: str) -> str:
        """The stem of a typed form."""

    def know_stems(self, forms: Sequence[str]) -> None:
        """Learn the stems of some forms at once, which is quicker, as far as the index has them."""

    def kept(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What was worked out of this index before under the same key, if that is remembered."""


class ReaderTerms:
    """A reader of Whoosh's."""

    def __init__(self, reader: Any) -> None:  # Whoosh has no types
        self._reader = reader

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """See Terms."""
        return [self._reader.doc_frequency(field, term) for field, term in terms]

    def expand_prefix(self, field: str, prefix: bytes) -> Iterable[bytes]:
        """See Terms."""
        found: Iterable[bytes] = self._reader.expand_prefix(field, prefix)
        return found

    def terms_holding(self, field: str, text: bytes) -> Iterable[bytes]:
        """See Terms."""
        return (term for term in self.expand_prefix(field, b"") if text in term)

    def may_join(self, texts: Sequence[str]) -> list[bool]:
        """See Terms; nothing is known beforehand."""
        return [True] * len(texts)

    def stem_of(self, form: str) -> str:
        """See Terms."""
        return stem(form)

    def know_stems(self, forms: Sequence[str]) -> None:
        """See Terms; a reader knows none."""

    def kept(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """See Terms; nothing is remembered."""
        return work_out()
