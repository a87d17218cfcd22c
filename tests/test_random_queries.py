"""The engine and Whoosh's searcher against a scan, on random records and queries."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from corpora import engine_over
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.index import open_dir

from index.record import Record
from search.parser import parse

WORDS = ("lamb", "lambswool", "goat", "meadow", "river", "stone")
RECORDS = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.integers(2010, 2016)),
    min_size=1,
    max_size=10,
)
WORD = st.sampled_from(WORDS)
PAIRS = st.tuples(WORD, WORD)


def phrase(words: list[str], pair: tuple[str, str]) -> bool:
    return pair in list(pairwise(words))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    """Where each example gets a folder of its own."""
    return tmp_path_factory


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(RECORDS, PAIRS, st.integers(2009, 2017), st.integers(0, 4))
def test_both_searchers_find_what_a_scan_finds(
    folders: pytest.TempPathFactory,
    drawn: list[tuple[list[str], int]],
    pair: tuple[str, str],
    low: int,
    width: int,
) -> None:
    """Phrase, AND, NOT, range and prefix: the engine, Whoosh and the scan have the same papers."""
    records = [
        Record(id=f"r{number}", abstract=" ".join(words), date=str(year))
        for number, (words, year) in enumerate(drawn)
    ]
    first, second = pair
    expected: dict[str, Callable[[list[str], int], bool]] = {
        f'"{first} {second}"': lambda words, year: phrase(words, pair),
        f"{first} AND {second}": lambda words, year: {first, second} <= set(words),
        f"{first} AND NOT {second}": lambda words, year: first in words and second not in words,
        f"year:{low}..{low + width}": lambda words, year: low <= year <= low + width,
        "lamb*": lambda words, year: bool({"lamb", "lambswool"} & set(words)),
    }
    folder = folders.mktemp("random")
    engine = engine_over(folder, records)
    with open_dir(str(folder)).searcher() as searcher:
        for text, holds in expected.items():
            wanted = {
                record.id
                for record, (words, year) in zip(records, drawn, strict=True)
                if holds(words, year)
            }
            found = engine.search(text, limit=len(records))
            assert {hit.id for hit in found.hits} == wanted, text
            assert found.total == len(wanted), text
            docs = searcher.docs_for_query(parse(text).tree)
            assert {records[doc].id for doc in docs} == wanted, text
    engine.close()
