"""Figures of the running server, summed over its processes, as Prometheus reads them.

No query, address or name of a person is among them.
"""

import mmap
import threading
import time
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from flask import Blueprint, Response, current_app, g, request

from index.errors import AbseekError
from search.compiled import are_awaited, loaded
from web.live import engine

PROCESSES = 64  # rows of the table; the process that follows a dead one goes on with its row
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
CLASSES = ("2xx", "3xx", "4xx", "5xx")
monitor = Blueprint("monitor", __name__)


class Counters:
    """Numbers that only grow, one row a process, in memory that forked processes share.

    `process` must be set after the fork, to a number that no other living process has.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._place = {name: i for i, name in enumerate(names)}
        self._memory = mmap.mmap(-1, 8 * PROCESSES * len(names))
        self._values = memoryview(self._memory).cast("d")
        self._lock = threading.Lock()
        self.process = 0

    def add(self, *names: str, amount: float = 1.0) -> None:
        """Count."""
        row = self.process % PROCESSES * len(self._place)
        places = [row + self._place[name] for name in names]
        with self._lock:
            for place in places:
                self._values[place] += amount

    def totals(self) -> dict[str, float]:
        """The sums over all processes."""
        width = len(self._place)
        return {name: sum(self._values[i::width]) for name, i in self._place.items()}


def make_counters(routes: Sequence[str]) -> Counters:
    """Counters of the requests of each route."""
    names = []
    for route in (*routes, "none"):
        names += [_name("requests_total", route, status=status) for status in CLASSES]
        names += _buckets(route)
        names += [_name("request_seconds_sum", route), _name("request_seconds_count", route)]
    return Counters(names)


def begin() -> None:
    """Note when a request began."""
    g.began = time.perf_counter()


def count(response: Response) -> Response:
    """Count a request by its route, status and time until its answer began."""
    counters: Counters = current_app.extensions["metrics"]
    route = request.endpoint or "none"
    seconds = time.perf_counter() - g.began
    status = _name("requests_total", route, status=f"{response.status_code // 100}xx")
    reached = _buckets(route)[bisect_left(BOUNDS, seconds) :]
    counters.add(status, _name("request_seconds_count", route), *reached)
    counters.add(_name("request_seconds_sum", route), amount=seconds)
    return response


@monitor.get("/metrics")
def metrics() -> Response:
    """All figures."""
    counters: Counters = current_app.extensions["metrics"]
    lines = [f"{name} {value:.12g}" for name, value in (counters.totals() | _index()).items()]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


@monitor.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers; this says nothing of the index."""
    return {"status": "ok"}


@monitor.get("/readyz")
def readyz() -> tuple[dict[str, str | int], int]:
    """The index can be searched at the speed that there is to be; else the answer is 503.

    Where the compiled loops can't be loaded, that is the plain way's: `loops` says so.
    """
    generation = engine().generation
    if are_awaited():
        return {"status": "loading", "generation": generation}, 503
    loops = "loaded" if loaded() else "failed"
    return {"status": "ready", "generation": generation, "loops": loops}, 200


def _index() -> dict[str, float]:
    try:
        stats = engine().stats()
    except AbseekError:
        return {"abseek_ready": 0}
    return {
        "abseek_ready": 1,
        "abseek_papers": float(stats["papers"]),
        "abseek_generation": float(stats["generation"]),
    }


@cache
def _buckets(route: str) -> list[str]:
    """The names that count requests by their time, one for each bound."""
    return [_name("request_seconds_bucket", route, le=str(bound)) for bound in BOUNDS]


@cache  # of a few hundred names, each used at every request of its route
def _name(metric: str, route: str, **labels: str) -> str:
    pairs = ",".join(f'{key}="{value}"' for key, value in {"route": route, **labels}.items())
    return f"abseek_{metric}{{{pairs}}}"
