"""What a server is to `fetch`: something that gives one page after the other, or fails."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

from lxml import etree

from index.errors import SourceError

TIMEOUT = 120.0  # seconds without a byte after which a request has failed
_PASSING = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the answer, as it is appended to the file.

    `cursor` says where the next page begins, "" behind the last one; `total` is the number of
    records in the whole answer, where the server tells it.
    """

    data: bytes
    records: int
    cursor: str
    total: int | None = None


class Server(Protocol):
    """One question to one server. `interval` is the least time between requests, in seconds."""

    question: str
    interval: float

    def page(self, cursor: str) -> Page:
        """The page at a cursor of an earlier page, or "" for the first.

        Raises TroubleError for what may pass, SourceError for what won't.
        """


class TroubleError(Exception):
    """A request failed in a way that may pass; `wait` is what the server asks for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def failure(status: int, retry_after: str | None) -> TroubleError | SourceError:
    """The error that an HTTP status and its Retry-After stand for; 429 and the like may pass."""
    if status in _PASSING:
        return TroubleError(f"HTTP status {status}", _seconds(retry_after))
    return SourceError(f"the server refuses the request (HTTP status {status})")


def _seconds(retry_after: str | None) -> float | None:
    """The header holds seconds or a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def user_agent(contact: str) -> str:
    """How we introduce ourselves, with an address where the owner of the server can complain."""
    return f"Abseek/{version('abseek')}" + (f" (mailto:{contact})" if contact else "")


def parsed(content: bytes, root: str) -> etree._Element:
    """An answer in XML; one that isn't well-formed was cut in the middle: TroubleError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        element = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TroubleError(f"the answer isn't well-formed XML ({error.msg})") from error
    if element.tag != root:
        raise TroubleError(f"the answer isn't <{root.rpartition('}')[2]}>")
    return element


def client(name: str) -> Any:  # a module whose attributes are set; some have no types
    """Import a client of the extra `fetch`; raises SourceError where it isn't installed."""
    try:
        return import_module(name)
    except ImportError as error:
        hint = "pip install 'abseek[fetch]'"
        raise SourceError(f"{name} isn't installed; fetching needs it: {hint}") from error
