"""Figures of the server."""

import os

from fake_engine import FakeEngine, make_hit

from web.app import WebSettings, create_app
from web.metrics import Counters


def test_requests_are_counted_by_route_and_status() -> None:
    """A scrape tells how many requests there were, how they ended and how long they took."""
    client = create_app(WebSettings("x"), lambda _: FakeEngine([make_hit()])).test_client()
    for address in ("/search?q=a", "/search?q=b", "/paper/none", "/nowhere"):
        client.get(address)
    lines = client.get("/metrics").text.splitlines()
    assert 'abseek_requests_total{route="pages.search",status="2xx"} 2' in lines
    assert 'abseek_requests_total{route="pages.paper",status="4xx"} 1' in lines
    assert 'abseek_requests_total{route="none",status="4xx"} 1' in lines
    assert 'abseek_request_seconds_count{route="pages.search"} 2' in lines
    assert "abseek_papers 1" in lines


def test_no_query_is_kept() -> None:
    """What people look for is in no figure."""
    client = create_app(WebSettings("x"), lambda _: FakeEngine([])).test_client()
    client.get("/search?q=confidential")
    assert "confidential" not in client.get("/metrics").text


def test_processes_count_together() -> None:
    """A process that was forked off counts into the same sums."""
    counters = Counters(["a", "b"])
    counters.add("b")
    child = os.fork()
    if not child:
        counters.process = 1
        counters.add("b", amount=2)
        os._exit(0)
    os.waitpid(child, 0)
    assert counters.totals() == {"a": 0, "b": 3}
