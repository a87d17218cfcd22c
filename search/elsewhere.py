"""What is written as other databases have it → how it is asked for here.

PubMed and Ovid have tags behind words, Web of Science and Scopus fields before "=" or parentheses,
most have operators of nearness, and take "or" and "not" for operators too. Here all of these are
words, and could be meant as such; what can't be written here as a whole isn't.
"""

import re
from collections.abc import Iterator
from itertools import count

from index.analysis import STOP_WORDS
from search.asking import SIGNS
from search.lexer import QUOTES
from search.results import Problem

LONGEST = 1000  # characters of a text that is written anew
DEEPEST = 50  # parentheses of one
FEW = 8  # words beside each other; more are a sentence, in which "or" is no operator
_OPERATORS = {"", "or", "not", "and", "OR", "NOT", "AND"}
_FIELDS = {
    "title": "ti title TI",
    "abstract": "ab ABS",
    "author": "au fau author AU AUTH",
    "keyword": "mh mesh majr ot kw Mesh MeSH MH Majr KEY AUTHKEY",
    "venue": "ta journal jw SO SRCTITLE",
    "": "tiab TIAB tw mp all TS TITLE-ABS TITLE-ABS-KEY",
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split()} | {
    "Title": "title",
    "TITLE": "title",
    "Author": "author",
    "Journal": "venue",
    "MeSH Terms": "keyword",
    "MeSH Major Topic": "keyword",
    "Title/Abstract": "",
    "All Fields": "",
}

# What stands in quotes is held as one character each, so that nothing is read or altered there.
_HELD = "[\ue000-\uf8ff]"
_DATE = "[0-9]{4}(?:/[0-9]{2}){0,2}"
_QUOTED = re.compile(rf'"({_DATE})"(?=\[)|[{QUOTES}][^{QUOTES}]*[{QUOTES}](?:~[0-9]+)?')
_WORD = rf"(?!(?i:and|or|not)(?![\w-]))(?!{_HELD})(?![A-Z]+\s*=)(?![+-])[^\s()\[\]{QUOTES}:=.]+"
_WORDS = rf"{_WORD}(?:\s+{_WORD})*"
_STARTS = r"(?<![^\s(=])"
_ENDS = r"(?![^\s)])"
_DATED = r"\[(?:dp|pdat|DP|PDAT|Date - Publication|Publication Date)\]"
_DATES = re.compile(rf"{_STARTS}(?:({_DATE})(?:{_DATED})?\s*:\s*)?({_DATE}){_DATED}{_ENDS}")
_PUBMED = (
    "tiab|TIAB|title|Title|ti|author|Author|fau|au|mesh|Mesh|MeSH|mh|MH|majr|Majr|ot|ta"
    "|journal|Journal|tw|all|MeSH Terms|MeSH Major Topic|Title/Abstract|All Fields"
)
# What words with a tag stand behind; behind others it could be about these too.
_BEGINS = re.compile(r"(?:^|[(\])]|\b(?i:and|or|not)|\.[a-z]{2}\.|\b(?:year|date):\S+)\s*$")
_LONGEST_BEFORE = 40  # characters of these
_TAGGED = re.compile(
    rf"{_STARTS}({_HELD}|{_WORDS})"
    rf"(?:[ \t]*\[({_PUBMED})(?::noexp)?\]{_ENDS}"
    rf"|\.(ti|ab|au|mp|tw|kw|jw)((?:,(?:ti|ab|tw))*)\.{_ENDS})?"
)
_GROUP = re.compile(
    rf"(\((?:{_HELD}|{_WORD})(?:\s+(?i:and|or)\s+(?:{_HELD}|{_WORD}))*\))"
    rf"\.(ti|ab)((?:,(?:ti|ab))*)\.{_ENDS}"
)
_WOS = re.compile(
    rf"{_STARTS}(?:(TS|TI|AU|SO)\s*=\s*(?:(?=\()|(?=[^\W\d_]|{_HELD})"
    rf"((?:{_HELD}|{_WORD})(?:\s+(?:{_HELD}|{_WORD}))*)"
    r"(?=\s*(?:\)|$)|\s+(?:(?i:and|or|not)\b|[A-Z]{2}\s*=)))"
    rf"|PY\s*=\s*([0-9]{{4}}(?:-[0-9]{{4}})?){_ENDS})"
)
_SCOPUS = re.compile(
    rf"{_STARTS}(?:(TITLE-ABS-KEY|TITLE-ABS|SRCTITLE)\s*|(TITLE|ABS|AUTH)|(KEY|AUTHKEY)"
    rf"(?=\((?:{_HELD}|{_WORD})\)))(?=\()"
)
_YEAR = re.compile(r"\bPUBYEAR\s*([=<>])\s*([0-9]{4})\b")
_ORDERED = re.compile(r"\b(?:ONEAR|NEXT|PRE)/[0-9]")  # near each other, the first word first
_NEAR = re.compile(r"(?:O?NEAR|near|NEXT|PRE|W)/([0-9]{1,2})|(?:ADJ|adj)([0-9]{1,2})")
_LOWER = re.compile(r"(?<![^\s(])(?:and|or|not)(?![^\s)])")
_AFTER_WORD = re.compile(rf"(?:(?!{_HELD})[^\]\s)])\s+(?:and|or|not)\s")
# What other databases have that isn't, or can't be, written here.
_FOREIGN = re.compile(
    r"\[[A-Za-z][^\]]*\]|\b[A-Z]{2,}\s*=|=\s*\(|[A-Z]\(|\b(?:and|or|not)\(|\.[a-z]{2}[.,]|\w[$#]|\w/(?!\S)"
    r"|\b(?:NEAR|near|ONEAR|NEXT|PRE|W)/|\b(?:NEAR|ADJ|adj)[0-9]*(?!\S)|PUBYEAR"
)
_SENTENCE = re.compile(rf"[.,;!?’'{QUOTES}]")
_INNERMOST = re.compile(r"\([^()]*\)")
# What none of these is without: most texts have nothing of it.
_may_be = re.compile(
    r"[\[=]|[A-Z] ?\(|PUBYEAR|(?:/|adj|ADJ)[0-9]|\.[a-z]{2}[,.]| (?:or|not) "
).search


def told_elsewhere(text: str) -> Iterator[Problem]:
    """The text as it would be written here, where that is another one; it is read as it stands."""
    if len(text) > LONGEST or not _may_be(text):
        return
    here = _written_here(text)
    # What would be written anew once more isn't yet what is asked here.
    if here != text and _written_here(here) == here:
        from search.parser import parse  # which asks for this

        if not parse(here).problems:
            rest = ", but for the order of words" if _ORDERED.search(_QUOTED.sub("", text)) else ""
            message = f"this may be meant as other databases read it{rest}: {here} finds the papers"
            yield Problem("also-here", message, 0, len(text))


def _written_here(text: str) -> str:
    """The text itself where all of it can't be written here."""
    if re.search(_HELD, text):
        return text
    writing = _Writing()
    held = _QUOTED.sub(lambda found: found[1] or writing.hold(found[0]), text)
    here = writing.anew(held)
    if here == held:
        here = _with_operators(text)
        return text if _FOREIGN.search(here) else here
    if "]" in held and _AFTER_WORD.search(held):
        return text  # words of a title, perhaps, as in "war and peace[ti]"
    here = _LOWER.sub(lambda found: found[0].upper(), here)
    return writing.released(here) if _is_native(here) else text


def _is_native(text: str) -> bool:
    """Whether nothing is left of other databases, nor hangs on which operators come first."""
    if _FOREIGN.search(text) or text.count("(") > DEEPEST:
        return False
    while inner := _INNERMOST.findall(text):
        if any(_is_mixed(group[1:-1]) for group in inner):
            return False
        text = _INNERMOST.sub("_", text)
    return not _is_mixed(text)


def _is_mixed(text: str) -> bool:
    """Whether OR stands beside other operators, or words side by side, without parentheses."""
    words = text.split()
    return "OR" in words and not {"OR"}.issuperset(words[1::2])


def _with_operators(text: str) -> str:
    """Few words with operators in small letters; but a sentence may hold "or"."""
    words = text.split(" ")
    others = {word.lower() for word in words} - {"and", "or", "not"}
    if len(words) > FEW or _SENTENCE.search(text) or not others.isdisjoint(SIGNS | STOP_WORDS):
        return text
    for before, word, behind in zip(count(), words[1:], words[2:], strict=False):
        if word in ("or", "not") and not {words[before], behind} & _OPERATORS:
            words[before + 1] = word.upper()
    return " ".join(words)


class _Writing:
    """One text on its way, and the quoted parts that are held back."""

    def __init__(self) -> None:
        self._held: list[str] = []

    def hold(self, quoted: str) -> str:
        """One character in the place of a quoted part."""
        self._held.append(quoted)
        return chr(0xE000 + len(self._held) - 1)

    def released(self, text: str) -> str:
        """The text with all quoted parts in their places."""
        return re.sub(_HELD, lambda found: self._held[ord(found[0]) - 0xE000], text)

    def anew(self, text: str) -> str:
        """The text with the fields of here; what can't be written so stays."""
        text = _DATES.sub(_dated, text)
        text = _GROUP.sub(lambda found: _in_field("tiab" if found[3] else found[2], found[1]), text)
        text = _TAGGED.sub(self._tagged, text)
        text = _WOS.sub(self._wos, text)
        text = _SCOPUS.sub(lambda found: _in_field(found[1] or found[2] or found[3], ""), text)
        return _YEAR.sub(lambda found: f"year:{found[1].strip('=')}{found[2]}", text)

    def _tagged(self, found: re.Match[str]) -> str:
        """A tag is about all words in front of it, up to an operator."""
        value, pubmed, ovid, more = found.groups()
        text = found.string
        before = text[max(found.start() - _LONGEST_BEFORE, 0) : found.start()]
        if not _BEGINS.search(before) or text[found.end() : found.end() + 1].strip(") \t\n\r"):
            return found[0]
        if value.endswith(" al"):
            return found[0]
        value = self._near(value)
        if ovid:
            return self._ovid(value, ovid, more) or found[0]
        return (self._in(pubmed, value) or found[0]) if pubmed else value

    def _ovid(self, value: str, name: str, more: str) -> str:
        """Words are a phrase there. Empty where that can't be."""
        if more and name in ("au", "kw", "jw"):
            return ""
        if " " in value:
            if "*" in value or "?" in value:
                return ""
            value = self.hold(f'"{value}"')
        return _in_field("tiab" if more else name, value)

    def _near(self, value: str) -> str:
        words = value.split()
        near = _NEAR.fullmatch(words[1]) if len(words) == 3 else None
        distance = near and int(near[1] or int(near[2]) - 1)
        if not distance or "*" in value or "?" in value:
            return value
        return self.hold(f'"{words[0]} {words[2]}"~{distance}')

    def _wos(self, found: re.Match[str]) -> str:
        name, value, years = found.groups()
        if years:
            return f"year:{years}"
        return self._in(name, value) or found[0] if value else _in_field(name, "")

    def _in(self, name: str, value: str) -> str:
        """Words in a field; all of a name, or of a heading. Empty where that can't be."""
        field = _FIELD_OF[name]
        if " " not in value:
            return _in_field(name, value)
        if field in ("title", "venue", ""):
            return _in_field(name, f"({value})")
        return (
            "" if re.search(rf"[*?]|{_HELD}", value) else _in_field(name, self.hold(f'"{value}"'))
        )


def _dated(found: re.Match[str]) -> str:
    first, last = found.groups()
    span = f"{first}..{last}" if first else last
    return f"date:{span.replace('/', '-')}" if "/" in span else f"year:{span}"


def _in_field(name: str, value: str) -> str:
    field = _FIELD_OF[name]
    return f"{field}:{value}" if field else value
