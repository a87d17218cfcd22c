"""The papers of a page → why each is there, in brief: by a compiled loop, or `search.explain`."""

from collections.abc import Sequence

import numpy as np

from search.corpus import Corpus
from search.evaluator import Answer
from search.explain import Explainer
from search.plain_words import Plain
from search.ranking import Ranking
from search.results import Why
from search.shards import Docs

_FIELDS = ("abstract", "title")  # as they are sorted


def reasons_of(
    corpus: Corpus, ranking: Ranking, shown: Answer, explain: bool
) -> list[tuple[tuple[Why, ...], str]]:
    """The reasons of each paper, the weightiest first; if wanted, the arithmetic of its score."""
    found = shown.found
    words = [one for one in found if isinstance(one, Plain)]
    if words and len(words) == len(found) and not explain:
        return [(why, "") for why in _of_words(corpus, ranking, words, shown.docs)]
    explainer = Explainer(corpus, ranking)
    findings = explainer.findings(shown.parts(), shown.docs)
    return [
        (explainer.reasons(one), explainer.explanation(one) if explain else "") for one in findings
    ]


def _of_words(
    corpus: Corpus, ranking: Ranking, words: Sequence[Plain], docs: Docs
) -> list[tuple[Why, ...]]:
    """Those of papers that nothing but such words found."""
    assert corpus.segments is not None  # which they were found in
    texts = sorted({word.text for word in words})
    numbers = [len(_FIELDS) * texts.index(word.text) for word in words]
    labels = [(text, field) for text in texts for field in _FIELDS]
    rows = [[*word.row(), n + 1, n] for word, n in zip(words, numbers, strict=True)]
    idfs = [word.weight for word in words]
    statistics = corpus.statistics
    title = ranking.title, ranking.title_b, statistics.title_mean
    abstract = ranking.abstract, ranking.abstract_b, statistics.abstract_mean
    ascending = docs.copy()
    ascending.sort()  # without the checks of `np.sort`, which take longer
    found = corpus.segments.reasons(
        np.array(rows),
        np.array([*idfs, *title, *abstract]),
        ascending,
        words[0].scoring.standing.numbers,
        corpus.text_lengths,
    )
    papers = ascending.tolist()
    begin = len(papers)
    pairs = [*zip(*found.tolist(), strict=True)]
    whys = [Why(*labels[int(number)], "stem", share) for number, share in pairs[begin:]]
    by_paper, at = {}, 0
    for paper, (size, _) in zip(papers, pairs[:begin], strict=True):
        by_paper[paper] = (*whys[at : at + int(size)],)
        at += int(size)
    return [by_paper[paper] for paper in docs.tolist()]
