"""A word as it was typed → the terms of an index that stand for it.

What a corpus teaches is read from its own terms: a compound is known when its hyphenated spelling
is in two papers or more, an acronym when a paper defines it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import translate
from itertools import islice
from typing import Protocol
from weakref import WeakKeyDictionary

from index.analysis import analyse, fold, forms, stem

EXPANSION_LIMIT = 1000  # words that one wildcard may stand for
SPELLING_LIMIT = 16  # spellings of one phrase that are tried
LONGEST_RESPELLED = 20  # words; a longer phrase is taken as it is spelled
LONGEST_SPLIT = 40  # letters; nothing longer is looked at as a compound
KNOWN_FROM = 2  # papers that must hold a hyphenated spelling: "in form" is no "inform"
DOMINANT = 0.9  # share of the papers that define an acronym in one sense, for it to stand alone
DEFINED_OFTEN = 0.1  # share of its papers that define a word, for it to be one in small letters

Row = tuple[str, ...]  # typed forms that stand in a row


class Terms(Protocol):
    """What is asked of an index: a part of Whoosh's reader."""

    def doc_frequency(self, field: str, term: str) -> int:
        """The number of papers that hold the term, 0 for an unknown one."""

    def expand_prefix(self, field: str, prefix: bytes) -> Iterable[bytes]:
        """The field's terms that begin so, in sorted order."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of an acronym: its spellings (number, hyphens), the commonest first."""

    spellings: tuple[str, ...]
    papers: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for: stems, rows of typed forms, and rows of what it is short for."""

    stems: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    spelled_out: tuple[Row, ...] = ()


def meaning(text: str, terms: Terms) -> Meaning:
    """What a word without quotes stands for.

    A compound meets its other spellings when it is known, an acronym the papers that only spell it
    out. A stop word stands for itself; where it has no say is decided in `search.preparation`.
    """
    found = analyse(text)
    if not found.stems:
        return Meaning(rows=(tuple(found.forms),) if found.forms else ())
    if len(found.forms) > 1:
        joined = "".join(found.forms)
        is_compound = found.compounds == ("-".join(found.forms),) and _is_known(found.forms, terms)
        return Meaning((stem(joined),) if is_compound else (), (tuple(found.forms),))
    return Meaning(
        tuple(found.stems),
        tuple(splits(found.forms[0], terms)),
        tuple(dict.fromkeys(_spelled_out(text, terms))),
    )


def spellings(text: str, terms: Terms) -> list[Row]:
    """The rows of typed forms that quoted words stand for, as typed first."""
    typed = forms(text)
    if len(typed) > LONGEST_RESPELLED:
        return [tuple(typed)]
    rows: list[list[Row]] = [[()], *([] for _ in typed)]
    for at, word in enumerate(typed):
        heads = [(word,), *splits(word, terms)]
        rows[at + 1] += [row + head for row in rows[at] for head in heads]
        if _is_known(typed[at : at + 2], terms):
            rows[at + 2] += [(*row, "".join(typed[at : at + 2])) for row in rows[at]]
        del rows[at + 1][SPELLING_LIMIT:]
    return list(dict.fromkeys((tuple(typed), *rows[-1])))[:SPELLING_LIMIT] if typed else []


def joined_pair(first: str, second: str, terms: Terms) -> str:
    """The joined spelling of two words that stand side by side; empty where no paper has it."""
    pair = [*forms(first), *forms(second)]
    if len(pair) != 2 or not _is_known(pair, terms):
        return ""
    joined = "".join(pair)
    fields = ("title_form", "abstract_form")
    return joined if any(terms.doc_frequency(field, joined) for field in fields) else ""


def splits(form: str, terms: Terms) -> Iterator[Row]:
    """The parts of a compound that is written in one word: "noninvasive" → non, invasive."""
    for cut in range(1, min(len(form), LONGEST_SPLIT)):
        if _is_known((form[:cut], form[cut:]), terms):
            yield form[:cut], form[cut:]


def senses(text: str, terms: Terms) -> list[Sense]:
    """The meanings that papers give to an acronym, the commonest first; ties by the alphabet."""
    bare = text[:-1] if text.endswith("s") and text[:-1].isupper() else text  # GNNs
    (short,) = forms(bare) if len(forms(bare)) == 1 else ("",)
    grouped: dict[Row, list[tuple[int, str]]] = {}
    for term in terms.expand_prefix("acronym", f"{short}\t".encode()) if short else ():
        long = term.decode().partition("\t")[2]
        papers = terms.doc_frequency("acronym", f"{short}\t{long}")
        grouped.setdefault(tuple(sorted(map(stem, long.split()))), []).append((-papers, long))
    found = [
        Sense(tuple(long for _, long in sorted(group)), -sum(papers for papers, _ in group))
        for group in grouped.values()
    ]
    return sorted(found, key=lambda sense: (-sense.papers, sense.spellings))


def is_acronym(text: str, senses: list[Sense], terms: Terms) -> bool:
    """Whether a word is meant as an acronym: typed in capitals, or seldom anything else."""
    if not senses:
        return False
    if text.removesuffix("s").isupper():
        return True
    defining = sum(sense.papers for sense in senses)
    return defining >= DEFINED_OFTEN * terms.doc_frequency("abstract", stem(fold(text)))


def dominant(senses: list[Sense]) -> Sense | None:
    """The sense that an acronym has nearly always; None where it has several."""
    total = sum(sense.papers for sense in senses)
    return senses[0] if senses and senses[0].papers >= DOMINANT * total else None


def wild_words(pattern: str, field: str, terms: Terms, limit: int = EXPANSION_LIMIT) -> list[str]:
    """The first `limit` terms of a field that match a pattern with * and ?, in sorted order."""
    folded = fold(pattern)
    literals = re.split(r"[*?]+", folded)
    if literals[0]:
        found = terms.expand_prefix(field, literals[0].encode())
        words: Iterable[str] = (term.decode() for term in found)
    else:
        words = _holding(max(literals, key=len), _lexicon(field, terms))
    # fnmatch's expression never goes back, so that many stars take no more time than one.
    return list(islice(filter(re.compile(translate(folded)).fullmatch, words), limit))


def _holding(literal: str, lexicon: str) -> Iterator[str]:
    """The lines that hold a text."""
    at = lexicon.find(literal)
    while 0 <= at < len(lexicon):
        end = lexicon.find("\n", at)
        yield lexicon[lexicon.rfind("\n", 0, at) + 1 : end]
        at = lexicon.find(literal, end + 1)


def _lexicon(field: str, terms: Terms) -> str:
    """All terms of a field, each ended by a line feed, which none of them holds."""
    read = _LEXICONS.setdefault(terms, {})
    if field not in read:
        read[field] = "".join(f"{term.decode()}\n" for term in terms.expand_prefix(field, b""))
    return read[field]


# A pattern without a beginning has to look at every term: they are read once for as long as their
# index is open, which costs some bytes a term and saves a second a query.
_LEXICONS: WeakKeyDictionary[Terms, dict[str, str]] = WeakKeyDictionary()


def _spelled_out(text: str, terms: Terms) -> Iterator[Row]:
    found = senses(text, terms)
    sense = dominant(found)
    if sense and is_acronym(text, found, terms):
        for long in sense.spellings:
            other = long[:-1] if long.endswith("s") else f"{long}s"  # the other number
            yield from (tuple(spelling.split()) for spelling in (long, other))


def _is_known(parts: Sequence[str], terms: Terms) -> bool:
    """Whether the words make a compound. Letters and digits do without a witness: GPT-3, GPT3."""
    if len(parts) < 2:
        return False
    if len(parts) == 2 and _NUMBERED.fullmatch("-".join(parts)):
        return True
    return terms.doc_frequency("compound", "-".join(parts)) >= KNOWN_FROM


_NUMBERED = re.compile(r"[^\W\d_]+-\d+|\d+-[^\W\d_]+")
