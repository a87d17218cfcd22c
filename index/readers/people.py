"""Names as formats write them → "Given Family", one string a person, in reading order."""

import re
from collections.abc import Iterable, Sequence

# "Boot, V" has an initial, "Boot, MD" perhaps two: only these are sure to be no given names.
_SUFFIX = re.compile(r"(?:jr|sr)\.?|2nd|3rd|4th|ii|iii|iv", re.I)
_DEGREE = re.compile(r"ph\.?\s?d\.?|m\.?d\.?|esq\.?", re.I)
_ET_AL = re.compile(r"(?:[,;] ?| )?\b(?:et\.? al\.?|and others)\s*$", re.I)
_AND = re.compile(r",?\s+(?:and|&)\s+")
_LETTER = re.compile(r"(?<!\w)\w\.$")
_INITIALS = re.compile(r"[^\W\d_a-z]{1,3}|(?:-?[^\W\d_a-z]\.)+")
_DOTTED = re.compile(r"(?:-?[^\W\d_a-z]\.)+")
_FORMS = frozenset(("EU", "INC", "LLC", "LLP", "LTD", "OY", "UK", "UN", "US", "USA", "WHO"))
_DOUBTFUL = frozenset(("MD", "X"))  # initials, a degree, or a name that was chosen
_NUMERAL = re.compile("(?=..)X{0,3}(?:I[VX]|V?I{0,3})")
_GROUPS = frozenset(("collaboration", "committee", "consortium", "group", "network", "team"))
_PARTICLES = frozenset(("da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "von"))
_NUMBER = re.compile(r"\s*\(\d+\)\s*$")  # Scopus puts its id of the author behind the name
_PARENTHESES = re.compile(r"\([^()]*\)")
_DEEPEST = 4  # parentheses within parentheses


def given_first(name: str) -> str:
    """ "Family, Given" as "Given Family"; "Family, Jr., Given" and "Family, Given, Jr." as
    "Given Family Jr."; a name without a comma as it stands."""
    parts = [part for part in (" ".join(part.split()) for part in name.split(",")) if part]
    if len(parts) < 2:
        return " ".join(parts)
    family, *rest = parts
    if len(rest) == 1 and " " in rest[0]:  # MEDLINE: "Family, Given Jr"
        given, _, last = rest[0].rpartition(" ")
        rest = [given, last] if _SUFFIX.fullmatch(last) else rest
    suffixes = [part for part in rest if _SUFFIX.fullmatch(part) or _is_degree(part, rest)]
    return " ".join([*(part for part in rest if part not in suffixes), family, *suffixes])


def _is_degree(part: str, rest: list[str]) -> bool:
    return len(rest) > 1 and _DEGREE.fullmatch(part) is not None


def is_suffix(part: str) -> bool:
    """Whether this is "Jr." or its like, and no given name."""
    return _SUFFIX.fullmatch(part.strip()) is not None


def split_list(text: str) -> tuple[str, ...]:
    """The names of "A. Author (1), B. Other and C. Third": reading order, commas or "and" between.

    Notes in parentheses and "et al." are left out; "Jr." after a comma stays with its name.
    """
    for _ in range(_DEEPEST if "(" in text else 0):
        text = _PARENTHESES.sub(" ", text)
    text = _ET_AL.sub("", " ".join(text.split()))
    names: list[str] = []
    for part in _AND.sub(", ", text).split(","):
        name = " ".join(part.split()).removeprefix("and ")
        if names and _SUFFIX.fullmatch(name):
            names[-1] += " " + name
        elif name and name not in ("*", "†", "‡"):
            names.append(name)
    return tuple(names)


def initials_first(name: str) -> str:
    """ "Smith JA" and "van Dam J. A." as "J. A. Smith" and "J. A. van Dam"; others as they are.

    MEDLINE and Scopus write short names this way round.
    """
    person = _without_suffix(name)
    if person != name:  # "Smith JA Jr"
        return f"{initials_first(person)} {name.split()[-1]}"
    family, initials = _backwards(name)
    if family.upper() == family or not initials:
        return given_first(name)
    return f"{' '.join(f'{letter}.' for letter in initials if letter.isupper())} {family}"


def surely_initials_first(names: Sequence[str]) -> list[str]:
    """The names of one paper; those without a comma as `initials_first` has them where it is sure.

    It is for "Smith J. A.", one word and initials with dots. Where no name has a comma and all end
    in initials it is for "Smith JA", too: Embase and Ovid write so. "Malcolm X", "Mary Smith MD"
    and "Department of Health UK" stay.
    """
    if any("," in name for name in names):
        return [given_first(name) for name in names]
    together = len(names) > 1 and all(map(_ends_in_initials, names))
    together = together and not all(_bare_initials(name) in _DOUBTFUL for name in names)
    return [initials_first(name) if together or _is_dotted(name) else name for name in names]


def _backwards(name: str) -> tuple[str, str]:
    """What stands before the initials at the end, and these; either may be empty."""
    words = name.split()
    start = len(words)
    while start and _INITIALS.fullmatch(words[start - 1]):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _bare_initials(name: str) -> str:
    return re.sub(r"\W", "", _backwards(_without_suffix(name))[1])


def _ends_in_initials(name: str) -> bool:
    """Whether the name is one word and initials, or more words and initials with dots."""
    family, initials = _backwards(_without_suffix(name))
    if not initials or family.upper() == family or _bare_initials(name) in _FORMS:
        return False
    return _is_one_word(family) or _are_dotted(initials)


def _is_dotted(name: str) -> bool:
    family, initials = _backwards(name)
    sure = _ends_in_initials(name) and _bare_initials(name) not in _DOUBTFUL
    return sure and _is_one_word(family) and _are_dotted(initials)


def _are_dotted(initials: str) -> bool:
    return all(_DOTTED.fullmatch(part) for part in initials.split())


def _is_one_word(family: str) -> bool:
    """Whether but one word isn't a particle."""
    return all(word.lower() in _PARTICLES for word in family.split()[:-1])


def _without_suffix(name: str) -> str:
    """ "Smith JA Jr" without the suffix or degree; "Smith JR" and "Smith II" have initials only."""
    before, _, last = name.rpartition(" ")
    return before if _is_behind(last) and all(_backwards(before)) else name


def _is_behind(part: str) -> bool:
    return _SUFFIX.fullmatch(part) is not None or _DEGREE.fullmatch(part) is not None


def split_any(text: str) -> tuple[str, ...]:
    """The names of a cell whose convention isn't known: split on ";" or "|", else on "and", else
    as pairs "Family, Given, Family, Given"; names with a space in each part are whole names.
    """
    text = _ET_AL.sub("", " ".join(text.split()))
    ends = text.count(".") == 1 and text.endswith(".") and not _LETTER.search(text)
    text = text.removesuffix(".") if ends else text  # PubMed's list ends like a sentence
    for mark in (";", "|"):
        if mark in text:
            return _named((_NUMBER.sub("", name) for name in text.split(mark)), ends)
    pieces = [", ".join(_joined(piece)) for piece in _AND.split(text) if piece]
    if len(pieces) > 1 and all(_is_one(piece) for piece in pieces):
        return _named(pieces, ends)
    return _named(_pairs(_joined(", ".join(pieces))), ends)


def split_pubmed(text: str) -> tuple[str, ...]:
    """The names of PubMed's own tables: "Smith JA, Park II; The Group.", all initials behind."""
    text = _ET_AL.sub("", " ".join(text.split())).removesuffix(".")
    return tuple(filter(None, map(_from_pubmed, _joined(text.replace(";", ",")))))


def _from_pubmed(name: str) -> str:
    is_group = _bare_initials(name) in _FORMS and not _is_one_word(_backwards(name)[0])
    return name if is_group else initials_first(name)


def _is_one(piece: str) -> bool:
    """Whether "Family, Given" or a name without a comma, not a list of whole names."""
    parts = piece.split(",")
    return len(parts) == 1 or (len(parts) == 2 and not all(map(is_whole, parts)))


def is_whole(part: str) -> bool:
    """Given and family name: two words, not beginning with a particle as "van Dam" does;
    "van Dam JA" is whole."""
    words = part.split()
    if len(words) < 2:
        return False
    return not words[0].islower() or _INITIALS.fullmatch(words[-1]) is not None


def _joined(text: str) -> list[str]:
    """The parts between commas, "Jr." and degrees with the name before them.

    "MD", "II" and the like may be given names: "Boot, MD, Cane, CD".
    """
    names: list[str] = []
    for part in filter(None, map(str.strip, text.split(","))):
        sure = names and (len(names) % 2 == 0 or is_whole(names[-1]))
        if names and _is_behind(part) and (sure or not _INITIALS.fullmatch(part)):
            names[-1] += " " + part.replace(" ", "")
        else:
            names.append(part)
    return names


def _pairs(parts: list[str]) -> list[str]:
    if len(parts) % 2 or all(map(is_whole, parts)) or any(map(_ends_in_initials, parts[::2])):
        return parts
    return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]


def _named(names: Iterable[str], ends: bool) -> tuple[str, ...]:
    """The names of one cell, which `ends` in a full stop or doesn't. Where one has a comma, one
    without is whole ("Boot, Ada; Malcolm X"); where most have initials behind, these go to the
    front, else those that are likely to be such."""
    found = [name for name in map(str.strip, names) if name]
    has_comma = any("," in name for name in found)
    together = _are_backwards(found, ends)
    people = (
        initials_first(name)
        if not has_comma
        and (_likely_ends_in_initials(name) or (together and _may_end_in_initials(name)))
        else given_first(name)
        for name in found
    )
    return tuple(filter(None, people))


def _are_backwards(names: list[str], ends: bool) -> bool:
    """Whether all people have initials behind, or most of them and one is likely to.

    Single words and groups aren't asked; one name is enough only in front of a full stop.
    """
    people = [name for name in names if " " in name and name.split()[-1].lower() not in _GROUPS]
    backwards = [*filter(_may_end_in_initials, people)]
    if all(_bare_initials(name) in _DOUBTFUL for name in backwards):
        return False
    if len(backwards) < len(people):
        return 2 * len(backwards) > len(people) and any(map(_likely_ends_in_initials, people))
    return len(people) > 1 or (ends and not _NUMERAL.fullmatch(_backwards(people[0])[1]))


def _may_end_in_initials(name: str) -> bool:
    family, initials = _backwards(_without_suffix(name))
    if not family or not initials or _bare_initials(name) in _FORMS:
        return False
    is_suffix = _SUFFIX.fullmatch(initials) or _NUMERAL.fullmatch(initials)
    return not is_suffix or _is_one_word(family)  # "Mary Boot III"


def _likely_ends_in_initials(name: str) -> bool:
    """ "Boot AB", as PubMed has it, and "Garcia Lopez M.", as Scopus, but not "Mary Boot MD"."""
    family, initials = _backwards(_without_suffix(name))
    if not _may_end_in_initials(name):
        return False
    is_sure = _bare_initials(name) not in _DOUBTFUL and not _NUMERAL.fullmatch(initials)
    signs = is_sure, _are_dotted(initials)
    return any(signs) if _is_one_word(family) else all(signs)
