"""The compiled loops against their plain twins: equal to the last bit."""

import gc
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any
from weakref import ref

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh.filedb.filestore import RamStorage

import index.sample
import search.corpus
from index import analysis
from index.codec import finding_kernels, posting_kernels, term_kernels
from index.codec.field_writer import FieldArrays, packed_field, write_field
from index.codec.parts import PartsFile, PartsWriter
from index.codec.postings import FieldPostings
from index.codec.strings import strings
from index.loops import Loop
from index.reindex import Options, reindex
from search import (
    choosing_kernels,
    compiled,
    facet_kernels,
    kernels,
    look_up_kernels,
    mark_kernels,
    prefix_kernels,
    reading_kernels,
    row_kernels,
    word_kernels,
)
from search.bits import Bits, bits_of
from search.combining import (
    AnyList,
    Held,
    Listed,
    Wanted,
    asked_of,
    combined,
    lists_of,
)
from search.embedded import EmbeddedEngine, connect
from search.expansion import meaning
from search.kept import Kept
from search.lists import (
    ABSTRACT_FACTORS,
    ALL,
    ANY,
    COLUMNS,
    COUNT,
    DOCS,
    EVERY,
    FACTS,
    IN_ABSTRACT,
    IN_TITLE,
    LENGTHS,
    LIVE,
    NO_LEAF,
    NOT,
    STANDING,
    TITLE_FACTORS,
    WAYS,
    WEIGHTS,
    Asked,
    Chosen,
    Ints,
)
from search.plain_shard import PlainShard
from search.plain_words import Plain, find_plain
from search.plan import looking_for
from search.query import Word
from search.ranking import MOST_OFTEN, Numbers, Ranking, saturate
from search.results import Results
from search.scoring import LONGEST, Factors, Scoring
from search.segments import Segments
from search.shards import NONE, Counts, Docs, Places, Postings, WordRows, merged

SIZE = 30_000  # papers: more than there is room for in a window, if half of them match
SEEDS = st.integers(0, 2**32 - 1)
TEXT = st.text("ab-é", min_size=1, max_size=3) | st.text("xy", min_size=250, max_size=300)


def words(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(bytearray(text.encode()), np.uint8)


class Segment:
    """A field of random postings, with what escapes from narrow numbers among them."""

    def __init__(self, texts: set[str], seed: int, size: int = 200_000) -> None:
        chance = np.random.default_rng(seed)
        terms = sorted(text.encode() for text in texts)
        sizes = chance.choice([1, 2, 40, 3000], len(terms), p=[0.4, 0.4, 0.15, 0.05])
        lists = [np.sort(chance.choice(size, count, replace=False)) for count in sizes]
        freqs = [np.minimum(chance.geometric(0.4, len(docs)), 60) for docs in lists]
        steps = chance.choice([1, 2, 7, 255, 4000], sum(int(of.sum()) for of in freqs))
        arrays = FieldArrays(
            "placed",
            strings(terms),
            np.array([len(docs) for docs in lists]),
            np.concatenate(lists).astype(np.uint32),
            np.concatenate(freqs).astype(np.uint32),
            steps.astype(np.uint32),
        )
        if size < 200_000:  # counted: in bits as well
            counts = chance.choice([1, 2, 15, MOST_OFTEN, 1000], len(arrays.docs))
            arrays = arrays._replace(kind="counted", freqs=counts.astype(np.uint32), places=None)
        storage = RamStorage()
        parts = PartsWriter(storage.create_file("x"))
        write_field(parts, "f", packed_field(arrays))
        parts.close({})
        file = PartsFile(storage, "x")
        self.terms = terms
        self.plain = FieldPostings(file, "f", arrays.kind)
        _, (self.layout, self.nothing), self.held = term_kernels.open_file(file, ["f"])

    def find(self, text: str) -> int:
        return int(term_kernels.find(self.layout, words(text)))


segments = st.builds(Segment, st.sets(TEXT, min_size=1, max_size=200), SEEDS)


@settings(max_examples=40)
@given(segments, TEXT)
def test_terms_are_found_as_by_the_dictionary(segment: Segment, other: str) -> None:
    """Each term has its number; what isn't there, the place it would have."""
    for number, term in enumerate(segment.terms):
        assert segment.find(term.decode()) == number
    place = segment.plain.dictionary.place(other.encode())
    if segment.plain.dictionary.find(other.encode()) is None:
        assert segment.find(other) == -1 - place
    begun = segment.plain.dictionary.prefixed(other.encode())
    key = words(other)
    found = term_kernels.prefixed(segment.layout, key)
    assert range(*found) == begun
    assert term_kernels.find(segment.nothing, key) == -1


@settings(max_examples=40)
@given(segments, segments, st.lists(TEXT, max_size=5))
def test_terms_are_found_together_as_by_themselves(
    one: Segment, other: Segment, texts: list[str]
) -> None:
    """Several in several segments, which haven't one of the fields."""
    fields = [[own.nothing, own.layout, own.nothing] for own in (one, other)]
    layouts = np.stack(fields)
    keys = [text.encode() for text in texts] + one.terms[:3]
    ends = np.cumsum([len(key) for key in keys])
    bounds = np.stack([ends - [len(key) for key in keys], ends], axis=1)
    numbers = np.empty((len(keys), 2, 2), np.int64)
    finding_kernels.find_all(layouts, 1, words(b"".join(keys).decode()), bounds, numbers)
    for key, found in zip(keys, numbers, strict=True):
        expected = [[one.find(key.decode()), -1], [other.find(key.decode()), -1]]
        assert found.tolist() == expected


def _places_in(docs: NDArray[np.int32], within: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where in `docs` those stand that are in `within` as well."""
    places = np.empty(len(docs) + 1, np.int64)
    return places[: posting_kernels.places_in(docs, within, places)]


@settings(max_examples=40)
@given(segments, SEEDS)
def test_postings_are_decoded_as_by_numpy(segment: Segment, seed: int) -> None:
    """Documents, frequencies and positions, escapes included."""
    chance = np.random.default_rng(seed)
    for number in range(len(segment.terms)):
        docs, freqs = segment.plain.docs(number), segment.plain.freqs(number)
        assert np.array_equal(posting_kernels.read_docs(segment.layout, number), docs)
        found = posting_kernels.read_freqs(segment.layout, number)
        assert np.array_equal(found, freqs)
        within = docs[chance.random(len(docs)) < 0.5].astype(np.int32)
        ends, positions = segment.plain.positions(number)
        places = [
            (int(doc) << 32) + int(position)
            for doc, start, end in zip(docs, [0, *ends[:-1]], ends, strict=True)
            for position in positions[start:end]
            if doc in within
        ]
        holding = docs.astype(np.int32)
        chosen = _places_in(holding, within)
        room = np.empty(2 * len(chosen), np.int64)
        read = posting_kernels.read_places(segment.layout, number, holding, chosen, room)
        assert read.tolist() == places


@settings(max_examples=60)
@given(st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]), max_size=70))
def test_numbers_fall_as_sorted_by_numpy(numbers: list[float]) -> None:
    """Equal ones stay as they were."""
    found = choosing_kernels.falling(np.array(numbers, np.float64))
    assert found.tolist() == np.argsort(-np.array(numbers), kind="stable").tolist()


@settings(max_examples=40)
@given(st.integers(1, 3_000), st.integers(1, 60), SEEDS)
def test_places_are_those_of_both_lists(many: int, few: int, seed: int) -> None:
    """However many more documents the one list has."""
    chance = np.random.default_rng(seed)
    docs = np.flatnonzero(chance.random(2 * many) < 0.5).astype(np.int32)
    within = np.unique(chance.integers(0, 2 * many + few, few)).astype(np.int32)
    found = _places_in(docs, within)
    assert found.tolist() == np.flatnonzero(np.isin(docs, within)).tolist()


@settings(max_examples=60)
@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=4, max_size=4),
    st.sampled_from([4096, 4111]),
    st.sampled_from([1, 400]),
    SEEDS,
)
def test_words_are_read_as_by_numpy(
    texts: list[set[str]], second: int, room: int, seed: int
) -> None:
    """Papers and frequencies of two segments; in a large corpus words are rare, and listed."""
    fields = [Segment(some, seed + n, 4000) for n, some in enumerate(texts)]
    typed = sorted(set().union(*texts))
    numbers = np.array([[one.find(text) for one in fields] for text in typed]).reshape(-1, 2, 2)
    layouts = np.array([one.layout for one in fields]).reshape(2, 2, *fields[0].layout.shape)
    firsts, size = np.array([0, second], np.int32), 130 * room
    plain = [[read_plainly(fields[n::2], firsts.tolist(), text) for n in (0, 1)] for text in typed]
    facts = np.zeros((len(typed), FACTS), np.int64)
    facts[:, [IN_TITLE, IN_ABSTRACT]] = [[len(one.docs) for one in own] for own in plain]
    rows = np.zeros((len(typed), COLUMNS), np.int64)
    held = reading_kernels.read_words(layouts, firsts, numbers, (facts, rows), size)
    asked = np.arange(0, 8200, 3, dtype=np.int32)
    live = bits_of(np.ones(64 * size, np.bool_))
    assert len(held) >= size * (len(rows) + (rows[:, DOCS] == 0).sum())  # rows point into it
    for row, own, expected in zip(rows, facts, plain, strict=True):
        assert bool(row[DOCS]) == ((own[IN_TITLE] + own[IN_ABSTRACT]) * 512 < 64 * size)
        docs, *counted = merged(*expected)
        row[COUNT], living = look_up_kernels.counted(row, live)
        assert row[COUNT] == living == len(docs)
        counts = np.zeros((2, 8200))
        counts[:, docs] = counted
        found = kernels.merged(row)
        assert np.array_equal(found[0], docs)
        assert np.array_equal(found[1:], counts[:, docs])
        assert np.array_equal(word_kernels.counts_at(row, asked), counts[:, asked])
        word_kernels.silence(row, asked)
        counts[:, asked] = 0
        assert np.array_equal(kernels.merged(row)[1:], counts[:, docs])


def read_plainly(fields: list[Segment], firsts: list[int], text: str) -> Postings:
    """The papers with a word in one field of several segments, and how often."""
    parts = [(one.plain, one.find(text), first) for one, first in zip(fields, firsts, strict=True)]
    docs = [
        plain.docs(number).astype(np.int32) + first for plain, number, first in parts if number >= 0
    ]
    freqs = [plain.freqs(number) for plain, number, _ in parts if number >= 0]
    counts = np.minimum(np.concatenate([NONE, *freqs]), MOST_OFTEN)
    return Postings(np.concatenate([NONE, *docs]), counts.astype(np.float32))


@given(st.sets(st.text("ab-", min_size=1, max_size=6), min_size=1, max_size=80))
def test_filter_lets_every_joined_compound_pass(texts: set[str]) -> None:
    """What a term is without its hyphens may be there; most of all else may not."""
    segment = Segment(texts, 1)
    bits = term_kernels.filter_of(segment.layout[np.newaxis, np.newaxis], 0, ord("-"), -1)
    assert all(term_kernels.may_hold(bits, words(text.replace("-", ""))) for text in texts)
    strangers = [words(f"stranger {number}") for number in range(300)]
    assert sum(term_kernels.may_hold(bits, stranger) for stranger in strangers) < 60


def joined(programs: list[list[int]], join: int) -> list[int]:
    """All of them, or any of them."""
    steps: list[int] = []
    for program in programs:
        steps += [*program, join] if steps else program
    return steps or [EVERY]


@st.composite
def programs(draw: st.DrawFn, leaves: int) -> list[int]:
    """A program over some leaves."""
    leaf = st.integers(0, leaves - 1).map(lambda number: [number])
    steps = st.recursive(
        leaf | st.just([EVERY]),
        lambda inner: (
            inner.map(lambda program: [*program, NOT])
            | st.tuples(st.lists(inner, max_size=3), st.sampled_from([ALL, ANY])).map(
                lambda pair: joined(*pair)
            )
        ),
        max_leaves=6,
    )
    return draw(steps)


FACTORS = Factors(
    ((np.arange(SIZE) % 40 << 16) + np.arange(SIZE) % 300).astype(np.uint32),
    np.linspace(0.5, 3, 40),
    np.linspace(0.2, 2, 300),
    2.5,
    1.5,
)


class Counted:
    """A word by its frequencies in titles and abstracts, as `search.plain_words` gives it."""

    def __init__(self, chance: np.random.Generator, leaf: int) -> None:
        self.leaf, self.weight = leaf, float(chance.random())
        shares = chance.choice([0, 0.01, 0.5], 2)
        self._docs = [
            np.flatnonzero(chance.random(SIZE) < share).astype(np.int32) for share in shares
        ]
        freqs = [chance.integers(1, 9, len(docs) + 1).astype(np.uint8) for docs in self._docs]
        self._found = merged(
            *(
                Postings(docs, of[:-1].astype(np.float32))
                for docs, of in zip(self._docs, freqs, strict=True)
            )
        )
        self._is_rare = bool(chance.integers(2))
        listed = [counts.astype(np.uint8) for counts in self._found[1:]]
        self._freqs = listed if self._is_rare else freqs
        held = [self._found.docs] * 2 if self._is_rare else self._docs
        self._bits = [bits_of(np.isin(np.arange(SIZE), docs)) for docs in held]
        self.most = self.weight * FACTORS.top

    def row(self) -> tuple[int, ...]:
        title, abstract = (array.ctypes.data for array in self._freqs)
        titles, abstracts = (array.ctypes.data for array in self._bits)
        listed = self._found.docs.ctypes.data if self._is_rare else 0
        return self.leaf, listed, len(self._found.docs), 0, abstract, title, abstracts, titles

    def scored(self) -> tuple[Docs, Numbers]:
        docs, title, abstract = self._found
        scores = saturate(Ranking(), FACTORS.half, weighted(docs, title, abstract))
        return docs, scores * self.weight


def weighted(docs: Docs, title: Counts, abstract: Counts) -> Numbers:
    """The frequencies of a word in some papers, by FACTORS."""
    lengths = FACTORS.lengths[docs]
    return title * FACTORS.title[lengths >> 16] + abstract * FACTORS.abstract[lengths & LONGEST]


def listed(chance: np.random.Generator, leaf: int) -> Listed:
    docs = np.flatnonzero(chance.random(SIZE) < chance.choice([0, 0.01, 0.5])).astype(np.int32)
    has_scores = bool(chance.integers(2))
    leaf = int(chance.choice([leaf, NO_LEAF]))
    return Listed(docs, chance.choice([0.5, 1.0, 2.5], len(docs)) if has_scores else None, leaf)


def held(chance: np.random.Generator, leaf: int) -> Held:
    return Held(bits_of(chance.random(SIZE) < 0.3), leaf)


def standing(live: Bits) -> Ints:
    """What loops are handed that score by FACTORS; good for as long as `live` lives."""
    numbers = np.zeros((STANDING, 2), np.int64)
    arrays: dict[int, NDArray[Any]] = {LENGTHS: FACTORS.lengths, LIVE: live}
    arrays |= {TITLE_FACTORS: FACTORS.title, ABSTRACT_FACTORS: FACTORS.abstract}
    arrays[WEIGHTS] = _WEIGHTS
    for row, array in arrays.items():
        numbers[row] = array.ctypes.data, len(array)
    return numbers


_WEIGHTS = np.array([1.0] * WAYS + [FACTORS.top, FACTORS.half])


@settings(max_examples=100)
@given(programs(4), st.integers(0, 8), SEEDS)
def test_trees_are_combined_as_by_masks(program: list[int], lists: int, seed: int) -> None:
    """The same papers and the same sums, of any program over lists and words."""
    chance = np.random.default_rng(seed)
    kinds: list[Callable[[np.random.Generator, int], AnyList]] = [listed, Counted, held]
    some = [kinds[chance.integers(3)](chance, int(chance.integers(4))) for _ in range(lists)]
    some.append(Listed(NONE, None, 3))  # so that all four leaves are there
    live, passing = (bits_of(chance.random(SIZE) < share) for share in (0.9, 0.7))
    some.sort(key=lambda one: -one.most)
    most = int(chance.choice([0, 1, 10, SIZE]))
    assert_best(some, program, Wanted(most, passing), live)


@settings(max_examples=30)
@given(st.sampled_from([0.0, 0.0001, 0.1]), st.sampled_from([0, 1, 10, SIZE]), SEEDS)
def test_one_list_is_combined_as_by_masks(share: float, most: int, seed: int) -> None:
    """With its scores alone, of which many are equal."""
    chance = np.random.default_rng(seed)
    docs = np.flatnonzero(chance.random(SIZE) < share).astype(np.int32)
    alone = Listed(docs, chance.choice([0.5, 1.0, 2.5], len(docs)), 0)
    live, passing = (bits_of(chance.random(SIZE) < kept) for kept in (0.9, 0.7))
    assert_best([alone], [0], Wanted(most, passing), live)


@settings(max_examples=30)
@given(st.integers(2, 7), st.sampled_from([1, 10, 60]), SEEDS)
def test_best_of_many_are_found(words: int, most: int, seed: int) -> None:
    """Whether those that may reach most are enough, or tell what all others have to reach."""
    chance = np.random.default_rng(seed)
    some: list[AnyList] = [Counted(chance, 0) for _ in range(words)]
    some.append(Listed(np.flatnonzero(chance.random(SIZE) < 0.01).astype(np.int32), None, 0))
    some.sort(key=lambda one: -one.most)
    live, passing = (bits_of(chance.random(SIZE) < share) for share in (0.99, 0.9))
    assert_best(some, [0], Wanted(most, passing), live)


def assert_best(some: list[AnyList], program: list[int], wanted: Wanted, live: Bits) -> None:
    """Loops find the same papers and the same sums as the plain way; the best ones at least."""
    most, passing = wanted.most, wanted.passing
    assert passing is not None
    asked = Asked(np.array(program, np.int32), SIZE, live, passing, most)
    numbers = asked_of([], [], program, wanted)
    found = Chosen(*kernels.combined_of(standing(live), numbers, lists_of(some)))
    plain = combined(some, asked)
    assert np.array_equal(found.bits, plain.bits)
    assert (found.matched, found.total) == (plain.matched, plain.total)
    assert np.array_equal(kernels.listed(found.bits), plain.docs)
    scores = dict(zip(plain.docs.tolist(), plain.scores.tolist(), strict=True))
    assert [scores[doc] for doc in found.docs.tolist()] == found.scores.tolist()
    order = np.lexsort((found.docs, -found.scores if most else found.docs))
    assert np.array_equal(order, np.arange(len(found.docs)))
    assert found.ranked == (most > 0 and len({*found.scores.tolist()}) == len(found.docs))
    least = min(sorted(scores.values(), reverse=True)[: most or None], default=0.0)
    assert {doc for doc, score in scores.items() if score >= least} <= set(found.docs.tolist())


@given(SEEDS)
def test_words_are_scored_as_by_the_formulas(seed: int) -> None:
    """The loop does what NumPy does, to the last bit, which is what `search.ranking` says."""
    chance = np.random.default_rng(seed)
    docs = np.flatnonzero(chance.random(50) < 0.5).astype(np.int32)
    title, abstract = chance.integers(0, 4, (2, len(docs))).astype(np.float32)
    found = kernels.saturated(docs, title, abstract, FACTORS)
    plain = saturate(Ranking(), FACTORS.half, weighted(docs, title, abstract))
    assert np.array_equal(found, plain)


class PlacedShard(PlainShard):
    """What the plain way asks of a segment, for random fields."""

    def __init__(self, fields: dict[str, Segment]) -> None:
        self._fields = fields

    def postings(self, field: str, term: str) -> Postings:
        plain = self._fields[field].plain
        number = plain.dictionary.find(term.encode())
        docs = NONE if number is None else plain.docs(number).astype(np.int32)
        return Postings(docs, np.ones(len(docs), np.float32))

    def places(self, field: str, term: str, within: Docs) -> Places:
        plain = self._fields[field].plain
        number = plain.dictionary.find(term.encode())
        if number is None:
            return Places(NONE, np.empty(0, np.int64))
        docs = np.repeat(plain.docs(number).astype(np.int32), plain.freqs(number))
        _, positions = plain.positions(number)
        here = np.isin(docs, within)
        return Places(docs[here], positions[here].astype(np.int64))


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "c", "none"]), min_size=1, max_size=4),
        max_size=4,
        unique_by=tuple,
    ),
    st.integers(1, 300),
    st.sampled_from([("title",), ("abstract",), ("title", "abstract")]),
    SEEDS,
)
def test_rows_of_words_are_found_as_by_numpy(
    rows: list[list[str]], slop: int, fields: tuple[str, ...], seed: int
) -> None:
    """The same papers and counts in both fields, of words in a row or near each other."""
    title, abstract = (Segment({"a", "b", "c", "aa", "x"}, seed + n) for n in range(2))
    asked = WordRows(tuple(map(tuple, rows)), fields, slop)
    plain = PlacedShard({"title_form": title, "abstract_form": abstract}).together(asked)
    flat = [word for row in rows for word in row]
    ends = [*accumulate(map(len, flat), initial=0)]
    bounds = np.array([at for pair in pairwise(ends) for at in pair], np.int64)
    row_ends = np.array([*accumulate(map(len, rows))], np.int64)
    layouts = {"title": title.layout, "abstract": abstract.layout}
    segment = np.stack([layouts[name] if name in fields else title.nothing for name in layouts])
    firsts, numbers = np.array([0, 200_000], np.int32), np.arange(len(flat))
    found = row_kernels.together(
        np.stack([segment, segment]),
        firsts,
        (words("".join(flat)), bounds),
        (numbers, row_ends, slop),
    )
    for column, twice in zip(plain, found, strict=True):
        once, again = np.split(twice, 2)
        assert np.array_equal(once, column)
        assert np.array_equal(again, column + 200_000 if column is plain.docs else column)


@settings(max_examples=40)
@given(segments, segments, TEXT, SEEDS)
def test_papers_that_hold_a_word_are_told(
    title: Segment, abstract: Segment, word: str, seed: int
) -> None:
    """In either field, and in either of two segments."""
    some = np.random.default_rng(seed).choice(400_000, 5000, replace=False)
    numbers = title.find(word), abstract.find(word)
    pairs = zip((title, abstract), numbers, strict=True)
    lists = [one.plain.docs(n) for one, n in pairs if n >= 0]
    known = np.concatenate([np.empty(0, np.int64), *lists]).astype(np.int64)
    known = np.concatenate((known, known + 200_000))
    docs = np.unique(np.concatenate((some, known[::2]))).astype(np.int32)
    layouts = np.array([[title.layout, abstract.layout]] * 2)
    firsts = np.array([0, 200_000], np.int32)
    held = row_kernels.holding(layouts, firsts, words(word), docs)
    assert np.array_equal(held, np.isin(docs, known))


@settings(max_examples=60)
@given(
    st.lists(st.sets(TEXT, min_size=1, max_size=60), min_size=2, max_size=2),
    TEXT,
    st.integers(0, 150),
    SEEDS,
)
@example([{"ac"}, {"aa", "ac"}], "a", 1, 0)  # a term that comes first in the second segment
def test_beginnings_are_found_as_by_each_term(
    texts: list[set[str]], prefix: str, limit: int, seed: int
) -> None:
    """The same papers and counts, of two segments with terms in common, cut after some terms."""
    segments = [Segment(of_segment, seed + n) for n, of_segment in enumerate(texts)]
    layouts = [[one.nothing, one.layout, one.layout, one.layout] for one in segments]
    firsts, sizes = np.array([0, 200_000], np.int32), np.array([200_000, 200_000])
    found = prefix_kernels.beginning(np.array(layouts), firsts, sizes, words(prefix), limit)
    begun = {term for one in segments for term in one.terms if term.startswith(prefix.encode())}
    asked = [(field, term) for field in (1, 0, 1) for term in sorted(begun)][:limit]
    counts = np.zeros((2, 400_000), np.float32)
    for one, first in zip(segments, firsts.tolist(), strict=True):
        for field, number in [(field, one.find(term.decode())) for field, term in asked]:
            if number >= 0:
                docs = one.plain.docs(number).astype(np.int64)
                counts[field, first + docs] += one.plain.freqs(number)
    docs = np.flatnonzero(counts.sum(axis=0))
    assert np.array_equal(found[0], docs)
    assert np.array_equal(found[1], counts[0][docs])
    assert np.array_equal(found[2], counts[1][docs])


QUESTIONS = (
    "network", "attention", "deep learning", "graph neural networks", '"neural network"',
    "convolutional -network", "learning OR physics", "shannon", "yoshua bengio", "non-convex",
    "pre training", "pretraining", "optimi*", "*tion", '"deep learning"~3', "LSTM", "gan",
    "year:2010..2016 learning", "learning category:cs", "author:hinton", "title:network",
    "NOT learning", "nosuchword", "the", "nature 2015", "attention is all you need to know now",
    "(deep OR wide) network -attention", "has:code graph", "relativity theory", "dropout",
    "title:n*", "net* OR rec*", "nonconvex OR pretraining OR hinton", "NOT pretraining",
    "networks network", "learning learning year:2010..2016", "group theory", "eigenvalues of deep",
    "von neumann", "bengio networks bengio", "lee lee", "relativity dropout", "lstm gan networks",
    "network year:2015", '"neural network" deep year:..2016', "gan gan", "relativity eigenvalues",
    "network author:hinton", "graph optimi*", '"neural network" year:2015',
    "learning -network year:2010..2016", "neural -attention title:deep",
    "learning OR author:hinton",
)  # fmt: skip


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, in two segments and with a paper deleted."""
    folder = tmp_path_factory.mktemp("sample")
    lines = (Path(index.sample.__file__).parent / "landmarks.jsonl").read_text().splitlines(True)
    for name, some in (
        ("a.jsonl", lines[:150]),
        ("b.jsonl", lines[150:]),
        ("a.jsonl", lines[:149]),
    ):
        (folder / name).write_text("".join(some), encoding="utf-8")
        reindex(Options(folder / "ix", (str(folder / name),), prune=name == "a.jsonl"))
    return folder / "ix"


@pytest.fixture
def both(location: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EmbeddedEngine]]:
    """Nothing loaded, and loaded."""
    engines = [connect(str(location)) for _ in range(2)]
    yield engines
    for engine in engines:
        engine.close()


def asked(engine: EmbeddedEngine, text: str) -> Results:
    return engine.search(text, limit=200, facets=("year", "category", "author"), explain=True)


def test_nothing_is_compiled_for_a_question(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loops take what they were rehearsed with: to compile one again takes seconds."""
    for module in (kernels, facet_kernels, mark_kernels):
        for rehearsed, asked_so in module.rehearsals():
            rehearsed(*asked_so)
    monkeypatch.setattr(Loop, "_compiled", None)
    monkeypatch.setattr(compiled, "_kernels", kernels)
    for text in QUESTIONS:
        asked(both[1], text)
        both[1].search(text)


@pytest.mark.parametrize("text", QUESTIONS)
def test_answers_are_the_same_compiled(
    both: list[EmbeddedEngine], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hits, scores, totals, facets and explanations don't tell which loops were at work."""
    plain, fast = both
    expected = asked(plain, text)
    monkeypatch.setattr(compiled, "_kernels", kernels)
    found = asked(fast, text)
    with fast._snapshots.borrow() as snapshot:
        segments = snapshot.corpus.segments
        assert segments is not None and len(segments.firsts) > 1
        assert snapshot.corpus.live is not None
    assert [(hit.id, hit.score, hit.explanation) for hit in found.hits] == [
        (hit.id, hit.score, hit.explanation) for hit in expected.hits
    ]
    assert found.hits == expected.hits
    assert (found.total, found.facets, found.query) == (
        expected.total,
        expected.facets,
        expected.query,
    )


def test_stems_are_those_of_the_index(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop gives what NumPy finds, whatever segment has the form; nothing for unknown ones."""
    typed = ["networks", "relativity", "the", "nosuchform", "attention", "learned"]
    with both[0]._snapshots.borrow() as snapshot:
        plain = snapshot.corpus._stems(typed)
        monkeypatch.setattr(compiled, "_kernels", kernels)
        assert snapshot.corpus._stems(typed) == plain
    assert plain[0] == "network" and plain[3] == ""


def test_papers_of_terms_are_counted_as_by_the_dictionary(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all fields at once, letters beyond ASCII, no letters, and fields that aren't there."""
    with both[0]._snapshots.borrow() as snapshot:
        corpus = snapshot.corpus
        terms = [
            (field, term.decode())
            for field in ("title", "abstract_form", "author", "category", "compound")
            for term in corpus.expand_prefix(field, b"")
        ]
        terms += [
            ("title", ""),
            ("author", "schrödinger"),
            ("nofield", "network"),
            ("title", "\xff"),
        ]
        plain = corpus.frequencies(terms)
        monkeypatch.setattr(compiled, "_kernels", kernels)
        assert corpus.segments and corpus.frequencies(terms) == plain
    assert min(plain[:-4]) > 0 and not any(plain[-4:])


def test_compounds_are_told_as_by_their_filter(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand as by the loop: none is missed, and of all else most are told to be none."""
    monkeypatch.setattr(compiled, "_kernels", kernels)
    with both[1]._snapshots.borrow() as snapshot:
        segments = snapshot.corpus.segments
        assert segments is not None
        compounds = [term.decode() for term in snapshot.corpus.expand_prefix("compound", b"")]
        texts = [*(text.replace("-", "") for text in compounds), *map(str, range(1000)), "é"]
        bits = segments._known.filters.compounds
        told = segments.may_join(texts)
        assert told == [term_kernels.may_hold(bits, words(text)) for text in texts]
    assert all(told[: len(compounds)]) and sum(told) < len(compounds) + 100


def test_authors_are_told_as_by_their_filter(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is missed, and a name that nobody has is told to be none."""
    monkeypatch.setattr(compiled, "_kernels", kernels)
    with both[1]._snapshots.borrow() as snapshot:
        segments = snapshot.corpus.segments
        assert segments is not None
        for term in snapshot.corpus.expand_prefix("author", b""):
            assert segments.may_name(["nobody,atall", term.decode()])
        assert not segments.may_name(["nobody,atall"]) and not segments.may_name([])


def test_loops_may_be_loaded_in_the_midst_of_a_question(
    both: list[EmbeddedEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made for NumPy isn't handed to them."""
    word = Word("pretraining")
    with both[0]._snapshots.borrow() as snapshot:
        scoring = Scoring(snapshot.corpus, Ranking())
        assert scoring.factors.top
        monkeypatch.setattr(compiled, "_kernels", kernels)
        looked = find_plain(scoring, looking_for([word], [False], []), Wanted())
        assert looked
        (plain,) = looked.found
    assert isinstance(plain, Plain) and plain.holding > 0


@pytest.mark.parametrize("text", ["pretraining", "hinton", "networks OR pretraining"])
def test_papers_are_found_without_saturation(
    both: list[EmbeddedEngine], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With k1 = 0 a word counts alike however often it stands there, and no paper is lost."""
    plain, fast = both
    flat = Ranking(k1=0.0, title=0.0)
    expected = plain.search(text, limit=200, ranking=flat)
    monkeypatch.setattr(compiled, "_kernels", kernels)
    found = fast.search(text, limit=200, ranking=flat)
    assert len(expected.hits) == expected.total > 0
    assert found.hits == expected.hits


@pytest.mark.parametrize("text", ["networks", "pretrainings networks", "networks OR zzyzx"])
def test_loops_find_stems_themselves(
    both: list[EmbeddedEngine], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of words that were never met; of a form that no paper has they are handed the stem."""
    plain, fast = both
    expected = plain.search(text, limit=200)
    monkeypatch.setattr(compiled, "_kernels", kernels)
    analysis._STEMS.clear()
    found = fast.search(text, limit=200)
    assert found.hits == expected.hits and found.total == expected.total > 0


def test_what_is_more_than_itself_is_told(tmp_path: Path) -> None:
    """A loop takes a word for itself if it has no other spelling and is short for nothing."""
    texts = [
        *["A non-invasive probe.", "Noninvasive probes of a net-work."] * 3,
        *["Networks and a cat."] * 2000,
        "Computed axial tomography (CAT), by a deep sparse automaton (DSA).",
    ]
    lines = [json.dumps({"id": f"{i}", "abstract": text}) for i, text in enumerate(texts)]
    (tmp_path / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    reindex(Options(tmp_path / "ix", (str(tmp_path / "papers.jsonl"),)))
    compiled.load()
    words = [Word(text) for text in ("noninvasive", "network", "cat", "dsa", "probe")]
    engine = connect(str(tmp_path / "ix"))
    with engine._snapshots.borrow() as snapshot:
        scoring = Scoring(snapshot.corpus, Ranking())
        looked = find_plain(scoring, looking_for(words, [False] * len(words), []), Wanted())
        assert looked
        plain = looked.found
        expected = [meaning(word.text, snapshot.corpus).is_itself for word in words]
    engine.close()
    assert [isinstance(one, Plain) and one.is_itself for one in plain] == expected
    assert expected == [False, True, True, False, True]


def test_what_loops_read_is_held(both: list[EmbeddedEngine]) -> None:
    """As long as the question lasts, whatever other questions are ranked by."""
    _, fast = both
    with fast._snapshots.borrow() as snapshot:
        scoring = Scoring(snapshot.corpus, Ranking(k1=0.7))
        lengths = ref(scoring.standing.factors.lengths)
        snapshot.corpus.latest, snapshot.corpus._kept = None, Kept(0)
        gc.collect()
        assert lengths() is scoring.standing.factors.lengths
        del scoring
        gc.collect()
        assert lengths() is None


def test_threads_share_the_segments(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops read what segments hold: if several were made at once, that of all but one is gone."""

    def slowly(*args: Any) -> Segments:
        time.sleep(0.05)
        return Segments(*args)

    monkeypatch.setattr(search.corpus, "Segments", slowly)
    monkeypatch.setattr(compiled, "_kernels", None)
    engine = connect(str(location))
    with engine._snapshots.borrow() as snapshot, ThreadPoolExecutor(8) as pool:
        monkeypatch.setattr(compiled, "_kernels", kernels)
        found = [*pool.map(lambda _: snapshot.corpus.segments, range(8))]
    engine.close()
    assert isinstance(found[0], Segments)
    assert all(one is found[0] for one in found)
