"""An author's page: every paper by a name, its co-authors and topics, from one scan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from search.engine import Engine
from search.results import Hit

MOST = 2000  # papers on one page; large collaborations have more
NOBODY = "Unknown year"


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """What is shown of one author. `more` says that papers beyond MOST were left out."""

    name: str
    sort: str
    papers: tuple[Hit, ...]
    more: bool
    coauthors: tuple[tuple[str, int], ...]

    def by_year(self) -> list[tuple[str, list[Hit]]]:
        """The papers under their years, in the order in which they come."""
        years: dict[str, list[Hit]] = {}
        for paper in self.papers:
            years.setdefault(str(paper.year or NOBODY), []).append(paper)
        return list(years.items())


def author_page(engine: Engine, name: str, sort: str) -> AuthorPage:
    """Collect an author's papers; other spellings of the name count as the same person."""
    found = tuple(islice(engine.scan(author_query(name), sort=sort), MOST + 1))
    papers = found[:MOST]
    return AuthorPage(name, sort, papers, len(found) > MOST, tuple(_coauthors(papers, name)))


def author_query(name: str) -> str:
    """The query for the papers by a name."""
    plain = name.replace('"', " ").replace("\\", " ")
    return f'author:"{plain}"'


def _coauthors(papers: Iterable[Hit], name: str) -> list[tuple[str, int]]:
    counts = Counter(author for paper in papers for author in paper.authors if author != name)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:30]
