"""LaTeX → text that people read: accents and commands outside of mathematics become Unicode.

`readable` is called once, when a paper is made into a document; what it returns is stored, shown,
tokenised and highlighted. Mathematics stays TeX between single dollars. Nothing is ever eaten: a
`%` starts no comment, a command that isn't known stays as it is, and so do braces that aren't
LaTeX's own ("the set {0,1}").
"""

import re
from unicodedata import normalize

from index.latex_tables import COMBINING, FONTS, LETTERS, SPACES, SYMBOLS

_PLAIN = re.compile(r"[\\$~{`]|--|''|\s\s|[^\S ]").search
# In the order of trial; the name of the group says which function of _RULES writes it.
_PIECE = re.compile(
    r"""
    (?=[\\$~`'{}-]) (?:                                                # fails fast elsewhere
    (?P<formula>  \$\$ (?:[^$\\]|\\.)+ \$\$ | \$ (?:[^$\\]|\\.)+ \$
                | \\\( .+? \\\) | \\\[ .+? \\\] | \\ensuremath\s*\{ (?:[^{}]|\{[^{}]*\})* \}
                | \\begin\s*\{ (?P<environment>equation|align|eqnarray|gather|multline|displaymath|math)
                  \*? \} .+? \\end\s*\{ (?P=environment) \*? \} )
  | (?P<accent>   \\ (?: ['"`^~=.] \s* | [vcHukrdbt] (?: \s* (?=[{\\]) | \s+ ) )
                  (?: \{ \s* \\?[A-Za-z] \s* \} | \\[ij](?![A-Za-z]) (?:\ |\{\})? | [A-Za-z] ) )
  | (?P<dropped>  ~? \\ (?: cite[a-z]* | label | eqref | ref | vspace | hspace | color
                  | begin | end ) \*? (?: \[ [^][]* \] )* \s* \{ [^{}]* \}
                | \\(?:href|textcolor)\s*\{[^{}]*\}(?=\s*\{) )
  | (?P<command>  \\[A-Za-z]+\*? (?:\ *\{\})? )
  | (?P<symbol>   \\. )
  | (?P<mark>     ``? | '' | ---?(?![->]) | ~ )
  | (?P<open>     \{ )
  | (?P<close>    \} ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_MONEY = re.compile(r"\d[^\\^_{}=<>]*").fullmatch
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,},? [A-Za-z]{2,},? [A-Za-z]{2,}").search
_FORMULA = re.compile(r"\$((?:[^$\\]|\\.)+)\$", re.DOTALL)
_NEVER_BEHIND = frozenset("_^{")
_PROTECTED = re.compile(r"\{[^\W\d_][\w .'-]*\}").match


def readable(text: str) -> str:
    """LaTeX made readable and white space folded; plain text comes back as it is."""
    if not _PLAIN(text):
        return text.strip()
    if "\\" in text or "$" in text or "{" in text or "`" in text or "~" in text or "--" in text:
        text = _Reading(text).run()
    return " ".join(text.split())


def formula_spans(text: str) -> list[tuple[int, int]]:
    """Where the formulas of a readable text are, dollars included, in order: never cut one."""
    spans = []
    at = text.find("$")
    while at >= 0:
        match = _FORMULA.match(text, at)
        if match and _is_formula(match):
            spans.append(match.span())
            at = match.end() - 1
        at = text.find("$", at + 1)
    return spans


def _is_formula(match: re.Match[str]) -> bool:
    """Whether what stands between two dollars is mathematics: not "$5 and $6", and not prose."""
    content = match[0].strip("$")
    follower = match.string[match.end() : match.end() + 1]
    if _MONEY(content) and (content[-1] in " (" or follower.isdigit()):
        return False
    if match[0][1] != "$" and follower in _NEVER_BEHIND:
        return False
    return bool(content.strip()) and not _PROSE(content)


class _Reading:
    """One text on its way from LaTeX to Unicode."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.braces: list[bool] = []  # of each open brace: whether its partner is to be written
        self.after_command = False
        self.quotes = 0

    def run(self) -> str:
        """Go through the text piece by piece."""
        at = 0
        while match := _PIECE.search(self.text, at):
            if match.start() > at:
                self._write(self.text[at : match.start()])
            at = match.end()
            rule = getattr(self, f"_{match.lastgroup}")
            at = rule(match[0], match) or at
        self.out.append(self.text[at:])
        return "".join(self.out)

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.after_command = False

    def _formula(self, piece: str, match: re.Match[str]) -> int | None:
        if piece[0] == "$" and not _is_formula(match):
            self._write("$")
            return match.start() + 1
        content = piece.strip("$")
        if piece[0] == "\\":
            content = _undelimited(piece).replace("$", "")
        self._write(f"${content.strip()}$")
        return None

    def _accent(self, piece: str, match: re.Match[str]) -> None:
        base = piece[2:].replace("\\", "").strip(" {}")
        self._write(normalize("NFC", base + COMBINING[piece[1]]))

    def _dropped(self, piece: str, match: re.Match[str]) -> None:
        self.after_command = piece.startswith(("\\href", "\\textcolor"))
        if piece.startswith(("\\begin", "\\end")):
            self._write(" ")

    def _command(self, piece: str, match: re.Match[str]) -> int | None:
        name = piece[1:].rstrip("*{} ")
        end = match.end()
        if name in FONTS:
            self.after_command = True
            return end + _spaces(self.text, end)
        if name in LETTERS:
            self._write(LETTERS[name])
            return end if piece.endswith("}") else end + _spaces(self.text, end)
        known = SYMBOLS.get(name) or SPACES.get(name)
        self._write(piece if known is None else known)
        self.after_command = False
        if known is None and self.text.startswith("{", end):
            self.braces.append(True)
            self._write("{")
            return end + 1
        return None

    def _symbol(self, piece: str, match: re.Match[str]) -> None:
        self._write(SPACES.get(piece[1], piece[1]))

    def _mark(self, piece: str, match: re.Match[str]) -> None:
        self._write(getattr(self, _MARKS[piece])(match))

    def _tilde(self, match: re.Match[str]) -> str:
        before, after = match.start() - 1, match.end()
        inside = 0 <= before and after < len(self.text)
        tie = inside and self.text[before] not in " /(" and self.text[after] != " "
        return " " if tie else "~"

    def _quote(self, match: re.Match[str]) -> str:
        self.quotes += 1
        return "“"

    def _unquote(self, match: re.Match[str]) -> str:
        if not self.quotes:
            return "''"
        self.quotes -= 1
        return "”"

    def _single(self, match: re.Match[str]) -> str:
        return "‘" if self.text[match.end() : match.end() + 1].isalnum() else "`"

    def _dash(self, match: re.Match[str]) -> str:
        return "–" if len(match[0]) == 2 else "—"

    def _open(self, piece: str, match: re.Match[str]) -> None:
        start = match.start()
        grouping = self.after_command or self.text.startswith("\\", start + 1)
        grouping = grouping or bool(_PROTECTED(self.text, start))
        kept = not grouping or self.text[start - 1 : start] in ("_", "^")
        self.braces.append(kept)
        self._write("{" if kept else "")

    def _close(self, piece: str, match: re.Match[str]) -> None:
        kept = self.braces.pop() if self.braces else True
        self._write("}" if kept else "")


_MARKS = {
    "~": "_tilde",
    "``": "_quote",
    "''": "_unquote",
    "`": "_single",
    "--": "_dash",
    "---": "_dash",
}


def _undelimited(piece: str) -> str:
    """The content of `\\(…\\)`, `\\[…\\]`, `\\ensuremath{…}` or an environment."""
    if piece[1] in "([":
        return piece[2:-2]
    if piece.startswith("\\ensuremath"):
        return piece[piece.index("{") + 1 : -1]
    return piece[piece.index("}") + 1 : piece.rindex("\\end")]


def _spaces(text: str, at: int) -> int:
    """How many blanks stand there: LaTeX swallows those that follow a command."""
    return len(text) - at - len(text[at:].lstrip(" "))
