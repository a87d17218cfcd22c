"""A generation that is open for reading: postings, columns and papers under one numbering.

Papers are numbered over all segments in their order. What is read is kept while it fits into a
budget of memory. Safe to use from several threads: what is handed out is never changed, and
Whoosh's readers, which aren't safe, are read under a lock; segments of our codec need none.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from threading import Lock, RLock
from types import ModuleType
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from whoosh.index import Index

from index.analysis import know_stems, stem
from search.array_shard import ArrayShard, CompiledShard, open_shard
from search.bits import Bits, bits_of
from search.compiled import loaded
from search.facet_columns import Column, Columns, column_of, columns_of
from search.kept import Kept
from search.places import by_id, by_title
from search.ranking import Statistics
from search.segments import Segments
from search.set_columns import SetValues, as_one
from search.shards import (
    TEXT_FIELDS,
    Counts,
    Docs,
    Postings,
    Shard,
    Term,
    WordPostings,
    WordRows,
    in_order,
)
from search.vocabulary import COMMON, Vocabulary

Value = TypeVar("Value")

CACHE_BYTES = 32_000_000
MOST_FORMS = 2_000_000  # of a field that spelling knows


class Corpus:
    """The papers of one generation, read as arrays."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.reader = index.reader()
        self._reading = RLock()
        self._opened = [(open_shard(reader), first) for reader, first in self.reader.leaf_readers()]
        self._firsts = [first for _, first in self._opened]
        is_ours = all(isinstance(shard, ArrayShard) for shard, _ in self._opened)
        self._lock: AbstractContextManager[Any] = nullcontext() if is_ours else self._reading
        self._compiling = Lock()
        self._is_compiled = False
        self._segments: Segments | None = None  # once all of them are compiled
        self.size: int = self.reader.doc_count_all()
        self._kept = Kept(CACHE_BYTES)
        self.latest: Any = None  # what the last question was scored by: see `search.scoring`
        self._columns: dict[Hashable, Any] = {}  # for good: to read one again takes a second
        self.live = self._live()
        self.text_lengths = np.stack([self.numbers(f"{field}_length") for field in TEXT_FIELDS])
        self.lengths = dict(zip(TEXT_FIELDS, self.text_lengths, strict=True))
        here = slice(None) if self.live is None else self.live
        self.statistics = Statistics.of(*(lengths[here] for lengths in self.text_lengths))

    def close(self) -> None:
        """Let go of the files."""
        with self._reading:
            self.reader.close()
            self._index.close()

    @property
    def _shards(self) -> list[tuple[Shard, int]]:
        """The segments and the number of each one's first paper; compiled as soon as can be."""
        if not self._is_compiled and (kernels := loaded()):
            with self._compiling:  # one question's thread does it for all
                if not self._is_compiled:
                    self._compile(kernels)
        return self._opened

    def _compile(self, kernels: ModuleType) -> None:
        self._opened = [
            (CompiledShard(shard.arrays, kernels), first)
            if isinstance(shard, ArrayShard)
            else (shard, first)
            for shard, first in self._opened
        ]
        shards = [(a, first) for a, first in self._opened if isinstance(a, CompiledShard)]
        if len(shards) == len(self._opened):
            self._segments = Segments(shards, kernels)
        self._is_compiled = True

    @property
    def segments(self) -> Segments | None:
        """All segments at once, for loops; None until these are loaded."""
        return self._segments if self._is_compiled or self._shards else None

    @cached_property
    def live_bits(self) -> Bits:
        """The papers that can be found, in bits."""
        return bits_of(self.everything())

    def postings(self, field: str, term: str) -> Postings:
        """The papers that hold a term in one field, and how often."""
        with self._lock:
            found = [(shard.postings(field, term), first) for shard, first in self._shards]
        return self._joined_postings(found)

    def word(self, stem: str) -> WordPostings:
        """The papers that hold a stem in title or abstract."""
        with self._lock:
            return self._joined_words([(one.word(stem), first) for one, first in self._shards])

    def together(self, asked: WordRows) -> WordPostings:
        """The papers that hold any of some rows of words; raises OutOfTimeError."""
        if self.segments:
            return self.living(self.segments.together(asked))
        with self._lock:
            return self._joined_words([(one.together(asked), first) for one, first in self._shards])

    def living(self, found: WordPostings) -> WordPostings:
        """The same without papers that are deleted."""
        if self.live is None:
            return found
        here = self.live[found.docs]
        return WordPostings(found.docs[here], found.title[here], found.abstract[here])

    def spread(self, field: str, terms: Sequence[str]) -> Counts:
        """How often each paper of the corpus holds any of some terms, deleted papers too."""
        counts = np.zeros(self.size, np.float32)
        with self._lock:
            for shard, first in self._shards:
                shard.add_counts(field, terms, counts[first : first + shard.size])
        return counts

    def stem_of(self, form: str) -> str:
        """The stem of a typed form: most are known to the index, which saves the stemmer."""
        self.know_stems([form])
        return stem(form)

    def know_stems(self, forms: Sequence[str]) -> None:
        """Learn the stems of some forms from the index, as far as it has them."""
        know_stems(forms, self._stems)

    def _stems(self, forms: Sequence[str]) -> list[str]:
        if self.segments:
            return self.segments.stems(forms)
        found = ((shard.stem(form) for shard, _ in self._shards) for form in forms)
        return [next(filter(None, stems), "") for stems in found]

    def numbers(self, field: str) -> NDArray[np.uint32]:
        """A column of numbers, 0 where a paper has none."""
        return self._read_once(
            ("numbers", field),
            lambda: _joined([shard.numbers(field) for shard, _ in self._shards], np.uint32),
        )

    def columns(self, facets: Sequence[str]) -> Columns:
        """What loops are handed to count some facets."""
        key = "columns", *facets
        return self._read_once(key, lambda: columns_of([*map(self._column, facets)]))

    def _column(self, facet: str) -> Column:
        return self._read_once(("column", facet), lambda: column_of(facet, self.numbers, self.sets))

    def sets(self, field: str) -> SetValues:
        """A column of sets; the values of all segments are numbered together, in sorted order."""
        return self._read_once(("sets", field), lambda: self._read_sets(field))

    def order(self, field: str) -> NDArray[np.int32]:
        """The place of each paper when all are sorted by "id", or by "title_key" and then id."""
        if field == "id":
            return self._read_once(("order", field), lambda: by_id(self._shards, self.size))
        ids = self.order("id")
        return self._read_once(("order", field), lambda: by_title(self.reader, ids))

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """How many papers hold each of some terms, those that are deleted included."""
        if not terms:
            return []
        if self.segments:
            return self.segments.frequencies(terms)
        with self._lock:
            found = [shard.frequencies(terms) for shard, _ in self._shards]
        return found[0] if len(found) == 1 else [sum(counts) for counts in zip(*found, strict=True)]

    def may_join(self, texts: Sequence[str]) -> list[bool]:
        """For each text: False only where no compound is spelled so but for its hyphens."""
        segments = self.segments
        return segments.may_join(texts) if segments else [True] * len(texts)

    def expand_prefix(self, field: str, prefix: bytes) -> list[bytes]:
        """The terms of a field that begin so, in sorted order."""
        with self._lock:
            found = [list(shard.prefixed(field, prefix)) for shard, _ in self._shards]
        return found[0] if len(found) == 1 else sorted({term for terms in found for term in terms})

    def terms_holding(self, field: str, text: bytes) -> Iterator[bytes]:
        """The terms of a field that hold a text anywhere, in sorted order."""
        with self._lock:
            return in_order([shard.holding(field, text) for shard, _ in self._shards])

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
        return max(self.frequencies([(field, stem) for field in TEXT_FIELDS]))

    def vocabulary(self, least: int = 0) -> Vocabulary:
        """The typed forms of titles and abstracts; all of those that `least` papers have."""
        if least < COMMON:
            return self._read_once(("vocabulary",), self._read_vocabulary)
        return self._read_once(("common vocabulary",), lambda: self.vocabulary().common())

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
        return self.all_stored([doc])[0]

    def all_stored(self, docs: Sequence[int]) -> list[dict[str, Any]]:
        """Those of each of some papers."""
        places = [self._opened[bisect_right(self._firsts, doc) - 1] for doc in docs]
        with self._lock:
            rows = [one.stored(doc - first) for doc, (one, first) in zip(docs, places, strict=True)]
        records: list[dict[str, Any]] = orjson.loads(b"[%b]" % b",".join(rows))
        return records

    def everything(self) -> NDArray[np.bool_]:
        """The mask of all papers that can be found."""
        return np.ones(self.size, np.bool_) if self.live is None else self.live.copy()

    def mask(self, docs: Docs) -> NDArray[np.bool_]:
        """Some papers as a mask of all."""
        mask = np.zeros(self.size, np.bool_)
        mask[docs] = True
        return mask

    def matched(self, query: Any) -> Docs:
        """What a query finds when Whoosh itself runs it: for leaves the engine doesn't know."""
        from whoosh.searching import Searcher

        with self._reading:
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

    def find_kept(self, key: Hashable) -> Any:  # Any: whatever is kept
        """What is kept under a key; None where nothing is."""
        return self._kept.find(key)

    def keep(self, key: Hashable, value: Any) -> None:  # Any: whatever is kept
        """Keep what was worked out of this corpus."""
        self._kept.put(key, value)

    def kept(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """What was worked out of this corpus before under the same key; it is never changed."""
        return self._kept.get(key, work_out)

    def _read_once(self, key: tuple[str, ...], read: Callable[[], Value]) -> Value:
        found: Value | None = self._columns.get(key)
        if found is None:
            with self._lock:  # which a thread may take again
                found = self._columns.setdefault(key, read())  # the first, if two threads read
        return found

    def _joined_postings(self, found: list[tuple[Postings, int]]) -> Postings:
        docs = self._numbered([(one.docs, first) for one, first in found])
        counts = _joined([one.counts for one, _ in found], np.float32)
        if self.live is not None:
            here = self.live[docs]
            docs, counts = docs[here], counts[here]
        return Postings(docs, counts)

    def _joined_words(self, found: list[tuple[WordPostings, int]]) -> WordPostings:
        docs = self._numbered([(one.docs, first) for one, first in found])
        title = _joined([one.title for one, _ in found], np.float32)
        abstract = _joined([one.abstract for one, _ in found], np.float32)
        return self.living(WordPostings(docs, title, abstract))

    def _numbered(self, parts: list[tuple[Docs, int]]) -> Docs:
        """Papers of the segments under the numbers of the whole."""
        return _joined(
            [docs + np.int32(first) if first else docs for docs, first in parts], np.int32
        )

    def _read_sets(self, field: str) -> SetValues:
        return as_one([shard.sets(field) for shard, _ in self._shards], field != "category")

    def _read_vocabulary(self) -> Vocabulary:
        return Vocabulary.of(
            (term.decode(), papers)
            for field in ("title_form", "abstract_form")
            for shard, _ in self._shards
            for term, papers in shard.counted(field, b"", MOST_FORMS)
        )

    def _found(self, docs: Docs) -> Docs:
        return docs if self.live is None else docs[self.live[docs]]


def _joined(parts: list[Any], dtype: Any) -> Any:
    if len(parts) == 1 and parts[0].dtype == dtype:
        return parts[0]
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype, copy=False)
