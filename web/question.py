"""What a request asks: query parameters → Question, and back to links."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from search.engine import FACETS, SORTS, Engine
from search.parser import parse
from search.ranges import read_range
from search.results import Results
from web.rendering import urlencoded

PER_PAGE = 10
PAGE_SIZES = (10, 25, 50, 100)
LONGEST = 2000  # characters of a query; more is cut off, and the page says so
DEEPEST = 100_000_000  # pages; more is no page number that a person means
Pair = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A query as typed, and what to show of its answer.

    `filters` are pairs of a facet and a value, in the order in which they were chosen.
    """

    text: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    sort: str = "relevance"
    filters: tuple[Pair, ...] = ()
    usual_sort: str = "relevance"

    @property
    def asked(self) -> str:
        """What the engine is asked: filters without words are about all papers."""
        return self.text or ("*" if self.filters else "")

    @property
    def is_cut(self) -> bool:
        """Whether the text is as long as one may be, so that more of it may have been typed."""
        return len(self.text) >= LONGEST

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values of one facet that the answer is narrowed to."""
        return tuple(value for name, value in self.filters if name == facet)

    def narrowed(self) -> dict[str, tuple[str, ...]]:
        """All filters in the form that engines take."""
        return {name: self.chosen(name) for name in dict.fromkeys(n for n, _ in self.filters)}

    def without(self, *pairs: Pair) -> "Question":
        """The same question, first page, with these filters dropped."""
        return replace(self, page=1, filters=tuple(p for p in self.filters if p not in pairs))

    def toggles(self, facet: str) -> Callable[[str], str]:
        """From a value of a facet to the link that adds it, or drops it where it is chosen.

        Years replace each other: beside the range that they lie in, they would narrow nothing.
        What the links have in common is written once: a page has dozens of them.
        """
        chosen = self.chosen(facet)
        kept = self.without(*((facet, value) for value in chosen if facet == "year"))
        start = f"{kept.link()}&{facet}="

        def link(value: str) -> str:
            if value in chosen:
                return self.without((facet, value)).link()
            return start + urlencoded(value)

        return link

    def sorted(self, sort: str) -> "Question":
        """The same question, first page, in another order."""
        return replace(self, page=1, sort=sort)

    def asking(self, text: str) -> "Question":
        """Another query with the same filters, first page."""
        return replace(self, page=1, text=text)

    def sized(self, per_page: int) -> "Question":
        """The same question, first page, with pages of another size."""
        return replace(self, page=1, per_page=per_page)

    def pairs(self) -> list[Pair]:
        """Its parameters on the first page; what is as usual is left out."""
        pairs = [("q", self.text), *self.filters]
        if self.sort != self.usual_sort:
            pairs.append(("sort", self.sort))
        if self.per_page != PER_PAGE:
            pairs.append(("per_page", str(self.per_page)))
        return pairs

    def link(self, path: str = "/search") -> str:
        """The address of the answer, or of another view of the same question."""
        return self.page_link(self.page, path)

    def page_link(self, page: int, path: str = "/search") -> str:
        """The address of one page of the answer."""
        first = f"{path}?{self._encoded}"
        return f"{first}&page={page}" if page > 1 else first

    @cached_property
    def _encoded(self) -> str:
        """What the two dozen links of a page to the same question have in common."""
        return urlencode(self.pairs())


def read_question(args: MultiDict[str, str], sort: str = "relevance") -> Question:
    """Read parameters leniently: what can't be is replaced by what is usual; `sort` is that."""
    wanted = args.get("sort", "")
    return Question(
        text=_text(args),
        page=_number(args.get("page", ""), 1, DEEPEST),
        per_page=_number(args.get("per_page", ""), PER_PAGE, PAGE_SIZES[-1]),
        sort=wanted if wanted in SORTS else sort,
        filters=tuple(dict.fromkeys(_filters(args))),
        usual_sort=sort,
    )


def ask(engine: Engine, question: Question, facets: tuple[str, ...] = ()) -> Results:
    """Put the question to an engine."""
    return engine.search(
        question.asked,
        limit=question.per_page,
        page=question.page,
        sort=question.sort,
        filters=question.narrowed(),
        facets=facets,
    )


def _text(args: MultiDict[str, str]) -> str:
    """The query; words to look for within its answer are joined to it."""
    text, within = (args.get(name, "").strip()[:LONGEST] for name in ("q", "within"))
    if text and within:
        return f"({parse(text).canonical}) AND ({parse(within).canonical})"
    return text or within


def _number(text: str, usual: int, most: int) -> int:
    digits = text if text.isascii() and text.isdigit() else ""
    return min(int(digits), most) if 0 < len(digits) < 20 and int(digits) else usual


def _filters(args: MultiDict[str, str]) -> Iterable[Pair]:
    """Every filter of the address; the form's two year fields become one range."""
    for name in FACETS:
        for value in args.getlist(name):
            if value.strip() and (name != "year" or read_range("year", value.strip())):
                yield name, value.strip()
    years = f"{args.get('from', '').strip()}..{args.get('to', '').strip()}"
    if years != ".." and read_range("year", years):
        yield "year", years
