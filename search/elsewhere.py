"""What is written as other databases have it → how it is asked for here.

PubMed and Ovid have tags behind words, Web of Science and Scopus fields before "=" or parentheses,
most have operators of nearness, and take "or" and "not" for operators too. Here all of these are
words, and could be meant as such.
"""

import re
from collections.abc import Iterator
from itertools import count

from search.asking import SIGNS
from search.results import Problem

LONGEST = 1000  # characters of a text that is written anew
FEW = 8  # words beside each other; more are a sentence, in which "or" is no operator
_OPERATORS = {"", "or", "not", "and", "OR", "NOT", "AND"}
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
_may_be = re.compile(
    r"[\[=]|[A-Z] ?\(|PUBYEAR|(?:/|adj|ADJ)[0-9]|\.[a-z]{2}[,.]| (?:or|not) "
).search


def told_elsewhere(text: str) -> Iterator[Problem]:
    """The text as it would be written here, where that is another one; it is read as it stands."""
    if len(text) > LONGEST or not _may_be(text):
        return
    here = _OVID.sub(_ovid, _PUBMED.sub(_tagged, _NEAR.sub(_near, text)))
    here = _YEAR.sub(lambda found: f"year:{found[1].strip('=')}{found[2]}", here)
    for before in (_WOS, _SCOPUS):
        here = before.sub(lambda found: _in_field(found[1], ""), here)
    here = _with_operators(here)
    if here != text:
        message = f"this may be meant as other databases read it: {here} finds the papers"
        yield Problem("also-here", message, 0, len(text))


def _with_operators(text: str) -> str:
    """Few words with operators in small letters; but a sentence may hold "is not"."""
    words = text.split(" ")
    if len(words) > FEW or '"' in text:
        return text
    for before, word, behind in zip(count(), words[1:], words[2:], strict=False):
        is_not = word == "not" and words[before].lower() not in SIGNS
        if (word == "or" or is_not) and not {words[before], behind} & _OPERATORS:
            words[before + 1] = word.upper()
    return " ".join(words)


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
