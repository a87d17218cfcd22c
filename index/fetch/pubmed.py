"""PubMed's answer to a query, as its XML, through the E-utilities by Biopython's Entrez.

A search tells no more than its first 9,999 ids (https://www.ncbi.nlm.nih.gov/books/NBK25499/), so a
longer answer is cut into spans of days of entry that hold fewer.
"""

from collections.abc import Callable
from datetime import date, timedelta
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from lxml import etree

from index.errors import SourceError
from index.fetch.server import TIMEOUT, Page, TroubleError, client, failure, parsed, user_agent

ENDPOINT = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
MOST_IDS = 9_999
PAGE = 200
_FIRST_DAY = date(1900, 1, 1)

Span = tuple[date, date]
Params = dict[str, str | int]


class PubmedServer:
    """The citations that a query of PubMed finds, up to the day `today`."""

    interval = 0.0  # Entrez itself keeps to three requests a second

    def __init__(self, query: str, contact: str, today: date, endpoint: str = ENDPOINT) -> None:
        self._entrez = client("Bio.Entrez")
        self._entrez.max_tries = 1  # trying again is our caller's part
        self._query = query
        self._identity = {"tool": "abseek", "email": contact}
        self._agent = user_agent(contact)
        self._today = today
        self._endpoint = endpoint
        self._total = 0
        self.question = f"{endpoint} {query}"

    def page(self, cursor: str) -> Page:
        """A set of up to PAGE citations; the cursor is "first day/last day/place in the span"."""
        span, start = self._place(cursor)
        found = self._search(retstart=start, retmax=PAGE, **_dates(span))
        ids = [element.text or "" for element in found.iterfind("IdList/Id")]
        data = self._citations(ids) if ids else b""
        if start + PAGE < _count(found):
            following = _cursor(span, start + PAGE)
        else:
            following = self._next_span(span)
        return Page(data, len(ids), following, self._total or None)

    def _place(self, cursor: str) -> tuple[Span | None, int]:
        if cursor:
            first, last, start = cursor.split("/")
            span = (date.fromisoformat(first), date.fromisoformat(last)) if first else None
            return span, int(start)
        self._total = _count(self._search(retmax=0))
        return (None if self._total <= MOST_IDS else self._span_from(_FIRST_DAY)), 0

    def _next_span(self, span: Span | None) -> str:
        if span is None or span[1] >= self._today:
            return ""
        return _cursor(self._span_from(span[1] + timedelta(days=1)), 0)

    def _span_from(self, first: date) -> Span:
        """The days from `first` on, as many as the search can tell all ids of."""
        last = self._today
        while _count(self._search(retmax=0, **_dates((first, last)))) > MOST_IDS:
            if last == first:
                raise SourceError(f"more than {MOST_IDS:,} citations entered on {first}: say more")
            last = first + (last - first) // 2
        return first, last

    def _search(self, **params: str | int) -> etree._Element:
        parts: Params = {"db": "pubmed", "term": self._query, "sort": "pub_date", **params}
        found = parsed(self._ask(self._entrez.esearch, parts), "eSearchResult")
        if error := found.findtext("ERROR"):
            raise TroubleError(f"the search failed ({error})")
        return found

    def _citations(self, ids: list[str]) -> bytes:
        params: Params = {"db": "pubmed", "id": ",".join(ids), "retmode": "xml"}
        content = self._ask(self._entrez.efetch, params)
        parsed(content, "PubmedArticleSet")
        return content.rstrip() + b"\n"

    def _ask(self, utility: Callable[..., Any], params: Params) -> bytes:
        """The bytes of an answer. Entrez knows no timeout, no agent and no other address."""
        opened, self._entrez.urlopen = self._entrez.urlopen, self._open
        try:
            with utility(**params, **self._identity) as answer:
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            with error:
                raise failure(error.code, error.headers.get("Retry-After")) from error
        except (OSError, HTTPException) as error:
            raise TroubleError(f"the connection failed ({error})") from error
        finally:
            self._entrez.urlopen = opened

    def _open(self, request: Request) -> HTTPResponse:
        request.full_url = request.full_url.replace(ENDPOINT, self._endpoint, 1)
        request.add_header("User-Agent", self._agent)
        answer: HTTPResponse = urlopen(request, timeout=TIMEOUT)  # noqa: S310  # an address of ours
        return answer


def _dates(span: Span | None) -> Params:
    if span is None:
        return {}
    first, last = (day.strftime("%Y/%m/%d") for day in span)
    return {"datetype": "edat", "mindate": first, "maxdate": last}


def _cursor(span: Span | None, start: int) -> str:
    return f"{span[0]}/{span[1]}/{start}" if span else f"//{start}"


def _count(found: etree._Element) -> int:
    text = found.findtext("Count") or ""
    if not text.isdecimal():
        raise TroubleError("the search tells no count")
    return int(text)
