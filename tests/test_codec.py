"""The codec under Whoosh's own writer and searcher, and the arrays that it offers engines."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex, open_dir
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Not, Phrase, Prefix, Term

from index.codec.arrays import SegmentArrays, segment_arrays
from index.codec.dictionary import Dictionary
from index.codec.packing import BLOCK, Bounds, bounds, pack
from index.codec.parts import PartsFile
from index.codec.segment import ArrayCodec
from index.errors import IndexDamagedError, IndexVersionError
from index.fields import make_schema

WORDS = ("ab", "abc", "bb", "été", "z\U00010428")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=12)


def schema() -> Schema:
    return Schema(
        id=ID(unique=True, stored=True),
        text=TEXT(stored=True, vector=True),
        tags=KEYWORD(sortable=True),
        year=NUMERIC(sortable=True),
        extra=STORED,
    )


def build(storage: Any, texts: list[str]) -> FileIndex:
    index = FileIndex.create(storage, schema(), "MAIN")
    with index.writer(codec=ArrayCodec()) as writer:
        for number, text in enumerate(texts):
            writer.add_document(id=str(number), text=text, tags="x y", year=number)
    return index


def only(index: FileIndex) -> SegmentArrays:
    arrays = segment_arrays(index.reader())
    assert arrays is not None
    return arrays


def found(index: FileIndex, query: Any) -> set[int]:
    with index.searcher() as searcher:
        return {int(hit["id"]) for hit in searcher.search(query, limit=None)}


def test_a_folder_is_opened_by_whoosh_itself(tmp_path: Path) -> None:
    """`whoosh.index.open_dir` finds the codec without being told."""
    build(FileStorage(tmp_path), ["a tale of two", "two cities"])
    index = open_dir(tmp_path)
    assert found(index, Term("text", "two")) == {0, 1}
    assert found(index, Phrase("text", ["two", "cities"])) == {1}
    assert {path.suffix for path in tmp_path.iterdir()} >= {".abd", ".abt", ".toc"}


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_terms_and_postings_are_those_of_a_plain_scan(texts: list[str]) -> None:
    """Documents, frequencies and positions of every term, in Whoosh's reader and as arrays."""
    index = build(RamStorage(), texts)
    if not texts:
        assert index.doc_count_all() == 0
        return
    places: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    analyzer = schema()["text"].analyzer
    for number, text in enumerate(texts):
        for token in analyzer(text, positions=True):
            places[token.text][number].append(token.pos)
    reader = index.reader()
    assert [*reader.field_terms("text")] == sorted(places, key=str.encode)
    arrays = only(index)
    for term, held in places.items():
        docs, freqs = arrays.arrays("text", term)
        assert docs.tolist() == list(held)
        assert freqs.tolist() == [len(spots) for spots in held.values()]
        matcher = reader.postings("text", term)
        for number, spots in held.items():
            assert (matcher.id(), matcher.value_as("positions")) == (number, spots)
            matcher.next()
        assert not matcher.is_active()


@settings(max_examples=60, deadline=None)
@given(st.sets(st.text("abé", min_size=1, max_size=4)), st.text("abé", max_size=3))
def test_terms_that_hold_a_text_are_those_of_a_plain_scan(words: set[str], text: str) -> None:
    """Each once and in order; a text that begins in one term and ends in the next is in none."""
    terms = sorted(word.encode() for word in words)
    sizes = [*map(len, terms)]
    whole, narrow = bounds(sizes), pack(np.array(sizes, np.uint32), 8)
    at = Bounds(whole[::BLOCK], narrow)
    dictionary = Dictionary(np.frombuffer(b"".join(terms), np.uint8), at)
    assert [*dictionary.holding(text.encode())] == [one for one in terms if text.encode() in one]


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sets(st.integers(0, 11)))
def test_positions_can_be_read_in_some_documents_only(texts: list[str], within: set[int]) -> None:
    """`placed` gives the positions inside the documents that were asked for."""
    texts = [*texts, "ab"]
    arrays = only(build(RamStorage(), texts))
    wanted = np.array(sorted(number for number in within if number < len(texts)), np.int32)
    docs, positions = arrays.placed("text", "ab", wanted)
    expected = [
        (number, spot)
        for number in wanted.tolist()
        for spot, word in enumerate(texts[number].split())
        if word == "ab"
    ]
    assert [*zip(docs.tolist(), positions.tolist(), strict=True)] == expected


@settings(max_examples=25, deadline=None)
@given(TEXTS, st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(0, 12))
def test_queries_answer_as_a_plain_scan(
    texts: list[str], first: str, second: str, year: int
) -> None:
    """AND, NOT, prefix and range through Whoosh's searcher equal a scan of the records."""
    index = build(RamStorage(), [*texts, "ab abc"])
    words = [set(text.split()) for text in [*texts, "ab abc"]]
    every = range(len(words))
    both = And([Term("text", first), Term("text", second)])
    assert found(index, both) == {n for n in every if {first, second} <= words[n]}
    without = And([Every(), Not(Term("text", first))])
    assert found(index, without) == {n for n in every if first not in words[n]}
    assert found(index, Prefix("text", "ab")) == {n for n in every if words[n] & {"ab", "abc"}}
    recent = QueryParser("text", schema()).parse(f"year:[{year} TO]")
    assert found(index, recent) == {n for n in every if n >= year}


def test_many_documents_and_large_numbers_are_exact() -> None:
    """Gaps, frequencies and positions beyond the narrow types come back as they were."""
    index = FileIndex.create(RamStorage(), make_schema(), "MAIN")
    with index.writer(codec=ArrayCodec()) as writer:
        for number in range(66_000):
            writer.add_document(id="far" if number in (0, 65_999) else "x")
        writer.add_document(title=["often"] * 700, title_form=["gap"] + ["the"] * 300 + ["gap"])
    arrays = only(index)
    assert arrays.arrays("id", "far")[0].tolist() == [0, 65_999]
    assert arrays.arrays("title", "often")[1].tolist() == [700]
    everywhere = np.arange(66_001, dtype=np.int32)
    assert arrays.placed("title_form", "gap", everywhere)[1].tolist() == [0, 301]
    assert index.reader().postings("title_form", "gap").value_as("positions") == [0, 301]


def test_lengths_are_exact() -> None:
    """A text of 113 words has length 113, where Whoosh's own codec says 114."""
    index = build(RamStorage(), ["word " * 113])
    assert index.reader().doc_field_length(0, "text") == 113


def test_stored_values_of_every_plain_type_come_back() -> None:
    """What Whoosh's pickles can keep of Python's own types is kept without pickles."""
    value = {"é": [1, 2.5, None, True], 3: (b"\xff", {"s"}), "\ud800": frozenset([()])}
    index = FileIndex.create(RamStorage(), schema(), "MAIN")
    with index.writer(codec=ArrayCodec()) as writer:
        writer.add_document(id="1", extra=value)
        writer.add_document(id="2", extra=b"bytes")
        writer.add_document(text="nothing else")
    rows = [*index.reader().all_stored_fields()]
    assert rows == [
        {"id": "1", "extra": value},
        {"id": "2", "extra": b"bytes"},
        {"text": "nothing else"},
    ]


def test_a_stored_object_is_refused() -> None:
    """A value that would need a pickle raises, and says which type it was."""
    index = FileIndex.create(RamStorage(), schema(), "MAIN")
    writer = index.writer(codec=ArrayCodec())
    with pytest.raises(TypeError, match="pathlib"):
        writer.add_document(id="1", extra=Path())
    writer.cancel()


def test_many_stored_rows_share_a_dictionary(tmp_path: Path) -> None:
    """Similar rows together take far less than their own text, each readable by itself."""
    index = FileIndex.create(FileStorage(tmp_path), schema(), "MAIN")
    with index.writer(codec=ArrayCodec()) as writer:
        for number in range(3_000):
            text = f"The {number}th measurement of the mass of the {number % 7} bosons at colliders"
            writer.add_document(id=str(number), extra=text * 3)
    reader = index.reader()
    assert reader.stored_fields(1_234)["extra"].startswith("The 1234th measurement")
    assert [row["id"] for row in reader.all_stored_fields()] == [*map(str, range(3_000))]
    part = reader._perdoc.parts.array("stored")
    assert part.nbytes < 3_000 * 60


def test_columns_hold_what_was_given() -> None:
    """Numbers, sets and byte strings, through Whoosh and as arrays."""
    index = FileIndex.create(RamStorage(), make_schema(), "MAIN")
    with index.writer(codec=ArrayCodec()) as writer:
        writer.add_document(id="a", _stored_year=1999, year="1999", category=["b", "a"])
        writer.add_document(id="b", title_key=b"key")
        writer.add_document(id="c", _stored_year=2**32 - 1, year="9", category=["a"])
    reader = index.reader()
    assert [*reader.column_reader("year")] == [1999, 0, 2**32 - 1]
    assert [*reader.column_reader("category")] == [("b", "a"), (), ("a",)]
    assert reader.column_reader("title_key")[1] == b"key"
    arrays = only(index)
    years, sets = arrays.numbers("year"), arrays.sets("category")
    assert years is not None and sets is not None
    assert years.tolist() == [1999, 0, 2**32 - 1]
    assert [*sets.values] == [b"a", b"b"]
    assert (sets.offsets.tolist(), sets.numbers.tolist()) == ([0, 2, 2, 3], [1, 0, 0])


def test_what_is_not_there_is_empty() -> None:
    """Unknown fields, terms and columns give empty arrays or None."""
    arrays = only(build(RamStorage(), ["ab"]))
    assert len(arrays.arrays("text", "nope")[0]) == len(arrays.arrays("nope", "ab")[0]) == 0
    assert len(arrays.placed("text", "nope", np.zeros(1, np.int32))[0]) == 0
    assert arrays.numbers("nope") is None
    assert arrays.sets("nope") is None
    assert arrays.number("text", "nope") is None


def test_documents_are_updated_deleted_and_merged(tmp_path: Path) -> None:
    """Whoosh's writer updates, deletes, and merges segments of this codec."""
    index = build(FileStorage(tmp_path), ["ab", "abc", "ab abc"])
    with index.writer(codec=ArrayCodec()) as writer:
        writer.update_document(id="1", text="ab été", year=1)
        writer.delete_by_term("id", "2")
        writer.merge = False
    index = open_dir(tmp_path)
    assert len(index._segments()) == 2
    assert found(index, Term("text", "ab")) == {0, 1}
    with index.writer(codec=ArrayCodec()) as writer:
        writer.optimize = True
    index = open_dir(tmp_path)
    assert (len(index._segments()), index.doc_count_all()) == (1, 2)
    assert found(index, Term("text", "ab")) == {0, 1}
    assert found(index, Term("text", "été")) == {1}


def test_a_document_has_its_vector() -> None:
    """Vectors keep terms in order with their frequencies."""
    index = build(RamStorage(), ["abc ab ab", ""])
    reader = index.reader()
    assert [*reader.vector_as("frequency", 0, "text")] == [("ab", 2), ("abc", 1)]
    assert not reader.has_vector(1, "text")


def test_the_parts_are_aligned(tmp_path: Path) -> None:
    """Every array begins at a multiple of 64 bytes of its file, and so of the map."""
    index = build(FileStorage(tmp_path), ["ab abc", "abc"])
    parts = index.reader()._terms.parts
    names = [*parts.names()]
    assert "text.gaps" in names
    assert all(parts.array(name).ctypes.data % 64 == 0 for name in names)


@pytest.mark.parametrize("suffix", [".abd", ".abt"])
def test_a_file_cut_short_anywhere_is_known_when_it_is_opened(tmp_path: Path, suffix: str) -> None:
    """No prefix of a file passes for the file."""
    build(FileStorage(tmp_path), ["ab abc"])
    path = next(tmp_path.glob(f"*{suffix}"))
    whole = path.read_bytes()
    for size in {*range(0, len(whole), 97), *range(len(whole) - 40, len(whole))}:
        path.write_bytes(whole[:size])
        with pytest.raises(IndexDamagedError, match=path.name):
            open_dir(tmp_path).reader()


@pytest.mark.parametrize("suffix", [".abd", ".abt"])
def test_every_flipped_bit_is_found_and_named(suffix: str) -> None:
    """A bit that changes anywhere is found at opening or by `damage`."""
    storage = RamStorage()
    build(storage, ["ab abc"] * 3)
    (name,) = (name for name in storage.list() if name.endswith(suffix))
    whole = bytes(storage.files[name])
    assert PartsFile(storage, name).damage() == []
    for byte in range(len(whole)):
        flipped = whole[byte] ^ 1 << byte % 8
        storage.files[name] = whole[:byte] + bytes([flipped]) + whole[byte + 1 :]
        try:
            found = PartsFile(storage, name).damage()
        except (IndexDamagedError, IndexVersionError) as error:
            found = [str(error)]
        assert any(name in text for text in found), byte


def test_another_version_of_the_format_says_what_to_do(tmp_path: Path) -> None:
    """The message of IndexVersionError names the way out."""
    build(FileStorage(tmp_path), ["ab"])
    path = next(tmp_path.glob("*.abt"))
    data = bytearray(path.read_bytes())
    data[8] = 77
    path.write_bytes(data)
    with pytest.raises(IndexVersionError, match=r"version 77 .*reindex"):
        open_dir(tmp_path).reader()
