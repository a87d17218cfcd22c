"""What is written as other databases have it → how it is asked for here.

PubMed and Ovid have tags behind words, Web of Science and Scopus fields before "=" or parentheses,
most have operators of nearness. Here all of these are words, and could be meant as such.
"""

import re
from collections.abc import Iterator

from search.results import Problem

LONGEST = 1000  # characters of a text that is written anew
_FIELDS = {
    "title": "ti title",
    "abstract": "ab abs",
    "author": "au 1au fau auth author",
    "keyword": "mh mesh majr ot key authkey kw",
    "venue": "ta so srctitle journal jw",
    "year": "dp pdat py",
    "": "ts tiab tw mp all title/abstract title-abs title-abs-key",
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split()}
_FIELD_OF["mesh terms"] = "keyword"

_WORD = r"(?<![^\s\"()\[\]])(?!(?:AND|OR|NOT)\b)[^\s\"()\[\]]+"
_QUOTED = r'"[^"]*"'
_PUBMED = re.compile(
    rf"({_QUOTED}|{_WORD}(?:\s+{_WORD})*)\s*"
    r"\[(ti|title|au|1au|fau|author|mh|mesh|mesh terms|majr|ot|ta|journal|dp|pdat"
    r"|tiab|tw|all|title/abstract)(?::[^\]]*)?\](?!\w)",
    re.I,
)
_OVID = re.compile(rf"({_QUOTED}|{_WORD})\.(ti|ab|au|mp|tw|kw|jw)((?:,[a-z]{{2}})*)\.(?![^\s)])")
_WOS = re.compile(r"(?<![\w-])(TS|TI|AU|SO|PY)\s*=\s*(?=[\w\"(])")
_SCOPUS = re.compile(
    r"(?<![\w-])(TITLE-ABS-KEY|TITLE-ABS|TITLE|ABS|KEY|AUTHKEY|AUTH|SRCTITLE)\s*(?=\()"
)
_YEAR = re.compile(r"\bPUBYEAR\s*([=<>])\s*([0-9]{4})")
_NEAR = re.compile(
    rf"({_QUOTED}|{_WORD})\s+(?:(?:NEAR|ONEAR|NEXT|PRE|W|near)/|ADJ|adj)([0-9]{{1,2}})"
    rf"\s+({_QUOTED}|{_WORD})"
)
# What none of these is without: most texts have nothing of it.
_may_be = re.compile(r"[\[=]|[A-Z] ?\(|PUBYEAR|(?:/|adj|ADJ)[0-9]|\.[a-z]{2}[,.]").search


def told_elsewhere(text: str) -> Iterator[Problem]:
    """The text as it would be written here, where that is another one; it is read as it stands."""
    if len(text) > LONGEST or not _may_be(text):
        return
    here = _OVID.sub(_ovid, _PUBMED.sub(_tagged, _NEAR.sub(_near, text)))
    here = _YEAR.sub(lambda found: f"year:{found[1].strip('=')}{found[2]}", here)
    for before in (_WOS, _SCOPUS):
        here = before.sub(lambda found: _in_field(found[1], ""), here)
    if here != text:
        message = f"this may be meant as other databases read it: {here} finds the papers"
        yield Problem("also-here", message, 0, len(text))


def _tagged(found: re.Match[str]) -> str:
    """A tag is about all words in front of it, up to an operator."""
    value, name = found.groups()
    field = _FIELD_OF[name.lower()]
    if field == "year":
        before, blank, last = value.rpartition(" ")
        return before + blank + _in_field(name, last.replace(":", ".."))
    if " " not in value or value.startswith('"'):
        return _in_field(name, value)
    return _in_field(name, f"({value})" if field in ("title", "") else f'"{value}"')


def _ovid(found: re.Match[str]) -> str:
    return found[1] if found[3] else _in_field(found[2], found[1])


def _in_field(name: str, value: str) -> str:
    field = _FIELD_OF[name.lower()]
    return f"{field}:{value}" if field else value


def _near(found: re.Match[str]) -> str:
    first, distance, last = found.groups()
    return '"{} {}"~{}'.format(first.strip('"'), last.strip('"'), distance)
