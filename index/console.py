"""How a command speaks with people: progress on a terminal, messages on standard error, signals."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from index.signals import STOPPING

_MOST_MESSAGES = 10


class Terminal:
    """A Progress for people: a bar with rate and time left on a terminal, messages anywhere.

    The bar has a thread, which begins with the first step.
    """

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        console = Console(stderr=True)
        quiet = not console.is_terminal
        self._bar = Progress(*columns, console=console, disable=quiet, transient=True)
        self._task = None if quiet else self._bar.add_task("starting", total=None)
        self._told = 0

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
        if self._told > _MOST_MESSAGES:
            more = self._told - _MOST_MESSAGES
            click.echo(f"… and {more} more; --rejects FILE writes them all", err=True)

    def start(self, step: str, total: int | None) -> None:
        """Show another step."""
        if self._task is not None:
            self._bar.start()
            self._bar.reset(self._task, description=step, total=total)

    def advance(self, count: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bar.advance(self._task, count)

    def tell(self, message: str) -> None:
        """Print one of the first messages; the others are counted."""
        self._told += 1
        if self._told <= _MOST_MESSAGES:
            self._bar.console.print(message, markup=False, highlight=False, soft_wrap=True)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """The speed of the last seconds."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def stopping_cleanly(what_stays: str) -> Iterator[None]:
    """End the program at SIGINT and SIGTERM by an exception, with one line and status 128 + n."""
    received: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        received.append(number)
        for other in STOPPING:  # cleaning up isn't to be stopped as well
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    old = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    except KeyboardInterrupt:  # watchfiles raises one of its own in the place of ours
        number = signal.Signals(next(iter(received), signal.SIGINT))
        click.echo(f"abseek: stopped by {number.name}; {what_stays}", err=True)
        sys.exit(128 + number)
    finally:
        for other, handler in old.items():
            signal.signal(other, handler)
