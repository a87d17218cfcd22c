"""Runs the app on gunicorn: one master that holds the socket, and the processes that answer."""

import ctypes
import logging
import socket
import sys
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.http import message  # type: ignore[import-untyped]
from gunicorn.http.errors import LimitRequestLine  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from web.problems import problem

log = logging.getLogger(__name__)
THREADS = 4  # of one process: while one waits for a slow client, the others answer
TIMEOUT = 60  # seconds after which a process that hangs is replaced
M_ARENA_MAX = -8  # of glibc's malloc.h
# Bytes of a request's first line: the longest query in letters of three bytes, each of which takes
# nine in an address, and filters. Gunicorn knows no more than 8190 unless its module is told.
LONGEST = 32_768


class _Server(BaseApplication):
    """Gunicorn's own way of being started from a program."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:  # values of gunicorn's types
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:  # older gunicorns have no control socket
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


class _Worker(ThreadWorker):
    """Gunicorn's worker with threads, but for what it says of too long an address.

    That is refused unread, before the app knows of it; programs are told as the app tells them.
    """

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        answer = problem(400, f"the address has more than {LONGEST} bytes", "uri-too-long")
        head = f"HTTP/1.1 {answer.status}\r\nConnection: close\r\n{answer.headers}"
        with suppress(OSError):  # it may have gone
            client.sendall(head.encode("latin-1") + answer.get_data())


def run_gunicorn(app: Flask, listener: socket.socket, workers: int) -> None:
    """Serve until a signal stops it.

    The app is made before the processes part, and each opens the index for itself: its files are
    mapped, so memory holds them once, and no lock or file is shared between processes.
    """
    options = {
        "bind": f"fd://{listener.fileno()}",
        "workers": workers,
        "worker_class": _Worker,
        "threads": THREADS,
        "timeout": TIMEOUT,
        "graceful_timeout": 10,
        "keepalive": 5,
        "limit_request_line": LONGEST,
        "control_socket_disable": True,  # else it lies in the home folder, one for all servers
        "loglevel": "warning",
        "post_fork": _after_fork,
        "post_worker_init": _before_requests,
    }
    message.MAX_REQUEST_LINE = LONGEST
    _Server(app, options).run()


def _after_fork(_: Any, worker: Any) -> None:  # gunicorn's types
    """Give the process a row of its own in the table of figures."""
    worker.app.wsgi().extensions["metrics"].process = worker.age


def _before_requests(worker: Any) -> None:  # gunicorn's type
    """Open the index, so that the first person needn't wait for it."""
    _share_one_heap()
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]  # Numba imports 10 MB for nothing
    try:
        worker.app.wsgi().extensions["abseek"].get()
    except Exception as error:  # none yet, or a broken one: the pages say so, and go on saying it
        log.warning("the index can't be opened: %s", error)


def _share_one_heap() -> None:
    """Keep glibc from giving each thread a heap of its own, which holds on to what was freed."""
    with suppress(AttributeError, OSError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
