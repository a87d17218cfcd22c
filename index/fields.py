"""The one table of fields: what is searched how. The Whoosh schema is made from it."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from whoosh.analysis import Analyzer, Token
from whoosh.columns import Column, NumericColumn, VarBytesColumn
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence, Format, Frequency, Positions

from index.columns import SetColumn


class Field(NamedTuple):
    """One row: how a field's terms are kept, and which column it has beside them.

    terms: "counted" papers and frequencies; "placed" positions too; "listed" papers only.
    column: "number" uint32, 0 for none; "text" UTF-8 bytes to sort by; "set" strings to count.
    """

    name: str
    about: str
    terms: Literal["counted", "placed", "listed"] | None = None
    column: Literal["number", "text", "set"] | None = None
    unique: bool = False


FIELDS = (
    Field("id", "the paper's id, as given", "listed", unique=True),
    Field("identifier", "every id and alias, in lower case", "listed"),
    Field("title", "stems, hyphenated words in parts and joined, no stop words", "counted"),
    Field("abstract", "the same of the abstract", "counted"),
    Field("title_form", "typed forms, case and accents folded, stop words too", "placed"),
    Field("abstract_form", "the same of the abstract", "placed"),
    Field(
        "author", "keys of each author's name; the column holds the names as shown", "listed", "set"
    ),
    Field(
        "venue", "stems of the venue's words; the column holds the venue as shown", "counted", "set"
    ),
    Field("comments", "stems of the comments", "counted"),
    Field("category", "categories and their archives, in lower case", "listed", "set"),
    Field("year", "four digits", "listed", "number"),
    Field(
        "date", "eight digits, YYYYMMDD; 00 for a month or day that isn't known", "listed", "number"
    ),
    Field("has", "code, doi, abstract, title, retracted: what a paper has", "listed", "set"),
    Field("source", "the sources that a paper was read from", "listed", "set"),
    Field("compound", "hyphenated spellings of the paper, in typed form", "listed"),
    Field("acronym", "what the paper defines: short form, tab, long form", "listed"),
    Field("title_key", "the title as it is sorted", column="text"),
    Field("title_length", "number of stems in the title", column="number"),
    Field("abstract_length", "number of stems in the abstract", column="number"),
)


class ListAnalyzer(Analyzer):
    """Passes on terms that `index.document` has made; a plain string is split at white space."""

    def __call__(self, value: list[str] | str, **options: Any) -> Iterator[Token]:
        """Whoosh's protocol: one token object, yielded again and again."""
        token = Token(positions=True, mode=options.get("mode", ""), removestops=False)
        terms = value.split() if isinstance(value, str) else value
        for position, text in enumerate(terms):
            token.text = text
            token.pos = position
            token.boost = 1.0
            yield token


class TermsField(FieldType):
    """A field of terms made outside of Whoosh, with a column beside them."""

    def __init__(self, format: Format | None, column: Column | None, unique: bool = False) -> None:
        super().__init__(format, ListAnalyzer(), unique=unique)
        self.indexed = format is not None
        self.column_type = column

    def to_column_value(self, value: Any) -> Any:
        """Column values come ready-made from `index.document`."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """They are returned as they are, too."""
        return value


_FORMATS: dict[str, type[Format]] = {"counted": Frequency, "placed": Positions, "listed": Existence}
_COLUMNS: dict[str, Callable[[], Column]] = {
    "number": lambda: NumericColumn("I", default=0),
    "text": VarBytesColumn,
    "set": SetColumn,
}


def make_schema() -> Schema:
    """The Whoosh schema of FIELDS, and the stored field `record` (JSON, UTF-8)."""
    schema = Schema(record=STORED)
    for field in FIELDS:
        format = _FORMATS[field.terms]() if field.terms else None
        column = _COLUMNS[field.column]() if field.column else None
        schema.add(field.name, TermsField(format, column, field.unique))
    return schema
