"""The port: `open_engine(location)` gives an Engine, whatever kind of index lies there."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from index.errors import SettingError
from search.lean_whoosh import import_queries
from search.results import Hit, Results

if TYPE_CHECKING:
    from search.ranking import Ranking

SORTS = ("relevance", "newest", "oldest", "title", "-title")
FACETS = ("year", "category", "author", "venue", "has", "source")
FACETS_SHOWN = ("year", "category", "author")  # where nobody says which

# The scheme of a location → the module whose `connect(rest)` opens it; imported when asked for.
ENGINES = {"whoosh": "search.embedded"}

Filters = Mapping[str, Sequence[str]]


class Engine(Protocol):
    """One index, open for reading. Safe to use from several threads."""

    @property
    def generation(self) -> int:
        """The number of the generation that is being read; it only grows."""

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        page: int = 1,
        sort: str = "relevance",
        filters: Filters | None = None,
        facets: Sequence[str] = (),
        ranking: "Ranking | None" = None,
        expand: bool = False,
        explain: bool = False,
    ) -> Results:
        """Answer a question; whatever is typed gets an answer.

        `filters` narrows the answer: the values of one key are alternatives (keys: year, which
        takes 2015 or 2015..2020; category, author, venue, has, source), all keys must hold.
        `facets` names what to count over the whole answer. Ties of the sort are broken by id.
        Raises QueryError for an unknown sort, facet or filter, or a page below 1.
        """

    def scan(
        self, text: str, *, sort: str = "relevance", filters: Filters | None = None
    ) -> Iterator[Hit]:
        """Every hit of the whole answer in order, without highlights: for exports."""

    def count(self, text: str, *, filters: Filters | None = None) -> int:
        """The total alone."""

    def get(self, paper_id: str) -> Hit | None:
        """The paper with this id, or with this alias (arXiv id, DOI); None where there is none."""

    def similar(self, paper_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """The papers nearest to this one, itself left out; empty where there is no such paper."""

    def find_like(self, text: str, *, limit: int = 10, page: int = 1) -> Results:
        """The papers nearest to a pasted abstract."""

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        """Completions of what is being typed, from titles, authors and words of the corpus."""

    def stats(self) -> dict[str, int | str]:
        """Figures for people: papers, generation, date of the index, bytes."""

    def close(self) -> None:
        """Let go of the index; a second call does nothing, other methods raise QueryError then."""


def open_engine(location: str) -> Engine:
    """Open the index at a location: a folder (`var/index`, `whoosh:var/index`) or a cluster's URL.

    Raises NoIndexError where nothing is, SettingError for an unknown scheme.
    """
    scheme, separator, rest = location.partition(":")
    if not separator or len(scheme) == 1:  # a plain folder; `C:\…` is one too
        scheme, rest = "whoosh", location
    if scheme not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        raise SettingError(f"{location}: no engine for {scheme!r} (known: {known})")
    import_queries()
    engine: Engine = import_module(ENGINES[scheme]).connect(rest)
    return engine
