"""The arrays of an open segment, for an engine: `segment_arrays(reader)` is the way in.

Everything but what `arrays`, `placed` and `row` compute is a view of the mapped files. Safe for
many threads. Documents are numbered from 0 within the segment; deleted ones are not left out.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from index.codec.columns import Sets, read_sets
from index.codec.documents import DocumentsReader
from index.codec.packing import ungap
from index.codec.parts import Array
from index.codec.postings import FieldPostings
from index.codec.stems import STEMS_OF, read_stems
from index.codec.terms import ArrayTermsReader

if TYPE_CHECKING:
    from index.codec.term_kernels import Opened

Docs = NDArray[np.int32]

NO_DOCS: Docs = np.zeros(0, np.int32)


class SegmentArrays:
    """One segment. `fields` has the packed postings of each field, for compiled loops."""

    def __init__(self, terms: ArrayTermsReader, documents: DocumentsReader) -> None:
        self.size = documents.doc_count_all()
        self.fields: dict[str, FieldPostings] = terms.fields
        self._terms = terms.parts
        self._documents = documents
        # The stored field `record` of a document, without a call between.
        self.stored: Callable[[int], bytes] = partial(documents.stored.value, "record")

    def arrays(self, field: str, term: str) -> tuple[Docs, NDArray[np.float32]]:
        """The documents that hold a term, ascending, and how often each does."""
        postings, number = self._find(field, term)
        if postings is None:
            return NO_DOCS, np.zeros(0, np.float32)
        return postings.docs(number).view(np.int32), postings.freqs(number).astype(np.float32)

    def placed(self, field: str, term: str, within: Docs) -> tuple[Docs, NDArray[np.int64]]:
        """Where a term stands in those documents of `within` (ascending) that hold it.

        Position `positions[i]` in document `docs[i]`, in rising order of both.
        """
        postings, number = self._find(field, term)
        if postings is None:
            return NO_DOCS, np.zeros(0, np.int64)
        docs = postings.docs(number).view(np.int32)
        wanted = np.zeros(self.size, np.bool_)
        wanted[within] = True
        held = np.flatnonzero(wanted[docs])
        freqs = postings.freqs(number)
        ends = np.cumsum(freqs, dtype=np.int64) + postings.places_start[number]
        lengths = freqs[held]
        own_ends = np.cumsum(lengths, dtype=np.uint32)
        steps = postings.places.at_indices(_runs(ends[held], lengths, own_ends))
        return np.repeat(docs[held], lengths), ungap(steps, own_ends).astype(np.int64)

    def number(self, field: str, term: str) -> int | None:
        """A term's number in its field's dictionary, None where it isn't there."""
        postings, number = self._find(field, term)
        return None if postings is None else number

    def stem(self, field: str, form: str) -> str | None:
        """The stem that a form of `title_form` or `abstract_form` stands for; None without one."""
        postings, number = self._find(field, form)
        return None if postings is None else self.stem_of(field, number)

    def stem_of(self, field: str, number: int) -> str | None:
        """The same for a form by its number in the field's dictionary."""
        stems = read_stems(self._terms, field)
        if stems is None or not stems[number]:
            return None
        return self.fields[STEMS_OF[field]].dictionary[int(stems[number]) - 1].decode()

    def forms(self, field: str, stem: str) -> list[str]:
        """The forms of `title_form` or `abstract_form` that stand for a stem, sorted."""
        _, number = self._find(STEMS_OF[field], stem)
        stems = read_stems(self._terms, field)
        if stems is None or self.number(STEMS_OF[field], stem) is None:
            return []
        dictionary = self.fields[field].dictionary
        return [dictionary[form].decode() for form in np.flatnonzero(stems == number + 1).tolist()]

    def opened(self) -> "Opened":
        """The file of terms, for compiled loops."""
        from index.codec.term_kernels import open_file

        return open_file(self._terms, list(self.fields))

    def numbers(self, column: str) -> Array | None:
        """A NumericColumn as the array of all documents; None where no document has a number."""
        return self._column(column)

    def sets(self, column: str) -> Sets | None:
        """A SetColumn; None where no document has values."""
        return None if self._column(column) is None else read_sets(self._documents.parts, column)

    def _column(self, name: str) -> Array | None:
        parts = self._documents.parts
        return parts.array(f"column/{name}") if f"column/{name}" in parts else None

    def _find(self, field: str, term: str) -> tuple[FieldPostings | None, int]:
        postings = self.fields.get(field)
        number = postings.dictionary.find(term.encode()) if postings else None
        return (postings, number) if number is not None else (None, 0)


def segment_arrays(reader: IndexReader) -> SegmentArrays | None:
    """The arrays under one of Whoosh's segment readers; None for a segment of another codec."""
    terms = getattr(reader, "_terms", None)  # Whoosh's reader offers no public way to its codec's
    if not isinstance(terms, ArrayTermsReader):
        return None
    return SegmentArrays(terms, reader._perdoc)


def _runs(
    ends: NDArray[np.int64], lengths: NDArray[np.uint32], own_ends: NDArray[np.uint32]
) -> NDArray[np.int64]:
    """The indices of the runs that end at `ends`, one behind the other."""
    total = int(own_ends[-1]) if len(own_ends) else 0
    return np.repeat(ends - own_ends, lengths) + np.arange(total)
