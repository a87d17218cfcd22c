"""A word as it was typed → the terms of an index that stand for it.

What a corpus teaches is read from its own terms: a compound is known when its hyphenated spelling
is in two papers or more, an acronym when a paper defines it.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import translate
from itertools import chain, islice, pairwise, product, takewhile
from typing import NamedTuple

from index.analysis import STOP_WORDS, Analysis, analyse, fold, forms, stem
from search.kept import OBJECT_BYTES
from search.query import DEFAULT_FIELDS
from search.senses import Sense, dominant, is_acronym, senses
from search.terms import Terms

EXPANSION_LIMIT = 1000  # words that one wildcard may stand for
SPELLING_LIMIT = 16  # spellings of one phrase that are tried
LONGEST_RESPELLED = 20  # words; a longer phrase is taken as it is spelled
LONGEST_SPLIT = 40  # letters; nothing longer is looked at as a compound
KNOWN_FROM = 2  # papers that must hold a hyphenated spelling: "in form" is no "inform"
KNOWN_SHARE = 0.002  # of a word's papers that must spell it with a hyphen: not "net-work" by a slip
SENSE_SPELLINGS = 6  # of an acronym's sense that are looked for
INFLECTED_LIMIT = 48  # rows of forms that a compound stands for
SHORTEST_INFLECTED = 3  # letters
LONGEST_ENDING = 6  # letters by which forms of a word differ in length

_FORM_FIELDS = ("title_form", "abstract_form")

Row = tuple[str, ...]  # typed forms that stand in a row


class Meaning(NamedTuple):
    """What a word stands for: stems, rows of typed forms, and rows of what it is short for."""

    stems: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    spelled_out: tuple[Row, ...] = ()

    @property
    def is_itself(self) -> bool:
        """Whether a word stands for nothing but its stems."""
        return not self.rows and not self.spelled_out

    @property
    def nbytes(self) -> int:
        """The bytes of its words, roughly."""
        return OBJECT_BYTES * sum(
            1 + len(row) for row in (self.stems, *self.rows, *self.spelled_out)
        )


def meaning(text: str, terms: Terms) -> Meaning:
    """What a word without quotes stands for.

    A compound meets its other spellings when it is known, an acronym the papers that only spell it
    out. A stop word stands for itself; where it has no say is decided in `search.idle`.
    """
    return terms.kept(("meaning", text), lambda: _meaning(text, terms))


def _meaning(text: str, terms: Terms) -> Meaning:
    found = analyse(text)
    if not found.stems:
        return Meaning(rows=(tuple(found.forms),) if found.forms else ())
    if len(found.forms) > 1:
        is_compound = found.compounds == ("-".join(found.forms),) and _is_compound(found, terms)
        rows = dict.fromkeys([*spellings(text, terms), *_inflected(found.forms, terms)])
        joined = "".join(found.forms)
        if _is_dotted(text) and joined not in STOP_WORDS:  # "i.i.d." is "iid"; "A.L.L." no "all"
            rows[joined,] = None
        return Meaning((stem("".join(found.forms)),) if is_compound else (), tuple(rows))
    return Meaning(
        tuple(found.stems),
        tuple(splits(found.forms[0], terms)),
        tuple(dict.fromkeys(_spelled_out(text, terms))),
    )


_is_dotted = re.compile(r"(?:[^\W\d_]\.){2,4}[^\W\d_]\.?").fullmatch


def spellings(text: str, terms: Terms) -> list[Row]:
    """The rows of typed forms that quoted words stand for, as typed first."""
    typed = forms(text)
    if len(typed) > LONGEST_RESPELLED:
        return [tuple(typed)]
    pairs = [*pairwise(typed)]
    likely = _may_join([*typed, *map("".join, pairs)], terms)
    if not likely:
        return [tuple(typed)] if typed else []
    cuts = {word: _cuts(word) for word in typed if word in likely}
    asked = chain(*cuts.values(), (pair for pair in pairs if "".join(pair) in likely))
    known = _known([*asked], terms)
    rows: list[list[Row]] = [[()], *([] for _ in typed)]
    for at, word in enumerate(typed):
        heads = [(word,), *(cut for cut in cuts.get(word, ()) if cut in known)]
        rows[at + 1] += [row + head for row in rows[at] for head in heads]
        if (pair := tuple(typed[at : at + 2])) in known:
            rows[at + 2] += [(*row, "".join(pair)) for row in rows[at]]
        del rows[at + 1][SPELLING_LIMIT:]
    return list(dict.fromkeys((tuple(typed), *rows[-1])))[:SPELLING_LIMIT] if typed else []


def joined_pairs(pairs: Sequence[tuple[str, str]], terms: Terms) -> list[str]:
    """The joined spelling of each two words side by side; empty where no paper has it."""
    rows = [(*forms(first), *forms(second)) for first, second in pairs]
    joined = ["".join(row) if len(row) == 2 else "" for row in rows]
    likely = _may_join(joined, terms)
    if not likely:
        return [""] * len(pairs)
    known = _known([row for row, text in zip(rows, joined, strict=True) if text in likely], terms)
    found = {row: "".join(row) for row in known}
    papers = dict(zip(found, _papers([*found.values()], terms), strict=True))
    return [found[row] if papers.get(row) else "" for row in rows]


def splits(form: str, terms: Terms) -> list[Row]:
    """The parts of a compound that is written in one word: "noninvasive" → non, invasive."""
    cuts = _cuts(form) if _may_join([form], terms) else []
    if not cuts:
        return []
    joined = terms.frequencies([(field, terms.stem_of(form)) for field in DEFAULT_FIELDS])
    known = _known(cuts, terms, known_from(sum(joined)))
    return [cut for cut in cuts if cut in known]


def known_from(papers: int) -> float:
    """How many papers must have a hyphen in a word; its stem is in so many titles and abstracts."""
    return max(KNOWN_FROM, KNOWN_SHARE * papers)


def _may_join(texts: Sequence[str], terms: Terms) -> set[str]:
    """Those texts that may be compounds in one word; letters and digits are without a witness."""
    may_join = terms.may_join(texts) if texts else ()
    return {
        text
        for text, may in zip(texts, may_join, strict=True)
        if (may or not text.isalpha()) and text
    }


def _cuts(word: str) -> list[Row]:
    """A word in two, wherever it may be cut."""
    return [(word[:at], word[at:]) for at in range(1, min(len(word), LONGEST_SPLIT))]


def wild_words(pattern: str, field: str, terms: Terms, limit: int = EXPANSION_LIMIT) -> list[str]:
    """The first `limit` terms of a field that match a pattern with * and ?, in sorted order."""
    folded = fold(pattern)
    literals = re.split(r"[*?]+", folded)
    if literals[0]:
        found = terms.expand_prefix(field, literals[0].encode())
    else:
        found = terms.terms_holding(field, max(literals, key=len).encode())
    words = (term.decode() for term in found)
    # fnmatch's expression never goes back, so that many stars take no more time than one.
    return list(islice(filter(re.compile(translate(folded)).fullmatch, words), limit))


def prefix_of(pattern: str) -> str:
    """What any word that matches begins with, if that is all that a pattern asks; else empty."""
    found = _PREFIX.fullmatch(fold(pattern))
    return found[1] if found else ""


_PREFIX = re.compile(r"([^*?\[]+)\*+")


def _spelled_out(text: str, terms: Terms) -> Iterator[Row]:
    found = senses(text, terms)
    sense = dominant(found)
    if sense and is_acronym(text, found, terms):
        yield from (tuple(spelling.split()) for spelling in in_both_numbers(sense))


def in_both_numbers(sense: Sense) -> Iterator[str]:
    """The first spellings of a sense, each with its other number behind it."""
    for long in sense.spellings[:SENSE_SPELLINGS]:
        yield from (long, long[:-1] if long.endswith("s") else f"{long}s")


def _inflected(typed: Sequence[str], terms: Terms) -> Iterator[Row]:
    """The rows in which each word may be in another of its forms, as typed first."""
    return islice(product(*(_forms_of(form, terms) for form in typed)), INFLECTED_LIMIT)


def _forms_of(form: str, terms: Terms) -> list[str]:
    """The forms of a word in the index, itself first, then the commonest; short ones as typed."""
    stemmed = stem(form)
    begins = takewhile(lambda pair: pair[0] == pair[1], zip(form, stemmed, strict=False))
    beginning = "".join(letter for letter, _ in begins)
    found = {form.removesuffix("s"), f"{form}s"}  # of X-ray
    if form in STOP_WORDS or not form.isalpha() or len(form) < SHORTEST_INFLECTED:
        found = set()
    elif len(beginning) > SHORTEST_INFLECTED:
        begun = (terms.expand_prefix(field, beginning.encode()) for field in _FORM_FIELDS)
        found = {term.decode() for term in chain(*begun)}
    near = [other for other in found - {form} if abs(len(other) - len(form)) <= LONGEST_ENDING]
    same = [other for other in near if stem(other) == stemmed]
    papers = dict(zip(same, _papers(same, terms), strict=True))
    return [form, *sorted(papers, key=lambda other: (-papers[other], other))]


def _is_compound(found: Analysis, terms: Terms) -> bool:
    """Whether a hyphenated word is known in one of its forms: so co-operate by "co-operation"."""
    if _known([tuple(found.forms)], terms):
        return True
    stemmed = stem("".join(found.forms))
    begun = terms.expand_prefix("compound", found.compounds[0][: len(stemmed)].encode())
    same = [term.decode() for term in begun if stem(term.decode().replace("-", "")) == stemmed]
    return sum(terms.frequencies([("compound", term) for term in same])) >= KNOWN_FROM


def _papers(typed: Sequence[str], terms: Terms) -> list[int]:
    """How many papers have each of some forms; one that has it in title and abstract is two."""
    counts = terms.frequencies([(field, form) for field in _FORM_FIELDS for form in typed])
    return [*map(sum, zip(counts[: len(typed)], counts[len(typed) :], strict=True))]


def _known(rows: Sequence[Row], terms: Terms, least: float = KNOWN_FROM) -> set[Row]:
    """Those rows that make a compound, which as many papers spell with a hyphen.

    Letters and digits do without a witness: GPT-3, GPT3.
    """
    if not rows:
        return set()
    spelled = ["-".join(row) for row in rows]
    papers = terms.frequencies([("compound", text) for text in spelled])
    known = {row for row, count in zip(rows, papers, strict=True) if count >= least}
    if not "".join(map("".join, rows)).isalpha():  # most have no digits
        known |= {row for row in rows if len(row) == 2 and _NUMBERED.fullmatch("-".join(row))}
    return known


_NUMBERED = re.compile(r"[^\W\d_]+-\d+|\d+-[^\W\d_]+")
