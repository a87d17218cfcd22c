"""What a request asks: query parameters → Question, and back to links."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from search.engine import FACETS, SORTS, Engine
from search.results import Results

PER_PAGE = 10
PAGE_SIZES = (10, 25, 50, 100)
LONGEST = 2000  # characters of a query; more is cut off, and the page says so
DEEPEST = 100_000_000  # pages; more is no page number that a person means
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A query as typed, and what to show of its answer.

    `filters` are pairs of a facet and a value, in the order in which they were chosen.
    """

    text: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    sort: str = "relevance"
    filters: tuple[Pair, ...] = ()

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values of one facet that the answer is narrowed to."""
        return tuple(value for name, value in self.filters if name == facet)

    def narrowed(self) -> dict[str, tuple[str, ...]]:
        """All filters in the form that engines take."""
        return {name: self.chosen(name) for name in dict.fromkeys(n for n, _ in self.filters)}

    def without(self, *pairs: Pair) -> "Question":
        """The same question, first page, with these filters dropped."""
        return replace(self, page=1, filters=tuple(p for p in self.filters if p not in pairs))

    def toggled(self, facet: str, value: str) -> "Question":
        """The same question, first page, with a filter added, or dropped where it was chosen."""
        pair = (facet, value)
        if pair in self.filters:
            return self.without(pair)
        return replace(self, page=1, filters=(*self.filters, pair))

    def sorted(self, sort: str) -> "Question":
        """The same question, first page, in another order."""
        return replace(self, page=1, sort=sort)

    def asking(self, text: str) -> "Question":
        """Another query with the same filters, first page."""
        return replace(self, page=1, text=text)

    def link(self, path: str = "/search") -> str:
        """The address of the answer; what is as usual is left out."""
        pairs = [("q", self.text), *self.filters]
        usual = Question()
        shown = [(name, getattr(self, name)) for name in ("sort", "per_page", "page")]
        pairs += [(name, str(value)) for name, value in shown if value != getattr(usual, name)]
        return f"{path}?{urlencode(pairs)}"


def read_question(args: MultiDict[str, str], per_page_limit: int = 100) -> Question:
    """Read parameters leniently: what can't be is replaced by what is usual."""
    sort = args.get("sort", "")
    return Question(
        text=args.get("q", "").strip()[:LONGEST],
        page=_number(args.get("page", ""), 1, DEEPEST),
        per_page=_number(args.get("per_page", ""), PER_PAGE, per_page_limit),
        sort=sort if sort in SORTS else "relevance",
        filters=tuple(dict.fromkeys(_filters(args))),
    )


def ask(engine: Engine, question: Question, facets: tuple[str, ...] = ()) -> Results:
    """Put the question to an engine."""
    return engine.search(
        question.text,
        limit=question.per_page,
        page=question.page,
        sort=question.sort,
        filters=question.narrowed(),
        facets=facets,
    )


def _number(text: str, usual: int, most: int) -> int:
    digits = text if text.isascii() and text.isdigit() else ""
    return min(int(digits), most) if 0 < len(digits) < 20 and int(digits) else usual


def _filters(args: MultiDict[str, str]) -> Iterable[Pair]:
    """Every filter of the address; the form's two year fields become one range."""
    for name in FACETS:
        for value in args.getlist(name):
            if value.strip() and (name != "year" or _is_range(value)):
                yield name, value.strip()
    years = f"{args.get('from', '').strip()}..{args.get('to', '').strip()}"
    if years != ".." and _is_range(years):
        yield "year", years


def _is_range(text: str) -> bool:
    """Whether this is 2015, 2015..2020, ..2020 or 2015.. as engines take it."""
    ends = text.strip().split("..")
    digits = [end for end in ends if end]
    return (
        len(ends) <= 2
        and bool(digits)
        and all(end.isascii() and end.isdigit() and len(end) == 4 for end in digits)
    )
