"""What a text defines: "graph neural network (GNN)" → the pair gnn, graph neural network.

The method is that of A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing 2003: the long form
stands before the parenthesis (or in it, behind the short form), holds every character of the short
form in order and begins with its first one; it has at most min(|A| + 5, 2·|A|) words, |A| being
the number of characters of the short form.
"""

import re

from index.folding import without_tex, words
from index.stopwords import STOP_WORDS

_PARENTHESIS = re.compile(r"\(([^()]{2,100})\)")
_SHORT = re.compile(r"[^\W_][\w.&/+-]{1,9}").fullmatch
_CLAUSE_END = re.compile(r"[.;:?!,] |[()\[\]“”]")
_REACH = 200  # characters before a parenthesis that are looked at
_SHORTEST_WORD = 8  # letters of a long form that is a single word ("autoencoder (AE)")


def find_acronyms(text: str) -> tuple[str, ...]:
    """The distinct definitions of a readable text as "short<tab>long", both folded.

    The short form is in the singular ("GNNs" teaches gnn), the long form as it is written.
    """
    pairs = [_pair(text, match) for match in _PARENTHESIS.finditer(text)]
    return tuple(dict.fromkeys(filter(None, pairs)))


def _pair(text: str, match: re.Match[str]) -> str:
    inner = match[1].strip()
    if "," in inner or ";" in inner:
        inner = inner.partition(",")[0].partition(";")[0].strip()
    if " " not in inner and _is_short(inner):
        short = _singular_short(inner)
        before = text[max(0, match.start() - _REACH) : match.start()]
        long = _spelled_out(short, _last_words(before.rstrip(), len(short)))
    else:
        short = _singular_short(_word_before(text, match.start()))
        long = _spelled_out(short, inner) if _is_short(short) else ""
        long = long if long == inner else ""
    return written(short, long)


def written(short: str, long: str) -> str:
    """A pair as it is indexed; empty where there is no long form, or it begins with "of"."""
    if not long or long.split(None, 1)[0].lower() in STOP_WORDS:
        return ""
    return f"{_plain(short).replace(' ', '')}\t{_plain(long)}"


def _word_before(text: str, at: int) -> str:
    return text[text.rfind(" ", 0, at - 1) + 1 : at].rstrip()


def _is_short(text: str) -> bool:
    return not text.islower() and _SHORT(text) is not None and any(map(str.isupper, text))


def _singular_short(text: str) -> str:
    return text[:-1] if text.endswith("s") and text[:-1].isupper() else text


def _last_words(text: str, size: int) -> str:
    """As many words as the long form of a short form of that size may have, of one clause."""
    most = min(size + 5, 2 * size)
    return _CLAUSE_END.split(" ".join(text.rsplit(None, most)[-most:]))[-1].strip()


def _spelled_out(short: str, candidate: str) -> str:
    """The end of the candidate that spells the short form out; empty where none does."""
    at = len(candidate)
    lowered = candidate.lower()
    letters = [c for c in short.lower() if c.isalnum()]
    if "2" not in lowered:  # M2M is machine to machine
        letters = ["t" if c == "2" else c for c in letters]
    for number, letter in enumerate(reversed(letters), start=1):
        at = lowered.rfind(letter, 0, at)
        while number == len(letters) and at > 0 and lowered[at - 1].isalnum():
            at = lowered.rfind(letter, 0, at)
        if at < 0:
            return ""
    return candidate[at:] if _tells(short.lower(), lowered[at:].split()) else ""


def _tells(short: str, long: list[str]) -> bool:
    """Whether a long form is one: no short word by itself, nor does it hold the short form."""
    if len(long) == 1 and "-" not in long[0] and len(long[0]) < _SHORTEST_WORD:
        return False
    return short not in long and len(" ".join(long)) > len(short) + 2


def _plain(text: str) -> str:
    if text.isascii() and text.replace("-", "").replace(" ", "").isalnum():  # mostly
        return " ".join(text.lower().replace("-", " ").split())
    return " ".join(words(without_tex(text)).replace("-", " ").split())
