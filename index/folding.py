"""Readable text → folded text: case, accents and TeX gone, every word findable as it is typed.

Two steps, on both sides of the search alike. TeX becomes plain words by one pattern (`\\alpha_s`,
`α_s` and `alpha s` meet; `H_2O`, `H$_2$O`, `H₂O` and `H2O` meet). Then each character is folded by
a table (NFKD, case, marks): composed and decomposed input give the same, ß is ss, ø is o.
"""

import re
from collections.abc import Iterator
from unicodedata import category, name, normalize

from index.latex_tables import FONTS, GREEK, SPACES

HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
_OTHER = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ȷ": "j", "ð": "d"}
_OTHER |= {"þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n"}
# Their letters are written without blanks between the words: each one is a token, so that phrases
# of them are exact and nothing depends on a dictionary.
_UNSPACED = re.compile(r"CJK |HIRAGANA|KATAKANA|THAI |LAO |KHMER|MYANMAR|IDEOGRAPH").match
# Commands that aren't words: relations, operators, structure.
_SILENT = frozenset(
    "frac dfrac tfrac cfrac sqrt binom over choose sim approx simeq cong equiv propto leq le geq ge"
    " neq ne ll gg lesssim gtrsim leqslant geqslant lt gt times cdot cdots ldots dots pm mp to in"
    " notin ni rightarrow leftarrow Rightarrow longrightarrow mapsto hookrightarrow leftrightarrow"
    " uparrow downarrow subset subseteq supset supseteq cap cup setminus wedge vee oplus otimes"
    " rtimes ltimes odot ast star circ bullet mid parallel perp vert Vert lvert rvert langle rangle"
    " lfloor rfloor lceil rceil colon backslash prime hat widehat tilde widetilde bar overline"
    " underline vec dot ddot check breve acute grave underbrace overbrace stackrel overset underset"
    " phantom begin end sum prod int oint bigcup bigcap bigoplus bigotimes not forall exists neg"
    " quad qquad dag dagger ddagger smile label tag".split()
)
_GREEK = "Α-Ωα-ωµϵϑϕϱ∆Ω\U0001d6a8-\U0001d7cb"
_GREEK_TEXT = "[\u0300-\u03ff\u1f00-\u1fff]"
_RAISED = "⁰¹²³⁴-⁹₀-₉"
_HARD = re.compile(rf"[\\$_^*{_RAISED}{_GREEK}]").search
_PIECE = re.compile(
    rf"""
    (?=[\\$_^*{{}}{_RAISED}{_GREEK}]) (?:                               # fails fast elsewhere
    (?P<index>    (?<=[A-Za-zΑ-Ωα-ω]) [}}$]* [_^] \{{? (?=[0-9]) )   # H_2  H$_2$  x^{{2}}
  | (?P<star>     (?<=[A-Za-z}}$]) [\^{{$]* \* [}}$]* (?=-\w) )      # C^*-algebra
  | (?P<edge>     [_^][a-z](?=[A-Z]) )                               # Sr_xCu
  | (?P<argument> \\(?:begin|end|label|tag)\s*\{{[^{{}}]*\}} )
  | (?P<command>  \\[A-Za-z]+\s* )
  | (?P<symbol>   \\. )
  | (?P<between>  \}}\s*\{{ )                                        # \frac{{a}}{{b}}
  | (?P<script>   [_^]\{{ [A-Za-z][^{{}}\\$]* \}} )                      # x_{{max}}
  | (?P<apart>    (?<=US)\$(?=[0-9]) | (?<=[A-Za-z])\}}?\$(?=[A-Za-z]) )  # US$500 $_x$Cu
  | (?P<nothing>  [${{}}] )
  | (?P<greek>    (?<!{_GREEK_TEXT}) [{_GREEK}]{{1,2}} (?!{_GREEK_TEXT}) )
  | (?P<power>    (?<=[0-9])[{_RAISED}] ) )                          # 10³ is 10 and 3
    """,
    re.VERBOSE | re.DOTALL,
)
_GLUED = re.compile(r"[{}$]*[A-Za-zΑ-Ωα-ω]").match
_IN_FORMULA = re.compile(r"\$[^$]*\$")
_GREEK_NAMES = {ord(letter): f" {word}" for word, letter in GREEK.items()}
_GREEK_NAMES[ord("ς")] = " sigma"


class _Folds(dict[int, str]):
    """Code point → what it is folded to; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


class _Words(_Folds):
    """The same with a blank for all that is no letter and no digit, save the hyphens kept."""

    def __init__(self, kept: str = "") -> None:
        super().__init__((ord(hyphen), "-") for hyphen in kept)

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded = "".join(c if c.isalnum() else " " for c in folded)
        return folded


_FOLDS = _Folds()
_WORDS = _Words()
_HYPHENED = _Words(HYPHENS)


def fold(text: str) -> str:
    """Case, accents and compatibility forms folded; punctuation stays. NFC and NFD give the same."""
    return text.translate(_FOLDS)


def words(text: str) -> str:
    """Text without TeX, folded, its words set apart by blanks: "p-value" gives "p value"."""
    return text.translate(_WORDS)


def hyphened_words(text: str) -> list[str]:
    """The words of a text without TeX, folded, that hold a hyphen, whichever kind it is."""
    return [word for word in text.translate(_HYPHENED).split() if "-" in word]


def without_tex(text: str) -> str:
    """TeX replaced by words: Greek letters by their names, fonts and braces by nothing."""
    if text.isascii() and not ("$" in text or "\\" in text or "_" in text or "^" in text):
        return text  # at once; what follows takes ten times as long
    return _PIECE.sub(_replace, _unminused(text)) if _HARD(text) else text


def fold_with_offsets(text: str) -> tuple[str, list[int], list[int]]:
    """Text without TeX and folded, and where each of its characters starts and ends in the text."""
    pieces = list(_pieces(text))
    lengths = [len(piece) for piece, _, _ in pieces]
    starts = [start for (_, start, _), n in zip(pieces, lengths, strict=True) for _ in range(n)]
    ends = [end for (_, _, end), n in zip(pieces, lengths, strict=True) for _ in range(n)]
    return "".join(piece for piece, _, _ in pieces), starts, ends


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded pieces of a text with their places in it."""
    at = 0
    unminused = _unminused(text)
    for match in _PIECE.finditer(unminused):
        yield from _characters(unminused, at, match.start())
        yield fold(_replace(match)), match.start(), match.end()
        at = match.end()
    yield from _characters(unminused, at, len(text))


def _characters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    return ((fold(text[i]), i, i + 1) for i in range(start, end))


def _unminused(text: str) -> str:
    """A hyphen inside of a formula is a minus and joins nothing."""
    if "$" not in text:
        return text
    return _IN_FORMULA.sub(lambda match: match[0].replace("-", " "), text)


def _replace(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "command":
        return _command_word(match)
    if kind == "greek":
        letters = normalize("NFKD", match[0].replace("∆", "Δ")).lower()
        return _set_apart(letters.translate(_GREEK_NAMES).strip(), match)
    if kind == "script":
        return f" {match[0][2:-1]} "
    if kind in ("edge", "power"):
        return f" {normalize('NFKD', match[0]).lstrip('_^')} "[: 3 if kind == "edge" else 2]
    if kind == "symbol":
        return SPACES.get(match[0][1], " ")
    return "" if kind in ("index", "star", "nothing") else " "


def _command_word(match: re.Match[str]) -> str:
    name = match[0][1:].rstrip()
    if name in FONTS:
        return ""
    if name in _SILENT:
        return " "
    if name.startswith("var") and name[3:].lower() in GREEK:
        name = name[3:]
    return _set_apart(name, match)


def _set_apart(word: str, match: re.Match[str]) -> str:
    """The name of a letter is a word of its own; a digit behind it is its index ("β2")."""
    text, start = match.string, match.start()
    while start and text[start - 1] in "{}$":
        start -= 1
    before = " " if text[start - 1 : start].isalnum() else ""
    after = " " if match[0][-1].isspace() or _GLUED(text, match.end()) else ""
    return before + word + after


def _fold_character(character: str) -> str:
    decomposed = normalize("NFKD", normalize("NFKD", character).casefold())
    folded = "".join(_OTHER.get(c, c) for c in decomposed if category(c)[0] != "M")
    if category(character) == "Cf" or not folded:  # soft hyphen, joiners, marks
        return ""
    return f" {folded} " if _UNSPACED(name(character, "")) else folded
