"""What an acronym is short for: the loops' text against the plain way, for all of a corpus."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.reindex import Options, reindex
from search import compiled, kernels
from search.array_shard import as_bytes
from search.combining import Wanted
from search.embedded import EmbeddedEngine, connect
from search.expansion import in_both_numbers, meaning
from search.likeness_kernels import is_misspelt
from search.lists import Answered
from search.plain_words import Plain, find_plain
from search.plan import looking_for
from search.query import Word
from search.ranking import Ranking
from search.scoring import Scoring
from search.segments import Segments
from search.sense_kernels import spelled_out
from search.senses import MOST_SPELLINGS, SLIPS_AT_MOST, dominant, senses

TEXTS = (
    "a random acyclic graph (RAG)", "random acyclic graphs (RAG)", "random acyclic graph (RAGs)",
    "general energy model (GEM)", "general energy model maker (GEM)", "mix corn mild cold (MCMC)",
    "azure round ball (ARB)", "arid real bodies (ARB)",
    "depth of the sea (DOS)", "depth in the sea (DOS)", "depth of seas (DOS)",
    "finite ж-magic code (FMC)", "finite code (FC)", "a gem", "a gem of a rag", "energy models",
    "depth of the sea", "finite ж-magic codes", "a random acyclic graph", "lasso lists (LLS)",
    "lassos (LLS)", "a thing", "deep sparse automaton (DSA)", "lists",
)  # fmt: skip
OFTEN = ("deep sparse automaton (DSA)", "depth of the sea (DOS)", "mild cold mix corn (MCMC)")
SLIPS = ("deep sprase automaton (DSA)", "deep sparce automatons (DSA)", "deep sparse autumn (DSA)")


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three segments, with papers deleted from the first; slips are rare."""
    folder, chance = tmp_path_factory.mktemp("senses"), random.Random(2)
    many = [f"mega node{i} yard (MNY)" for i in range(MOST_SPELLINGS + 1)]
    texts = [*many, *SLIPS, *OFTEN * 40, *chance.choices(TEXTS, k=300)]
    chance.shuffle(texts)
    lines = [json.dumps({"id": f"{i}", "abstract": text}) for i, text in enumerate(texts)]
    parts = ("a", lines[:150]), ("b", lines[150:260]), ("c", lines[260:]), ("a", lines[:120])
    for name, some in parts:
        (folder / f"{name}.jsonl").write_text("\n".join(some), encoding="utf-8")
        source = str(folder / f"{name}.jsonl")
        reindex(Options(folder / "ix", (source,), merge=False, prune=name == "a"))
    return folder / "ix"


def acronyms_of(engine: EmbeddedEngine) -> list[str]:
    with engine._snapshots.borrow() as snapshot:
        terms = snapshot.corpus.expand_prefix("acronym", b"")
        return [*dict.fromkeys(term.decode().partition("\t")[0] for term in terms)]


def spelled(engine: EmbeddedEngine, acronym: str) -> str:
    """What loops tell, by the plain way, however often the word is something else."""
    with engine._snapshots.borrow() as snapshot:
        sense = dominant(senses(acronym, snapshot.corpus))
    lines = dict.fromkeys(in_both_numbers(sense) if sense else ())
    return "".join(f"{line}\n" for line in lines)


def without_loops(location: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddedEngine:
    monkeypatch.setattr(compiled, "_kernels", None)
    monkeypatch.setattr(compiled, "_retry_at", float("inf"))  # nor are they loaded beside it
    return connect(str(location))


def test_loops_tell_senses_as_the_plain_way(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all acronyms: several numbers, orders, slips, stop words.

    None of what is beyond ASCII, nor of very many long forms.
    """
    plain = without_loops(location, monkeypatch)
    expected = {acronym: spelled(plain, acronym) for acronym in acronyms_of(plain)}
    plain.close()
    monkeypatch.setattr(compiled, "_kernels", kernels)
    engine, found = connect(str(location)), {}
    with engine._snapshots.borrow() as snapshot:
        segments = snapshot.corpus.segments
        assert segments
        for acronym in expected:
            short = as_bytes(f"{acronym}\t".encode())
            text, is_told = spelled_out(segments._known.segments, segments._stems, short)
            found[acronym] = text.tobytes().decode() if is_told else None
    engine.close()
    assert found.pop("fmc") is None and expected.pop("fmc")
    assert found.pop("mny") is None and expected.pop("mny") == ""
    assert found == expected
    assert expected["arb"] == "" and expected["dsa"].count("\n") == 6  # with two slips
    assert expected["dos"] == ""  # "in" is no "of"
    assert "mix corn mild cold\n" in expected["mcmc"] and "maker\n" in expected["gem"]


@given(st.text("abc ", max_size=9), st.text("abc ", max_size=9))
def test_slips_are_those_of_the_distance(common: str, long: str) -> None:
    """Letters that are left out, added, replaced, or in each other's place."""
    is_near = is_misspelt(*(as_bytes(text.encode()) for text in (common, long)))
    assert is_near == (OSA.distance(common, long) <= SLIPS_AT_MOST)


def test_questions_of_acronyms(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They find the same by one call, and where what loops can't tell is looked up."""
    plain = without_loops(location, monkeypatch)
    texts = [f"{acronym}{more}" for acronym in acronyms_of(plain) for more in ("", " OR list")]
    texts += ["RAG", "GEMs", "fmc OR dsa OR arb", "title:rag", "dsa -rag"]
    expected = [plain.search(text, limit=200, explain=True) for text in texts]
    plain.close()
    monkeypatch.setattr(compiled, "_kernels", kernels)
    engine = connect(str(location))
    for text, wanted in zip(texts, expected, strict=True):
        own = engine.search(text, limit=200, explain=True)
        assert own.total == wanted.total, text
        hits = {hit.id: hit for hit in own.hits}
        assert hits.keys() == {hit.id for hit in wanted.hits}
        for hit in wanted.hits:
            assert hits[hit.id].score == pytest.approx(hit.score, rel=1e-14), text
            assert hits[hit.id].highlights == hit.highlights
    engine.close()


def test_no_sense_is_looked_up_twice(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call answers a question of acronyms, two where loops can't tell. All words are known."""
    monkeypatch.setattr(compiled, "_kernels", kernels)
    engine = connect(str(location))
    calls = []
    answered = Segments.answered

    def counted(*given: Any) -> Answered:
        calls.append(given)
        return answered(*given)

    monkeypatch.setattr(Segments, "answered", counted)
    words = [Word(text) for text in ("rag", "lls", "gem", "lists")]
    with engine._snapshots.borrow() as snapshot:
        scoring = Scoring(snapshot.corpus, Ranking())
        looked = find_plain(scoring, looking_for(words, [False] * 4, []), Wanted())
        assert looked
        own = [isinstance(one, Plain) and one.is_itself for one in looked.found]
        assert own == [meaning(word.text, snapshot.corpus).is_itself for word in words]
        find_plain(scoring, looking_for([Word("fmc")], [False], []), Wanted())
    engine.close()
    assert len(calls) == 3
