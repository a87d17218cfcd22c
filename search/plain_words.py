"""Words of one form, and quoted words → what they find.

All are looked for at once. Most words are so. What they find is what `search.parts` finds for each
by itself, in a tenth of the time: their papers are scored when lists are combined, and explained
for the papers that are shown alone. Few papers have one in another spelling, or as a name, alone or
with a word beside it: these are parts of their own.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Or, Query, Term

from index.analysis import stem
from search import budget
from search.array_shard import as_bytes
from search.bits import Bits
from search.combining import AnyList, Wanted, asked_of, lists_of
from search.corpus import Corpus
from search.expansion import meaning
from search.found import Found, Part
from search.lists import COLUMNS, HOLDING, LEAF, Answered, Row
from search.others import NO_SENSES, parts_beside, senses_of, spelled_otherwise, untold
from search.parts import text_part
from search.plan import Looking
from search.query import Word
from search.ranking import Numbers
from search.scoring import Scoring
from search.shards import Docs, WordPostings


class Plain(NamedTuple):
    """What such a word finds: `own`, its row for loops and its facts, points into `held`.

    `others` count in some papers, where this doesn't; unless `is_itself`, some are other spellings.
    """

    text: str
    own: Row
    held: Bits
    scoring: Scoring
    others: tuple[Part, ...] = ()
    is_itself: bool = True

    @property
    def holding(self) -> int:
        """How many papers have it."""
        return self.own[COLUMNS + HOLDING]

    @property
    def weight(self) -> float:
        """See `search.combining.AnyList`."""
        return self.scoring.idf(self.holding)

    @property
    def any(self) -> bool:
        """Whether there is a paper at all."""
        return self.holding > 0 or bool(self.others)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its part of the scores of all papers, and the others."""
        corpus = self.scoring.corpus
        assert corpus.segments is not None  # which this was found in
        found = corpus.living(corpus.segments.postings_of(self.row()))
        own = text_part(self.scoring, self.text, found, "stem", holding=self.holding)
        return own, *self.others

    @property
    def most(self) -> float:
        """See `search.combining.AnyList`."""
        return self.weight * self.scoring.factors.top

    @property
    def leaf(self) -> int:
        """See `search.combining.AnyList`."""
        return self.own[LEAF]

    def row(self) -> Row:
        """See `search.combining.AnyList`."""
        return self.own[:COLUMNS]

    def scored(self) -> tuple[Docs, Numbers]:
        """See `search.combining.AnyList`."""
        part, *_ = self.parts
        return part.docs, part.scores

    def under(self, leaf: int, counts: bool) -> "Plain":
        """The same as a list that makes a leaf hold, and counts for the scores or not."""
        _, docs, count, _, freqs, *others = self.own
        own = (leaf, docs, count, 0, freqs if counts else 0, *others)
        return self._replace(own=own)


def parts_of(words: Sequence[Plain], docs: Docs) -> list[Part]:
    """What each of some words adds to the scores of some papers, ascending: 0 where it isn't."""
    if not words:
        return []
    rows = [(word.row(), word.weight) for word in words]
    scoring, segments = words[0].scoring, words[0].scoring.corpus.segments
    assert segments is not None  # which they were found in
    counts, scores = segments.explained(rows, docs, scoring.factors)
    found = [WordPostings(docs, title, abstract) for title, abstract in counts]
    return [
        Part(word.text, "text", "stem", 1.0, word.holding, docs, own, postings)
        for word, own, postings in zip(words, scores, found, strict=True)
    ]


class Looked:
    """What leaves that look plain find, words first; worked out when it is asked for.

    `chosen` is what a program finds.
    """

    def __init__(self, scoring: Scoring, looking: Looking, answered: Answered) -> None:
        self.leaves = (*looking.words, *looking.groups)
        self.chosen = answered.chosen
        self._scoring = scoring
        self._words = looking.words
        self._answered = answered

    @cached_property
    def found(self) -> list[Plain | Found]:
        """Of each leaf in turn."""
        scoring, words, answered = self._scoring, self._words, self._answered
        others: list[list[Part]] = []
        odd: set[int] = set()
        if answered.lists:
            others = parts_beside(answered, self.leaves, scoring.standing.weights)
            odd = spelled_otherwise(answered.lists)
        found: list[Plain | Found] = []
        for number, (word, row) in enumerate(zip(words, answered.rows, strict=True)):
            beside = tuple(others[number]) if others else ()
            is_itself = number not in odd
            found.append(Plain(word.text, row, answered.held, scoring, beside, is_itself))
        return found + [Found(tuple(parts)) for parts in others[len(words) :]]


def find_plain(
    scoring: Scoring, looking: Looking, wanted: Wanted, lists: Sequence[AnyList] = ()
) -> Looked | None:
    """Look for leaves that look plain, if there are any; and for what is wanted of what a program
    over them and over lists finds, if there is one.

    The loops have to be loaded. Raises OutOfTimeError.
    """
    budget.check()
    corpus, texts = scoring.corpus, looking.texts()
    segments = corpus.segments
    if not texts or segments is None:
        return None
    numbers = asked_of(looking.pairs, looking.leaves, looking.steps, wanted)
    standing, handed = scoring.standing, lists_of(lists)
    answered = segments.answered(standing, texts, numbers, handed, NO_SENSES)
    if answered.known < len(looking.words):
        texts = looking.texts_with_stems()
        answered = segments.answered(standing, texts, numbers, handed, NO_SENSES)
    short = untold(answered.lists) if answered.lists else []
    if short:
        told = {number: _sense_of(corpus, looking.words[number]) for number in short}
        senses = senses_of(told, len(looking.words))
        answered = segments.answered(standing, texts, numbers, handed, senses)
    return Looked(scoring, looking, answered)


def _sense_of(corpus: Corpus, word: Word) -> NDArray[np.uint8]:
    """The text of what a word is short for: see `search.sense_kernels`."""
    rows = meaning(word.text, corpus).spelled_out
    return as_bytes("".join(f"{' '.join(row)}\n" for row in rows if row).encode())


def itself(word: Word) -> Query:
    """Such a word in primitives."""
    return Or([Term(field, stem(word.text)) for field in word.fields])
