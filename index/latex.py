"""LaTeX → text that people read: accents and commands outside of mathematics become Unicode.

`readable` is called once, when a paper is made into a document; what it returns is stored, shown,
tokenised and highlighted. Mathematics stays TeX between single dollars. Nothing is ever eaten: a
`%` starts no comment, a command that isn't known stays as it is, and so do braces that aren't
LaTeX's own ("the set {0,1}").
"""

import re
from collections.abc import Callable
from functools import cache
from unicodedata import normalize

from index.formulas import is_formula
from index.latex_tables import COMBINING, FONTS, LETTERS, QUOTING, SPACES, SYMBOLS

# No part of it looks further than a bounded stretch ahead: any text is read in linear time.
# In the order of trial; the name of the group says which rule writes it. The first character is
# taken before any rule looks back at it: so the expression goes fast over all others.
_PIECE = r"""
    [\\$~`'{}-] (?:
    (?P<formula>  (?<=\$) (?: \$ (?!\$) [^$\\]* (?:\\.[^$\\]*)* \$\$
                            | (?!\$) [^$\\]* (?:\\.[^$\\]*)* \$ )
                | (?<=\\) (?: \( (?:[^\\]|\\[^(])+? \\\) | \[ (?:[^\\]|\\[^[])+? \\\]
                            | ensuremath\s*\{ (?:[^{}]|\{[^{}]*\}){0,1500} \}
                            | begin\{ (?P<name> equation | align | eqnarray | gather | multline
                                              | displaymath )
                              \*? \} .{1,1500}? \\end\{ (?P=name) \*? \} ) )
  | (?P<accent>   (?<=\\) (?: ['"`^~=.] \s* | [vcHukrdbt] (?: \s* (?=[{\\]) | \s+ ) )
                  (?: \{ \s* \\?[A-Za-z] \s* \} | \{ \s* \\['"`^~=.] \s* \{?[A-Za-z]\}? \s* \}
                    | \\[ij](?![A-Za-z]) (?:\ |\{\})? | [A-Za-z] ) )
  | (?P<dropped>  (?: (?<=\\) | (?<=~) \\ )
                  (?: cite[a-z]* | label | eqref | ref | noopsort | vspace | hspace | color
                    | begin | end )
                  \*? (?: \[ [^][]* \] )* \s* \{ [^{}]* \}
                | (?<=\\) (?:href|textcolor)\s*\{[^{}]*\}(?=\s*\{) )
  | (?P<command>  (?<=\\) [A-Za-z]+\*? (?:\ *\{\})? )
  | (?P<symbol>   (?<=\\) . )
  | (?P<tie>      (?<=~) )
  | (?P<quote>    (?<=`) `? | (?<=') ' )
  | (?P<dash>     (?<=-) --?(?![->]) )
  | (?P<open>     (?<=\{) )
  | (?P<close>    (?<=\}) ) )
    """
_ACCENTED = re.compile(r".\s*\{\s*\\(['\"`^~=.])").match
_OPENERS = frozenset(" /(")
# Braces of LaTeX: around a command, or words whose case BibTeX is to keep.
_GROUPING = re.compile(r"\{{1,3}(?:\\|[^\W\d_][\w .'-]*\})").match


def readable(text: str) -> str:
    """LaTeX made readable and white space folded; plain text comes back as it is."""
    if has_markup(text):
        text = _Reading(text).run()
    if text.isascii() and text.isprintable() and "  " not in text:  # the only white space is " "
        return text.strip()
    return " ".join(text.split())


def has_markup(text: str) -> bool:
    """Whether `readable` would do more than fold white space."""
    return "$" in text or "\\" in text or "--" in text or "{" in text or "~" in text or "`" in text


class _Reading:
    """One text on its way from LaTeX to Unicode.

    A rule writes what stands for its piece; it may say where to go on, if not behind the piece.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.braces: list[str] = []  # of each open brace: what is to be written for its partner
        self.after_command = False
        self.is_quoting = False
        self.quotes = 0

    def run(self) -> str:
        """Go through the text piece by piece."""
        at = 0
        next_piece = _expression().search
        while match := next_piece(self.text, at):
            if match.start() > at:
                self._write(self.text[at : match.start()])
            at = _RULES[str(match.lastgroup)](self, match) or match.end()
        self.out.append(self.text[at:])
        return "".join(self.out)

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.after_command = False

    def formula(self, match: re.Match[str]) -> int | None:
        """Mathematics is kept between single dollars; a dollar that opens none is a dollar."""
        piece = match[0]
        if piece[0] == "$" and not is_formula(match):
            self._write("$")
            return match.start() + 1
        content = piece.strip("$") if piece[0] == "$" else _undelimited(piece).replace("$", "")
        self._write(f"${content.strip()}$")
        return None

    def accent(self, match: re.Match[str]) -> None:
        """An accent, or two ("\\d{\\^e}"), and the letter."""
        marks, letter = match[0][1:-1], match[0].rstrip(" {}")[-1]
        inner = _ACCENTED(marks)
        accents = [COMBINING[mark] for mark in (inner[1] if inner else "", marks[0]) if mark]
        self._write(normalize("NFC", letter + "".join(accents)))

    def dropped(self, match: re.Match[str]) -> None:
        """A command whose argument isn't for readers; a blank for the bounds of an environment."""
        if match[0].startswith(("\\begin", "\\end")):
            self._write(" ")
        self.after_command = match[0].startswith(("\\href", "\\textcolor"))

    def command(self, match: re.Match[str]) -> int | None:
        """A command of letters: a font, a letter, a symbol, quotation marks, or one that stays."""
        name, end = match[0][1:].rstrip("*{} "), match.end()
        if name in FONTS:
            self.after_command = True
            return _behind_blanks(self.text, end)
        if name in LETTERS:
            self._write(LETTERS[name])
            return end if match[0].endswith("}") else _behind_blanks(self.text, end)
        if name in QUOTING and self.text.startswith("{", end):
            self.after_command = self.is_quoting = True
            return end
        self._write(SYMBOLS.get(name) or SPACES.get(name) or match[0])
        return None

    def symbol(self, match: re.Match[str]) -> None:
        """A backslash and a character: a blank, nothing, or the character."""
        self._write(SPACES.get(match[0][1], match[0][1]))

    def tie(self, match: re.Match[str]) -> None:
        """A tilde between two words is a blank; elsewhere it means "about", or a home page."""
        before, after = match.start() - 1, match.end()
        inside = before >= 0 and after < len(self.text)
        joins = inside and not (self.text[before] in _OPENERS or self.text[after] == " ")
        self._write(" " if joins else "~")

    def quote(self, match: re.Match[str]) -> None:
        """Quotation marks; two primes that close nothing stay."""
        if match[0] == "``":
            self.quotes += 1
            self._write("“")
        elif match[0] == "`":
            self._write("‘" if self.text[match.end() : match.end() + 1].isalnum() else "`")
        else:
            self._write("”" if self.quotes > 0 else "''")
            self.quotes -= 1

    def dash(self, match: re.Match[str]) -> None:
        """Two hyphens are an en dash, three an em dash."""
        self._write("–" if len(match[0]) == 2 else "—")

    def open(self, match: re.Match[str]) -> None:
        """Braces of LaTeX go, those of a set or behind an index stay."""
        start = match.start()
        before = self.text[start - 1 : start]
        grouping = self.after_command or bool(_GROUPING(self.text, start))
        unknown = self.out and self.out[-1].startswith("\\") and len(self.out[-1]) > 1
        kept = not grouping or before in ("_", "^") or bool(unknown)
        opening, closing = "{}" if kept else "“”" if self.is_quoting else ("", "")
        self.is_quoting = False
        self.braces.append(closing)
        self._write(opening)

    def close(self, match: re.Match[str]) -> None:
        """Like the brace that it closes."""
        self._write(self.braces.pop() if self.braces else "}")


_RULES: dict[str, Callable[[_Reading, re.Match[str]], int | None]] = {
    "formula": _Reading.formula,
    "accent": _Reading.accent,
    "dropped": _Reading.dropped,
    "command": _Reading.command,
    "symbol": _Reading.symbol,
    "tie": _Reading.tie,
    "quote": _Reading.quote,
    "dash": _Reading.dash,
    "open": _Reading.open,
    "close": _Reading.close,
}


def _undelimited(piece: str) -> str:
    """The content of `\\(…\\)`, `\\[…\\]`, `\\ensuremath{…}` or an environment."""
    if piece[1] in "([":
        return piece[2:-2]
    if piece.startswith("\\ensuremath"):
        return piece[piece.index("{") + 1 : -1]
    return piece[piece.index("}") + 1 : piece.rindex("\\end")]


def _behind_blanks(text: str, at: int) -> int:
    """Where the blanks end that begin there: LaTeX swallows those behind a command."""
    while text.startswith(" ", at):
        at += 1
    return at


@cache
def _expression() -> re.Pattern[str]:
    return re.compile(_PIECE, re.VERBOSE | re.DOTALL)
