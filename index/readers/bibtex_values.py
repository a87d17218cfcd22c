"""The values of BibTeX's fields as they are written → their text: braces, quotes, macros, `#`."""

import re

_PART = re.compile(r'"(?:[^"{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*"|[^\s#"{}]+')
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PROTECTED = re.compile(
    r"\$[^$]*\$"  # mathematics, commands with their arguments and scripts stay as they are
    r"|\\(?:[A-Za-z]+\*?|[^A-Za-z])\s*(?:\[[^\]]*\]\s*)?(?:\{(?:[^{}]|\{[^{}]*\})*\})*"
    r"|[_^]\{[^{}]*\}"
    # Formulas and accents may stand in a word, but no command that holds up to the brace.
    r"|\{(?P<word>(?!\\)(?:[^{}\\$]|\$[^$]*\$|\\[\"'`^~=.&%#_$](?:\{\\?[A-Za-z]\})?|\\[,;:!]"
    r"|\{\\[^{}]*(?:\{[^{}]*\}[^{}]*)?\})*+)\}"
)
_JOINT = re.compile(r"\\.|[{}]|(?<!\S)and(?!\S)", re.I | re.S)
_DEEPEST = 4  # braces within braces that only protect


class Values:
    """The macros of a file as they are defined, and values read with them."""

    def __init__(self) -> None:
        self._macros: dict[str, str] = {month: month for month in _MONTHS}

    def define(self, name: str, value: str) -> None:
        """Take over an @string; it may use earlier ones."""
        self._macros[name.strip().lower()] = self.resolve(value)

    def resolve(self, value: str) -> str:
        """The text of a value: parts joined, enclosing braces or quotes taken off.

        A macro that nobody defined stands for its own name.
        """
        value = value.strip()
        if value.startswith("{") and _closing(value, 0) == len(value) - 1:
            return value[1:-1]
        return "".join(self._part(part) for part in _parts(value))

    def macros_of(self, text: str) -> str:
        """The @string lines that a piece of source needs to stand alone."""
        names = {name.lower() for name in re.findall(r"[=#]\s*([^\W\d][^\s,#{}\"]*)", text)}
        used = sorted(name for name in names if self._macros.get(name, name) != name)
        return "".join(f"@string{{{name} = {{{self._macros[name]}}}}}\n" for name in used)

    def _part(self, part: str) -> str:
        if part[0] in '{"' and len(part) > 1:
            return part[1:-1]
        return self._macros.get(part.lower(), part)


def without_protection(text: str) -> str:
    """The text without the braces that only keep BibTeX from changing capitals: "{GPU}s"."""
    text = text.strip()
    while text.startswith("{") and text.endswith("}") and _closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    for _ in range(_DEEPEST):
        if "{" not in text:
            break
        text = _PROTECTED.sub(_unprotect, text)
    return text


def split_names(text: str) -> list[str]:
    """The names that "and" joins outside of braces; empty ones are left out.

    bibtexparser's own loses an accent that a name begins with ("and \\'Elie").
    """
    names: list[str] = []
    start = depth = 0
    for mark in _JOINT.finditer(text):
        if mark[0] in "{}":
            depth = max(depth + (1 if mark[0] == "{" else -1), 0)
        elif not mark[0].startswith("\\") and not depth:
            names.append(text[start : mark.start()])
            start = mark.end()
    return [name for part in [*names, text[start:]] if (name := part.strip())]


def runs_on(value: str) -> bool:
    """Whether the value goes on into the next field, since the comma between is missing."""
    return "=" in value and "=" in _parts(value)


def _unprotect(found: re.Match[str]) -> str:
    return found[0] if found["word"] is None else found["word"]


def _parts(value: str) -> list[str]:
    """The parts of a value that "#" joins."""
    parts: list[str] = []
    at = 0
    while at < len(value):
        if value[at] == "{":
            end = _closing(value, at)
            end = len(value) if end < 0 else end + 1
        else:
            found = _PART.match(value, at)
            end = found.end() if found else at + 1
        part = value[at:end]
        at = end
        if part.strip() and part != "#":
            parts.append(part)
    return parts


def _closing(value: str, start: int) -> int:
    """The index of the brace that closes the one at `start`; -1 where there is none."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.S).finditer(value, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == "}":
            return found.start()
    return -1
