"""A server of one process → requests a second and their times, beside a route that does nothing.

`python -m benchmarks.serving LOCATION SECONDS` is the client: it starts a server, keeps it on one
core and itself on another, asks the questions given on standard input, one a line, and prints its
figures as JSON. The constant route sends as many bytes as the API's median answer, so that its rate
tells what answering costs without a search.
"""

import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np
import orjson

from benchmarks.building import ROOT, descendants, resident

CONNECTIONS = 4  # at once, for the rate; times are those of one alone, without a queue
TURNS = 3  # of each route, one after the other, so that all meet the same machine
WARM_UP = 50  # questions that are asked before any is timed
READY = 180.0  # seconds that a server may take to begin: on a first day it compiles


@dataclass(frozen=True, slots=True)
class Route:
    """Requests a second over several connections, and milliseconds of a request on one."""

    name: str
    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Serving:
    """Its routes, the constant one first, the bytes that that one sends, and the private bytes
    (RssAnon) of the process that answered."""

    routes: tuple[Route, ...]
    size: int
    private_memory: int


def serving(folder: Path, questions: Sequence[str], seconds: float) -> Serving:
    """Measure each route for so many seconds, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.serving", str(folder), str(seconds)]
    lines = "\n".join(questions).encode()
    run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, input=lines)
    found = orjson.loads(run.stdout.splitlines()[-1])
    routes = tuple(Route(**route) for route in found["routes"])
    return Serving(routes, found["size"], found["private_memory"])


def main() -> None:
    """Start a server, measure, tell."""
    from web.cli import listen

    place, seconds = sys.argv[1], float(sys.argv[2])
    questions = [quote_plus(line.strip()) for line in sys.stdin]
    listener = listen("127.0.0.1", 0)
    server = multiprocessing.Process(target=serve, args=(place, listener))
    server.start()
    pin(1)
    try:
        told = measure(listener.getsockname()[1], questions, seconds, server.pid or 0)
    finally:
        server.terminate()
        server.join()
    print(orjson.dumps(asdict(told)).decode())


def serve(place: str, listener: socket.socket) -> None:
    """The app with one more route, on one core."""
    from flask import Response

    from web.app import WebSettings, create_app
    from web.metrics import make_counters
    from web.server import run_gunicorn

    pin(0)
    app = create_app(WebSettings(place))
    app.add_url_rule("/constant/<int:size>", "constant", lambda size: Response("x" * size))
    app.extensions["metrics"] = make_counters([rule.endpoint for rule in app.url_map.iter_rules()])
    run_gunicorn(app, listener, workers=1)


def measure(port: int, questions: Sequence[str], seconds: float, server: int) -> Serving:
    """Ask all routes in turn; `server` is the process whose child answers."""
    wait_until_ready(port)
    api, page = ([f"{path}?q={q}" for q in questions] for path in ("/api/v1/search", "/search"))
    first = Connection(port)
    sizes = [first.fetch(address) for address in api[:WARM_UP] + page[:WARM_UP]][:WARM_UP]
    size = int(statistics.median(sizes))
    routes = {"constant": [f"/constant/{size}"], "/api/v1/search": api, "/search": page}
    rates: dict[str, list[float]] = {name: [] for name in routes}
    times: dict[str, list[float]] = {name: [] for name in routes}
    for turn in range(TURNS):
        for name, addresses in routes.items():
            turned = addresses[turn * len(addresses) // TURNS :] + addresses
            part = seconds / TURNS / 2
            rates[name].append(len(ask_for(part, port, turned, CONNECTIONS)) / part)
            times[name] += ask_for(part, port, turned[::-1], 1)
    (worker, *_) = descendants(server)[1:]
    found = tuple(_route(name, rates[name], times[name]) for name in routes)
    return Serving(found, size, resident(worker, "RssAnon"))


def ask_for(seconds: float, port: int, addresses: Sequence[str], connections: int) -> list[float]:
    """The seconds of each request, asked over connections that stay open."""
    end = time.perf_counter() + seconds

    def ask(first: int) -> list[float]:
        connection = Connection(port)
        times: list[float] = []
        for place in count(first, connections):
            start = time.perf_counter()
            if start > end:
                return times
            connection.fetch(addresses[place % len(addresses)])
            times.append(time.perf_counter() - start)
        raise AssertionError  # numbers don't end

    with ThreadPoolExecutor(connections) as pool:
        return [one for times in pool.map(ask, range(connections)) for one in times]


class Connection:
    """Asks a server over HTTP with as little work as can be: the client isn't what is timed."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))

    def fetch(self, address: str) -> int:
        """The bytes of an answer's body; anything but 200 stops the run."""
        self._socket.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._receive()
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"{address}: {head[:40]!r}")
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        missing = size - len(body)
        while missing:
            missing -= len(self._receive())
        return size

    def _receive(self) -> bytes:
        data = self._socket.recv(1 << 16)
        if not data:
            raise ConnectionResetError("the server has hung up")
        return data


def wait_until_ready(port: int) -> None:
    """Until the server says so itself."""
    end = time.monotonic() + READY
    while True:
        try:
            Connection(port).fetch("/readyz")
            return
        except (RuntimeError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def pin(core: int) -> None:
    """Keep this process on one core, where that is possible and there are two."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {core})


def _route(name: str, rates: Sequence[float], times: Sequence[float]) -> Route:
    p50, p99 = (float(x) for x in np.percentile(np.array(times) * 1000, (50, 99)))
    return Route(name, statistics.median(rates), p50, p99)


if __name__ == "__main__":
    main()
