"""A name that no author has → the name of an author that was most likely meant.

One word of it is put right: the family name, wherever it stands.
"""

import re
from collections.abc import Iterator

from whoosh.query import Term

from index.names import name_variants
from search.corpus import Corpus
from search.lexer import QUOTES
from search.primitives import compile_leaf
from search.query import Name

SHORTEST = 4  # letters of a name; shorter ones have too many near them
TWO_SLIPS = 8  # letters of a name that may differ in two, shorter ones in one
MOST_KEYS = 200_000  # of authors with one first letter that are looked through: a tenth of a second


def likelier_name(corpus: Corpus, name: Name, typed: str) -> str:
    """What may have been meant by `typed`, a name as it stands in a query; "" where nothing may.

    The nearest family name that makes an author's name with the words around it; of equally near
    ones that of most papers.
    """
    query = compile_leaf(name, corpus)  # of no term where there is no letter
    known = [("author", term.text) for term in query.leaves() if isinstance(term, Term)]
    if any(corpus.frequencies(known)):
        return ""  # as a given name, perhaps
    for found in reversed([*re.finditer(r"[^\W\d_]{4,}", typed)]):
        for family in _near(corpus, found[0]):
            form = family.capitalize() if found[0][0].isupper() else family
            meant = typed[: found.start()] + form + typed[found.end() :]
            keys = [("author", key) for key, _ in name_variants(meant.strip(QUOTES))]
            if any(corpus.frequencies(keys)):
                return meant
    return ""


def _near(corpus: Corpus, word: str) -> Iterator[str]:
    """The family names near to a word, the nearest first, with its first letter."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    typed = next((key for key, _ in name_variants(word)), "")
    if len(typed) < SHORTEST:
        return
    keys = corpus.counted_terms("author", typed[0], MOST_KEYS)
    names = {key: papers for key, papers in keys.items() if key.isalpha()}
    farthest = 1 if len(typed) < TWO_SLIPS else 2
    found = extract(typed, [*names], scorer=OSA.distance, score_cutoff=farthest, limit=None)
    yield from (key for _, _, key in sorted((apart, -names[key], key) for key, apart, _ in found))
