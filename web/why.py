"""Why a paper is in the answer, in a plain sentence."""

from collections.abc import Iterable

from search.results import Why

FIELDS = {"title": "the title", "abstract": "the abstract", "author": "the authors"}
RELATED = ", as a related word"


def why_sentence(why: Iterable[Why]) -> str:
    """The words that were found, where, and what each adds to the score; empty for none."""
    words: dict[str, list[Why]] = {}
    for part in why:
        words.setdefault(part.word, []).append(part)
    return "; ".join(_said(word, parts) for word, parts in words.items())


def _said(word: str, parts: list[Why]) -> str:
    places = " and ".join(dict.fromkeys(FIELDS.get(p.field, f"the {p.field}") for p in parts))
    share = round(100 * sum(part.share for part in parts))
    return f"“{word}” in {places}{RELATED * (parts[0].kind == 'expansion')} ({share}% of the score)"
