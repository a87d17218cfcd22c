"""Words that only ask: a natural-language question → the question without them.

"I am interested in articles describing graph algorithms" asks for graph algorithms. Nothing is left
out of quotes, fields or operators, nor of a few words without any sign of a sentence, but for the
"et al." of "Kingma et al. 2014".
"""

from collections.abc import Sequence
from itertools import chain, pairwise

from whoosh.query import And, Query

from index.analysis import analyse, forms
from search.booleans import all_of, side_by_side
from search.query import DEFAULT_FIELDS, AllOrAny, Word

# What people say of papers and of their wish for them, not of what the papers are about.
ASKING = frozenset(
    str.split(
        """
        abstracts article articles paper papers publication publications literature references
        find list give show tell get want wanted wants need needed like looking look
        interest interested interests interesting please help know
        describe describes describing described discuss discusses discussing discussed discussion
        deal deals dealing concern concerns concerned concerning regarding relating pertaining
        exist exists include includes including included contain contains containing
        mention mentions mentioned information material anything something
        especially particular particularly specifically primarily e.g i.e etc
        """
    )
)
# Words that stand in sentences, not among keywords.
SIGNS = frozenset(
    str.split(
        """
        i me my am is are was were be do does did have has can could would should
        what which who whom whose where when why how that about any anything there
        """
    )
)
# What stands before an apostrophe in "I'd", "don't", "what's".
SHORTENED = SIGNS | {"it", "he", "she", "we", "you", "they", "let", "don", "doesn", "isn", "aren"}
_AND_OTHERS = ("et", "al")
MANY = 6  # free words; a longer text is taken for a sentence in any case


def leave_out(tree: Query) -> tuple[Query, tuple[Word, ...]]:
    """The tree without words that only ask, and those words; unchanged where no word would stay."""
    if type(tree) is And:  # free words beside conditions
        split = [leave_out(part) for part in tree]
        return all_of(part for part, _ in split), tuple(chain(*(words for _, words in split)))
    if type(tree) is not AllOrAny:
        return tree, ()
    words = [part for part in tree if isinstance(part, Word) and part.fields == DEFAULT_FIELDS]
    is_sentence, others = _is_sentence(words), _and_others(words)
    asking = tuple(word for word in words if (is_sentence and _asks(word)) or id(word) in others)
    if not asking:
        return tree, ()
    kept = [part for part in tree if not any(part is word for word in asking)]
    return (side_by_side(kept), asking) if any(_tells(part) for part in kept) else (tree, ())


def _is_sentence(words: Sequence[Word]) -> bool:
    typed = (form for word in words for form in forms(word.text))
    return len(words) > MANY or not SIGNS.isdisjoint(typed)


def _and_others(words: Sequence[Word]) -> set[int]:
    """The ids of the words of each "et al."."""
    return {
        id(word)
        for pair in pairwise(words)
        if tuple(word.text.casefold() for word in pair) == _AND_OTHERS
        for word in pair
    }


def _asks(word: Word) -> bool:
    text = word.text.casefold().replace("’", "'")
    return text in ASKING or text.partition("'")[0] in SHORTENED


def _tells(part: Query) -> bool:
    """Whether something to look for is in this part: more than stop words."""
    return not isinstance(part, Word) or bool(analyse(part.text).stems)
