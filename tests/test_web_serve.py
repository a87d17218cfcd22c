"""`abseek serve` as a process, and an index that is replaced under it."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from index.errors import ServerError
from index.reindex import Options, reindex
from web.app import WebSettings, create_app
from web.cli import listen
from web.question import LONGEST

COMMAND = [sys.executable, "-c", "import abseek; abseek.main()", "serve", "--port"]


@pytest.fixture
def served(library_index: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A server of two processes, and its address as it says it."""
    command = [*COMMAND, "0", "--workers", "2", "--index", str(library_index)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found
        yield process, found[0]
        process.kill()


def test_processes_answer_and_count_together(
    served: tuple["subprocess.Popen[str]", str],
) -> None:
    """The command serves the pages; figures are summed over its processes; it stops when told."""
    process, address = served
    for _ in range(12):
        with urlopen(f"{address}/api/v1/search?q=attention") as answer:
            assert json.load(answer)["total"]
    with urlopen(f"{address}/metrics") as answer:
        figures = answer.read().decode()
    assert 'abseek_requests_total{route="api.search",status="2xx"} 12\n' in figures
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_too_long_an_address_is_a_problem_like_others(
    served: tuple["subprocess.Popen[str]", str],
) -> None:
    """What the server refuses unread has the shape and a status that the document describes."""
    _, address = served
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{address}/api/v1/search?q={'x' * 33_000}")
    with refused.value as answer:
        assert (answer.code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert json.load(answer)["type"] == "urn:abseek:problem:uri-too-long"


def test_the_longest_query_is_answered(served: tuple["subprocess.Popen[str]", str]) -> None:
    """In any script: in an address a letter may take nine bytes."""
    _, address = served
    for path in ("search", "api/v1/search"):
        with urlopen(f"{address}/{path}?q={quote('漢' * LONGEST)}") as answer:
            assert answer.status == 200


def test_port_in_use_is_one_plain_line() -> None:
    """A taken port is named, with what to do; the exit status is 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, str(port)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"port {port}: another program is using it" in done.stderr


def test_unknown_host_is_said_plainly() -> None:
    """An address that isn't this machine's is named."""
    with pytest.raises(ServerError, match=r"can't listen at 203\.0\.113\.7"):
        listen("203.0.113.7", 0)


def test_index_is_replaced_under_load(tmp_path: Path) -> None:
    """While it is made anew again and again, no request fails, and none sees two generations."""
    source, location = tmp_path / "papers.jsonl", tmp_path / "index"

    def publish(edition: int) -> None:
        rows = [{"id": f"p{n}", "title": f"Sheep edition{edition} no {n}"} for n in range(40)]
        source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        reindex(Options(location, (str(source),), fresh=True, merge=False))

    publish(0)
    app = create_app(WebSettings(str(location)))
    stopped = threading.Event()
    seen: list[set[str]] = []
    statuses: list[int] = []

    def read() -> None:
        client = app.test_client()
        while not stopped.is_set():
            answer = client.get("/api/v1/search?q=sheep&per_page=40")
            statuses.append(answer.status_code)
            seen.append({hit["title"].split()[1] for hit in answer.get_json()["hits"]})

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for edition in range(1, 5):
        publish(edition)
    stopped.set()
    for reader in readers:
        reader.join()
    assert set(statuses) == {200}
    assert all(len(editions) == 1 for editions in seen)
    assert len(set.union(*seen)) > 1
