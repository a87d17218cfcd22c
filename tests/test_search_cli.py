"""The commands search, similar, show and eval, as people and scripts run them."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result
from corpora import FLOCK
from fake_engine import make_hit

import abseek
from index.errors import AbseekError
from index.reindex import Options, reindex
from index.workers import Resources
from search.cli import OUTPUTS
from search.printing import whole_paper
from web.app import WebSettings, create_app


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The location of the flock."""
    folder = tmp_path_factory.mktemp("cli")
    source = folder / "flock.jsonl"
    source.write_bytes(b"\n".join(orjson.dumps(record._asdict()) for record in FLOCK))
    location = folder / "index"
    reindex(Options(location, (str(source),), merge=False, resources=Resources(jobs=1)))
    return str(location)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(abseek.abseek, arguments, catch_exceptions=True)


def test_search_prints_hits_without_marks_when_piped(index: str) -> None:
    """Number, title, authors, date, categories, id; no escape codes, nothing on standard error."""
    result = run("search", "goats", "graphs", "--index", index)
    assert result.exit_code == 0
    assert "1. Goats on graphs\n" in result.stdout
    assert "Carl van der Berg · 2014-07 · cs.LG cs.SI · goat-1" in result.stdout
    assert "\x1b" not in result.stdout
    assert not result.stderr


def test_keywords_are_told_apart() -> None:
    """Archives' classes stand side by side, keywords of several words between semicolons."""
    for categories, line in (
        (("cs.LG", "stat.ML"), "categories: cs.LG stat.ML\n"),
        (("clay", "Science, Ceramics"), "categories: clay; Science, Ceramics\n"),
    ):
        assert line in "".join(whole_paper(make_hit(categories=categories)))


def test_no_hits_is_no_error(index: str) -> None:
    """Status 0, and the total says 0."""
    result = run("search", "zebra zebu", "--index", index)
    assert result.exit_code == 0
    assert result.stdout.startswith("0 papers")


def test_a_file_that_is_not_all_is_told(tmp_path: Path) -> None:
    """On standard error, unless it is said how many hits are wanted."""
    source = tmp_path / "papers.jsonl"
    source.write_text("".join(f'{{"id": "p{n}", "title": "Reeds {n}"}}\n' for n in range(12)))
    place = tmp_path / "index"
    reindex(Options(place, (str(source),), merge=False, resources=Resources(jobs=1)))
    location = str(place)
    cut = run("search", "reeds", "--format", "bibtex", "--index", location)
    assert cut.stderr == "abseek: these are the first 10 of 12 hits; -n 12 for all\n"
    for more in (
        ["-n", "10", "--format", "ids"],
        ["-n12", "--format", "ids"],
        ["--format", "json"],
    ):
        assert not run("search", "reeds", *more, "--index", location).stderr


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["serach", "goats", "--page", "2"], "abseek search goats --page 2"),
        (["Index", "a b.bib"], "abseek reindex 'a b.bib'"),
        (["goats on graphs"], "abseek search 'goats on graphs'"),
    ],
)
def test_mistyped_commands(typed: list[str], meant: str) -> None:
    """The nearest command is offered, a search where none is near, with status 2."""
    result = run(*typed)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"there is no command '{typed[0]}'. Did you mean: {meant}\n")


def test_an_empty_command_is_no_question() -> None:
    """An empty variable of a script, as it happens."""
    result = run("", "goats")
    assert result.exit_code == 2
    assert "the command is empty" in result.stderr
    assert "Did you mean" not in result.stderr


def test_shells_complete_commands_that_are_not_finished() -> None:
    """Nothing is refused while somebody types."""
    complete = ShellComplete(abseek.abseek, {}, "abseek", "_ABSEEK_COMPLETE")
    assert [item.value for item in complete.get_completions([], "se")] == ["search", "serve"]
    assert complete.get_completions(["serach"], "se") is not None


def test_json_is_the_contract(index: str) -> None:
    """All keys that the HTTP contract names, and spans that fit the text."""
    result = orjson.loads(run("search", "sheep", "--format", "json", "--index", index).stdout)
    assert result.keys() >= {
        "query", "total", "partial", "page", "per_page", "sort", "hits", "facets", "suggestion",
        "generation", "took_ms",
    }  # fmt: skip
    assert result["query"].keys() >= {"text", "parsed", "sentence", "match", "problems"}
    hit = result["hits"][0]
    assert hit.keys() >= {
        "id", "score", "title", "abstract", "authors", "date", "year", "venue", "categories",
        "doi", "arxiv_id", "url", "has_code", "highlights", "why",
    }  # fmt: skip
    (start, end), *_ = hit["highlights"]["title"]
    assert hit["title"][start:end] == "sheep"


def test_json_is_what_the_api_returns(index: str) -> None:
    """The same bytes, facets included; only the time they took differs."""
    client = create_app(WebSettings(index)).test_client()
    api = client.get("/api/v1/search?q=goats+OR+sheep&sort=newest").get_json()
    command = ("search", "goats OR sheep", "--sort", "newest", "--format", "json")
    printed = orjson.loads(run(*command, "--index", index).stdout)
    assert printed["facets"]["year"]
    assert {**printed, "took_ms": 0} == {**api, "took_ms": 0}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("-goats", "sheep"), "sheep-1"),
        (("sheep", "-goats", "-n5"), "sheep-1"),
        (("-goats sheep",), "sheep-1"),
        (("--", "-goats", "sheep"), "sheep-1"),
        (("-n", "1", "-sort", "--sort", "-title", "sheep", "-goats"), "sheep-1"),
    ],
)
def test_a_query_may_begin_with_a_hyphen(index: str, words: tuple[str, ...], found: str) -> None:
    """Words that are left out aren't taken for options, nor options for words."""
    result = run("search", "--format", "ids", "--index", index, *words)
    assert (result.exit_code, result.stdout.split()) == (0, [found])


def test_suggestions_are_told_as_what_they_are(index: str) -> None:
    """A spelling that was looked for is told so; one that is offered is a question."""
    assert "\nSearched for: wavelets\n" in run("search", "wavletes", "--index", index).stdout
    offered = run("search", '"random wallks"', "--index", index).stdout
    assert '\nDid you mean: "random walks"?\n' in offered


def test_pages_tell_suggestions_as_what_they_are(index: str) -> None:
    """The web page says the same as the command."""
    client = create_app(WebSettings(index)).test_client()
    assert ">Searched for <a" in client.get("/search?q=wavletes").text
    assert ">Did you mean <a" in client.get('/search?q="random wallks"').text


def test_eval_says_what_a_collection_is() -> None:
    """Without the number of the system's error."""
    error = run("eval", "/nowhere/at/all").exception
    assert str(error).startswith(
        "/nowhere/at/all/qrels/test.tsv: No such file or directory; a coll"
    )


def test_defaults_stand_in_single_brackets() -> None:
    """In the help of serve, whose options have their defaults from the settings."""
    told = run("serve", "--help").stdout
    assert "[default: 127.0.0.1]" in told
    assert "[default: 8000]" in told


def test_a_page_beyond_the_last_one(index: str) -> None:
    """Standard error names the last page; nothing is said of an answer without papers."""
    result = run("search", "goats", "-n", "1", "--page", "9", "--index", index)
    assert (result.exit_code, result.stderr) == (0, "abseek: page 9 is beyond the last one, 2\n")
    assert not run("search", "zebu", "--page", "9", "--index", index).stderr


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_format_runs(index: str, output: str) -> None:
    """Each of the formats, on each of the commands."""
    for command in (["search", "goats"], ["similar", "goat-1"], ["show", "goat-1"]):
        result = run(*command, "--format", output, "--index", index)
        assert result.exit_code == 0, result.output
        assert result.stdout


def test_options_reach_the_engine(index: str) -> None:
    """-n, --page, --sort, --ranking, --expand and --explain do what they say."""
    command = ["search", "goats OR sheep OR rain", "--format", "ids", "--index", index]
    newest = run(*command, "--sort", "newest").stdout.split()
    assert newest == ["rain-1", "sheep-1", "goat-1", "goat-2"]
    assert run(*command, "--sort", "newest", "-n", "1", "--page", "2").stdout == "sheep-1\n"
    told = run("search", "goats", "--explain", "--ranking", "title=9", "--index", index).stdout
    assert "title 9 · 1" in told
    assert len(run("search", "goats", "--expand", "--index", index).stdout) > 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("search", "x", "--index", "/nowhere/at/all"), 5),
        (("search", "x", "--index", "gopher:there"), 2),
        (("search", "x", "--sort", "best"), 2),
        (("search",), 2),
        (("show", "no-such-paper"), 1),
        (("similar", "no-such-paper"), 1),
        (("search", "x", "--ranking", "tilte=1"), 2),
        (("search", "x", "--ranking", "feedback_papers=2.5"), 2),
        (("search", "x", "-n", "-1"), 2),
        (("search", "x", "--page", "0"), 2),
        (("eval", "/nowhere/at/all", "--ranking", "k1=-1"), 2),
        (("eval", "/nowhere/at/all"), 1),
    ],
)
def test_exit_statuses(index: str, arguments: tuple[str, ...], status: int) -> None:
    """Errors have the status of the contract and a message of one line."""
    has_index = "--index" in arguments or arguments[0] == "eval"
    result = run(*arguments, *(() if has_index or status == 2 else ("--index", index)))
    if isinstance(result.exception, AbseekError):
        assert result.exception.exit_status == status
        assert "\n" not in str(result.exception)
    else:
        assert result.exit_code == status


def test_whoever_reads_may_stop(index: str) -> None:
    """A closed pipe is no error and no traceback."""
    command = [
        sys.executable,
        "-c",
        "import abseek; abseek.main()",
        "search",
        "*",
        "--index",
        index,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("command", ["search", "similar", "show", "eval"])
def test_help_has_an_example(command: str) -> None:
    """As every command's help has."""
    assert "Example" in run(command, "--help").stdout


def test_eval_prints_a_table(tmp_path: Path) -> None:
    """A judged collection of two questions: figures of each run, and p beside further runs."""
    (tmp_path / "corpus.jsonl").write_text(
        "".join(f'{{"_id": "{r.id}", "title": "{r.title}", "text": "{r.id}"}}\n' for r in FLOCK)
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "1", "text": "goats"}\n{"_id": "2", "text": "x"}'
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tgoat-1\t1\n1\tgoat-2\t1\n")
    result = run("eval", str(tmp_path), "--ranking", "k1=2")
    assert result.exit_code == 0, result.output
    header, first, second = result.stdout.splitlines()
    assert header.split() == ["collection", "run", "nDCG@10", "AP", "P@10", "R@100"]
    assert first.split()[2:] == ["1.0000", "1.0000", "0.2000", "1.0000"]
    assert "AP p 1.000" in second


def test_a_first_search_imports_nothing_heavy(index: str) -> None:
    """Neither NLTK nor SciPy, Numba or Flask, nor anything small that a search has no use for."""
    program = (
        "import sys, abseek\n"
        f"try:\n    abseek.abseek(['search', 'sheep', 'graphs', '--index', {index!r}])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'nltk', 'scipy', 'numba', 'flask', 'idutils', 'numpy', 'regex', 'rich'}\n"
        "heavy |= {'sqlite3', 'tomllib', 'index.identifiers', 'index.catalogue', 'html'}\n"
        "heavy |= {'whoosh.lang.morph_en', 'whoosh.codec.whoosh3', 'numpy.ma', 'index.stemmer'}\n"
        "heavy |= {'logging', 'search.elsewhere', 'search.typed_years', 'search.near_names'}\n"
        "print(heavy & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "graphs" in output
    assert output.endswith("{'numpy'}\n")


def test_whooshs_variations_still_work() -> None:
    """Its table of inflections is read when it is asked for."""
    program = (
        "import sys\n"
        "from search.lean_whoosh import import_queries\n"
        "import_queries()\n"
        "assert 'whoosh.lang.morph_en' not in sys.modules\n"
        "from whoosh.query import Variations\n"
        "from whoosh.query.terms import variations\n"
        "print(sorted(variations('render')), Variations('title', 'render'))"
    )
    command = [sys.executable, "-c", program]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "'rendered'" in output
