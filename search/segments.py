"""All segments of a corpus, asked at once in compiled loops: each call takes some microseconds."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np

from search import budget
from search.array_shard import CompiledShard, as_bytes, joined
from search.shards import Term, WordPostings, WordRows


class Segments:
    """The compiled segments of a corpus, and the number of each one's first paper."""

    def __init__(self, shards: Sequence[tuple[CompiledShard, int]], kernels: ModuleType) -> None:
        self._kernels = kernels
        fields = dict.fromkeys(name for shard, _ in shards for name in shard.arrays.fields)
        self._fields = {name: number for number, name in enumerate(fields)}
        # The last layout is of a field that isn't there.
        self._layouts = np.stack(
            [[shard.layout(name) for name in (*fields, "")] for shard, _ in shards]
        )
        self._firsts = np.array([first for _, first in shards], np.int32)
        self._compounds = kernels.joined_compounds(self._layouts[:, self._field("compound")])

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """How many papers hold each of some terms, those that are deleted included."""
        fields = bytes([self._field(field) for field, _ in terms])
        keys, ends = joined([term for _, term in terms])
        found = self._kernels.frequencies(self._layouts, as_bytes(fields), keys, ends)
        counts: list[int] = found.tolist()
        return counts

    def may_join(self, texts: Sequence[str]) -> list[bool]:
        """For each text: False only where no compound is spelled so but for its hyphens."""
        found = self._kernels.may_hold_each(self._compounds, *joined(texts))
        flags: list[bool] = found.tolist()
        return flags

    def together(self, asked: WordRows) -> WordPostings:
        """The papers that hold any of some rows of words, those that are deleted included."""
        budget.check()
        words = {word: 0 for row in asked.rows for word in row}
        words = {word: number for number, word in enumerate(words)}
        texts, ends = joined([*words])
        numbers = np.array([words[word] for row in asked.rows for word in row], np.int64)
        row_ends = np.cumsum([len(row) for row in asked.rows], dtype=np.int64)
        fields = [self._field(name) for name in asked.form_fields]
        return WordPostings(
            *self._kernels.together(
                self._layouts[:, fields],
                self._firsts,
                (texts, ends),
                (numbers, row_ends, asked.slop),
            )
        )

    def _field(self, name: str) -> int:
        return self._fields.get(name, len(self._fields))
