"""The bench on papers of the bundled sample: it runs, and its parts measure what they say."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from benchmarks import bench, profiling
from benchmarks.building import build, descendants, disk, resident, watch
from benchmarks.machine import machine
from benchmarks.oracle import disagreements, is_plain
from benchmarks.papers import default_file, make_others, rows, unpack
from benchmarks.peers import PEERS, Answer, Ask, available, load
from benchmarks.peers.ours import Searcher
from benchmarks.questions import KINDS, Question, draw
from benchmarks.report import markdown
from benchmarks.targets import Target, growth, targets
from benchmarks.timing import ask_all, summary
from index.stopwords import STOP_WORDS

SAMPLE = Path(__file__).parent.parent / "index" / "sample" / "landmarks.jsonl"
SOME = 40  # papers


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first papers of the sample, as every engine gets them."""
    file = tmp_path_factory.mktemp("papers") / "papers.jsonl"
    assert unpack(SAMPLE, SOME, file) == SOME
    return file


@pytest.fixture(scope="module")
def ours(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of them."""
    folder = tmp_path_factory.mktemp("ours")
    load("ours").build(papers, folder)
    return folder


class Echo:
    """An engine whose answer to any question are the same documents."""

    def __init__(self, *docs: str) -> None:
        self.asked: list[Question] = []
        self._docs = docs

    def compile(self, question: Question) -> Ask:
        self.asked.append(question)
        return lambda: Answer(self._docs, [1.0] * len(self._docs))

    def ids(self, answer: Answer) -> list[str]:
        return list(answer.docs)

    def close(self) -> None:
        pass


def test_the_default_is_a_file_that_is_there() -> None:
    """With or without the shared data there is something to measure."""
    assert default_file().exists()


def test_papers_keep_their_fields_on_the_way(papers: Path) -> None:
    """The unpacked file holds what the source says of a paper."""
    first = next(rows(papers))
    source = orjson.loads(SAMPLE.read_bytes().partition(b"\n")[0])
    assert (first.title, first.abstract) == (source["title"], source["abstract"])
    assert first.year == int(source["date"][:4])
    assert first.authors == tuple(source["authors"])


def test_added_papers_are_others(papers: Path, tmp_path: Path) -> None:
    """They have ids and texts that aren't in the file, in words that are."""
    more = tmp_path / "more.jsonl"
    assert make_others(papers, 3, more) == 3
    for other, paper in zip(rows(more), rows(papers), strict=False):
        assert other.id != paper.id
        assert other.title != paper.title
        assert sorted(other.title.split()) == sorted(paper.title.split())


def test_questions_are_the_same_in_every_run(papers: Path) -> None:
    """A seed, not the clock, draws them; every kind has as many as were wanted."""
    titles = [row.title for row in rows(papers)]
    first, second = (draw(titles, [1999, 2004], STOP_WORDS, 7) for _ in range(2))
    assert first == second
    assert {kind: len(found) for kind, found in first.items()} == dict.fromkeys(KINDS, 7)


@pytest.mark.parametrize("name", PEERS)
def test_every_engine_answers_what_it_says_it_can(name: str, papers: Path, tmp_path: Path) -> None:
    """The paper whose title is asked for is among the first, in any kind that takes words."""
    if name not in available():
        pytest.skip("pyserini or a Java machine isn't here")
    peer = load(name)
    assert peer.build(papers, tmp_path).papers == SOME
    engine = peer.opened(tmp_path)
    wanted = next(row for row in rows(papers) if "Communication" in row.title)
    span = (wanted.year, wanted.year)
    for kind in ("or", "and", "phrase", "year", "facets"):
        words = ("mathematical", "theory" if kind == "phrase" else "communication")
        run = engine.compile(Question(kind, words, span if kind == "year" else None))
        if run:
            answer = run()
            assert wanted.id in engine.ids(answer), kind
            assert bool(answer.facets) == (kind == "facets")
    engine.close()


def test_the_oracle_agrees_with_the_engine(ours: Path) -> None:
    """Scores of any of some words are those of the formulas."""
    searcher = load("ours").opened(ours)
    assert isinstance(searcher, Searcher)
    questions = [Question("or", ("theory", "communication")), Question("or", ("codes", "computer"))]
    assert all(is_plain(searcher, question) for question in questions)
    assert disagreements(searcher, questions) == []
    searcher.close()


def test_a_word_of_several_spellings_is_not_plain(tmp_path: Path) -> None:
    """The formulas don't know that "multi-scale" is "multiscale"."""
    texts = ["A multi-scale look", "Another multi-scale look", "The multiscale way"]
    lines = [orjson.dumps({"id": str(n), "title": text}) for n, text in enumerate(texts)]
    source = tmp_path / "papers.jsonl"
    source.write_bytes(b"\n".join(lines))
    load("ours").build(source, tmp_path / "index")
    searcher = load("ours").opened(tmp_path / "index")
    assert isinstance(searcher, Searcher)
    assert not is_plain(searcher, Question("or", ("multiscale",)))
    assert is_plain(searcher, Question("or", ("look",)))
    searcher.close()


@pytest.mark.parametrize(
    "wrong", [{"total": 1}, {"scores": [0.1]}, {"scores": [], "docs": []}], ids=str
)
def test_the_oracle_notices_what_is_wrong(
    ours: Path, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that counts or scores otherwise doesn't pass."""
    searcher = load("ours").opened(ours)
    assert isinstance(searcher, Searcher)
    question = Question("or", ("theory", "communication"))
    other = replace(searcher.compile(question)(), **wrong)
    monkeypatch.setattr(searcher, "compile", lambda *_: lambda: other)
    assert disagreements(searcher, [question]) == [question]


def test_engines_are_asked_in_turn() -> None:
    """Each gets every question once; the first ones aren't timed; overlaps are with ours."""
    ours, other = Echo("a", "b"), Echo("b", "c")
    questions = [Question("or", (word,)) for word in "xyz"]
    times = ask_all({"ours": ours, "other": other}, questions, "ours", warm_up=1)
    assert ours.asked == other.asked == questions
    assert [(one.engine, one.asked, one.overlap) for one in times] == [
        ("ours", 2, None),
        ("other", 2, 0.5),
    ]


def test_percentiles_are_in_milliseconds() -> None:
    """Of 1 to 100 ms the median is 50.5."""
    times = summary("ours", "or", [n / 1000 for n in range(1, 101)])
    assert times.p50 == pytest.approx(50.5)
    assert times.p99 == pytest.approx(99.01)
    assert times.rate == pytest.approx(100 / 5.05)


def test_growth_is_an_exponent() -> None:
    """Ten times the papers in ten times the time is 1, in the same time 0."""
    assert growth([10, 30, 100], [2, 7, 20]) == pytest.approx(1)
    assert growth([10, 100], [5, 5]) == pytest.approx(0)


@pytest.mark.parametrize(
    ("measured", "reach", "stretch", "verdict"),
    [
        (1.0, 1.0, 0.6, "reached"),
        (1.1, 1.0, 0.6, "**missed**"),
        (0.6, 1.0, 0.6, "better still"),
        (15, 15, 30, "reached"),
        (14, 15, 30, "**missed**"),
        (30, 15, 30, "better still"),
    ],
)
def test_limits_tell_which_way_is_better(
    measured: float, reach: float, stretch: float, verdict: str
) -> None:
    """A figure is judged from above or from below, its limits included."""
    assert Target("x", measured, reach, stretch).verdict == verdict


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_of_children_is_counted() -> None:
    """The peak is that of a process and those it started together."""
    child = "import time; b = b'x' * (60 << 20); time.sleep(.4)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        assert watch(process) > 60 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_an_ended_process_has_no_memory() -> None:
    """What ends between two looks counts as nothing."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert resident(process.pid) == 0
    assert descendants(process.pid) == [process.pid]


def test_a_file_that_is_linked_twice_counts_once(tmp_path: Path) -> None:
    """Generations share segments by hard links."""
    (tmp_path / "a").write_bytes(b"x" * 1000)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert disk(tmp_path) == 1000


def test_a_build_that_fails_stops_the_bench(tmp_path: Path) -> None:
    """No figures of half an index."""
    with pytest.raises(subprocess.CalledProcessError):
        build("fts5", tmp_path / "nothing.jsonl", tmp_path / "index")


@pytest.fixture(scope="module")
def one_round(tmp_path_factory: pytest.TempPathFactory) -> bench.Round:
    """A whole round with few papers and questions."""
    plan = bench.Plan(
        SAMPLE, queries=2, repeat=1, starts=1, seconds=0.1, folder=tmp_path_factory.mktemp("round")
    )
    return bench.run_round(plan, 30, ["ours", "tantivy"])


def test_a_round_measures_everything(one_round: bench.Round) -> None:
    """Builds, questions of every kind, answers beside the oracle's, growth, a server."""
    assert {build.engine for build in one_round.builds} == {"ours", "tantivy"}
    assert {(times.engine, times.kind) for times in one_round.times} > {
        ("ours", kind) for kind in KINDS
    }
    assert one_round.alone
    assert one_round.alone.wrong == 0 < one_round.alone.checked
    assert set(one_round.alone.adding) == {"ours", "tantivy"}
    routes = one_round.alone.serving.routes
    assert [route.name for route in routes] == ["constant", "/api/v1/search", "/search"]
    assert all(route.rate > 0 < route.p50 <= route.p99 for route in routes)


def test_rounds_make_one_report(one_round: bench.Round) -> None:
    """Tables of each round, then how costs grow, then what was wished for."""
    run = bench.Run(machine(), "x.jsonl", (one_round, replace(one_round, papers=300)), 0.5)
    report = markdown(run)
    assert "## 30 papers" in report
    assert "| Tantivy |" in report
    assert "| or p50 | Abseek | 0.00 |" in report  # the same times with ten times the papers
    assert "| growth of p50, any of 2–5 words, exponent | 0.00 | 1 | 0.8 | better still |" in report
    assert {one.name for one in targets(run)} >= {"peak memory of all processes, GB"}


def test_the_command_takes_several_sizes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Markdown for people, the same figures as data; engines that aren't named don't run."""
    target = tmp_path / "run.json"
    places = ["--json", str(target), "--folder", str(tmp_path), "--papers", str(SAMPLE)]
    bench.main([*places, "--scale", "20,30", "--queries", "2", "--engines", "fts5"])
    rounds = orjson.loads(target.read_bytes())["rounds"]
    assert [one["papers"] for one in rounds] == [20, 30]
    assert {times["engine"] for one in rounds for times in one["times"]} == {"fts5"}
    assert "## 30 papers" in capsys.readouterr().out


def test_an_engine_that_is_not_here_is_refused() -> None:
    """With a message that names those that are."""
    with pytest.raises(SystemExit, match="tantivy"):
        bench.main(["--engines", "grep"])


def test_the_profile_names_functions(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a build, by their own time and by all below them."""
    profiling.show("a build", lambda: profiling.build(papers, tmp_path / "index"))
    shown = capsys.readouterr().out
    assert "(reindex)" in shown
    assert "cumulative time" in shown
