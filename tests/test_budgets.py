"""Questions that ask for too much: they are answered with what there is time and room for."""

import threading
import time
from collections.abc import Iterator

import pytest
from corpora import engine_over
from fake_engine import FakeEngine, make_hit

from index.record import Record
from search import budget
from search.embedded import EmbeddedEngine
from search.parser import parse
from search.query import Wild
from search.shortening import ration
from web.app import WebSettings, create_app

WORDS = 2500  # different words of the papers, more than a query's wildcards may stand for
EACH = 10  # words of a paper
SLACK = 4.0  # seconds beyond a budget, which is looked at between steps
TINY = "0.001"

MONSTERS = {
    "everything": "*",
    "a beginning": "a*",
    "a letter": "*a*",
    "any letter": "?*",
    "many wildcards": " ".join(f"*{letter}*" for letter in "abcdefghijklmnopqrstuvwxyz"),
    "many stars": "a*" * 1000,
    "fuzzy on everything": "*~ a~3 " + "a~ " * 1000,
    "many words": " ".join(f"a{n}" for n in range(10_000)),
    "any of many words": " OR ".join(f"a{n}" for n in range(10_000)),
    "many phrases": " ".join(f'"a{n} a{n + 1}"' for n in range(10_000)),
    "deep parentheses": "(" * 5000 + "a1" + ")" * 5000,
    "deep groups": "(a1 OR (a2 " * 2500 + "a3" + "))" * 2500,
    "nothing but open": "(" * 5000 + '"' * 5001,
    "many exclusions": "a1 " + " ".join(f"-a{n}" for n in range(2, 10_000)),
    "a huge exclusion": f"a1 NOT ({' OR '.join(f'a{n}' for n in range(2, 10_000))})",
    "nested exclusions": "NOT (" * 5000 + "a1" + ")" * 5000,
    "a long word": "a" * 100_000,
    "many filters": "year:..2020 author:a " * 3000,
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """Papers of consecutive words: the first has a0 to a9, the next a10 to a19, and so on."""
    records = [
        Record(id=str(n), abstract=" ".join(f"a{m}" for m in range(n, n + EACH)), date="2015")
        for n in range(0, WORDS, EACH)
    ]
    found = engine_over(tmp_path_factory.mktemp("index"), records)
    yield found
    found.close()


def codes(engine: EmbeddedEngine, text: str) -> list[str]:
    return [problem.code for problem in engine.search(text).query.problems]


@pytest.mark.parametrize("seconds", ["2", TINY])
@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
def test_whatever_is_asked_is_answered_in_time(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, text: str, seconds: str
) -> None:
    """A page of at most ten, counted and facetted, within the budget and what surrounds it.

    What counts is the processor's time, for others may use the machine, too.
    """
    monkeypatch.setenv("ABSEEK_TIME_BUDGET", seconds)
    start = time.thread_time()
    results = engine.search(text, facets=("year",))
    assert time.thread_time() - start < float(seconds) + SLACK
    assert len(results.hits) == min(results.total, 10)
    assert sum(value.count for value in results.facets["year"]) == results.total


@pytest.mark.parametrize(
    "name", ["a beginning", "many phrases", "a huge exclusion", "many filters"]
)
def test_no_time_is_marked(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """An answer that there was no time for says that it isn't the whole one."""
    monkeypatch.setenv("ABSEEK_TIME_BUDGET", "0")
    assert engine.search(MONSTERS[name]).partial
    assert "partial" in codes(engine, MONSTERS[name])


def test_wildcards_stand_for_as_many_words_as_the_setting_says(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond them the answer is partial and the wildcard is told; with room for all it is whole."""
    monkeypatch.setenv("ABSEEK_EXPANSION_BUDGET", "5")
    cut = engine.search("a*")
    assert (cut.total, cut.partial) == (4, True)  # a0 and a1, a10, a100, a1000
    assert codes(engine, "a*") == ["too-many"]
    monkeypatch.setenv("ABSEEK_EXPANSION_BUDGET", str(10 * WORDS))
    whole = engine.search("a*")
    assert (whole.total, whole.partial) == (WORDS // EACH, False)
    assert codes(engine, "a*") == []


@pytest.mark.parametrize("count", [1, 2, 7, 999, 3000])
def test_wildcards_share_the_words(count: int) -> None:
    """Together they stand for no more than one alone may, wherever they are; each for some."""
    text = " ".join(f"(b OR NOT a{n}*)" for n in range(count))
    limits = [leaf.limit for leaf in ration(parse(text).tree, 1000).leaves() if type(leaf) is Wild]
    assert len(limits) == count
    assert min(limits) >= 1
    assert sum(limits) <= max(1000, count)


def test_parts_beyond_the_setting_are_not_looked_for(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of them are, and it is said; with room for all the answer is whole."""
    text = " OR ".join(f"a{n}" for n in range(0, WORDS, EACH))
    monkeypatch.setenv("ABSEEK_EXPANSION_BUDGET", "20")
    assert (engine.search(text).total, engine.search(text).partial) == (20, True)
    assert codes(engine, text) == ["partial"]
    monkeypatch.setenv("ABSEEK_EXPANSION_BUDGET", str(WORDS))
    assert (engine.search(text).total, engine.search(text).partial) == (WORDS // EACH, False)


@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_a_page_behind_the_last_is_empty(engine: EmbeddedEngine, sort: str) -> None:
    """The total stays, and however far the page, it costs no more."""
    results = engine.search("*", page=10**9, limit=100, sort=sort)
    assert (results.total, results.hits) == (WORDS // EACH, ())


@pytest.mark.parametrize("query", ["page=1000000000", "per_page=101", "per_page=1000000000"])
def test_the_api_refuses_what_is_out_of_bounds(query: str) -> None:
    """In plain words that name the parameter; the largest page and number are answered."""
    client = create_app(WebSettings("x"), lambda _: FakeEngine([make_hit()])).test_client()
    answer = client.get(f"/api/v1/search?q=a&{query}")
    assert answer.status_code == 400
    assert "is no number from 1 to" in answer.get_json()["detail"]
    assert client.get("/api/v1/search?q=a&page=100000000&per_page=100").status_code == 200


def test_a_long_query_holds_nobody_up(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one thread is in the midst of a question, another's is answered: no lock is held."""
    inside, go_on = threading.Event(), threading.Event()
    looks: list[int] = []
    check = budget.check

    def wait(slow: threading.Thread) -> None:
        check()
        if threading.current_thread() is slow:
            looks.append(1)
            if len(looks) == 5:
                inside.set()
                go_on.wait(20)

    text = " ".join(f'"a{n} a{n + 1}"' for n in range(0, WORDS, EACH))
    slow = threading.Thread(target=engine.search, args=(text,))
    monkeypatch.setattr(budget, "check", lambda: wait(slow))
    slow.start()
    assert inside.wait(20)
    quick = threading.Thread(target=engine.search, args=('"a40 a41" a42*',))
    quick.start()
    quick.join(20)
    held_up = quick.is_alive()
    go_on.set()
    slow.join()
    assert not held_up
