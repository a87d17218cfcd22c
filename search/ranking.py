"""What comes first: every weight of the ranking, and its formulas as pure functions over arrays.

This is the oracle: plain, and what every faster path is held against. It knows nothing of an index
or of queries: frequencies and lengths go in, scores come out. Cited below:

BM25F  S. Robertson, H. Zaragoza, M. Taylor: Simple BM25 extension to multiple weighted fields,
       2004;
       H. Zaragoza, N. Craswell, M. Taylor, S. Saria, S. Robertson: Microsoft Cambridge at TREC-13,
       2004 (a length normalisation for each field).
"""

from dataclasses import asdict, dataclass, replace
from math import isfinite, log1p
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import SettingError

Numbers = NDArray[np.float64]
Value = TypeVar("Value", Numbers, float)
Counts = NDArray[np.uint32]

MOST_OFTEN = 255  # times that a word counts in a text: loops keep them in bytes


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every weight of the ranking. The defaults serve every collection; nobody has to tune them.

    The rule by which they were chosen: on a coarse grid, one weight at a time, the value in the
    middle of the plateau of the mean of nDCG@10 and average precision over Cranfield, CACM and MED
    (a plateau: within .003 of the best); no collection has values of its own. So:

    title 3, abstract 1: one word in a title tells as much as three in an abstract. From 3 to 5 the
        means stay within .002, at 2 they are .003 lower, at 1 .016.
    title_b .6: a long title is held against its words only in part. Flat from .5 to .9.
    abstract_b .65: best at .6 to .65, .003 lower at .5 and at .75, BM25's customary value.
    k1 1.5: between the customary 1.2 (.004 lower) and 2 (as good, but worse where titles tell
        much). It is scaled by the mean weight of a word (`half_point`), so that raising `title`
        doesn't flatten the scores as well.
    author 3: a word that is an author's name tells as much as a word of a title; a family name in
        the measure in which the word is one, see `search.parts`.
    venue 1, year 1: they tell less, since many papers share them (which their idf says too). Of
        text, author, venue and year the one that says most of a word counts for it: "brown" in an
        abstract by Brown isn't two pieces of evidence.
    spelling .1: of papers with a compound in another spelling ("non invasive", where "noninvasive"
        was typed) a tenth is taken off, so that the spelling typed comes first; nothing is for
        another inflection.
    acronym .4: a paper that only spells out an acronym comes after those that use it.
    feedback .1 with 10 papers and 20 words: `--expand` adds words of the best papers, together a
        tenth of the weight of what was typed. More gains more here (up to .3), but loses on other
        collections; at .1 it gains average precision on all that were tried.
    """

    title: float = 3.0
    abstract: float = 1.0
    title_b: float = 0.6
    abstract_b: float = 0.65
    k1: float = 1.5
    author: float = 3.0
    venue: float = 1.0
    year: float = 1.0
    spelling: float = 0.1
    acronym: float = 0.4
    feedback: float = 0.1
    feedback_papers: int = 10
    feedback_words: int = 20


def parse_ranking(text: str) -> Ranking:
    """Read "title=4,k1=1.2"; what isn't named keeps its default.

    Raises SettingError for an unknown name, for what isn't a number, for one below 0, and for a
    fraction where papers or words are counted.
    """
    kinds = {name: type(value) for name, value in asdict(Ranking()).items()}
    changes: dict[str, float] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (part.strip() for part in item.partition("="))
        if name not in kinds:
            raise SettingError(f"ranking: no weight {name!r} (known: {', '.join(kinds)})")
        if not equals:
            raise SettingError(f"ranking: {name} has no value (write it as {name}=1)")
        changes[name] = _weight(name, value, kinds[name])
    return replace(Ranking(), **changes)  # type: ignore[arg-type]  # int where the field is int


def _weight(name: str, value: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(value)
    except ValueError as error:
        wanted = "a whole number" if kind is int else "a number"
        raise SettingError(f"ranking: {name} is {value!r}, not {wanted}") from error
    if not isfinite(number) or number < 0 or (name.endswith("_b") and number > 1):
        raise SettingError(f"ranking: {name} can't be {value}")
    return number


class Statistics(NamedTuple):
    """What the formulas need to know of the whole corpus; sums and lengths count stems."""

    papers: int
    titled: int
    abstracted: int
    title_sum: int
    abstract_sum: int

    @classmethod
    def of(cls, title_lengths: Counts, abstract_lengths: Counts) -> "Statistics":
        """Add up the lengths of all papers that can be found."""
        return cls(
            len(title_lengths),
            int(np.count_nonzero(title_lengths)),
            int(np.count_nonzero(abstract_lengths)),
            int(title_lengths.sum(dtype=np.int64)),
            int(abstract_lengths.sum(dtype=np.int64)),
        )

    @property
    def title_mean(self) -> float:
        """The mean length of a title, over the papers that have one."""
        return self.title_sum / max(self.titled, 1) or 1.0

    @property
    def abstract_mean(self) -> float:
        """The mean length of an abstract, over the papers that have one."""
        return self.abstract_sum / max(self.abstracted, 1) or 1.0


class Occurrences(NamedTuple):
    """Where one word occurs: paper by paper, how often in title and abstract, and their lengths."""

    title: NDArray[np.number]
    abstract: NDArray[np.number]
    title_length: NDArray[np.number]
    abstract_length: NDArray[np.number]


def idf(papers: int, holding: float) -> float:
    """The weight of a word that `holding` of the papers hold: ln(1 + (N − df + ½) / (df + ½)).

    Robertson and Spärck Jones (1976) with the 1 + that keeps it above 0, as Lucene has it.
    """
    return log1p((papers - holding + 0.5) / (holding + 0.5))


def length_norm(length: NDArray[np.number] | float, mean: float, b: float) -> Numbers:
    """What a frequency in a text of some length is divided by: 1 − b + b · l / mean."""
    return np.asarray(1 - b + b * length / mean, dtype=np.float64)


def length_free(
    frequency: NDArray[np.number] | float, length: NDArray[np.number] | float, mean: float, b: float
) -> Numbers:
    """A frequency as it would be in a text of mean length."""
    return np.asarray(frequency / length_norm(length, mean, b), dtype=np.float64)


def weighted_frequency(ranking: Ranking, statistics: Statistics, found: Occurrences) -> Numbers:
    """BM25F's heart: the fields' weighted frequencies are summed before saturation, not after."""
    titles, abstracts = (np.minimum(n, MOST_OFTEN) for n in (found.title, found.abstract))
    title = length_free(titles, found.title_length, statistics.title_mean, ranking.title_b)
    abstract = length_free(
        abstracts, found.abstract_length, statistics.abstract_mean, ranking.abstract_b
    )
    return ranking.title * title + ranking.abstract * abstract


def half_point(ranking: Ranking, statistics: Statistics) -> float:
    """The weighted frequency at which a word has half of its score: k1 · mean weight of a word.

    Zaragoza et al. scale k1 so that the same k1 fits whatever the weights are; k1 where all
    weights are 1, or where there are no titles.
    """
    words = statistics.title_sum + statistics.abstract_sum
    weighted = ranking.title * statistics.title_sum + ranking.abstract * statistics.abstract_sum
    return ranking.k1 * weighted / words if words and weighted else ranking.k1


def saturate(ranking: Ranking, half: float, frequency: Value) -> Value:
    """From weighted frequency to a score from 0 to k1 + 1: (k1 + 1) · tf / (half + tf)."""
    return (ranking.k1 + 1) * frequency / (half + frequency)


def word_scores(
    ranking: Ranking, statistics: Statistics, found: Occurrences, holding: int
) -> Numbers:
    """BM25F of one word, for the papers of `found`; `holding` papers of the corpus have the word.

    A word that was typed n times counts n times: the caller multiplies. Nothing below 0.
    """
    half = half_point(ranking, statistics)
    frequency = weighted_frequency(ranking, statistics, found)
    return idf(statistics.papers, holding) * saturate(ranking, half, frequency)


def beside_score(ranking: Ranking, statistics: Statistics, weight: float, holding: int) -> float:
    """The score of a word found in a field beside the text, such as an author's name or a year.

    Such a field has one mention and no length: it counts as a weighted frequency of `weight`.
    """
    half = half_point(ranking, statistics)
    return float(idf(statistics.papers, holding) * saturate(ranking, half, weight))
