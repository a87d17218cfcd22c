"""What citation formats want apart: the parts of an author's name, who published and in what,
keywords."""

from collections.abc import Sequence
from typing import NamedTuple

from search.results import Hit

_PARTICLES = frozenset(
    str.split(
        """
        al ap ben bin da das de degli dei del della den der des di do dos du el la las le los
        mac mc ten ter van vande vanden vom von y zu zum zur
        """
    )
)
_GROUPS = frozenset(
    str.split(
        """
        academy administration agency association authority bureau center centre collaboration
        commission committee consortium corporation council department division federation for
        foundation group inc initiative institut institute institution investigators laboratory
        laboratories ltd ministry network of organisation organization panel program programme
        project society survey team union universität université university
        """
    )
)
# Those that begin a family name even before two words, and the given name that has them as well.
_PAIRS = frozenset(("de la", "van de", "van den", "van der", "von der"))
_GIVEN_WITH_PARTICLES = frozenset(("maria", "maría", "m.", "ma."))
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


class Name(NamedTuple):
    """A name in parts; `given` and `suffix` may be empty."""

    family: str
    given: str
    suffix: str = ""


def name_parts(name: str) -> Name:
    """Split a name; a group, told by its words, or a name of one word is all family name.

    Particles in lower case go with the family name; "Jr." and the like are the suffix. Where two
    stand between names, what follows is a double family name; one may belong to a given name, as in
    "Maria de Lourdes Silva", or two in "Maria de la Luz Silva".
    """
    if not _GROUPS.isdisjoint(name.casefold().replace(".", "").split()):
        return Name(name, "")
    if "," in name:
        family, _, given = name.partition(",")
        return Name(family.strip(), given.strip())
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    start = max(len(words) - 1, 0)
    if start > 3 and words[0].casefold() not in _GIVEN_WITH_PARTICLES:
        pairs = (n for n in range(1, start - 1) if " ".join(words[n : n + 2]) in _PAIRS)
        start = next(pairs, start)
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def joined_keywords(keywords: Sequence[str]) -> str:
    """With commas between, or semicolons where commas are within, as readers take them apart; a
    single one with a comma has its semicolon behind."""
    if not any("," in word for word in keywords):
        return ", ".join(keywords)
    return "; ".join(keywords) + (";" if len(keywords) == 1 else "")


def venue_and_publisher(hit: Hit) -> tuple[str, str]:
    """As most formats have them: a school or institution is the publisher of a thesis or report."""
    publisher = hit.details.get("publisher", "")
    if not publisher and hit.details.get("type") in ("thesis", "report"):
        return "", hit.venue
    return hit.venue, publisher
