"""What was done to a question, and what wasn't found → the problems that say so."""

from collections.abc import Iterator

from whoosh.query import Query

from search.booleans import is_wanted
from search.evaluator import Answer
from search.feedback import Added
from search.free_words import MANY_WORDS
from search.query import Id, Leaf, Word
from search.results import Problem
from search.sentence import sentence
from search.spelling import Correction


def about(answer: Answer, words: int, added: tuple[Added, ...], text: str) -> Iterator[Problem]:
    """What is to be said of the answer as a whole."""
    whole = (0, len(text))
    if answer.match == "any" and words > MANY_WORDS:
        message = f"more than {MANY_WORDS} words: any of them will do, the best papers come first"
        yield Problem("many-words", message, *whole)
    elif answer.match == "any" and answer.total:
        message = "no paper has all of these words; these have at least one of them"
        yield Problem("any-words", message, *whole)
    if added:
        forms = ", ".join(word.form for word in added)
        yield Problem("wider", f"looked for these words as well: {forms}", *whole)


def unfinished(late: bool, shortened: bool, text: str) -> Iterator[Problem]:
    """Why the answer isn't that of the whole query."""
    if late:
        message = "the time for a query ran out, so this isn't the whole answer"
        yield Problem("partial", message, 0, len(text))
    if shortened:
        message = "the query has very many parts; the first of them were looked for"
        yield Problem("partial", message, 0, len(text))


def changed(asking: tuple[Word, ...], corrections: tuple[Correction, ...]) -> Iterator[Problem]:
    """Words that say nothing here, and words that others were looked for instead of."""
    for word in asking:
        message = f"'{word.text}' tells little here and wasn't looked for"
        message += "; put it in quotes to look for it"
        yield Problem("asking-word", message, word.start, word.end)
    for word, form in corrections:
        message = f"no paper has '{word.text}', so '{form}' was looked for"
        yield Problem("corrected", message, word.start, word.end)


def missing(word: Word) -> Problem:
    """A word that no paper has."""
    return Problem("missing-word", f"no paper has '{word.text}'", word.start, word.end)


def none_with(leaf: Leaf) -> Problem:
    """Any other condition that no paper meets."""
    return Problem("missing-part", f"there are no {sentence(leaf)}", leaf.start, leaf.end)


def identifier_alone(asked: Query, answered: Query) -> Iterator[Problem]:
    """An identifier that counts for more than the words around it."""
    if is_wanted(asked) and not is_wanted(answered):
        message = "no paper has this identifier and the words beside it, so they weren't looked for"
        (first, *_) = [leaf for leaf in answered.leaves() if isinstance(leaf, Id)]
        yield Problem("identifier-alone", message, first.start, first.end)


def but_for(asking: tuple[Word, ...]) -> str:
    """What a sentence ends in where such words are left out."""
    if not asking:
        return ""
    words = ", ".join(f"'{word.text}'" for word in asking)
    return f"; {words} not looked for"
