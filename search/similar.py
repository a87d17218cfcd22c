"""A paper's text → the papers most like it: its most telling words, scored as a question's are."""

from collections import Counter

from index.analysis import analyse, stem
from search.combining import Listed, Wanted, combine
from search.corpus import Corpus
from search.evaluator import Answer
from search.gathering import Counted
from search.parts import text_part
from search.ranking import Ranking, idf
from search.scoring import Scoring

MOST_WORDS = 40  # of a text that are looked for: bounds the time that a whole abstract takes
MOST_COMMON = 0.1  # share of the papers; words in more of them tell nothing of likeness
SMALL = 200  # papers; in a corpus no larger than this no word is too common


def alike(corpus: Corpus, ranking: Ranking, title: str, abstract: str, most: int) -> Answer:
    """The papers that have any of the text's telling words; a word of the title counts more."""
    scoring = Scoring(corpus, ranking)
    parts = [
        text_part(scoring, form, corpus.word(name), "stem", weight)
        for name, form, weight in telling_words(corpus, ranking, title, abstract)
    ]
    lists = [Listed(part.docs, part.scores, 0) for part in parts]
    chosen = combine(scoring, lists, [0], Wanted(max(most, 1)))
    return Answer(*chosen, Counted(parts), "any", partial=False)


def telling_words(
    corpus: Corpus, ranking: Ranking, title: str, abstract: str
) -> list[tuple[str, str, float]]:
    """Stem, form and weight of the words with the largest tf · idf, at most MOST_WORDS.

    A word of the title counts as `ranking.title` ones; weights grow with the root of the count,
    since a long text says its words over and over.
    """
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for text, weight in ((title, round(ranking.title)), (abstract, 1)):
        found = analyse(text)
        for form in found.forms:
            shown.setdefault(stem(form), form)
        for name in found.stems:
            counts[name] += max(weight, 1)
    papers = corpus.statistics.papers
    weights = {}
    for name, count in counts.items():
        holding = corpus.papers_with(name)
        if holding and (papers <= SMALL or holding <= MOST_COMMON * papers):
            weights[name] = (count**0.5) * idf(papers, holding)
    first = sorted(weights, key=lambda name: (-weights[name], name))[:MOST_WORDS]
    return [(name, shown.get(name, name), counts[name] ** 0.5) for name in first]
