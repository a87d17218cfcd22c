"""What a text defines: "graph neural network (GNN)" → the pair gnn, graph neural network.

The method is that of A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing 2003: the long form
stands before the parenthesis, holds every character of the short form in order, and begins with its
first one; it has at most min(|A| + 5, 2·|A|) words, |A| being the number of characters.
"""

import re

from index.folding import without_tex, words

_PARENTHESIS = re.compile(r"\(([^()]{2,40})\)")
_SHORT = re.compile(r"[^\W_][\w.&/+-]{1,9}").fullmatch


def find_acronyms(text: str) -> tuple[str, ...]:
    """The distinct definitions of a readable text as "short<tab>long", both folded."""
    pairs = (_pair(text, match) for match in _PARENTHESIS.finditer(text))
    return tuple(dict.fromkeys(pair for pair in pairs if pair))


def _pair(text: str, match: re.Match[str]) -> str:
    short = match[1].split(",")[0].split(";")[0].strip()
    if not _SHORT(short) or not any(c.isalpha() and c.isupper() for c in short):
        return ""
    bare = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
    before = text[max(0, match.start() - 200) : match.start()].rstrip()
    long = _long_form(bare, _last_words(before, len(bare)))
    return f"{_plain(bare).replace(' ', '')}\t{_plain(long)}" if long else ""


def _last_words(text: str, size: int) -> str:
    """As many words as the long form of a short form of that size may have, of one sentence."""
    sentence = re.split(r"[.;:?!]\s|[()]", text)[-1]
    return " ".join(sentence.split()[-min(size + 5, 2 * size) :])


def _long_form(short: str, candidate: str) -> str:
    """The end of the candidate that spells the short form out; empty where none does."""
    at = len(candidate)
    letters = [c for c in short.lower() if c.isalnum()]
    lowered = candidate.lower()
    for number, letter in enumerate(reversed(letters), start=1):
        first = number == len(letters)
        at = lowered.rfind(letter, 0, at)
        while at > 0 and first and lowered[at - 1].isalnum():
            at = lowered.rfind(letter, 0, at)
        if at < 0:
            return ""
    long = candidate[at:]
    told = len(long) > len(short) and short.lower() not in long.lower().split()
    return long if told and " " in long.replace("-", " ") else ""


def _plain(text: str) -> str:
    return " ".join(words(without_tex(text)).split())
