"""Readable text → folded text: case, accents and TeX gone, every word findable as it is typed.

Two steps, on both sides of the search alike. TeX becomes plain words by one pattern (`\\alpha_s`,
`α_s` and `alpha s` meet; `H_2O`, `H$_2$O`, `H₂O` and `H2O` meet). Then each character is folded by
a table (NFKD, case, marks): composed and decomposed input give the same, ß is ss, ø is o.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from unicodedata import category, name, normalize, numeric

from index.latex_tables import FONTS, GREEK, SILENT, SPACES

HYPHENS = "-\u2010\u2011\u2012\u2013"
_OTHER = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ȷ": "j", "ð": "d"}
_OTHER |= {"þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n"}
# Their letters are written without blanks between the words: each one is a token, so that phrases
# of them are exact and nothing depends on a dictionary.
_UNSPACED = re.compile(r"CJK |HIRAGANA|KATAKANA|THAI |LAO |KHMER|MYANMAR|IDEOGRAPH").match
_GREEK = "Α-Ωα-ωµϵϑϕϱ∆Ω\U0001d6a8-\U0001d7cb"
_MARK = "[\u0300-\u036f]"
_GREEK_TEXT = "[\u0370-\u03ff\u1f00-\u1fff]"
_LETTER = "[A-Za-zΑ-Ωα-ω]"
_RAISED = "⁰¹²³⁴-⁹₀-₉"
_HARD = re.compile(rf"[\\$_^*{_RAISED}{_GREEK}]").search
# The first character is taken before anything looks back at it: so the expression goes fast over
# all others.
_PIECE = rf"""
    [\\$_^*{{}}{_RAISED}{_GREEK}] (?:
    (?P<index>    (?<={_LETTER}[_^]) \{{? (?=[0-9])                    # H_2  H$_2$  x^{{2}}
                | (?<={_LETTER}[}}$]) [}}$]{{0,3}} [_^] \{{? (?=[0-9]) )
  | (?P<star>     (?<=[A-Za-z}}$]\*) [}}$]{{0,3}} (?=-\w)                  # C^*-algebra
                | (?<=[A-Za-z}}$][\^{{$]) [\^{{$]{{0,2}} \* [}}$]{{0,3}} (?=-\w) )
  | (?P<edge>     (?<=[_^]) [a-z](?=[A-Z](?!{_MARK})) )                # Sr_xCu
  | (?P<argument> (?<=\\) (?:begin|end|label|tag)\s*\{{[^{{}}]*\}} )
  | (?P<command>  (?<=\\) [A-Za-z]+(?!{_MARK})\s*\{{? )
  | (?P<symbol>   (?<=\\) [\W_]? )
  | (?P<between>  (?<=\}}) \s*\{{ )                                    # \frac{{a}}{{b}}
  | (?P<script>   (?<=[_^]) \{{ [^\W\d_][^{{}}\\$]* \}} )                  # x_{{max}}
  | (?P<apart>    (?<=[A-Za-z0-9]\{{) (?!\\)                             # max{{a, b}}
                | (?<=US\$) (?=[0-9])                                # US$500
                | (?<=[A-Za-z]\$) (?=[^\W\d_])                       # Sr$_x$Cu
                | (?<=[A-Za-z]\}}) \$ (?=[^\W\d_]) )
  | (?P<nothing>  (?<=[${{}}]) )
  | (?P<greek>    (?<=[{_GREEK}]) (?<!{_GREEK_TEXT}.) (?<!{_GREEK_TEXT}{_MARK}.)
                  [{_GREEK}]? (?!{_GREEK_TEXT}|{_MARK}) )
  | (?P<power>    (?<=[0-9][{_RAISED}]) ) )                          # 10³ is 10 and 3
    """
_FIXED = {"index": "", "star": "", "nothing": "", "argument": " ", "between": " ", "apart": " "}
_GLUED = re.compile(r"[{}$]*[^\W\d_]").match
_CONTRACTED = re.compile(r"['’](?:s|t|d|m|ll|re|ve)(?![^\W_]|[\u0300-\u036f])")
_IN_FORMULA = re.compile(r"\$[^$]*\$")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_STRETCH = re.compile(r"[\x00-\x7f]+|.", re.DOTALL)
_find_foreign = re.compile(r"[^\x00-\x7f]").findall
_GREEK_NAMES = {ord(letter): f" {word}" for word, letter in GREEK.items()}
_GREEK_NAMES[ord("ς")] = " sigma"


class _Folds(dict[int, str]):
    """Code point → what it is folded to; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


class _Spaced(dict[int, str]):
    """The same with one kind of hyphen, and blanks for other characters that aren't ASCII's.

    Letters of scripts that set no blanks between words have them on both sides.
    """

    def __missing__(self, code: int) -> str:
        letters = "-" if chr(code) in HYPHENS else _FOLDS[code]
        folded = "".join(c if c.isalnum() or c.isascii() else " " for c in letters)
        self[code] = folded = f" {folded} " if _UNSPACED(name(chr(code), "")) else folded
        return folded


class _Words(dict[int, str]):
    """The same with blanks for all but letters, digits and hyphens."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = "".join(c if c.isalnum() or c == "-" else " " for c in _SPACED[code])
        return folded


_FOLDS = _Folds()
_SPACED = _Spaced()
_WORDS = _Words()


def fold(text: str) -> str:
    """Case, accents and compatibility forms folded, punctuation kept; NFC and NFD are alike."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def spaced(text: str) -> str:
    """Folded like `fold`, with blanks around each letter of a script that is written without."""
    return text.translate(_SPACED)


def spaced_beyond_ascii(text: str) -> str:
    """The same, but ASCII stays as it is: four times as fast for a text that has little else."""
    return _BEYOND_ASCII.sub(lambda match: match[0].translate(_SPACED), text)


def words(text: str) -> str:
    """Text without TeX, folded, of letters, digits and plain hyphens, all else being blanks."""
    return text.translate(_WORDS)


def hyphenated(folded: str) -> Iterator[str]:
    """The words with a hyphen in what `words` has made; a hyphen may stand at an end of them."""
    at = folded.find("-")
    while at >= 0:
        end = folded.find(" ", at) % (len(folded) + 1)  # -1, no blank, is the end
        yield folded[folded.rfind(" ", 0, at) + 1 : end]
        at = folded.find("-", end)


@cache
def _expression() -> re.Pattern[str]:
    """What stands for TeX; made, in 3 ms, when a text has some: most questions have none."""
    return re.compile(_PIECE, re.VERBOSE | re.DOTALL)


def without_tex(text: str) -> str:
    """TeX replaced by words: Greek letters by their names, fonts and braces by nothing."""
    text = prepared(text)
    return _expression().sub(_replace, text) if has_tex(text) else text


def fold_with_offsets(text: str) -> tuple[str, Callable[[int, int], tuple[int, int]]]:
    """Text without TeX and folded, and from a stretch of it (not empty) to the same of the text."""
    text = prepared(text)
    plain = _character_by_character(text)
    if plain is not None and not has_tex(text):
        return plain, lambda first, last: (first, last)
    folded: list[str] = []
    begins: list[int] = []  # of each piece in what is folded
    places: list[tuple[int, int, bool]] = []  # in the text, and whether character for character
    length = 0
    for piece, start, end, as_is in _pieces(text, plain):
        folded.append(piece)
        begins.append(length)
        places.append((start, end, as_is))
        length += len(piece)

    def where(at: int) -> tuple[int, int]:
        piece = bisect_right(begins, at) - 1
        start, end, as_is = places[piece]
        start += at - begins[piece] if as_is else 0
        return start, start + 1 if as_is else end

    return "".join(folded), lambda first, last: (where(first)[0], where(last - 1)[1])


def _character_by_character(text: str) -> str | None:
    """The text folded, where each of its characters is folded to one: most texts are."""
    if text.isascii():
        return text.lower()
    for character in set(_find_foreign(text)):
        folded = spaced(character)
        if len(folded) != 1 or folded != folded.lower():
            return None
        text = text.replace(character, folded)
    return text.lower()


def _pieces(text: str, plain: str | None) -> Iterator[tuple[str, int, int, bool]]:
    """Folded pieces of a text with their places in it, and whether character for character.

    They are what stands for TeX, and stretches: of `plain`, the folded text, where there is one.
    """
    at = 0
    for match in _expression().finditer(text) if has_tex(text) else ():
        start, end = match.span()
        if start > at:
            yield from _stretches(text, plain, at, start)
        piece = _replace(match)
        if piece:
            piece = piece.lower() if piece.isascii() else spaced(piece)
            yield piece, start, start + len(match[0].rstrip("{ ")), piece == match[0].lower()
        at = end
    yield from _stretches(text, plain, at, len(text))


def _stretches(
    text: str, plain: str | None, start: int, end: int
) -> Iterator[tuple[str, int, int, bool]]:
    if plain is not None:
        yield plain[start:end], start, end, True
        return
    for match in _STRETCH.finditer(text, start, end):
        is_ascii = match[0].isascii()
        yield match[0].lower() if is_ascii else spaced(match[0]), *match.span(), is_ascii


def has_tex(text: str) -> bool:
    """Whether a text has what TeX is made of."""
    if text.isascii():  # the usual case, in a tenth of the time that the pattern takes
        return "$" in text or "\\" in text or "_" in text or "^" in text or "*" in text
    return bool(_HARD(text))


def prepared(text: str) -> str:
    """Blanks for what is no word ("'s", "'t") and for minus signs in formulas, which join nothing.

    The text stays as long as it is.
    """
    if "'" in text or "’" in text:
        text = _CONTRACTED.sub(lambda match: " " * len(match[0]), text)
    if "$" in text and "-" in text:
        text = _IN_FORMULA.sub(lambda match: match[0].replace("-", " "), text)
    return text


def _replace(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "command":
        return _command_word(match)
    if kind == "greek":
        letters = normalize("NFKD", match[0].replace("∆", "Δ")).lower()
        return _set_apart(letters.translate(_GREEK_NAMES).strip(), match)
    if kind == "script":
        return f" {match[0][2:-1]} "
    if kind in ("edge", "power"):
        return f" {normalize('NFKD', match[0]).lstrip('_^')} "[: 3 if kind == "edge" else 2]
    return SPACES.get(match[0][1:], " ")  # a symbol


def _command_word(match: re.Match[str]) -> str:
    name = match[0][1:].rstrip("{ ")
    if name in FONTS:
        return ""
    if name in SILENT:
        return " "
    if name.startswith("var") and name[3:].lower() in GREEK:
        name = name[3:]
    return _set_apart(name, match)


def _set_apart(word: str, match: re.Match[str]) -> str:
    """The name of a letter is a word of its own; a digit behind it is its index ("β2")."""
    text, start = match.string, match.start()
    while start and text[start - 1] in "{}$":
        start -= 1
    before = "" if text[start - 1 : start] in HYPHENS else " "
    after = " " if match[0][-1] in " {" or _GLUED(text, match.end()) else ""
    return before + word + after


def _fold_character(character: str) -> str:
    if category(character) == "Cf":  # soft hyphens, joiners
        return ""
    decomposed = normalize("NFKD", normalize("NFKD", character).casefold())
    return "".join(_OTHER.get(c) or _digits(c) for c in decomposed if category(c)[0] != "M")


def _digits(character: str) -> str:
    """Numerals that aren't digits, such as ❷, by their value; other characters as they are."""
    return f"{numeric(character):g}" if category(character) in ("No", "Nl") else character
