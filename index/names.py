"""Names of authors → the keys they are indexed under, and the keys that a typed name matches.

A key is a surname ("bengio"), a surname and given name ("bengio,yoshua") or a surname and initials
("bengio,y"); all are folded, with ue, oe, ae as u, o, a (Müller, Mueller and Muller are one). A
key that ends in a dot ("bengio,y.") marks an author of whom only initials are known: "Yoshua
Bengio" then finds "Y. Bengio", at a lower weight, and not "Yann Bengio".
"""

import re
from dataclasses import dataclass

from index.folding import fold
from index.latex import readable

_PARTICLES = frozenset(
    "af al av bin da de degli dei del della den der des di do dos du e el ibn la las le les lo los"
    " op ten ter the thoe tot van ver vom von vande vander y zu zum zur".split()
)
_SUFFIXES = frozenset("jr sr junior senior ii iii iv phd md".split())
_COLLABORATION = re.compile(
    r"\b(?:collaborations?|consortium|group|team|project|network|initiative|survey|committee)\b"
).search
_FOR = re.compile(r"^(.*?)[\s,]*\b(?:for|on behalf of)\s+(?:the\s+)?(.*)$").match
# Müller: ue behind and before a consonant, which leaves Bauer and Samuelson's likes to themselves.
_UMLAUT = re.compile(r"(?<![aeiouq])([aou])e(?=[^aeiou\W])")
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*\.?(?:-[^\W_]+\.?)*")
_HYPHENS = re.compile(r"[\u2010-\u2015]")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in parts, folded. Each of `given` is a given name, or an initial of one letter."""

    given: tuple[str, ...]
    particles: tuple[str, ...]
    surname: str

    def initials(self) -> str:
        """The first letters of the given names, of both parts of a hyphenated one."""
        return "".join(part[0] for name in self.given for part in name.split("-"))

    def first(self) -> str:
        """The first given name, hyphen dropped; empty where only initials are known."""
        first = self.given[0].replace("-", "") if self.given else ""
        return "" if all(len(part) == 1 for part in self.given[0].split("-")) else first


def name_terms(author: str) -> list[str]:
    """The keys under which an author is indexed, each once: about three, or four with initials.

    "… Collaboration" is one name, found by its whole and without that word; a person "for the …
    Collaboration" has the keys of both.
    """
    plain = _plain(author)
    if together := _FOR(plain):
        keys = [key for part in together.groups() for key in name_terms(part)]
        return list(dict.fromkeys(keys))
    if _COLLABORATION(plain):
        return _group_keys(plain)
    name = _parse(plain)
    return list(dict.fromkeys(_keys(name))) if name else []


def name_variants(text: str) -> list[tuple[str, float]]:
    """The keys that match a name as it is typed, with weights ≤ 1, the fullest match first.

    Both orders are tried ("Bengio Yoshua"); a name alone is a surname. A key is listed once, at
    its highest weight.
    """
    plain = _plain(text)
    if _COLLABORATION(plain):
        return [(_group_keys(plain)[0], 1.0)]
    weights: dict[str, float] = {}
    for reading, certainty in _readings(plain):
        for key, weight in _wanted(reading):
            weights[key] = max(weights.get(key, 0.0), round(weight * certainty, 3))
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))


def same_author(a: str, b: str) -> bool:
    """Whether two spellings may be one person: surnames alike, given names not in conflict.

    Order, accents, particles and initials don't matter; a surname alone agrees with any given name.
    """
    first, second = _plain(a), _plain(b)
    if first == second:
        return True
    if _COLLABORATION(first) or _COLLABORATION(second):
        return _group_keys(first)[:1] == _group_keys(second)[:1]
    names = [reading for reading, _ in _readings(first)]
    others = [reading for reading, _ in _readings(second)]
    return any(_agree(x, y) for x in names for y in others)


def _plain(text: str) -> str:
    folded = _HYPHENS.sub("-", fold(readable(text)))
    return _UMLAUT.sub(r"\1", folded).strip()


def _group_keys(plain: str) -> list[str]:
    found = [word for word in _words(plain) if word != "the"]
    kept = [word for word in found if not _COLLABORATION(word)]
    return list(dict.fromkeys([" ".join(found), " ".join(kept)])) if kept else [" ".join(found)]


def _words(text: str) -> list[str]:
    return [word.rstrip(".").replace(".", "") for word in _WORDS.findall(text)]


def _parse(plain: str) -> _Name | None:
    """A name in reading order, or "Family, Given"."""
    family, comma, given = plain.partition(",")
    if comma and not set(_words(given)) <= _SUFFIXES:
        return _name(_words(given), _words(family))
    found = [word for word in _words(plain) if word not in _SUFFIXES]
    if not found:
        return None
    start = _surname_start(found)
    return _name(found[:start], found[start:])


def _surname_start(found: list[str]) -> int:
    """Where the surname begins, its particles included: initials behind it mean it comes first."""
    for place in range(1, len(found) - 1):
        if found[place] in _PARTICLES and len(found[place]) > 1:
            return place
    return len(found) - 1


def _name(given: list[str], family: list[str]) -> _Name | None:
    given = [word for word in given if word not in _SUFFIXES]
    family = [word for word in family if word not in _SUFFIXES]
    if not family:
        return None
    at = 0
    while at < len(family) - 1 and family[at] in _PARTICLES:
        at += 1
    surname = " ".join(family[at:]).replace("-", " ").replace("'", "").replace("’", "")
    return _Name(tuple(given), tuple(family[:at]), surname)


def _keys(name: _Name) -> list[str]:
    keys = [name.surname]
    if name.particles:
        keys.append(" ".join((*name.particles, name.surname)))
    if " " in name.surname:
        keys += [name.surname.split()[0], name.surname.split()[-1]]
    if name.given:
        initials = name.initials()
        keys += [f"{name.surname},{initials[0]}", f"{name.surname},{initials}"]
        keys.append(f"{name.surname},{name.first() or initials[0] + '.'}")
    return keys


def _readings(plain: str) -> list[tuple[_Name, float]]:
    """What a typed name may mean, with how sure that is."""
    found = [word for word in _words(plain) if word not in _SUFFIXES]
    readings: list[tuple[_Name | None, float]] = []
    if "," in plain or len(found) < 2:
        readings.append((_parse(plain), 1.0))
    elif len(found[-1]) == 1 or _initials(plain, found):
        cut = next((i for i, word in enumerate(found) if i and len(word) <= 2), len(found))
        readings.append((_name(found[cut:], found[:cut]), 1.0))
    else:
        readings.append((_parse(plain), 1.0))
        readings.append((_name(found[1:], found[:1]), 0.9))
        readings.append((_name([], found), 1.0))
    return [(reading, sure) for reading, sure in readings if reading]


def _initials(plain: str, found: list[str]) -> bool:
    """Whether a name ends in initials: "Serre J.-P." or "Bengio Y."."""
    last = found[-1].split("-")
    return len(found) > 1 and all(len(part) == 1 for part in last)


def _wanted(name: _Name) -> list[tuple[str, float]]:
    if not name.given:
        surname = " ".join((*name.particles, name.surname))
        return [(surname, 1.0)]
    initials, first = name.initials(), name.first()
    if not first:
        exact = f"{name.surname},{initials}"
        return [(f"{name.surname},{initials[0]}.", 0.6 if len(initials) > 1 else 1.0), (exact, 1.0)]
    wanted = [(f"{name.surname},{first}", 1.0), (f"{name.surname},{initials[0]}.", 0.6)]
    if "-" in name.given[0]:
        wanted.append((f"{name.surname},{name.given[0].split('-')[0]}", 0.8))
    elif len(name.given) > 1 and len(name.given[1]) > 1:
        wanted.append((f"{name.surname},{name.given[0]}{name.given[1]}", 0.9))
    return wanted


def _agree(a: _Name, b: _Name) -> bool:
    if a.surname != b.surname:
        return False
    return all(_compatible(x, y) for x, y in zip(_parts(a), _parts(b), strict=False))


def _parts(name: _Name) -> list[str]:
    return [part for given in name.given for part in given.split("-")]


def _compatible(a: str, b: str) -> bool:
    return a == b or (a[0] == b[0] and (len(a) == 1 or len(b) == 1))
