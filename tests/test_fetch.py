"""Fetching from a local server that plays the protocols, with all that goes wrong on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from click.testing import CliRunner

from index.errors import SettingError, SourceError, StorageError
from index.fetch import pubmed
from index.fetch.arxiv import ArxivServer
from index.fetch.cli import fetch as command
from index.fetch.download import TRIES, Clock, fetch
from index.fetch.openalex import OpenalexServer
from index.fetch.pubmed import PubmedServer
from index.fetch.server import Server, TroubleError, failure
from index.progress import Silence
from index.readers.sources import read
from index.record import Record

Params = dict[str, str]


@dataclass(frozen=True)
class Answer:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # the connection ends in the middle


@dataclass
class Play:
    """A server on this machine: `normal` answers, unless `troubles` has something first."""

    normal: Callable[[str, Params], Answer]
    troubles: list[Answer] = field(default_factory=list)
    asked: list[Params] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, params: Params, agent: str) -> Answer:
        self.asked.append(params)
        self.agents.append(agent)
        return self.troubles.pop(0) if self.troubles else self.normal(path, params)


@dataclass
class FakeTime:
    """A clock that jumps over every wait and remembers it."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        if seconds > 0:
            self.waits.append(seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.seconds, sleep=self.sleep)


Stage = Callable[[Callable[[str, Params], Answer]], Play]


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Starts servers that play; they end with the test."""
    servers: list[ThreadingHTTPServer] = []

    def start(normal: Callable[[str, Params], Answer]) -> Play:
        play = Play(normal)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(play))
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        play.url = f"http://127.0.0.1:{server.server_port}"
        return play

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _handler(play: Play) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # http.server's name
            self.reply("")

        def do_POST(self) -> None:
            self.reply(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def reply(self, form: str) -> None:
            url = urlsplit(self.path)
            params = {key: values[0] for key, values in parse_qs(url.query or form).items()}
            answer = play.answer(url.path, params, self.headers.get("User-Agent", ""))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
            self.close_connection = answer.cut

        def log_message(self, *_: object) -> None:
            pass

    return Handler


# OAI-PMH: five records on three pages, the fourth deleted.


def oai(path: str, params: Params) -> Answer:
    if params.get("set") == "empty":
        return Answer(_oai('<error code="noRecordsMatch">none</error>'))
    if params.get("set") == "wrong":
        return Answer(_oai('<error code="badArgument">no such set</error>'))
    token = params.get("resumptionToken", "0")
    if token not in ("0", "2", "4"):
        return Answer(_oai('<error code="badResumptionToken">expired</error>'))
    start = int(token)
    records = "".join(_oai_record(i) for i in range(start, min(start + 2, 5)))
    following = str(start + 2) if start < 4 else ""
    end = f'<resumptionToken completeListSize="5">{following}</resumptionToken>'
    return Answer(_oai(f"<ListRecords>{records}{end}</ListRecords>"))


def _oai(inner: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'.encode()


def _oai_record(number: int) -> str:
    name = f"<identifier>oai:arXiv.org:2101.0000{number}</identifier>"
    if number == 3:
        return f'<record><header status="deleted">{name}</header></record>'
    return (
        f"<record><header>{name}</header><metadata><arXiv><id>2101.0000{number}</id>"
        f"<title>Paper {number} é</title></arXiv></metadata></record>"
    )


# OpenAlex: three works on two pages and an empty one.


def works(path: str, params: Params) -> Answer:
    assert path == "/works"
    if params["search"] == "wrong":
        body = {"error": "Invalid query parameters error.", "message": "no such thing"}
        return Answer(orjson.dumps(body), 400)
    start = int(params["cursor"].replace("*", "0"))
    results = [
        {"id": f"https://openalex.org/W{i}", "title": f"Work {i}", "authorships": []}
        for i in range(start, min(start + 2, 3))
    ]
    meta = {"count": 3, "next_cursor": str(start + 2) if results else None}
    return Answer(orjson.dumps({"meta": meta, "results": results}))


# PubMed: seven citations, one entered each day from 2020-01-01 on.

DAYS = [date(2020, 1, 1) + timedelta(days=i) for i in range(7)]


def entrez(path: str, params: Params) -> Answer:
    if path.endswith("/esearch.fcgi"):
        first = params.get("mindate", "0000/00/00")
        last = params.get("maxdate", "9999/99/99")
        ids = [i for i, day in enumerate(DAYS, 1) if first <= day.strftime("%Y/%m/%d") <= last]
        start = int(params.get("retstart", "0"))
        shown = "".join(f"<Id>{i}</Id>" for i in ids[start : start + int(params["retmax"])])
        body = f"<eSearchResult><Count>{len(ids)}</Count><IdList>{shown}</IdList></eSearchResult>"
    else:
        articles = "".join(
            f"<PubmedArticle><MedlineCitation><PMID>{i}</PMID><Article><ArticleTitle>Citation {i}"
            "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
            for i in params["id"].split(",")
        )
        body = f"<PubmedArticleSet>{articles}</PubmedArticleSet>"
    return Answer(body.encode(), headers={"Content-Type": "text/xml"})


CONTACT = "someone@example.org"


def arxiv_at(play: Play, subset: str = "cs") -> ArxivServer:
    return ArxivServer({"metadataPrefix": "arXiv", "set": subset, "from": ""}, CONTACT, play.url)


def openalex_at(play: Play, query: str = "a query") -> OpenalexServer:
    return OpenalexServer(query, CONTACT, play.url)


def pubmed_at(play: Play) -> PubmedServer:
    return PubmedServer("a query", CONTACT, DAYS[-1], play.url + "/")


SERVERS: dict[str, tuple[Callable[[str, Params], Answer], Callable[[Play], Server], int]] = {
    "arxiv": (oai, arxiv_at, 5),
    "pubmed": (entrez, pubmed_at, 7),
    "openalex": (works, openalex_at, 3),
}
each_server = pytest.mark.parametrize("name", SERVERS)

TROUBLES = {
    "429": Answer(b"slow down", 429, {"Retry-After": "7"}),
    "503": Answer(b"<html>busy", 503),
    "cut": Answer(b"<?xml version='1.0'?><OAI-PMH><ListRecords>" + b" " * 1000, cut=True),
    "bad XML": Answer(b"<OAI-PMH><ListRecords></OAI-PMH>"),
    "not XML": Answer(b"under construction"),
    "nothing": Answer(b""),
}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two citations a page, so that a few make several pages; Entrez doesn't wait."""
    monkeypatch.setattr(pubmed, "PAGE", 2)
    monkeypatch.setattr("Bio.Entrez.time", SimpleNamespace(time=lambda: 0.0, sleep=abs))


def titles(path: Path) -> list[str]:
    """What reindex would read: titles of records, ids of removals."""
    return [
        item.title if isinstance(item, Record) else getattr(item, "id", "a reject")
        for _, item in read([str(path)])
    ]


EXPECTED = {
    "arxiv": ["Paper 0 é", "Paper 1 é", "Paper 2 é", "2101.00003", "Paper 4 é"],
    "pubmed": [f"Citation {i}" for i in range(1, 8)],
    "openalex": ["Work 0", "Work 1", "Work 2"],
}


@each_server
def test_all_pages_are_fetched(stage: Stage, tmp_path: Path, name: str) -> None:
    """The file holds every record, reindex reads it, and no state file is left."""
    normal, make, total = SERVERS[name]
    play = stage(normal)
    output = tmp_path / "out"
    assert fetch(make(play), output, Silence(), clock=FakeTime().clock) == total
    assert titles(output) == EXPECTED[name]
    assert list(tmp_path.iterdir()) == [output]


@each_server
@pytest.mark.parametrize("trouble", TROUBLES)
def test_troubles_that_pass_are_waited_out(
    stage: Stage, tmp_path: Path, name: str, trouble: str
) -> None:
    """429, 503, a connection that is cut, bad XML: asked again, and nothing is lost or doubled."""
    normal, make, _ = SERVERS[name]
    play = stage(normal)
    play.troubles = [TROUBLES[trouble]] * 2
    time = FakeTime()
    fetch(make(play), tmp_path / "out", Silence(), clock=time.clock)
    assert titles(tmp_path / "out") == EXPECTED[name]
    expected = [7.0, 7.0] if trouble == "429" else [5.0, 10.0]
    assert time.waits[:2] == expected


@each_server
def test_a_server_that_stays_down_ends_the_run_and_not_the_work(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    """After so many failures the run ends; the same command goes on where it was."""
    normal, make, total = SERVERS[name]
    first_page = 3 if name == "pubmed" else 1  # requests; PubMed's are count, ids, citations
    broken = Answer(b"", 503)
    play = stage(lambda *asked: normal(*asked) if len(play.asked) <= first_page else broken)
    with pytest.raises(SourceError, match="503, 6 times in a row; run the same command again"):
        fetch(make(play), tmp_path / "out", Silence(), clock=FakeTime().clock)
    assert len(play.asked) == first_page + TRIES
    play.normal = normal
    assert fetch(make(play), tmp_path / "out", Silence(), clock=FakeTime().clock) == total
    assert titles(tmp_path / "out") == EXPECTED[name]


@each_server
def test_a_write_that_was_cut_is_mended(stage: Stage, tmp_path: Path, name: str) -> None:
    """What a killed run left behind the last good byte is cut off before going on."""
    normal, make, total = SERVERS[name]
    play = stage(normal)
    output = tmp_path / "out"

    class StopError(Exception):
        pass

    class StopAfterOnePage(Silence):
        def advance(self, count: int) -> None:
            if count:
                raise StopError

    with pytest.raises(StopError):
        fetch(make(play), output, StopAfterOnePage(), clock=FakeTime().clock)
    with output.open("ab") as file:
        file.write(b"<half of a pa")
    assert fetch(make(play), output, Silence(), clock=FakeTime().clock) == total
    assert titles(output) == EXPECTED[name]


@each_server
def test_requests_are_spaced_and_say_who_asks(stage: Stage, tmp_path: Path, name: str) -> None:
    """Between two pages lies the server's interval; the agent holds the contact."""
    normal, make, _ = SERVERS[name]
    play = stage(normal)
    time = FakeTime()
    server = make(play)
    fetch(server, tmp_path / "out", Silence(), clock=time.clock)
    assert time.waits == pytest.approx([server.interval] * len(time.waits))
    assert time.waits or server.interval == 0.0
    assert {f"(mailto:{CONTACT})" in agent for agent in play.agents} == {True}
    assert all(agent.startswith("Abseek/") for agent in play.agents)


def test_retry_after_may_be_a_date() -> None:
    """Both forms of the header are understood, nonsense is left out of account."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90))
    waits = [failure(503, value) for value in (soon, "12", "soon", "", None)]
    assert all(isinstance(error, TroubleError) for error in waits)
    first, *others = (error.wait for error in waits if isinstance(error, TroubleError))
    assert first is not None and 80 < first <= 90
    assert others == [12.0, None, None, None]


def test_a_very_long_wait_is_left_to_people(stage: Stage, tmp_path: Path) -> None:
    """Who is told to come back in two hours isn't made to wait for them."""
    play = stage(oai)
    play.troubles = [Answer(b"", 429, {"Retry-After": "7200"})]
    time = FakeTime()
    with pytest.raises(SourceError, match="come back in 120 minutes"):
        fetch(arxiv_at(play), tmp_path / "out", Silence(), clock=time.clock)
    assert time.waits == []


@pytest.mark.parametrize(
    ("status", "message"), [(403, "refuses the request"), (404, "HTTP status 404")]
)
@each_server
def test_a_refusal_is_not_asked_again(
    stage: Stage, tmp_path: Path, name: str, status: int, message: str
) -> None:
    """What won't pass ends the run at once, with the reason."""
    _, make, _ = SERVERS[name]
    play = stage(lambda path, params: Answer(b"<html><p>no</p></html>", status))
    with pytest.raises(SourceError, match=message):
        fetch(make(play), tmp_path / "out", Silence(), clock=FakeTime().clock)
    assert len(play.asked) == 1


def test_errors_of_the_protocols_end_the_run(stage: Stage, tmp_path: Path) -> None:
    """A wrong set, a query that isn't one: the server's own words reach people."""
    with pytest.raises(SourceError, match="BadArgument: no such set"):
        fetch(arxiv_at(stage(oai), "wrong"), tmp_path / "a", Silence(), clock=FakeTime().clock)
    with pytest.raises(SourceError, match="no such thing"):
        server = openalex_at(stage(works), "wrong")
        fetch(server, tmp_path / "b", Silence(), clock=FakeTime().clock)


def test_an_empty_answer_is_a_file_without_records(stage: Stage, tmp_path: Path) -> None:
    """A night without new papers is no error."""
    server = arxiv_at(stage(oai), "empty")
    assert fetch(server, tmp_path / "out", Silence(), clock=FakeTime().clock) == 0
    assert (tmp_path / "out").read_bytes() == b""


def test_an_expired_token_is_explained(stage: Stage, tmp_path: Path) -> None:
    """A resumption token that the server forgot: the message says how to go on."""
    play = stage(oai)
    output = tmp_path / "out"
    server = arxiv_at(play)
    output.write_bytes(b"")
    state = {"question": server.question, "cursor": "99", "size": 0, "records": 0}
    (tmp_path / "out.state").write_bytes(orjson.dumps(state))
    with pytest.raises(SourceError, match="--restart"):
        fetch(server, output, Silence(), clock=FakeTime().clock)


def test_long_answers_of_pubmed_are_cut_by_days(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a search has more ids than it tells, spans of days with fewer are asked for."""
    monkeypatch.setattr(pubmed, "MOST_IDS", 3)
    play = stage(entrez)
    fetch(pubmed_at(play), tmp_path / "out", Silence(), clock=FakeTime().clock)
    assert titles(tmp_path / "out") == EXPECTED["pubmed"]
    monkeypatch.setattr(pubmed, "MOST_IDS", 0)
    with pytest.raises(SourceError, match="say more"):
        fetch(pubmed_at(play), tmp_path / "b", Silence(), clock=FakeTime().clock)


def test_other_files_are_not_overwritten(stage: Stage, tmp_path: Path) -> None:
    """A complete file, another question's file, a broken state: each needs --restart."""
    play = stage(oai)
    output, state = tmp_path / "out", tmp_path / "out.state"
    output.write_text("mine")
    for text, message in (
        (None, "is there already"),
        ('{"question": "other"}', "another question"),
        ("{", "can't be read"),
        ('{"question": "x", "size": 99}', "is shorter"),
    ):
        if text is not None:
            state.write_text(text)
        with pytest.raises(SettingError, match=message):
            fetch(arxiv_at(play), output, Silence(), clock=FakeTime().clock)
    assert output.read_text() == "mine" and not play.asked
    fetch(arxiv_at(play), output, Silence(), restart=True, clock=FakeTime().clock)
    assert titles(output) == EXPECTED["arxiv"]


def test_a_folder_that_is_not_there(stage: Stage, tmp_path: Path) -> None:
    """Trouble with the disk is told in one line that names the file."""
    with pytest.raises(StorageError, match="missing/out"):
        fetch(arxiv_at(stage(oai)), tmp_path / "missing" / "out", Silence(), clock=FakeTime().clock)


@pytest.mark.parametrize("name", SERVERS)
def test_the_command(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """`abseek fetch` writes a file named after the question and prints its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ArxivServer, "interval", 0.0)
    normal, _, total = SERVERS[name]
    play = stage(normal)
    asked = ["--set", "cs", "--from", "2026-01-01"] if name == "arxiv" else ["a query"]
    url = play.url + ("/" if name == "pubmed" else "")
    result = CliRunner().invoke(command, [name, *asked, "--url", url, "--contact", CONTACT])
    assert result.exit_code == 0, result.output
    written = Path(result.stdout.strip())
    assert titles(written) == EXPECTED[name]
    assert f"{total} records" in result.stderr
    if name == "arxiv":
        assert play.asked[0]["from"] == "2026-01-01" and str(written) == "arxiv-cs-2026-01-01.xml"
