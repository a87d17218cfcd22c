"""A generation that is open for reading: postings, columns and papers under one numbering.

Papers are numbered over all segments in their order. What is read is kept while it fits into a
budget of memory. Safe to use from several threads: Whoosh's readers, which aren't, are read under
a lock, and what is handed out is never changed.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import RLock
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from whoosh.index import Index

from search.kept import Kept
from search.ranking import Occurrences, Statistics
from search.shards import NONE, Docs, Places, Postings, open_shard
from search.vocabulary import Vocabulary

Value = TypeVar("Value")

CACHE_BYTES = 64_000_000
MOST_FORMS = 2_000_000  # of a field that spelling knows
TEXT_FIELDS = ("title", "abstract")


@dataclass(frozen=True, slots=True)
class WordPostings:
    """Papers that hold a word in title or abstract, in rising order, and how often in each."""

    docs: Docs
    title: NDArray[np.float32]
    abstract: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SetValues:
    """A set column: paper d has `values[i]` for each i of `numbers[starts[d]:starts[d + 1]]`."""

    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]
    values: list[str]


class Corpus:
    """The papers of one generation, read as arrays."""

    def __init__(self, index: Index) -> None:
        self._lock = RLock()
        self._index = index
        self.reader = index.reader()
        self._shards = [(open_shard(reader), first) for reader, first in self.reader.leaf_readers()]
        self.size: int = self.reader.doc_count_all()
        self._kept = Kept(CACHE_BYTES)
        self.live = self._live()
        self.lengths = {field: self.numbers(f"{field}_length") for field in TEXT_FIELDS}
        here = slice(None) if self.live is None else self.live
        self.statistics = Statistics.of(*(self.lengths[field][here] for field in TEXT_FIELDS))

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self.reader.close()
            self._index.close()

    def postings(self, field: str, term: str) -> Postings:
        """The papers that hold a term in one field, and how often."""
        return self._keep(("postings", field, term), lambda: self._read_postings(field, term))

    def word(self, stem: str) -> WordPostings:
        """The papers that hold a stem in title or abstract."""
        with self._lock:
            return self._read_word(stem)

    def occurrences(self, found: WordPostings) -> Occurrences:
        """The same with the lengths of the texts, for the formulas."""
        lengths = (self.lengths[field][found.docs] for field in TEXT_FIELDS)
        return Occurrences(found.title, found.abstract, *lengths)

    def places(self, field: str, term: str, within: Docs) -> Places:
        """Where a term stands in those papers of `within` that hold it."""
        parts = []
        with self._lock:
            for shard, first in self._shards:
                inside = within[(within >= first) & (within < first + shard.size)] - first
                if len(inside):
                    found = shard.places(field, term, inside.astype(np.int32))
                    parts.append((found.docs + first, found.positions))
        if not parts:
            return Places(NONE, np.empty(0, np.int64))
        return Places(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """A column of numbers, 0 where a paper has none."""
        return self._keep(
            ("numbers", field),
            lambda: _joined([shard.numbers(field) for shard, _ in self._shards], np.uint32),
        )

    def sets(self, field: str) -> SetValues:
        """A column of sets; the values of all segments are numbered together, in sorted order."""
        return self._keep(("sets", field), lambda: self._read_sets(field))

    def order(self, field: str) -> NDArray[np.int32]:
        """The place of each paper when all are sorted by "id", or by "title_key" and then id."""
        read = self._read_id_order if field == "id" else self._read_title_order
        return self._keep(("order", field), read)

    def doc_frequency(self, field: str, term: str) -> int:
        """How many papers hold a term, those included that are deleted but still there."""
        with self._lock:
            return sum(shard.frequency(field, term) for shard, _ in self._shards)

    def expand_prefix(self, field: str, prefix: bytes) -> list[bytes]:
        """The terms of a field that begin so, in sorted order."""
        with self._lock:
            found = [list(shard.prefixed(field, prefix)) for shard, _ in self._shards]
        return found[0] if len(found) == 1 else sorted({term for terms in found for term in terms})

    def counted_terms(self, field: str, prefix: str, limit: int) -> dict[str, int]:
        """Terms with a prefix, about `limit` of them, and how many papers have each."""
        counted: dict[str, int] = {}
        with self._lock:
            for shard, _ in self._shards:
                for term, papers in shard.counted(field, prefix.encode(), limit):
                    counted[term.decode()] = counted.get(term.decode(), 0) + papers
        return counted

    def papers_with(self, stem: str) -> int:
        """How many papers hold a stem, about: the larger of title and abstract."""
        return max(self.doc_frequency(field, stem) for field in TEXT_FIELDS)

    def vocabulary(self) -> Vocabulary:
        """The typed forms of titles and abstracts."""
        return self._keep(("vocabulary",), self._read_vocabulary)

    def find(self, identifier: str) -> int | None:
        """The paper with an id or alias, in any case or notation; None where there is none."""
        from index.identifiers import find_identifier  # no search by words needs it

        known = find_identifier(identifier)
        terms = [("id", identifier), ("identifier", identifier.lower())]
        terms += [("identifier", known.value.lower())] if known else []
        for field, term in terms:
            docs = self.postings(field, term).docs
            if len(docs):
                return int(docs[0])
        return None

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored fields of a paper, as `index.document` wrote them."""
        with self._lock:
            record: dict[str, Any] = orjson.loads(self.reader.stored_fields(doc)["record"])
            return record

    def everything(self) -> NDArray[np.bool_]:
        """The mask of all papers that can be found."""
        return np.ones(self.size, np.bool_) if self.live is None else self.live.copy()

    def matched(self, query: Any) -> Docs:
        """What a query finds when Whoosh itself runs it: for leaves the engine doesn't know."""
        from whoosh.searching import Searcher

        with self._lock:
            searcher = Searcher(self.reader)
            docs = [
                np.fromiter((doc + first for doc in query.matcher(leaf).all_ids()), np.int32)
                for leaf, first in searcher.leaf_searchers()
            ]
        return self._found(_joined(docs, np.int32))

    def _live(self) -> NDArray[np.bool_] | None:
        """Which papers aren't deleted; None when none is."""
        if not self.reader.has_deletions():
            return None
        live = np.zeros(self.size, np.bool_)
        live[np.fromiter(self.reader.all_doc_ids(), np.int64)] = True
        return live

    def kept(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What was worked out of this corpus before under the same key; it is never changed."""
        return self._kept.get(key, work_out)

    def _keep(self, key: tuple[str, ...], read: Callable[[], Value]) -> Value:
        def locked() -> Value:
            with self._lock:
                return read()

        return self._kept.get(key, locked)

    def _read_postings(self, field: str, term: str) -> Postings:
        parts = []
        for shard, first in self._shards:
            found = shard.postings(field, term)
            if len(found.docs):
                parts.append((found.docs + np.int32(first), found.counts))
        if not parts:
            return Postings(NONE, np.empty(0, np.float32))
        docs, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
        if self.live is not None:
            here = self.live[docs]
            docs, counts = docs[here], counts[here]
        return Postings(docs, counts)

    def _read_word(self, stem: str) -> WordPostings:
        title, abstract = (self._read_postings(field, stem) for field in TEXT_FIELDS)
        held = np.zeros(self.size, np.bool_)
        held[title.docs] = held[abstract.docs] = True
        docs = np.flatnonzero(held).astype(np.int32)
        place = np.empty(self.size, np.int32)  # of each paper in `docs`, which a search would find
        place[docs] = np.arange(len(docs), dtype=np.int32)
        counts = np.zeros((2, len(docs)), np.float32)
        for row, found in zip(counts, (title, abstract), strict=True):
            row[place[found.docs]] = found.counts
        return WordPostings(docs, counts[0], counts[1])

    def _read_sets(self, field: str) -> SetValues:
        columns = [shard.sets(field) for shard, _ in self._shards]
        values = sorted({value for column in columns for value in column.values})
        place = {value: i for i, value in enumerate(values)}
        numbers = [
            np.array([place[value] for value in column.values], np.int64)[column.numbers]
            for column in columns
        ]
        counts = _joined([column.counts for column in columns], np.int64)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return SetValues(starts, _joined(numbers, np.int64), values)

    def _read_vocabulary(self) -> Vocabulary:
        return Vocabulary.of(
            (term.decode(), papers)
            for field in ("title_form", "abstract_form")
            for shard, _ in self._shards
            for term, papers in shard.counted(field, b"", MOST_FORMS)
        )

    def _read_id_order(self) -> NDArray[np.int32]:
        ids: list[bytes] = []
        docs: list[Docs] = []
        for shard, first in self._shards:
            ids.extend(shard.prefixed("id", b""))
            docs.append(shard.first_docs("id") + first)
        place = np.zeros(self.size, np.int32)
        ranked = sorted(range(len(ids)), key=ids.__getitem__)
        place[_joined(docs, np.int64)[ranked]] = np.arange(len(ids))
        return place

    def _read_title_order(self) -> NDArray[np.int32]:
        keys: list[bytes] = []
        for reader, _ in self.reader.leaf_readers():
            keys.extend(reader.column_reader("title_key", translate=False))
        by_id = self.order("id")
        place = np.zeros(self.size, np.int32)
        place[sorted(range(self.size), key=lambda doc: (keys[doc], by_id[doc]))] = np.arange(
            self.size
        )
        return place

    def _found(self, docs: Docs) -> Docs:
        return docs if self.live is None else docs[self.live[docs]]


def _joined(parts: list[Any], dtype: Any) -> Any:
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype, copy=False)
