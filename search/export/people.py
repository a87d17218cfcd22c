"""An author's name → family name, given name and suffix, as citation formats want them apart."""

from typing import NamedTuple

_PARTICLES = frozenset(
    str.split(
        """
        al ap ben bin da das de degli dei del della den der des di do dos du el la las le los
        mac mc ten ter van vande vanden vom von y zu zum zur
        """
    )
)
_GROUPS = ("collaboration", "consortium", "team", "group", "project")
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


class Name(NamedTuple):
    """A name in parts; `given` and `suffix` may be empty."""

    family: str
    given: str
    suffix: str = ""


def name_parts(name: str) -> Name:
    """Split a name; a group, or a name of one word, is all family name.

    Particles in lower case go with the family name; "Jr." and the like are the suffix.
    """
    if name.casefold().endswith(_GROUPS):
        return Name(name, "")
    if "," in name:
        family, _, given = name.partition(",")
        return Name(family.strip(), given.strip())
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1].casefold() in _SUFFIXES else ""
    start = max(len(words) - 1, 0)
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)
