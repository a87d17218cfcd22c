"""The best papers of an answer → words to look for as well: a mild form of Rocchio's feedback.

J. J. Rocchio: Relevance feedback in information retrieval, 1971; here without judgments, the first
papers being taken for good ones.
"""

from collections import Counter
from math import log, sqrt
from typing import NamedTuple

from index.analysis import analyse, stem
from search.corpus import Corpus
from search.ranking import Ranking, idf


class Added(NamedTuple):
    """A word to look for as well: its stem, a form of it to show, and its weight."""

    stem: str
    form: str
    weight: float


def added_words(
    corpus: Corpus, ranking: Ranking, best: list[int], typed: list[str]
) -> tuple[Added, ...]:
    """The words of the best papers that tell most, weighted.

    Each paper is a vector of (1 + ln tf) · idf of length 1; their mean is cut to the weightiest
    `feedback_words`, which share `feedback` times the number of typed stems among them. Typed words
    may be among these: they gain weight.
    """
    total: dict[str, float] = {}
    shown: dict[str, str] = {}
    for doc in best:
        record = corpus.stored(doc)
        for name, weight in paper_vector(
            corpus, record["title"], record["abstract"], shown
        ).items():
            total[name] = total.get(name, 0.0) + weight / len(best)
    strongest = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    strongest = strongest[: ranking.feedback_words]
    share = ranking.feedback * max(len(typed), 1) / (sum(w for _, w in strongest) or 1.0)
    return tuple(Added(name, shown.get(name, name), weight * share) for name, weight in strongest)


def paper_vector(
    corpus: Corpus, title: str, abstract: str, shown: dict[str, str]
) -> dict[str, float]:
    """A paper's stems by (1 + ln tf) · idf, scaled to length 1; `shown` gets a form of each."""
    counts: Counter[str] = Counter()
    for text in (title, abstract):
        analysis = analyse(text)
        counts.update(analysis.stems)
        for form in analysis.forms:
            shown.setdefault(stem(form), form)
    papers = corpus.statistics.papers
    vector = {
        name: (1 + log(count)) * idf(papers, corpus.papers_with(name))
        for name, count in counts.items()
    }
    norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {name: weight / norm for name, weight in vector.items()}
