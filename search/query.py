"""The leaves of a query tree: what was typed, unanalysed, with its fields and its place.

Whoosh's And, Or, Not, Every and NullQuery join them. Two nodes are equal when they ask the same;
where in the text they stood (`start:end`, code points) is no part of that.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from whoosh.query import And, Query

from index.analysis import STOP_WORDS, forms
from index.names import is_plain_word

DEFAULT_FIELDS = ("title", "abstract")
_IN_TEXT = frozenset(DEFAULT_FIELDS)


@dataclass(eq=False, repr=False)
class Leaf(Query):
    """What all leaves share. `fields` are names of `index.fields`, without the suffix _form.

    A leaf is never changed. What makes leaves equal is written here by hand: to have it written for
    each class takes a first search 5 ms.
    """

    fields: tuple[str, ...] = field(default=DEFAULT_FIELDS, kw_only=True)
    start: int = field(default=0, kw_only=True)
    end: int = field(default=0, kw_only=True)

    boost: ClassVar[float] = 1.0
    __match_args__: ClassVar[tuple[str, ...]]  # the fields of each class itself

    # Whoosh's own negates NotImplemented, which Python warns of.
    __ne__ = object.__ne__

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._asked() == self._asked()

    def __hash__(self) -> int:
        return hash((type(self), self._asked()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._asked()}"

    def __str__(self) -> str:
        return repr(self)

    def _asked(self) -> tuple[object, ...]:
        """All but where it stood, and what its letters tell."""
        return self.fields, *[getattr(self, name) for name in self.__match_args__]

    def expand(self, reader: Any) -> Query:  # Any: Whoosh has no types
        """The same question in Whoosh's primitive queries over the terms that `reader` holds."""
        from search.primitives import compile_leaf  # it imports this module
        from search.terms import ReaderTerms

        return compile_leaf(self, ReaderTerms(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Whoosh's protocol. Expanded on the whole index, so that segments can't differ."""
        return self.expand(searcher.get_parent().reader()).matcher(searcher, context)

    def field(self) -> str | None:
        """Whoosh's question: the field, where there is but one."""
        return self.fields[0] if len(self.fields) == 1 else None

    def estimate_size(self, reader: Any) -> int:
        """Whoosh's question: an upper bound of the papers that match."""
        count: int = reader.doc_count()
        return count

    def estimate_min_size(self, reader: Any) -> int:
        """Whoosh's question: a lower bound of the papers that match."""
        return 0

    def requires(self) -> set[Query]:
        """Whoosh's question: what must match for this to match."""
        return {self}


@dataclass(eq=False, repr=False)
class Word(Leaf):
    """A word without quotes: matches by stem, in all spellings of a compound.

    What its letters tell is worked out once: whether it `is_idle`, nothing in title or abstract
    that is worth looking for; and whether it `is_plain`, nothing but itself, though an index may
    know more.
    """

    text: str
    is_idle: bool = field(default=False, init=False)
    is_plain: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        is_idle = _is_idle(self.text) and _IN_TEXT.issuperset(self.fields)
        is_plain = not is_idle and self.fields == DEFAULT_FIELDS and is_plain_word(self.text)
        self.is_idle, self.is_plain = is_idle, is_plain


@dataclass(eq=False, repr=False)
class Exact(Leaf):
    """`"words"` or `=word`: the typed forms in a row, case and accents folded."""

    text: str


@dataclass(eq=False, repr=False)
class Near(Leaf):
    """`"words"~5`: all of the typed forms, in any order, with up to `distance` words between."""

    text: str
    distance: int


@dataclass(eq=False, repr=False)
class Wild(Leaf):
    """`optimi*`, `wom?n`: `*` is any letters, `?` is one; matches typed forms and stems.

    It stands for at most `limit` words, the first in the order of the alphabet.
    """

    text: str
    limit: int = 1000


@dataclass(eq=False, repr=False)
class Name(Leaf):
    """`author:`: a name in any of its spellings."""

    text: str
    fields: tuple[str, ...] = field(default=("author",), kw_only=True)


@dataclass(eq=False, repr=False)
class Category(Leaf):
    """`category:`: one category (cs.LG) or a whole archive (cs), cross-lists included."""

    text: str
    fields: tuple[str, ...] = field(default=("category",), kw_only=True)


@dataclass(eq=False, repr=False)
class Range(Leaf):
    """`year:` and `date:`: both bounds belong to it; ISO 8601 at reduced precision, or empty.

    A bound of reduced precision stands for its whole month or year: date:2015-03..2016 goes from
    the first day of March 2015 to the last day of 2016. Its one field is "year" or "date".
    """

    low: str
    high: str
    fields: tuple[str, ...] = field(default=("year",), kw_only=True)


@dataclass(eq=False, repr=False)
class Id(Leaf):
    """An identifier: bare DOI, arXiv id without version, or a paper's own id."""

    identifier: str
    fields: tuple[str, ...] = field(default=("identifier",), kw_only=True)


@dataclass(eq=False, repr=False)
class Has(Leaf):
    """`has:`: what a paper has, one of FLAGS."""

    flag: str
    fields: tuple[str, ...] = field(default=("has",), kw_only=True)


@dataclass(eq=False, repr=False)
class Source(Leaf):
    """`source:`: a source that the paper was read from, by its label."""

    text: str
    fields: tuple[str, ...] = field(default=("source",), kw_only=True)


def _is_idle(text: str) -> bool:
    if text.isascii() and text.isalpha():  # one form
        return text.lower() in STOP_WORDS
    return STOP_WORDS.issuperset(forms(text))


FLAGS = ("code", "doi", "arxiv", "abstract", "title", "retracted")


class AllOrAny(And):
    """Wanted words that stand side by side: all of them, and any of them where no paper has all.

    As Whoosh runs it: all of them. `search.booleans.relaxed` turns it into any of them.
    """
