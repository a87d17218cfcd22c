"""arXiv's records by OAI-PMH, in arXiv's own format; any other repository by its address.

The protocol is spoken by oaipmh-scythe; see https://info.arxiv.org/help/oa/index.html.
"""

from typing import Any

from index.errors import SourceError
from index.fetch.server import TIMEOUT, Page, TroubleError, client, failure, parsed, user_agent

ENDPOINT = "https://oaipmh.arxiv.org/oai"
_OAI = "{http://www.openarchives.org/OAI/2.0/}"


class ArxivServer:
    """The records of a set that were changed in a span of days (ISO dates, both included)."""

    interval = 3.0  # arXiv's terms of use

    def __init__(self, query: dict[str, str], contact: str, endpoint: str = ENDPOINT) -> None:
        """`query` has OAI-PMH's own keys: metadataPrefix, set, from, until."""
        scythe = client("oaipmh_scythe")
        config = scythe.HTTPConfig(timeout=TIMEOUT, user_agent=user_agent(contact))
        self._scythe = scythe.Scythe(endpoint, http_config=config)
        # Scythe would parse a page of excuses before looking at its status.
        self._scythe.client.event_hooks["response"].append(_check_status)
        self._scythe.client.follow_redirects = True
        self._query = {"verb": "ListRecords"} | {key: text for key, text in query.items() if text}
        self.question = f"{endpoint} {sorted(self._query.items())}"

    def page(self, cursor: str) -> Page:
        """One answer of the repository, whole; the cursor is OAI-PMH's resumption token."""
        query = {"verb": "ListRecords", "resumptionToken": cursor} if cursor else self._query
        content = self._harvest(query)
        if content is None:
            return Page(b"", 0, "", 0)
        root = parsed(content, f"{_OAI}OAI-PMH")
        token = root.find(f".//{_OAI}resumptionToken")
        size = token.get("completeListSize", "") if token is not None else ""
        return Page(
            data=content.rstrip() + b"\n",
            records=len(root.findall(f".//{_OAI}record")),
            cursor=(token.text or "").strip() if token is not None else "",
            total=int(size) if size.isdecimal() else None,
        )

    def _harvest(self, query: dict[str, str]) -> bytes | None:
        """The bytes of an answer; None where no records match."""
        import httpx2
        from oaipmh_scythe import exceptions

        try:
            content: bytes = self._scythe.harvest(query).http_response.content
        except exceptions.NoRecordsMatch:
            return None
        except exceptions.BadResumptionToken as error:
            raise SourceError(
                "the server has forgotten how far we were; fetch again with --restart, or with"
                " --from the day of the last record and another file"
            ) from error
        except exceptions.OAIPMHException as error:
            raise SourceError(f"the server answers {type(error).__name__}: {error}") from error
        except httpx2.HTTPStatusError as error:
            raise failure(error.response.status_code, None) from error
        except httpx2.HTTPError as error:
            raise TroubleError(f"the connection failed ({error})") from error
        except AttributeError as error:  # Scythe's, for an answer that isn't XML
            raise TroubleError("the answer isn't XML") from error
        return content


def _check_status(response: Any) -> None:  # httpx2's type, which isn't imported before it's needed
    if response.status_code == 429 or response.status_code >= 500:
        raise failure(response.status_code, response.headers.get("Retry-After"))
