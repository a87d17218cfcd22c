"""What words are beside themselves: the loops' lists against the plain parts of `search.parts`."""

import json
import random
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest

from index.reindex import Options, reindex
from search import compiled, kernels
from search.combining import Wanted
from search.embedded import EmbeddedEngine, connect
from search.evaluator import Answer, Evaluation
from search.explain import Explainer
from search.found import Part
from search.lists import IN_PARTS, UNTOLD, Answered
from search.others import parts_beside, senses_of, spelled_otherwise, untold
from search.parser import parse
from search.plain_words import Plain
from search.plan import plan_of_typed
from search.preparation import prepare
from search.query import Word
from search.ranking import Ranking
from search.reasons import reasons_of

# Of "netlike" and "meshnet" all is there at once: compounds, family names, venues; "rag", "gem" and
# "arb" are short for something, the last for two things.
PHRASES = (
    "a netlike graph", "net-like meshes", "net like", "netlike", "meshnet", "mesh-net",
    "a mesh net", "meshnets and mesh-nets", "rags (rag)", "random acyclic graph (RAG)",
    "random acyclic graphs", "a network of eigenvalues", "values of a graph",
    "general energy model (GEM)", "a gem", "the general energy model", "an arb",
    "a round ball (ARB)", "all real bodies (ARB)", "mesh", "net", "graph",
)  # fmt: skip
NAMES = (
    "Ada Netlike", "Bo Gem", "Cy Meshnet", "Di Graph", "Ed Rag", "Fe Other",
    "Network Collaboration", "Ada Eigenvalues",  # which are words that names are read with care of
)  # fmt: skip
VENUES = ("Netlike Letters", "Meshnet", "Gem Graph", "", "", "")
WORDS = ("netlike", "meshnet", "rag", "gem", "arb", "graph", "mesh", "net", "letters", "nosuch")


def paper(chance: random.Random, number: int) -> str:
    text = ". ".join(chance.choices(PHRASES, k=chance.randint(1, 4)))
    title = chance.choice(PHRASES)
    authors = chance.sample(NAMES, 2)
    venue = chance.choice(VENUES)
    told = {"id": f"{number}", "title": title, "abstract": text, "authors": authors}
    return json.dumps({**told, "journal": venue})


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments, with papers deleted from the first."""
    folder, chance = tmp_path_factory.mktemp("beside"), random.Random(1)
    lines = [paper(chance, number) for number in range(400)]
    for name, some in (("a", lines[:200]), ("b", lines[200:]), ("a", lines[:150])):
        (folder / f"{name}.jsonl").write_text("\n".join(some), encoding="utf-8")
        source = str(folder / f"{name}.jsonl")
        reindex(Options(folder / "ix", (source,), merge=False, prune=name == "a"))
    return folder / "ix"


@pytest.fixture
def engine(location: Path) -> Iterator[EmbeddedEngine]:
    with_loops = connect(str(location))
    yield with_loops
    with_loops.close()


def answer(engine: EmbeddedEngine, text: str, ranking: Ranking) -> tuple[Answer, list[Part]]:
    with engine._snapshots.borrow() as snapshot:
        parsed = parse(text)
        evaluation = Evaluation(snapshot.corpus, ranking, Wanted())
        plan = prepare(plan_of_typed(parsed.tree), snapshot.corpus)
        found = evaluation.answer(plan, parsed.free_words)
        return found, found.parts()


def told(parts: list[Part], docs: list[int]) -> list[tuple[object, ...]]:
    """What parts add to some papers, in any order; nothing of those that add nothing."""
    rows = []
    for part in parts:
        added = dict(zip(part.docs.tolist(), part.scores.tolist(), strict=True))
        scores = tuple(added.get(doc, 0.0) for doc in docs)
        if any(scores):
            rows.append((part.word, part.field, part.kind, part.weight, part.holding, scores))
    return sorted(rows)


QUESTIONS = (
    *WORDS, *(" OR ".join(pair) for pair in pairwise(WORDS)), *map(" ".join, pairwise(WORDS)),
    "netlike meshnet rag gem", "(rag OR gem) -arb", "di graph netlike", "graph graph rag",
    'gem "energy model"', "netlike OR meshnet OR rag OR gem OR arb OR graph",
    "ada netlike", "netlike ada", "ada OR netlike OR graph", "di graph bo gem", "graph -ada net",
    "ada netlike ada netlike", "ed rag", "netlike cy meshnet", "c++ graph di", "gem gem bo",
    "network", "eigenvalues", "ada eigenvalues", "network graph", "network eigenvalues",
    "values", "values graph", "ada values", "network values",
)  # fmt: skip
RANKINGS = (Ranking(), Ranking(author=0.0, spelling=0.5, acronym=1.0), Ranking(author=9.0, venue=5))


@pytest.mark.parametrize("ranking", RANKINGS)
def test_what_is_beside_words_is_found_as_by_parts(
    location: Path, engine: EmbeddedEngine, ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same papers, scores and parts, whether words are looked up by loops or one by one."""
    plain = connect(str(location))
    expected_of = [answer(plain, text, ranking) for text in QUESTIONS]
    monkeypatch.setattr(compiled, "_kernels", kernels)
    kinds = set()
    for text, (expected, parts) in zip(QUESTIONS, expected_of, strict=True):
        found, own = answer(engine, text, ranking)
        assert (found.matched, found.total) == (expected.matched, expected.total), text
        assert found.docs.tolist() == expected.docs.tolist()
        # Lists of equal size may be added up in another order.
        assert found.scores == pytest.approx(expected.scores, rel=1e-14), text
        docs = expected.docs.tolist()
        assert told(own, docs) == told(parts, docs), text
        kinds |= {(part.field, part.kind) for part in own if part.scores.any()}
    plain.close()
    beside = {("author", "exact")} if ranking.author else set()
    assert kinds >= {("text", "stem"), ("text", "expansion"), ("venue", "exact"), *beside}


def test_lists_are_told_as_parts() -> None:
    """One without papers says that a word has other spellings; one of UNTOLD asks for senses."""
    words = [Word("netlike"), Word("rag"), Word("graph")]
    lists = [[0, IN_PARTS, 3, 0, 0], [1, IN_PARTS, 4, 0, 2], [2, IN_PARTS, UNTOLD, 2, 2]]
    counts, docs = np.ones(4, np.float32), np.array([1, 5], np.int32)
    scores = np.array([0.5, 2.0])
    beside = np.concatenate([array.view(np.uint8) for array in (scores, docs, counts)])
    numbers = np.array([*chain(*lists)])
    nothing = np.empty(0, np.uint64)
    found = nothing, 0, 0, docs, scores, False
    answered = Answered((numbers, nothing, beside, 0, False, found))
    assert answered.chosen is None
    assert answered.lists == lists
    first, (part,), last = parts_beside(answered, words, np.full(5, 0.9))
    assert (part.word, part.kind, part.weight, part.holding) == ("rag", "expansion", 0.9, 4)
    assert part.docs.tolist() == [1, 5] and part.scores.tolist() == [0.5, 2.0]
    assert part.docs.dtype == np.int32 and part.found is not None
    assert first == last == []
    assert spelled_otherwise(lists) == {0, 1, 2} and untold(lists) == [2]
    assert senses_of({1: np.empty(0, np.uint8)}, 3)[:, -1].tolist() == [UNTOLD, 0, UNTOLD]


@pytest.mark.parametrize("ranking", RANKINGS)
def test_reasons_are_those_of_the_explainer(
    engine: EmbeddedEngine, ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of words alone in a loop, of others one by one; to the last bit, the weightiest first."""
    monkeypatch.setattr(compiled, "_kernels", kernels)
    alone = 0
    for text in QUESTIONS:
        found, _ = answer(engine, text, ranking)
        shown = found.where(np.argsort(found.scores, kind="stable"))
        alone += all(isinstance(one, Plain) for one in found.found)
        with engine._snapshots.borrow() as snapshot:
            explainer = Explainer(snapshot.corpus, ranking)
            findings = explainer.findings(shown.parts(), shown.docs)
            reasons = reasons_of(snapshot.corpus, ranking, shown, explain=False)
            assert reasons == [(explainer.reasons(found), "") for found in findings], text
    assert alone > 5
