"""Words that no paper has → the corpus's own words that are nearest to them.

Candidates are typed forms, not stems; the nearest come first, of equals the most frequent.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from whoosh.query import And, Or, Query

from index.analysis import STOP_WORDS, forms
from index.names import name_variants
from search.booleans import is_wanted
from search.corpus import Corpus
from search.highlight import Marks, highlight
from search.query import Exact, Leaf, Name, Near, Word
from search.shards import TEXT_FIELDS

MOST = 10  # words of one query that are looked at
SHORT = 4  # letters; shorter words are never corrected
TELLING = 5  # letters of a word that tells by itself, where it is rare, what it should have been
TWO_SLIPS = (
    8  # letters of a word that may differ in two; shorter ones in one: "serve" is no "survey"
)
RARE = 5  # papers, at most, have a word that may be an error all the same
SAMPLE = 20  # papers that are looked at for how a form is written
MUCH_MORE = 100  # times as frequent is what may have been meant instead of it


class Correction(NamedTuple):
    """A word or name as it was typed, and the form that takes its place."""

    word: Word | Name
    form: str


def correct(corpus: Corpus, missing: list[Word]) -> tuple[Correction, ...]:
    """A correction for each of the words that can be corrected."""
    if not missing:
        return ()
    found = ((word, nearest(corpus, word.text)) for word in missing[:MOST])
    return tuple(
        Correction(word, as_written(corpus, form, word.text)) for word, form in found if form
    )


def offered(corpus: Corpus, leaves: list[Leaf], text: str) -> tuple[Correction, ...]:
    """What may have been meant, for names and words in quotes too, which are never put right."""
    words = [leaf for leaf in leaves if isinstance(leaf, Word)][:MOST]
    quoted = [word for leaf in leaves for word in _quoted_words(leaf, text)][:MOST]
    papers = _papers(corpus, [word.text for word in words + quoted])
    unknown = [word for word in quoted if not papers[word.text]]
    known = [word for word in quoted if papers[word.text]]
    wrong = [word for word in unknown if _may_be_wrong(corpus, word.text)]
    return (
        _likelier(corpus, words + known, papers)
        + correct(corpus, wrong)
        + tuple(_likelier_names(corpus, leaves, text))
    )


def _likelier_names(corpus: Corpus, leaves: list[Leaf], text: str) -> Iterator[Correction]:
    """For the first name that no author has: each takes a tenth of a second."""
    names = [leaf for leaf in leaves if isinstance(leaf, Name)][:MOST]
    if not names:
        return
    from search.near_names import is_unknown, likelier_name

    unknown = next((name for name in names if is_unknown(corpus, name)), None)
    if unknown and (meant := likelier_name(corpus, unknown, text[unknown.start : unknown.end])):
        yield Correction(unknown, meant)


def _likelier(corpus: Corpus, words: list[Word], papers: dict[str, int]) -> tuple[Correction, ...]:
    """For words that papers have, but few: a neighbour that is much more frequent."""
    rare = [word for word in words if is_wanted(word) and papers[word.text] <= RARE]
    wrong = [word for word in rare if _may_be_wrong(corpus, word.text)]
    least = {word: MUCH_MORE * max(papers[word.text], 1) for word in wrong}
    found = [(word, nearest(corpus, word.text, least[word])) for word in wrong]
    others = _papers(corpus, [form for _, form in found if form])
    return tuple(
        Correction(word, as_written(corpus, form, word.text))
        for word, form in found
        if form and others[form] >= least[word]
    )


def _may_be_wrong(corpus: Corpus, word: str) -> bool:
    """Whether a rare word is long enough to tell, and no author's name."""
    if len(word) < TELLING:
        return False
    return not any(corpus.frequencies([("author", key) for key, _ in name_variants(word)]))


def _papers(corpus: Corpus, words: list[str]) -> dict[str, int]:
    """How many papers have each word as typed, about: the larger of title and abstract."""
    if not words:
        return {}
    typed = ["".join(forms(word)) for word in words]
    asked = [(f"{field}_form", form) for form in typed for field in TEXT_FIELDS]
    papers = corpus.frequencies(asked)
    return dict(zip(words, map(max, papers[::2], papers[1::2]), strict=True))


def nearest(corpus: Corpus, word: str, least: int = 0) -> str:
    """The corpus's word that was most likely meant; empty where none is near.

    Empty too, sooner, where none of the near ones is in `least` papers.
    """
    typed = forms(word)
    if "-" in word and len(typed) == 2 and _is_word(corpus, joined := "".join(typed)):
        return joined  # "non-linear", where papers have "nonlinear" only
    if len(typed) != 1 or len(typed[0]) < SHORT or any(map(str.isdigit, typed[0])):
        return ""
    # The vocabulary has the largest count of any segment.
    some = least // max(len(corpus.reader.leaf_readers()), 1)
    if some and not _near(corpus, typed[0], some):
        return ""
    return next(iter(_near(corpus, typed[0])), "")


def _is_word(corpus: Corpus, form: str) -> bool:
    return any(corpus.frequencies([(field, corpus.stem_of(form)) for field in TEXT_FIELDS]))


def _near(corpus: Corpus, form: str, least: int = 0) -> list[str]:
    """The other words near to a form that so many papers have, the nearest first."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    farthest = 1 if len(form) < TWO_SLIPS else 2
    others, papers = corpus.vocabulary(least).candidates(form, farthest, least)
    near = extract(form, others, scorer=OSA.distance, score_cutoff=farthest, limit=None)
    ranked = sorted((distance, -int(papers[place]), found) for found, distance, place in near)
    meant = [(apart, found) for apart, _, found in ranked if apart and found not in STOP_WORDS]
    # Who errs twice still knows how a word begins: "banana" isn't meant for "canada".
    return [found for apart, found in meant if apart == 1 or found[0] == form[0]]


def as_written(corpus: Corpus, form: str, typed: str) -> str:
    """A form as most of some papers write it, accents and all; a capital where `typed` has one."""
    usual = corpus.kept(("written", form), lambda: _usually_written(corpus, form))
    return usual[:1].upper() + usual[1:] if typed[:1].isupper() else usual


def _usually_written(corpus: Corpus, form: str) -> str:
    written: Counter[str] = Counter()
    for field in TEXT_FIELDS:
        for doc in corpus.postings(f"{field}_form", form).docs[:SAMPLE].tolist():
            text = corpus.stored(doc)[field]
            spans = highlight(text, Marks(forms=frozenset([form])))
            words = [text[start:end].lower() for start, end in spans]
            written.update(found for found in words if forms(found) == [form] and "$" not in found)
    return min(written, key=lambda found: (-written[found], found), default=form)


def _quoted_words(leaf: Leaf, text: str) -> Iterator[Word]:
    """The words of a phrase, in their places in what was typed."""
    if isinstance(leaf, Exact | Near) and is_wanted(leaf):
        for found in re.finditer(r"\w+", text[leaf.start : leaf.end]):
            start, end = leaf.start + found.start(), leaf.start + found.end()
            yield Word(found[0], fields=leaf.fields, start=start, end=end)


def replaced(tree: Query, corrections: tuple[Correction, ...]) -> Query:
    """The tree with the words put right."""
    for correction in corrections:
        if correction.word is tree:
            return replace(correction.word, text=correction.form)
    if isinstance(tree, And | Or):
        return type(tree)([replaced(part, corrections) for part in tree])
    return tree


def corrected_text(text: str, corrections: tuple[Correction, ...]) -> str:
    """What was typed, with the words put right in their places."""
    for correction in sorted(corrections, key=lambda correction: -correction.word.start):
        start, end = correction.word.start, correction.word.end
        colon = ":" * (text[start:end].endswith(":") and not correction.form.endswith(":"))
        text = text[:start] + correction.form + colon + text[end:]
    return text
