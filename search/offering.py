"""An answer of few hits → the text that may have been meant, which finds something."""

from collections.abc import Callable

from whoosh.query import Query

from search.corpus import Corpus
from search.free_words import wanted_leaves
from search.query import Name
from search.spelling import corrected_text, offered


def likelier_text(
    corpus: Corpus, tree: Query, text: str, finds: Callable[[str], bool]
) -> str | None:
    """The text with likelier words and names, or likelier words alone, that finds any paper.

    None where there is none.
    """
    found = offered(corpus, wanted_leaves(tree), text)
    words = tuple(one for one in found if not isinstance(one.word, Name))
    meant = [corrected_text(text, corrections) for corrections in (found, words) if corrections]
    return next(filter(finds, dict.fromkeys(meant)), None)
