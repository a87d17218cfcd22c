"""A name that no author has → the name of an author that was most likely meant.

One word of it is put right: the family name, wherever it stands.
"""

import re
from collections.abc import Iterator

from whoosh.query import Term

from index.names import name_variants
from search.corpus import Corpus
from search.primitives import compile_leaf
from search.query import Name

SHORTEST = 4  # letters of a name; shorter ones have too many near them
LONGEST = 60  # characters of a name; a longer one is a list of authors
MOST_WORDS = 2  # of a name, its last ones, are looked at
TWO_SLIPS = 8  # letters of a name that may differ in two, shorter ones in one
MOST_KEYS = 200_000  # of authors with one first letter that are looked through: a tenth of a second


def is_unknown(corpus: Corpus, name: Name) -> bool:
    """Whether no author has a name, as a given name neither."""
    query = compile_leaf(name, corpus)  # of no term where there is no letter
    known = [("author", term.text) for term in query.leaves() if isinstance(term, Term)]
    return not any(corpus.frequencies(known))


def likelier_name(corpus: Corpus, name: Name, typed: str) -> str:
    """What may have been meant by an unknown name, `typed` so in a query; "" where nothing may.

    The nearest family name that makes an author's name with the words around it; of equally near
    ones that of most papers. Nothing where the last word is a family name as it stands.
    """
    text = name.text
    if len(text) > LONGEST or text not in typed:
        return ""
    family, _, _ = text.partition(",")
    words = [*re.finditer(rf"[^\W\d_]{{{SHORTEST},}}", family)]
    for found in reversed(words[-MOST_WORDS:]):
        if _has_author(corpus, found[0]):
            return ""
        for near in _near(corpus, found[0]):
            form = near.capitalize() if found[0][0].isupper() else near
            meant = text[: found.start()] + form + text[found.end() :]
            if _has_author(corpus, meant):
                return typed.replace(text, meant, 1)
    return ""


def _has_author(corpus: Corpus, text: str) -> bool:
    return any(corpus.frequencies([("author", key) for key, _ in name_variants(text)]))


def _near(corpus: Corpus, word: str) -> Iterator[str]:
    """The family names near to a word, the nearest first, with its first letter."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    typed = next((key for key, _ in name_variants(word)), "")
    if len(typed) < SHORTEST:
        return
    first = typed[0]
    names, papers = corpus.kept(("family names", first), lambda: _families(corpus, first))
    farthest = 1 if len(typed) < TWO_SLIPS else 2
    found = extract(typed, names, scorer=OSA.distance, score_cutoff=farthest, limit=None)
    yield from (key for _, _, key in sorted((apart, -papers[at], key) for key, apart, at in found))


def _families(corpus: Corpus, first: str) -> tuple[list[str], list[int]]:
    """The family names with a first letter, and how many papers each is on."""
    keys = corpus.counted_terms("author", first, MOST_KEYS)
    names = [key for key in keys if key.isalpha()]
    return names, [keys[name] for name in names]
