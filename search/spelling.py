"""Words that no paper has → the corpus's own words that are nearest to them.

Candidates are typed forms, not stems; the nearest come first, of equals the most frequent.
"""

from dataclasses import dataclass

from whoosh.query import And, Or, Query

from index.analysis import forms
from search.corpus import Corpus
from search.query import DEFAULT_FIELDS, Word

SHORT = 3  # shorter words are never corrected
LONG = 6  # shorter ones may differ in one letter only, others in two
MUCH_MORE = 50  # times as frequent is what may have been meant instead of a rare word


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was typed, and the form that takes its place."""

    word: Word
    form: str


def correct(corpus: Corpus, missing: list[Word]) -> tuple[Correction, ...]:
    """A correction for each of the words that can be corrected."""
    found = ((word, nearest(corpus, word.text)) for word in missing)
    return tuple(Correction(word, form) for word, form in found if form)


def likelier(corpus: Corpus, words: list[Word]) -> tuple[Correction, ...]:
    """For words that papers have, but few: a neighbour that is much more frequent."""
    found = ((word, nearest(corpus, word.text)) for word in words if word.fields == DEFAULT_FIELDS)
    papers = corpus.vocabulary().papers
    return tuple(
        Correction(word, form)
        for word, form in found
        if form and papers[form] >= MUCH_MORE * max(papers.get(word.text.casefold(), 0), 1)
    )


def nearest(corpus: Corpus, word: str) -> str:
    """The corpus's word that was most likely meant; empty where none is near."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    typed = forms(word)
    if len(typed) != 1 or len(typed[0]) < SHORT or any(map(str.isdigit, typed[0])):
        return ""
    form = typed[0]
    farthest = 1 if len(form) < LONG else 2
    vocabulary = corpus.vocabulary()
    choices = vocabulary.near_length(len(form), farthest)
    near = extract(form, choices, scorer=OSA.distance, score_cutoff=farthest, limit=None)
    ranked = sorted((distance, -vocabulary.papers[found], found) for found, distance, _ in near)
    return next((found for _, _, found in ranked if found != form), "")


def replaced(tree: Query, corrections: tuple[Correction, ...]) -> Query:
    """The tree with the words put right; a word of another field stays as it is."""
    if isinstance(tree, Word):
        for correction in corrections:
            if correction.word is tree and tree.fields == DEFAULT_FIELDS:
                return Word(correction.form, start=tree.start, end=tree.end)
    if isinstance(tree, And | Or):
        return type(tree)([replaced(part, corrections) for part in tree])
    return tree


def corrected_text(text: str, corrections: tuple[Correction, ...]) -> str:
    """What was typed, with the words put right in their places."""
    for correction in sorted(corrections, key=lambda correction: -correction.word.start):
        start, end = correction.word.start, correction.word.end
        text = text[:start] + correction.form + text[end:]
    return text
