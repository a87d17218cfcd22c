"""Names of authors → the keys they are indexed under, and the keys that a typed name matches.

A key is a surname ("bengio"), a surname and given name ("bengio,yoshua") or a surname and initials
("bengio,y"); all are folded, with ue, oe, ae as u, o, a (Müller, Mueller and Muller are one). A
key that ends in a dot ("bengio,y.") marks an author of whom only initials are known: "Yoshua
Bengio" then finds "Y. Bengio", at a lower weight, and not "Yann Bengio".
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from index.folding import HYPHENS, fold
from index.latex import readable

_PARTICLE_WORDS = """
af al av bin da de degli dei del della den der des di do dos du el ibn la las le les lo los op ten
ter the van ver vom von vande vander zu zum zur
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# These are given names as well: Bin Zhang isn't somebody of whom the surname "bin Zhang" is known.
_GIVEN_TOO = frozenset(("al", "bin", "da", "di", "do", "la", "le", "lo", "ten"))
SUFFIXES = frozenset(("jr", "sr", "junior", "senior", "ii", "iii", "iv", "phd"))
_GROUPS = (
    "collaboration|collaborations|consortium|group|team|project|network|initiative|survey|committee"
)
_is_group = re.compile(rf"\b(?:{_GROUPS})\b").search
# Words of a name that isn't simply what is given and a surname.
_UNUSUAL = SUFFIXES | {*_GROUPS.split("|"), "for", "behalf"}
TELLING = _PARTICLES | _UNUSUAL  # those of one that needs to be read with care
_FOR_GROUP = re.compile(r"(.*?)[\s,]*\b(?:for|on behalf of)\s+(?:the\s+)?(.*)").fullmatch
# ue, oe, ae between consonants: Mueller and Goedel, but neither Bauer nor Poe.
UMLAUT = re.compile(r"(?<![aeiouq])([aou])e(?=[^aeiou\W])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\.?(?:-[^\W_]+(?:['’][^\W_]+)*\.?)*")
_HYPHEN = re.compile(f"[{HYPHENS}]")
# Given names or initials and a surname, of ASCII's letters; the same with hyphens in them.
_is_simple = re.compile(r"(?:[a-z]+\.? )+[a-z]{2,}").fullmatch
_is_hyphenated = re.compile(r"(?:[a-z]+\.?(?:-[a-z]+\.?)? )+[a-z]{2,}(?:-[a-z]+)*").fullmatch
_are_plain = re.compile(rf"(?!.*{UMLAUT.pattern})[a-z]{{2,20}}(?: [a-z]{{2,20}})?").fullmatch
_is_plain = re.compile(rf"(?!.*{UMLAUT.pattern})[a-z]{{2,20}}").fullmatch
_CAPITALS_LAST = re.compile(r"(.*[^\W\d_A-Z].*) ([A-Z]{2,3})").fullmatch

LONGEST = 300  # characters of a name; nobody's is longer

# How well a key answers what was typed: initials say less than the name they stand for.
FULL, LIKELY, INITIAL = 1.0, 0.9, 0.6


class _Name(NamedTuple):
    """A name in parts, folded; each of `given` is a given name or an initial."""

    given: tuple[str, ...]
    particles: tuple[str, ...]
    family: tuple[str, ...]  # the parts of a double surname

    @property
    def surname(self) -> str:
        """Particles included, as one word for them ("lecun" is Le Cun too)."""
        return "".join(self.particles) + " ".join(self.family)

    @property
    def initials(self) -> str:
        """The first letters of the given names, of both parts of a hyphenated one."""
        return "".join(part[0] for given in self.given for part in given.split("-"))

    @property
    def first(self) -> str:
        """The first given name without its hyphen; empty where only initials are known."""
        known = self.given and any(len(part) > 1 for part in self.given[0].split("-"))
        return self.given[0].replace("-", "") if known else ""


def name_terms(author: str) -> list[str]:
    """The keys under which an author is indexed, each once: about three, or four with initials.

    "… Collaboration" is one name, found by its whole and without that word; a person "for the …
    Collaboration" has the keys of both.
    """
    plain = author[:LONGEST].lower()
    has_pair = "ae" in plain or "oe" in plain or "ue" in plain
    found = [] if has_pair else _simple_words(plain)
    if not found:
        plain = plain_name(author)
        found = _simple_words(plain)
    if found:
        is_simple = "-" not in plain and _PARTICLES.isdisjoint(found)
        return _simple_keys(found) if is_simple else _usual_keys(found)
    if together := _FOR_GROUP(plain):
        keys = [key for part in together.groups() for key in name_terms(part)]
    elif _is_group(plain):
        keys = _group_keys(plain)
    else:
        keys = [key for name in islice(_readings(plain), 1) for key in _keys(name)]
    return list(dict.fromkeys(keys))


def name_variants(text: str) -> list[tuple[str, float]]:
    """The keys that match a name as it is typed, with weights ≤ 1, the fullest match first.

    Given names may stand first or last ("Bengio Yoshua", "Bengio Y", "Bengio, Y."); a name alone is
    a surname. Each key stands once.
    """
    if len(plain_words(text)) == 1:
        return [(text, FULL)]
    plain = plain_name(text)
    if _is_group(plain):
        return [(_group_keys(plain)[0], FULL)]
    readings = _read(plain)
    if capitals := _CAPITALS_LAST(text[:LONGEST].strip()):  # "Kops SM", as PubMed has it
        readings.insert(1, _name(list(capitals[2].lower()), _words(plain_name(capitals[1]))))
    wanted = [pair for name in readings[:1] for pair in _wanted(name)]
    for name in readings[1:]:
        sure = FULL if not name.given and name.particles else LIKELY
        wanted += [(key, min(weight, sure)) for key, weight in _wanted(name)[:1]]
    return sorted(dict(reversed(wanted)).items(), key=lambda item: (-item[1], item[0]))


def plain_words(text: str) -> list[str]:
    """One or two words in small letters that can be read in no other way; empty for all else."""
    found = text.split(" ")
    return found if _are_plain(text) and TELLING.isdisjoint(found) else []


def is_plain_word(text: str) -> bool:
    """Whether these are one word by `plain_words`, in a third of the time."""
    return _is_plain(text) is not None and text not in TELLING


def same_author(a: str, b: str) -> bool:
    """Whether two spellings may be one person: surnames alike, given names not in conflict.

    Order, accents, particles and initials don't matter; a surname alone agrees with any given name.
    """
    first, second = plain_name(a), plain_name(b)
    if first == second:
        return True
    if _is_group(first) or _is_group(second):
        return _group_keys(first)[:1] == _group_keys(second)[:1]
    return any(_agree(x, y) for x in _persons(first) for y in _persons(second))


def plain_name(text: str) -> str:
    """The name folded, with plain hyphens and without the e of German pairs."""
    folded = _HYPHEN.sub("-", fold(readable(text[:LONGEST])))
    return UMLAUT.sub(r"\1", folded).strip()


def _words(plain: str) -> list[str]:
    """The words of a name without dots: "j.-p. d'alembert" is j-p, dalembert."""
    found = (re.sub("[.'’]", "", word) for word in _WORD.findall(plain))
    return [word for word in found if word not in SUFFIXES]


def _group_keys(plain: str) -> list[str]:
    found = [word for word in _words(plain) if word != "the"]
    alone = [word for word in found if not _is_group(word)]
    return [" ".join(found), " ".join(alone or found)]


def _read(plain: str) -> list[_Name]:
    """What a name may mean, the likeliest reading first."""
    return list(dict.fromkeys(_readings(plain)))


def _readings(plain: str) -> Iterator[_Name]:
    """The same, some of them twice: "Given Family" unless something tells."""
    family, comma, given = plain.partition(",")
    if comma and _words(given):
        if _words(family):
            yield _name(_words(given), _words(family))
        return
    found = _words(plain)
    if len(found) < 2:
        yield from [_name([], found)] if found else []
        return
    before, behind = _initials(found), _initials(found[::-1])
    if 0 < behind < len(found):  # "Bengio Y", "van der Maaten L", "LeCun Yann A"
        yield _name(found[-behind:], found[:-behind])
        yield _name(found[1:], found[:1])
        return
    start = _surname_start(found)
    yield _name(found[:start], found[start:])
    if 0 < before < len(found):
        yield _name(found[:before], found[before:])
    elif not before:
        yield _name([], found)
        yield _name(found[:1], found[1:])
        if len(found) == 2:
            yield _name(found[1:], found[:1])


def _persons(plain: str) -> list[_Name]:
    """The readings of a name without those that take a given name for a particle."""
    is_given = plain.partition(" ")[0] in _GIVEN_TOO
    return [name for name in _read(plain) if name.given or not (is_given and name.particles)]


def _initials(found: list[str]) -> int:
    """How many initials the words begin with."""
    return next((n for n, word in enumerate(found) if not _is_initial(word)), len(found))


def _is_initial(word: str) -> bool:
    return word.isascii() and all(len(part) == 1 for part in word.split("-"))


def _surname_start(found: list[str]) -> int:
    """Where the surname begins: with its first particle, else with the last word."""
    inner = (n for n in range(1, len(found) - 1) if found[n] in _PARTICLES)
    return next(inner, len(found) - 1)


def _name(given: list[str], family: list[str]) -> _Name:
    """A name of its words; particles are in front of the surname, or at the end of what is given.

    A word that alone could be the surname is no particle ("Di Wang" and "Wang, Di" are one).
    """
    start, end = 0, len(given)
    while start < len(family) - 1 and family[start] in _PARTICLES:
        start += 1
    while end > 1 and given[end - 1] in _PARTICLES:
        end -= 1
    parts = [part for word in family[start:] for part in word.split("-")]
    return _Name(tuple(given[:end]), tuple(given[end:] + family[:start]), tuple(parts))


def _keys(name: _Name) -> list[str]:
    """Whole surnames with what is given, without particles too; the ends of a double surname."""
    surnames = [name.surname]
    if name.particles:
        surnames.append(" ".join(name.family))
    keys = [*surnames, name.family[0], name.family[-1]]
    if name.given:
        initials = name.initials
        shown = name.first or initials[0] + "."
        keys += [f"{s},{end}" for s in surnames for end in (initials[0], initials, shown)]
    return keys


def _simple_words(plain: str) -> list[str]:
    """The words of a name of letters, which stand in the usual order; none for any other name."""
    hyphens = "-" in plain and _is_hyphenated(plain) and not _is_group(plain)
    found = plain.replace(".", "").split() if hyphens or _is_simple(plain) else []
    return found if _UNUSUAL.isdisjoint(found) else []


def _simple_keys(found: list[str]) -> list[str]:
    """What `_keys` makes of such words without hyphens and particles, five times as fast."""
    first, family, initials = found[0], found[-1], "".join([word[0] for word in found[:-1]])
    shown = first if len(first) > 1 else f"{first}."
    keys = (family, f"{family},{initials[0]}", f"{family},{initials}", f"{family},{shown}")
    return list(dict.fromkeys(keys))


def _usual_keys(found: list[str]) -> list[str]:
    """The same of any such words."""
    start = _surname_start(found)
    return list(dict.fromkeys(_keys(_name(found[:start], found[start:]))))


def _wanted(name: _Name) -> list[tuple[str, float]]:
    surname, initials = name.surname, name.initials
    if not initials:
        return [(surname, FULL)]
    if not name.first:
        alone = LIKELY if len(initials) == 1 else INITIAL
        return [(f"{surname},{initials}", LIKELY), (f"{surname},{initials[0]}.", alone)]
    wanted = [(f"{surname},{name.first}", FULL), (f"{surname},{initials[0]}.", INITIAL)]
    if "-" in name.given[0]:
        wanted.append((f"{surname},{name.given[0].split('-')[0]}", LIKELY))
    elif len(name.given) > 1 and len(name.given[1]) > 1:
        wanted.append((f"{surname},{name.given[0]}{name.given[1]}", LIKELY))
    return wanted


def _agree(a: _Name, b: _Name) -> bool:
    if a.family != b.family and a.surname != b.surname:
        return _shortens(a, b) or _shortens(b, a)
    if "".join(a.given).replace("-", "") == "".join(b.given).replace("-", ""):
        return True
    return all(_compatible(x, y) for x, y in zip(_parts(a), _parts(b), strict=False))


def _shortens(a: _Name, b: _Name) -> bool:
    """Whether a surname is another one up to a particle: "Remi Tachet" of "Tachet des Combes"."""
    size = len(a.family)
    is_longer = a.family == b.family[:size] and not _PARTICLES.isdisjoint(b.family[size : size + 1])
    return is_longer and bool(a.first) and a.given == b.given


def _parts(name: _Name) -> list[str]:
    return [part for given in name.given for part in given.split("-")]


def _compatible(a: str, b: str) -> bool:
    return a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1))
