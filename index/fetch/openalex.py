"""OpenAlex works that a search finds, one JSON object a line, by pyalex.

The interface: https://docs.openalex.org/api-entities/works/search-works
"""

from typing import Any

import orjson

from index.errors import SourceError
from index.fetch.server import TIMEOUT, Page, TroubleError, client, failure, user_agent

ENDPOINT = "https://api.openalex.org"
PAGE = 200  # the most that a page may hold
_FIRST = "*"


class OpenalexServer:
    """The works that a search of titles, abstracts and full texts finds."""

    interval = 0.2

    def __init__(self, query: str, contact: str, endpoint: str = ENDPOINT) -> None:
        pyalex = client("pyalex")
        pyalex.config.email = contact or None
        pyalex.config.user_agent = user_agent(contact)
        pyalex.config.max_retries = 0  # trying again is our caller's part
        self._works = _works_at(endpoint)
        self._query = query
        self.question = f"{endpoint} {query}"

    def page(self, cursor: str) -> Page:
        """Up to PAGE works; the cursor is OpenAlex's own."""
        import requests
        from pyalex.api import QueryError

        works = self._works().search(self._query)
        try:
            found = works.get(per_page=PAGE, cursor=cursor or _FIRST)
            following, total = found.meta["next_cursor"], found.meta["count"]
        except QueryError as error:
            raise SourceError(f"OpenAlex refuses the query: {error}") from error
        except requests.HTTPError as error:
            answer: Any = error.response  # always there when a status is the reason
            raise failure(answer.status_code, answer.headers.get("Retry-After")) from error
        except requests.RequestException as error:
            raise TroubleError(f"the connection failed ({error})") from error
        except (KeyError, TypeError, ValueError) as error:  # pyalex trusts the answer's shape
            raise TroubleError("the answer isn't a page of works") from error
        data = b"".join(orjson.dumps(dict(work)) + b"\n" for work in found)
        return Page(data, len(found), (following or "") if found else "", total)


def _works_at(endpoint: str) -> Any:  # a subclass of pyalex's Works, which has no types
    """Works of another address, and with a timeout: pyalex knows neither."""
    import requests
    from pyalex import Works

    class PatientSession(requests.Session):
        def request(self, *args: Any, **options: Any) -> requests.Response:
            return super().request(*args, **{"timeout": TIMEOUT, **options})

    class works(Works):  # noqa: N801  # pyalex makes the path of the name
        @property
        def url(self) -> str:
            return str(super().url).replace(ENDPOINT, endpoint, 1)

        def _get_from_url(self, url: str, session: Any = None) -> Any:
            with PatientSession() as own:
                return super()._get_from_url(url, own)

    return works
