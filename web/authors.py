"""An author's page: every paper by a name, its co-authors and topics, from one scan."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from index.names import same_author
from search.engine import Engine
from search.results import Hit
from web.facets import Bar

MOST = 2000  # papers on one page; large collaborations have more
COAUTHORS = 30
COMPARED = 300  # pairs of spellings, those with the fullest ones first
SLIPS_FROM = 5  # letters: shorter given names differ in one, as Ivan and Evan do
TOPICS = 6
NO_YEAR = "Unknown year"
CELL, ROW = 20, 24  # of the topics' charts, in their own units


@dataclass(frozen=True, slots=True)
class Topic:
    """A category of an author's papers, and its papers a year as bars."""

    category: str
    count: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """What is shown of one author. `more` says that papers beyond MOST were left out.

    `is_several` guesses that some of the variants are different people, though each may be this
    one: their given names are in conflict, by more than a slip. Nicknames are, too.
    """

    name: str
    sort: str
    papers: tuple[Hit, ...]
    more: bool
    variants: tuple[str, ...]
    is_several: bool
    coauthors: tuple[tuple[str, int], ...]
    years: tuple[int, int] | None
    topics: tuple[Topic, ...]

    def groups(self) -> list[tuple[str, list[Hit]]]:
        """The papers under their years, where they are sorted by these; else under no heading."""
        if self.sort not in ("newest", "oldest"):
            return [("", list(self.papers))]
        years: dict[str, list[Hit]] = {}
        for paper in self.papers:
            years.setdefault(str(paper.year or NO_YEAR), []).append(paper)
        return list(years.items())


def author_page(engine: Engine, name: str, sort: str) -> AuthorPage:
    """Collect an author's papers; other spellings of the name count as the same person."""
    found = tuple(islice(engine.scan(author_query(name), sort=sort), MOST + 1))
    papers = found[:MOST]
    names = Counter(author for paper in papers for author in paper.authors)
    variants = {other for other in names if same_author(other, name)}
    others = [(other, n) for other, n in _ordered(names) if other not in variants]
    years = [paper.year for paper in papers if paper.year]
    span = (min(years), max(years)) if years else None
    return AuthorPage(
        name=name,
        sort=sort,
        papers=papers,
        more=len(found) > MOST,
        variants=tuple(sorted(variants - {name})),
        is_several=_is_several(sorted(variants)),
        coauthors=tuple(others[:COAUTHORS]),
        years=span,
        topics=_topics(papers, span) if span else (),
    )


def _is_several(names: Sequence[str]) -> bool:
    fullest = sorted(names, key=lambda name: (-len(_given(name)), -len(name), name))
    pairs = islice(combinations(fullest, 2), COMPARED)
    return not all(_go_together(one, other) for one, other in pairs)


def _go_together(one: str, other: str) -> bool:
    """Whether two names may be one person's, or may be where a slip in the given name is mended."""
    if same_author(one, other):
        return True
    from rapidfuzz.distance import OSA

    given, others = _given(one), _given(other)
    if min(len(given), len(others)) < SLIPS_FROM or OSA.distance(given, others) > 1:
        return False
    return same_author(one, given + other.removeprefix(others))


def _given(name: str) -> str:
    """The first word; "" where it is the only one."""
    return name.partition(" ")[0] if " " in name else ""


def author_query(name: str) -> str:
    """The query for the papers by a name."""
    plain = name.replace('"', " ").replace("\\", " ")
    return f'author:"{plain}"'


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _topics(papers: Sequence[Hit], span: tuple[int, int]) -> tuple[Topic, ...]:
    """The commonest categories, each with its papers a year."""
    totals = Counter(category for paper in papers for category in paper.categories)
    cells = Counter((c, paper.year) for paper in papers if paper.year for c in paper.categories)
    most = max(cells.values(), default=1)
    return tuple(
        Topic(
            category,
            count,
            tuple(
                _bar(year, cells[category, year], (year - span[0]) * CELL, most)
                for year in range(span[0], span[1] + 1)
                if cells[category, year]
            ),
        )
        for category, count in _ordered(totals)[:TOPICS]
    )


def _bar(year: int, count: int, x: float, most: int) -> Bar:
    height = round(ROW * count / most, 1)
    return Bar(str(year), count, "", False, x, ROW - height, CELL - 4, height)
