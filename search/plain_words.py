"""Words of one form that make no name with a word beside them → what each finds, all at once.

Most words are so. What they find is what `search.parts` finds for each by itself, in a tenth of the
time: their papers are scored when lists are combined, and explained for the papers that are shown
alone. Few papers have one in another spelling, or as a name: these are parts of their own.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from whoosh.query import Or, Query, Term

from index.analysis import STOP_WORDS, stem
from index.names import FULL, plain_words
from search import budget
from search.array_shard import as_bytes
from search.beside import as_family_name, beside
from search.combining import NO_LEAF, AnyList, Wanted, asked_of, lists_of
from search.corpus import Corpus
from search.expansion import meaning
from search.found import Part, but_for, largest
from search.lists import (
    ACRONYM,
    AUTHOR,
    COMPOUND,
    HOLDING,
    LEAF,
    NAME,
    OTHERS,
    VENUE,
    Chosen,
    Held,
    Row,
    Words,
)
from search.parts import other_spellings, text_part
from search.query import DEFAULT_FIELDS, Word
from search.ranking import Numbers
from search.scoring import Scoring
from search.segments import Segments
from search.shards import NO_WORD, Docs, WordPostings


class Plain(NamedTuple):
    """What such a word finds: `own`, its row for loops, points into `held`.

    `others` count in some papers, where this doesn't; unless `is_itself`, some are other spellings.
    """

    text: str
    holding: int
    weight: float
    own: Row
    held: Held
    scoring: Scoring
    segments: Segments
    others: tuple[Part, ...] = ()
    is_itself: bool = True

    @property
    def any(self) -> bool:
        """Whether there is a paper at all."""
        return self.holding > 0 or bool(self.others)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its part of the scores of all papers, and the others."""
        found = self.segments.postings_of(self.own)
        return self._part(self.scoring.corpus.living(found)), *self.others

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
        return self.own

    def scored(self) -> tuple[Docs, Numbers]:
        """See `search.combining.AnyList`."""
        part, *_ = self.parts
        return part.docs, part.scores

    def under(self, leaf: int, counts: bool) -> "Plain":
        """The same as a list that makes a leaf hold, and counts for the scores or not."""
        _, docs, count, _, freqs, *titles = self.own
        own = (leaf, docs, count, 0, freqs if counts else 0, *titles)
        return self._replace(own=own)

    def among(self, docs: Docs) -> WordPostings:
        """Those of some papers, ascending, in which it counts."""
        found = self._of(docs).found or NO_WORD
        here = found.title + found.abstract > 0
        return WordPostings(docs[here], found.title[here], found.abstract[here])

    def beside(self, parts: Iterable[Part]) -> "Plain":
        """The same with other parts: of several that speak for a paper, the largest alone stays.

        It counts for nothing from now on where one of them is larger.
        """
        others = []
        for part in parts:
            wins = part.scores > self._of(part.docs).scores
            self.silence(part.docs[wins])
            others.append(part._replace(scores=but_for(part.scores, np.flatnonzero(~wins))))
        return self._replace(others=tuple(largest(others)))

    def silence(self, docs: Docs) -> None:
        """It is not to count in some papers, which match all the same."""
        if len(docs):
            self.segments.silence(self.own, docs)

    def _of(self, docs: Docs) -> Part:
        return parts_of([self], docs)[0]

    def _part(self, found: WordPostings) -> Part:
        return text_part(self.scoring, self.text, found, "stem", holding=self.holding)


def parts_of(words: Sequence[Plain], docs: Docs) -> list[Part]:
    """What each of some words adds to the scores of some papers, ascending: 0 where it isn't."""
    if not words:
        return []
    rows = [(word.own, word.weight) for word in words]
    counts, scores = words[0].segments.explained(rows, docs, words[0].scoring.factors)
    found = [WordPostings(docs, title, abstract) for title, abstract in counts]
    return [
        Part(word.text, "text", "stem", 1.0, word.holding, docs, own, postings)
        for word, own, postings in zip(words, scores, found, strict=True)
    ]


class Program(NamedTuple):
    """What to work out when words are looked up: steps over lists and over the words themselves.

    `leaves` has the leaf that each word makes hold.
    """

    leaves: Sequence[int]
    lists: Sequence[AnyList]
    steps: Sequence[int]
    wanted: Wanted


_NOTHING = Program((), (), (), Wanted())


def looking_plain(words: Sequence[Word]) -> tuple[list[Word], list[bool]]:
    """The words that are plain by their letters; whether each may be a name with the next one.

    That of a word beside itself isn't looked for.
    """
    looks = [*map(_may_be_plain, words), False]
    plain = [word for i, word in enumerate(words) if looks[i]]
    pairs = [
        looks[i + 1] and word.text != words[i + 1].text for i, word in enumerate(words) if looks[i]
    ]
    return plain, pairs


def find_plain(
    scoring: Scoring, words: Sequence[Word], pairs: Sequence[bool], program: Program | None
) -> tuple[dict[int, Plain], Chosen | None]:
    """What words that look plain find, by their ids, and what a program over them finds.

    The loops have to be loaded. Those that make a name with one beside them are left out; the
    program isn't run where a word is more than itself. Raises OutOfTimeError.
    """
    budget.check()
    segments = scoring.corpus.segments
    if not words or segments is None:
        return {}, None
    leaves, lists, steps, wanted = program or _NOTHING
    looked_up = Words(
        as_bytes(_texts(scoring.corpus, words).encode()),
        as_bytes(bytes(pairs)),
        np.array(leaves or [NO_LEAF] * len(words), np.int32),
    )
    asked = asked_of(scoring, steps, wanted)
    facts, rows, held, is_answered, chosen = segments.answered(
        looked_up, lists_of(lists), scoring.factors, asked
    )
    named = False
    found: dict[int, Plain] = {}
    for word, known, row in zip(words, facts.tolist(), rows.tolist(), strict=True):
        was_named, named = named, bool(known[NAME])
        if was_named or named:
            continue
        holding = known[HOLDING]
        one = Plain(word.text, holding, scoring.idf(holding), row, held, scoring, segments)
        found[id(word)] = _with_others(one, word, known) if known[OTHERS] else one
    return found, chosen if is_answered else None


def itself(word: Word) -> Query:
    """Such a word in primitives."""
    return Or([Term(field, stem(word.text)) for field in word.fields])


def _may_be_plain(word: Word) -> bool:
    """Whether a word is nothing but itself as far as its letters tell; an index may know more."""
    text = word.text
    is_form = word.fields == DEFAULT_FIELDS and text not in STOP_WORDS
    return is_form and plain_words(text) == [text]


def _texts(corpus: Corpus, words: Sequence[Word]) -> str:
    """See `search.lists.Words`."""
    corpus.know_stems([word.text for word in words])
    return "".join([f"{stem(word.text)}\n{word.text}\t" for word in words])


def _with_others(one: Plain, word: Word, known: list[int]) -> Plain:
    """The same with its other spellings, and what it finds as a family name, or in venues."""
    others: list[Part] = []
    if known[ACRONYM] or known[COMPOUND]:
        instead, others = other_spellings(one.scoring, word, one.among, one.holding)
        one.silence(instead)
        one = one._replace(is_itself=meaning(word.text, one.scoring.corpus).is_itself)
    if known[AUTHOR]:
        keys = [(one.text, FULL)]
        others += as_family_name(one.scoring, one.text, keys, known[AUTHOR], one.holding)
    if known[VENUE]:
        venue = [(stem(one.text), FULL)]
        others += beside(one.scoring, one.text, "venue", venue, one.holding)
    return one.beside(others) if others else one
