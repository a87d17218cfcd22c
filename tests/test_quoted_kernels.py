"""Quoted words: the loops' spellings and papers against the plain way, `search.expansion`."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis import forms
from index.reindex import Options, reindex
from search import compiled, kernels
from search.embedded import connect
from search.plan import is_plain_group, looking_for
from search.query import Exact
from search.results import Results

LETTERS = ("a", "b", "ab", "ba", "aab", "abab")  # of which nearly all compounds are known
CHANCE = random.Random(3)


def text(words: int) -> str:
    """Words, some of them joined to the next one, with a hyphen or in one."""
    drawn = CHANCE.choices(LETTERS, k=words)
    return "".join(word + CHANCE.choice(("-", "", " ", " ", " ")) for word in drawn)


QUOTED = (
    *(f'"{text(CHANCE.randint(1, 6))}"' for _ in range(60)),
    *(f'"{text(3)}" {text(1)}' for _ in range(10)),
    *(f'"{text(2)}" OR "{text(2)}"' for _ in range(10)),
    f'"{text(2)}" "{text(2)}" ab', f'ab -"{text(2)}"', f'"{text(21)}"', f'"{text(19)}"',
    '"nosuch"', '"nosuch ab"', '"ab nosuch" OR ba', '"the ab"', '"ab" ba nosuch', '"a1 b"',
    '"ab ba"~3', 'title:"ab ba"', 'nosuch OR "ab"', '("ab" OR ba) -"b a"', '"A-B"', '"-ab-"',
)  # fmt: skip


@pytest.fixture(scope="module")
def plain_answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Results]]]:
    """Two segments with a paper deleted, and what NumPy finds."""
    folder = tmp_path_factory.mktemp("quoted")
    lines = [
        json.dumps({"id": f"{n}", "title": text(CHANCE.randint(0, 3)), "abstract": text(40)})
        for n in range(120)
    ]
    for name, some in (("a", lines[:60]), ("b", lines[60:]), ("a", lines[:50])):
        (folder / f"{name}.jsonl").write_text("\n".join(some), encoding="utf-8")
        source = str(folder / f"{name}.jsonl")
        reindex(Options(folder / "ix", (source,), merge=False, prune=name == "a"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(compiled, "_kernels", None)
        engine = connect(str(folder / "ix"))
        yield folder / "ix", [engine.search(one, limit=200, explain=True) for one in QUOTED]
        engine.close()


def test_quoted_words_are_found_as_by_numpy(
    plain_answers: tuple[Path, list[Results]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each spelling that counts, however many there are; with the same scores and reasons."""
    folder, expected_of = plain_answers
    monkeypatch.setattr(compiled, "_kernels", kernels)
    engine = connect(str(folder))
    for one, expected in zip(QUOTED, expected_of, strict=True):
        found = engine.search(one, limit=200, explain=True)
        assert found.total == expected.total, one
        assert found.hits == expected.hits, one
        assert found.query == expected.query, one
    engine.close()
    assert sum(result.total > 0 for result in expected_of) > 40


@pytest.mark.parametrize("typed", ["a b", "Non-Invasive  ab", "-x", "a--b"])
def test_plain_groups_are_handed_as_their_forms(typed: str) -> None:
    """Letters, blanks and hyphens are split as any text is; all else is left to the plain way."""
    assert is_plain_group(Exact(typed))
    texts = looking_for([], [], [Exact(typed)]).texts()
    assert texts.decode() == "".join(f"{form}\n" for form in forms(typed)) + "\t"


@pytest.mark.parametrize("typed", ["", "-", "gpt 3", "naïve bayes", "c++ code", "a\tb", "x_y"])
def test_other_groups_are_not_plain(typed: str) -> None:
    """Nor is one of another field than title and abstract."""
    assert not is_plain_group(Exact(typed))
    assert not is_plain_group(Exact("a b", fields=("title",)))
