"""Query parameters of the API: one table that reads them and describes them.

Pages read leniently (`web.question`); programs are told what is wrong.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from search.engine import FACETS, FACETS_SHOWN, SORTS
from web.facets import FLAGS
from web.question import DEEPEST, LONGEST

_YEAR = "(?!0000)[0-9]{4}"
LONGEST_NAME = 40  # characters of an unknown parameter's name that its problem repeats
YEARS = rf"^({_YEAR}(\.\.({_YEAR})?)?|\.\.{_YEAR})$"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row; `usual` is the value of an absent one, and its type is that of all its values.

    A tuple may be given several times. A number lies within `low` and `high`; text has so many
    characters, is one of `choices` where there are any, and fits `pattern`.
    """

    name: str
    about: str
    usual: str | int | bool | tuple[str, ...] = ""
    low: int = 0
    high: int = LONGEST
    choices: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False

    @property
    def many(self) -> bool:
        """Whether it may be repeated."""
        return isinstance(self.usual, tuple)

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema; Any: JSON."""
        if self.many:
            found: dict[str, Any] = {"type": "array", "items": self._one()}
            return found | ({"default": list(self.usual)} if self.usual else {})  # type: ignore[arg-type]  # many
        return self._one() | ({} if self.required else {"default": self.usual})

    def read(self, texts: list[str]) -> Any:
        """The value of what a request gives; raises BadRequest. Any: of the type of `usual`."""
        if self.many:
            return tuple(self._value(text) for text in texts)
        if len(texts) > 1:
            raise BadRequest(f"{self.name}: given more than once")
        return self._value(texts[0])

    def _one(self) -> dict[str, Any]:
        if isinstance(self.usual, bool):
            return {"type": "boolean"}
        if isinstance(self.usual, int):
            return {"type": "integer", "minimum": self.low, "maximum": self.high}
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        rest = {"pattern": self.pattern} if self.pattern else {}
        return {"type": "string", "minLength": self.low, "maxLength": self.high, **rest}

    def _value(self, text: str) -> str | int | bool:
        if isinstance(self.usual, bool):
            return _flag(self.name, text)
        if isinstance(self.usual, int):
            return self._number(text)
        if self.choices and text not in self.choices:
            raise BadRequest(f"{self.name}: {text!r} is none of {', '.join(self.choices)}")
        if not self.low <= len(text) <= self.high:
            raise BadRequest(f"{self.name}: {self.low} to {self.high} characters, not {len(text)}")
        if self.pattern and not re.fullmatch(self.pattern.strip("^$"), text):
            raise BadRequest(f"{self.name}: {text!r} can't be; it takes {self.about}")
        return text

    def _number(self, text: str) -> int:
        digits = len(text) < 20 and re.fullmatch("-?[0-9]+", text)
        if not digits or not self.low <= int(text) <= self.high:
            raise BadRequest(f"{self.name}: {text!r} is no number from {self.low} to {self.high}")
        return int(text)


def _flag(name: str, text: str) -> bool:
    values = {"true": True, "1": True, "false": False, "0": False}
    if text not in values:
        raise BadRequest(f"{name}: {text!r} is neither true nor false")
    return values[text]


def refuse_unknown(given: Iterable[str], names: Sequence[str]) -> None:
    """Raise BadRequest for the first parameter that is none of `names`."""
    for name in given:
        if name not in names:
            raise BadRequest(_unknown(name, names))


def _unknown(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    name = name[:LONGEST_NAME]
    near = get_close_matches(name.lower(), names, n=1)
    rest = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none'}"
    return f"{name}: there is no such parameter; {rest}"


def read_parameters(table: Iterable[Parameter], args: MultiDict[str, str]) -> dict[str, Any]:
    """The value of each row; raises BadRequest, for a parameter that isn't in the table, too."""
    given = args.to_dict(flat=False)
    rows = {row.name: row for row in table}
    refuse_unknown(given, list(rows))
    values = {}
    for row in rows.values():
        if row.name in given:
            values[row.name] = row.read(given[row.name])
        elif row.required:
            raise BadRequest(f"{row.name}: is missing")
        else:
            values[row.name] = row.usual
    return values


def search_parameters(per_page_limit: int) -> tuple[Parameter, ...]:
    """The parameters of a search."""
    return (
        Parameter("q", "The query, in the language of docs/queries.md."),
        Parameter("page", "Which page, from 1.", 1, 1, DEEPEST),
        Parameter("per_page", "Hits on a page.", min(10, per_page_limit), 1, per_page_limit),
        Parameter("sort", "The order; ties are broken by id.", "relevance", choices=SORTS),
        Parameter("year", "2015, 2015..2020, 2015.. or ..2020.", (), pattern=YEARS),
        Parameter("category", "A category, or an archive such as math.", (), 1),
        Parameter("author", "An author's name as papers show it.", (), 1),
        Parameter("venue", "A venue as papers show it.", (), 1),
        Parameter("has", "What the papers must have.", (), choices=tuple(FLAGS)),
        Parameter("source", "The label of a source.", (), 1),
        Parameter(
            "facets",
            "What to count.",
            FACETS_SHOWN,
            choices=FACETS,
        ),
        Parameter("expand", "Look for related words too.", usual=False),
        Parameter("explain", "Give the arithmetic of each score.", usual=False),
    )
