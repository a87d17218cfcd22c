"""Requests a second and their times, of the API and the page, beside a route that does nothing.

`python -m benchmarks.serving --index LOCATION`. One server process on one core, the client on
another (where the system allows it); queries of one to three words, drawn from titles of the index
with a fixed seed. The constant route sends as many bytes as the API's median answer, so the last
column is what a search costs beside what sending its answer costs.
"""

import argparse
import multiprocessing
import os
import random
import re
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote_plus

from flask import Response

from index.settings import location
from search import open_engine
from web.app import WebSettings, create_app
from web.cli import listen
from web.metrics import make_counters
from web.server import run_gunicorn

QUERIES = 400
CONNECTIONS = 4
SEED = 9


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one route: requests a second, and milliseconds."""

    rate: float
    median: float
    p99: float


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--index", help="location of the index")
    options.add_argument("--seconds", type=float, default=10.0, help="of each route")
    given = options.parse_args()
    place = location(given.index)
    queries = draw_queries(place)
    listener = listen("127.0.0.1", 0)
    server = multiprocessing.Process(target=serve, args=(place, listener))
    server.start()
    port = listener.getsockname()[1]
    pin(1)
    try:
        report(port, queries, given.seconds)
    finally:
        server.terminate()
        server.join()


def draw_queries(place: str) -> list[str]:
    """One to three words of the titles of some papers each."""
    chance = random.Random(SEED)
    engine = open_engine(place)
    pages = max(1, engine.count("*") // 100)
    chosen = [chance.randint(1, pages) for _ in range(QUERIES // 10)]
    titles = [hit.title for page in chosen for hit in engine.search("*", limit=100, page=page).hits]
    engine.close()
    words = [re.findall(r"[^\W\d_]{4,}", title) for title in chance.sample(titles, QUERIES)]
    return [
        " ".join(chance.sample(some, min(len(some), chance.randint(1, 3))))
        for some in words
        if some
    ]


def serve(place: str, listener: object) -> None:
    """The app with one more route, on one core."""
    pin(0)
    app = create_app(WebSettings(place))
    app.add_url_rule("/constant/<int:size>", "constant", lambda size: Response("x" * size))
    app.extensions["metrics"] = make_counters([rule.endpoint for rule in app.url_map.iter_rules()])
    run_gunicorn(app, listener, workers=1)  # type: ignore[arg-type]  # multiprocessing passes it on


def report(port: int, queries: Sequence[str], seconds: float) -> None:
    """Measure each route and print its row."""
    api = [f"/api/v1/search?q={quote_plus(query)}" for query in queries]
    sizes = [len(fetch(HTTPConnection("127.0.0.1", port), address)) for address in api]  # warms up
    size = int(statistics.median(sizes))
    routes = {
        "constant": [f"/constant/{size}"],
        "/api/v1/search": api,
        "/search": [f"/search?q={quote_plus(query)}" for query in queries],
    }
    print(f"{len(queries)} queries, {CONNECTIONS} connections, median answer {size:,} bytes")
    print(f"{'route':<16}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'of constant':>13}")
    constant = None
    for name, addresses in routes.items():
        figures = measure(port, addresses, seconds)
        constant = constant or figures.rate
        print(
            f"{name:<16}{figures.rate:>12.0f}{figures.median:>9.1f}{figures.p99:>9.1f}"
            f"{figures.rate / constant:>13.2f}"
        )


def measure(port: int, addresses: Sequence[str], seconds: float) -> Figures:
    """Ask in turn over a few connections that stay open."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def ask(first: int) -> None:
        connection = HTTPConnection("127.0.0.1", port)
        for place in range(first, 10**9, CONNECTIONS):
            start = time.perf_counter()
            if start > end:
                return
            fetch(connection, addresses[place % len(addresses)])
            times.append(time.perf_counter() - start)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(ask, range(CONNECTIONS)))
    times.sort()
    return Figures(
        len(times) / seconds, 1e3 * times[len(times) // 2], 1e3 * times[len(times) * 99 // 100]
    )


def fetch(connection: HTTPConnection, address: str) -> bytes:
    """The body of an answer; anything but 200 stops the run."""
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return body


def pin(core: int) -> None:
    """Keep this process on one core, where that is possible and there are two."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {core})


if __name__ == "__main__":
    main()
