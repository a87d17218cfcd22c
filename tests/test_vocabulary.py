"""Words of texts, split and numbered one by one and in compiled loops (index.vocabulary)."""

import json
import lzma
from collections.abc import Sequence
from itertools import accumulate, islice, pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from test_analysis import TEX

from index.analysis import compound, tokenize
from index.codec.strings import strings
from index.folding import hyphenated, without_tex, words
from index.latex import readable
from index.vocabulary import (
    PlainVocabulary,
    Vocabulary,
    joined,
    spans,
    split_each,
    split_many,
    tex_commands,
)

WORD = st.text("abcé中0+", min_size=1, max_size=9)
HYPHENS = st.lists(st.one_of(WORD, st.sampled_from(["-", "--", " "])), max_size=30).map(" ".join)
TEXT = (TEX | HYPHENS | st.text()).map(readable)


def found(texts: Sequence[str], plainly: bool) -> list[tuple[list[str], list[str]]]:
    """The words of each text, and those joined by hyphens, in loops or the plain way."""
    data, *spans = (split_each if plainly else split_many)(texts)
    own = PlainVocabulary if plainly else Vocabulary
    vocabularies = own(), own()
    columns = []
    for vocabulary, span in zip(vocabularies, spans, strict=True):
        numbers = vocabulary.numbers(data, span).tolist()
        known = [word.decode() for word in vocabulary.words().list()]
        assert len(set(known)) == len(known) == len(vocabulary)
        bounds = accumulate(span.lengths.tolist(), initial=0)
        columns.append([[known[n] for n in numbers[a:b]] for a, b in pairwise(bounds)])
    return [*zip(*columns, strict=True)]


def plain(text: str) -> tuple[list[str], list[str]]:
    """The same, by the reference."""
    typed = [token.form for token in tokenize(text)]
    return typed, [*map(compound, hyphenated(words(without_tex(text))))]


def assert_equal(texts: Sequence[str]) -> None:
    for plainly in (True, False):
        for text, (typed, hyphens) in zip(texts, found(texts, plainly), strict=True):
            assert (typed, [*map(compound, hyphens)]) == plain(text), text


@given(st.lists(st.text("ab\0\xff", min_size=1, max_size=18).map(str.encode)))
@example([b"a" * size for size in (*range(1, 20), *range(1, 20))])
@example([b"a", b"a\0", b"\0a", b"a", b"\0"])
def test_words_of_any_bytes_are_numbered_as_they_come(given: list[bytes]) -> None:
    """Each has the number of its first time, however short or long it is."""
    words = strings([*given, *given, b"." * 16])  # behind which short ones are read at once
    plain, compiled = PlainVocabulary(), Vocabulary()
    for _ in range(2):
        numbers = compiled.numbers(words.text, spans(words)).tolist()
        assert numbers == plain.numbers(words.text, spans(words)).tolist()
    assert compiled.words().list() == plain.words().list()


@given(st.lists(TEXT, min_size=1, max_size=5))
@example(["C++ c# C+++ 1# é++ c＋＋ x#y c++-like", "", "-a- b--c --", "a-b 3-5 É-É"])
def test_words_are_those_of_the_reference(texts: list[str]) -> None:
    """Each text's words, and the compounds in it, are NLTK's and Python's own."""
    assert_equal(texts)


def test_words_of_real_papers_are_those_of_the_reference(shared: Path) -> None:
    """The same on 1,000 arXiv papers."""
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 1_000)]
    assert len(records) == 1_000
    assert_equal([readable(record[field]) for record in records for field in ("title", "abstract")])


def test_many_words_find_room() -> None:
    """The table grows with what it holds, and each word keeps its number."""
    vocabulary = Vocabulary()
    for start in range(0, 40_000, 10_000):
        data, spans, _ = split_many([f"w{number}" for number in range(start + 10_000)])
        assert vocabulary.numbers(data, spans).tolist() == [*range(start + 10_000)]
    assert vocabulary.words().list()[-1] == b"w39999"


def test_commands_are_in_the_table_that_loops_would_make() -> None:
    """It is made without loops, since to compile these takes seconds."""
    slots, ends, text, (known,) = tex_commands().table
    names = text.tobytes().decode()
    vocabulary = Vocabulary()
    vocabulary.numbers(*joined([names[a:b] for a, b in pairwise(ends.tolist())]))
    assert len(vocabulary) == known > 200
    assert vocabulary.table.slots.tolist() == slots.tolist()
    assert bytes(vocabulary.words().text) == bytes(text)
