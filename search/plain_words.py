"""Words of one form, and quoted words → what they find.

All are looked for at once. Most words are so. What they find is what `search.parts` finds for each
by itself, in a tenth of the time: their papers are scored when lists are combined, and explained
for the papers that are shown alone. Few papers have one in another spelling, or as a name, alone or
with a word beside it: these are parts of their own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from whoosh.query import Or, Query, Term

from index.analysis import stem
from search import budget
from search.bits import Bits
from search.combining import NO_LEAF, AnyList, Wanted, lists_of, numbers_of
from search.corpus import Corpus
from search.expansion import meaning
from search.found import Found, Part
from search.lists import HOLDING, LEAF, Answered, Chosen, Row
from search.looking import Looking
from search.others import NO_SENSES, parts_beside, senses_of, spelled_otherwise, untold
from search.parts import spelled_out, text_part
from search.query import Exact, Word
from search.ranking import Numbers
from search.scoring import Scoring
from search.shards import Docs, WordPostings


class Plain(NamedTuple):
    """What such a word finds: `own`, its row for loops, points into `held`.

    `others` count in some papers, where this doesn't; unless `is_itself`, some are other spellings.
    """

    text: str
    holding: int
    weight: float
    own: Row
    held: Bits
    scoring: Scoring
    others: tuple[Part, ...] = ()
    is_itself: bool = True

    @property
    def any(self) -> bool:
        """Whether there is a paper at all."""
        return self.holding > 0 or bool(self.others)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its part of the scores of all papers, and the others."""
        corpus = self.scoring.corpus
        assert corpus.segments is not None  # which this was found in
        found = corpus.living(corpus.segments.postings_of(self.own))
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
        return self.own

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
    rows = [(word.own, word.weight) for word in words]
    scoring, segments = words[0].scoring, words[0].scoring.corpus.segments
    assert segments is not None  # which they were found in
    counts, scores = segments.explained(rows, docs, scoring.factors)
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


def find_plain(
    scoring: Scoring, looking: Looking, program: Program | None
) -> tuple[dict[int, Plain | Found], Chosen | None]:
    """What leaves that look plain find, by their ids, and what a program over them finds.

    The loops have to be loaded. Raises OutOfTimeError.
    """
    budget.check()
    segments = scoring.corpus.segments
    words, pairs, groups = looking
    if not (words or groups) or segments is None:
        return {}, None
    leaves, lists, steps, wanted = program or _NOTHING
    leaves = leaves or [NO_LEAF] * (len(words) + len(groups))
    numbers = numbers_of(pairs, leaves, steps, wanted)
    texts = _texts(scoring.corpus, words) + "".join(map(_group_text, groups))
    handed = lists_of(lists)
    answered = segments.answered(scoring.standing, texts, numbers, handed, NO_SENSES)
    short = untold(answered.lists)
    if short:
        told = {number: spelled_out(scoring.corpus, words[number]) for number in short}
        senses = senses_of(told, len(words))
        answered = segments.answered(scoring.standing, texts, numbers, handed, senses)
    return _as_plain(scoring, looking, answered, short), answered.chosen


def _as_plain(
    scoring: Scoring, looking: Looking, answered: Answered, short: Sequence[int]
) -> dict[int, Plain | Found]:
    """What was found; some words may be `short` for something."""
    words, _, groups = looking
    others: list[list[Part]] = []
    odd: set[int] = set()
    if short or answered.lists:
        others = parts_beside(answered, [*words, *groups], scoring.standing.weights)
        odd = spelled_otherwise(answered.lists)
        odd |= {i for i in short if not meaning(words[i].text, scoring.corpus).is_itself}
    found: dict[int, Plain | Found] = {}
    for number, (known, row) in enumerate(zip(answered.facts, answered.rows, strict=True)):
        word, holding = words[number], known[HOLDING]
        beside = tuple(others[number]) if others else ()
        own = word.text, holding, scoring.idf(holding), row, answered.held, scoring
        found[id(word)] = Plain(*own, beside, number not in odd)
    for leaf, parts in zip(groups, others[len(words) :], strict=True):
        found[id(leaf)] = Found(tuple(parts))
    return found


def itself(word: Word) -> Query:
    """Such a word in primitives."""
    return Or([Term(field, stem(word.text)) for field in word.fields])


def _group_text(leaf: Exact) -> str:
    """See `search.lists.Words`."""
    forms = leaf.text.lower().replace("-", " ").split()
    return "".join([f"{form}\n" for form in forms]) + "\t"


def _texts(corpus: Corpus, words: Sequence[Word]) -> str:
    """See `search.lists.Words`."""
    corpus.know_stems([word.text for word in words])
    return "".join([f"{stem(word.text)}\n{word.text}\t" for word in words])
