"""What an engine answers: hits, totals, facets and what was understood of the question.

The fields are those of `GET /api/v1/search`; `to_json` writes them in that shape. None of these
classes has slots: orjson writes what has a `__dict__` five times as fast.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Span = tuple[int, int]
Kind = Literal["exact", "stem", "expansion"]  # how a word was found


@dataclass(frozen=True)
class Problem:
    """Something in what was typed that was read leniently: `start:end` is where, in code points."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True)
class QueryInfo:
    """The question as it was read.

    `parsed` is its canonical text, `sentence` says it in words, `match` whether a hit holds all of
    its words or any of them.
    """

    text: str
    parsed: str
    sentence: str
    match: Literal["all", "any"]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, init=False)
class FacetValue:
    """How many papers of the whole answer have this value."""

    value: str
    count: int

    def __init__(self, value: str, count: int) -> None:
        fields = self.__dict__  # in two thirds of the time that a frozen dataclass's own way takes
        fields["value"] = value
        fields["count"] = count


@dataclass(frozen=True, init=False)
class Why:
    """A word's part in a hit: where it was found, how, and its share of the score (0 to 1)."""

    word: str
    field: str
    kind: Kind
    share: float

    def __init__(self, word: str, field: str, kind: Kind, share: float) -> None:
        fields = self.__dict__  # as above
        fields["word"] = word
        fields["field"] = field
        fields["kind"] = kind
        fields["share"] = share


@dataclass(frozen=True)
class Hit:
    """One paper of an answer.

    `title` and `abstract` are plain text with `$…$` around mathematics; `highlights` holds, for
    each of the two, the spans to mark as offsets in code points, in order and never overlapping.
    """

    id: str
    score: float
    title: str
    abstract: str
    authors: tuple[str, ...]
    date: str
    year: int | None
    venue: str
    categories: tuple[str, ...]
    doi: str
    arxiv_id: str
    url: str
    has_code: bool
    retracted: bool = False
    comments: str = ""
    sources: tuple[str, ...] = ()
    untitled: bool = False  # `title` is then the abstract's first sentence
    highlights: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    why: tuple[Why, ...] = ()
    explanation: str = ""  # the arithmetic of the score, where it was asked for


@dataclass(frozen=True)
class Results:
    """One page of an answer. `total` and `facets` speak of the whole answer."""

    query: QueryInfo
    total: int
    partial: bool
    page: int
    per_page: int
    sort: str
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    suggestion: str | None
    generation: int
    took_ms: float

    def to_json(self) -> dict[str, Any]:
        """The same as plain dicts and lists, in the shape of the HTTP contract."""
        return asdict(self)
