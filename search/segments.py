"""All segments of a corpus, asked at once in compiled loops: each call takes some microseconds."""

from collections.abc import Sequence
from itertools import accumulate, chain, product
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search import budget
from search.array_shard import CompiledShard, as_bytes, joined
from search.lists import Answered, Known, Row
from search.shards import TEXT_FIELDS, Docs, Term, WordPostings, WordRows

if TYPE_CHECKING:
    from search.scoring import Factors, Standing  # which imports this module

U1 = NDArray[np.uint8]
Ints = NDArray[np.int64]
ASKED = (*TEXT_FIELDS, "author", "venue", "acronym", "compound")  # fields of `Known`


class Segments:
    """The compiled segments of a corpus, and the number of each one's first paper."""

    def __init__(self, shards: Sequence[tuple[CompiledShard, int]], kernels: ModuleType) -> None:
        self._kernels = kernels
        self._shards = shards  # layouts point into what these hold
        fields = dict.fromkeys(name for shard, _ in shards for name in shard.arrays.fields)
        self._fields = {name: number for number, name in enumerate(fields)}
        # The last layout is of a field that isn't there.
        self._layouts = np.stack(
            [[shard.layout(name) for name in (*fields, "")] for shard, _ in shards]
        )
        self._sizes = np.array([shard.size for shard, _ in shards])
        self.firsts = np.array([first for _, first in shards], np.int32)
        self._forms = {
            names: self._of(names)
            for names in product(*((f"{field}_form", "") for field in TEXT_FIELDS))
        }
        self._stems = self._of(["title_form", "abstract_form", "title", "abstract"])
        asked = self._of(ASKED)
        self._known = Known(asked, self.firsts, kernels.filters_of(asked))
        # Of which Python gets its own numbers.
        self._compounds = self._known.filters.compounds.data
        self._authors = self._known.filters.authors.data

    def answered(
        self, standing: "Standing", texts: bytes, numbers: Ints, lists: Ints, senses: Ints
    ) -> Answered:
        """See `search.answer_kernels.answered`."""
        return Answered(self._kernels.answered(standing.numbers, texts, numbers, lists, senses))

    def rows(self) -> list[tuple[int, int]]:
        """Where it is in memory what questions are asked of; see STANDING in `search.lists`."""
        segments, firsts, filters = self._known
        forms = self._forms[WordRows((), TEXT_FIELDS).form_fields]
        arrays = segments, forms, self._stems, firsts, *filters
        return [(array.ctypes.data, len(array)) for array in arrays]

    def stems(self, forms: Sequence[str]) -> list[str]:
        """The stem of each of some forms; empty where no segment knows the form."""
        found = self._kernels.stems(self._stems, *joined(forms))
        return found.tobytes().decode().split("\n")[:-1]

    def postings_of(self, row: Row) -> WordPostings:
        """The papers of a row of `look_up`, those that are deleted included."""
        return WordPostings(*self._kernels.merged(np.array(row)))

    def explained(
        self, rows: Sequence[tuple[Row, float]], docs: Docs, factors: "Factors"
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Of some words with their weights; see `kernels.explained`."""
        words = np.array([row for row, _ in rows])
        weights = np.array([weight for _, weight in rows])
        found: tuple[NDArray[np.float32], NDArray[np.float64]] = self._kernels.explained(
            words, weights, docs, factors
        )
        return found

    def reasons(
        self,
        words: Ints,
        numbers: NDArray[np.float64],
        docs: Docs,
        standing: Ints,
        lengths: NDArray[np.uint32],
    ) -> NDArray[np.float64]:
        """See `search.reason_kernels.reasons`."""
        found: NDArray[np.float64] = self._kernels.reasons(words, numbers, docs, standing, lengths)
        return found

    def frequencies(self, terms: Sequence[Term]) -> list[int]:
        """How many papers hold each of some terms, those that are deleted included."""
        end = bytes([self._kernels.TERM_END])
        asked = [bytes([self._field(field)]) + term.encode() + end for field, term in terms]
        found = self._kernels.frequencies(self._layouts, b"".join(asked), len(terms))
        counts: list[int] = found.tolist()
        return counts

    def may_join(self, texts: Sequence[str]) -> list[bool]:
        """For each text: False only where no compound is spelled so but for its hyphens."""
        return self._may_hold(self._compounds, texts)

    def may_name(self, keys: Sequence[str]) -> bool:
        """Whether an author may have one of some keys; mostly false where none has."""
        return True in self._may_hold(self._authors, keys)

    def _may_hold(self, held: memoryview, texts: Sequence[str]) -> list[bool]:
        """By hand: the loop would take ten times as long to be called."""
        prime = self._kernels.HASH_PRIME
        last, found = 64 * len(held) - 1, []
        for text in texts:
            place = int.from_bytes(text.encode(), "big") % prime & last
            found.append(held[place >> 6] >> (place & 63) & 1 != 0)
        return found

    def together(self, asked: WordRows) -> WordPostings:
        """The papers that hold any of some rows of words, those that are deleted included."""
        budget.check()
        words = list(dict.fromkeys(chain(*asked.rows)))
        numbers = {word: number for number, word in enumerate(words)}
        row_words = np.array([numbers[word] for row in asked.rows for word in row], np.int64)
        row_ends = np.array([*accumulate(map(len, asked.rows))], np.int64)
        rows = row_words, row_ends, asked.slop
        text, ends = joined(words)
        bounds = np.repeat(ends, 2)  # each word begins where the one before it ends
        bounds[::2] = np.append(0, ends[:-1])
        layouts = self._forms[asked.form_fields]
        return WordPostings(*self._kernels.together(layouts, self.firsts, (text, bounds), rows))

    def holding(self, form: str, fields: Sequence[str], docs: Docs) -> NDArray[np.bool_]:
        """Which of some papers hold a form; they ascend."""
        layouts = self._forms[WordRows((), tuple(fields)).form_fields]
        held: NDArray[np.bool_] = self._kernels.holding(
            layouts, self.firsts, as_bytes(form.encode()), docs
        )
        return held

    def beginning(self, prefix: str, fields: Sequence[str], limit: int) -> WordPostings:
        """The papers with a form or stem that begins so, those that are deleted included.

        Of more than `limit` terms the first are looked for, as `search.primitives` does it.
        """
        budget.check()
        forms = WordRows((), tuple(fields)).form_fields
        names = [*forms, *(name.removesuffix("_form") for name in forms)]
        key = as_bytes(prefix.encode())
        found = self._kernels.beginning(self._of(names), self.firsts, self._sizes, key, limit)
        return WordPostings(*found)

    def _of(self, names: Sequence[str]) -> NDArray[np.int64]:
        """The layouts of some fields; in order, or else loops would be compiled again."""
        return np.ascontiguousarray(self._layouts[:, [*map(self._field, names)]])

    def _field(self, name: str) -> int:
        return self._fields.get(name, len(self._fields))
