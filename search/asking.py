"""Words that only ask: a natural-language question → the question without them.

"I am interested in articles describing graph algorithms" asks for graph algorithms. Nothing is left
out of quotes, fields or operators, nor of a few words without any sign of a sentence.
"""

from whoosh.query import Query

from index.analysis import forms
from search.query import DEFAULT_FIELDS, AllOrAny, Word

# What people say of papers and of their wish for them, not of what the papers are about.
ASKING = frozenset(
    """
    abstracts article articles paper papers publication publications literature references
    find list give show tell get want wanted wants need needed like looking look
    interest interested interests interesting please help know
    describe describes describing described discuss discusses discussing discussed discussion
    deal deals dealing concern concerns concerned concerning regarding relating pertaining
    exist exists include includes including included contain contains containing
    mention mentions mentioned information material anything something
    especially particular particularly specifically primarily e.g i.e etc
    """.split()
)
# Words that stand in sentences, not among keywords.
SIGNS = frozenset(
    """
    i me my am is are was were be do does did have has can could would should
    what which who whom whose where when why how that about any anything there
    """.split()
)
MANY = 6  # free words; a longer text is taken for a sentence in any case


def leave_out(tree: Query) -> tuple[Query, tuple[Word, ...]]:
    """The tree without words that only ask, and those words; unchanged where no word would stay."""
    parts = list(tree) if type(tree) is AllOrAny else []
    words = [part for part in parts if isinstance(part, Word) and part.fields == DEFAULT_FIELDS]
    typed = [form for word in words for form in forms(word.text)]
    if len(words) <= MANY and SIGNS.isdisjoint(typed):
        return tree, ()
    asking = tuple(word for word in words if _asks(word))
    kept = [part for part in parts if not any(part is word for word in asking)]
    if not asking or not any(_tells(part) for part in kept):
        return tree, ()
    return AllOrAny(kept), asking


def _asks(word: Word) -> bool:
    return word.text.casefold() in ASKING


def _tells(part: Query) -> bool:
    """Whether something to look for is in this part: more than stop words."""
    from index.analysis import analyse

    return not isinstance(part, Word) or bool(analyse(part.text).stems)
