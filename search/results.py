"""What an engine answers: hits, totals, facets and what was understood of the question.

The fields are those of `GET /api/v1/search`; `to_json` writes them in that shape. None of these
classes has slots: orjson writes what has a `__dict__` five times as fast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, overload

import orjson

Span = tuple[int, int]
Kind = Literal["exact", "stem", "expansion"]  # how a word was found


class _Value:
    """What makes the classes below equal, by hand: to have it written for each of them takes a
    first search 2 ms."""

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(vars(self).items()))

    def __repr__(self) -> str:
        values = [f"{name}={value!r}" for name, value in vars(self).items()]
        return f"{type(self).__qualname__}({', '.join(values)})"


@dataclass(frozen=True, eq=False, repr=False)
class Problem(_Value):
    """Something in what was typed that was read leniently: `start:end` is where, in code points."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, eq=False, repr=False)
class QueryInfo(_Value):
    """The question as it was read.

    `parsed` is its canonical text, `sentence` says it in words, `match` whether a hit holds all of
    its words or any of them.
    """

    text: str
    parsed: str
    sentence: str
    match: Literal["all", "any"]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class FacetValue(_Value):
    """How many papers of the whole answer have this value."""

    value: str
    count: int


class FacetValues(Sequence[FacetValue]):
    """The values of a facet, in order, kept as the JSON of a list of them.

    An answer has hundreds, of which a page shows a tenth and the API none: to make all took a
    twentieth of its time.
    """

    def __init__(self, rows: bytes) -> None:
        self._json = rows

    @classmethod
    def of(cls, values: Iterable[str], counts: Iterable[int]) -> "FacetValues":
        """The same of values and how many papers have each."""
        pairs = zip(values, counts, strict=True)
        return cls(orjson.dumps([{"value": value, "count": count} for value, count in pairs]))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> FacetValue: ...

    @overload
    def __getitem__(self, place: slice) -> list[FacetValue]: ...

    def __getitem__(self, place: int | slice) -> FacetValue | list[FacetValue]:
        if isinstance(place, slice):
            return [FacetValue(**row) for row in self._rows[place]]
        return FacetValue(**self._rows[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FacetValues) and self._json == other._json

    __hash__ = None  # type: ignore[assignment]  # as of a list

    def __repr__(self) -> str:
        return repr([*self])

    def to_json(self) -> orjson.Fragment:
        """As orjson writes them."""
        return orjson.Fragment(self._json)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:  # Any: JSON
        rows: list[dict[str, Any]] = orjson.loads(self._json)
        return rows


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Why(_Value):
    """A word's part in a hit: where it was found, how, and its share of the score (0 to 1)."""

    word: str
    field: str
    kind: Kind
    share: float

    def __init__(self, word: str, field: str, kind: Kind, share: float) -> None:
        fields = self.__dict__  # in two thirds of the time that a frozen dataclass's own way takes
        fields["word"] = word
        fields["field"] = field
        fields["kind"] = kind
        fields["share"] = share


@dataclass(frozen=True, eq=False, repr=False)
class Hit(_Value):
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
    details: dict[str, str] = field(default_factory=dict)  # volume, pages …: index.details
    untitled: bool = False  # `title` is then the abstract's first sentence
    highlights: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    why: tuple[Why, ...] = ()
    explanation: str = ""  # the arithmetic of the score, where it was asked for


@dataclass(frozen=True, eq=False, repr=False)
class Results(_Value):
    """One page of an answer. `total` and `facets` speak of the whole answer."""

    query: QueryInfo
    total: int
    partial: bool
    page: int
    per_page: int
    sort: str
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetValue]]
    suggestion: str | None
    generation: int
    took_ms: float

    def to_json(self) -> dict[str, Any]:
        """The same as plain dicts and lists, in the shape of the HTTP contract."""
        facets = {name: tuple(values) for name, values in self.facets.items()}
        return asdict(replace(self, facets=facets))
