"""Words that are nothing but themselves → what each finds, all of them at once.

Most words are no compound, no acronym and make no name with a word beside them. What they find is
what `search.parts` finds for each by itself, in a tenth of the time: their papers are scored when
lists are combined, and explained for the papers that are shown alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from whoosh.query import Or, Query, Term

from index.analysis import STOP_WORDS, stem
from index.names import FULL, plain_words
from search import budget
from search.beside import as_family_name, beside
from search.corpus import Corpus
from search.expansion import KNOWN_FROM, meaning
from search.found import Found, Part, largest
from search.lists import LEAF, Row
from search.parts import text_part
from search.query import DEFAULT_FIELDS, Word
from search.ranking import Numbers
from search.scoring import Scoring
from search.segments import Segments
from search.shards import Counts, Docs, WordPostings

# Columns of the facts of `search.look_up_kernels.look_up`.
HOLDING, AUTHOR, NAME, VENUE, ACRONYM, COMPOUND = range(6)


class Plain(NamedTuple):
    """What such a word finds: `own`, its row for loops, points into `held`."""

    text: str
    holding: int
    weight: float
    own: Row
    held: tuple[Docs, Counts]
    scoring: Scoring
    segments: Segments

    @property
    def any(self) -> bool:
        """Whether there is a paper at all."""
        return self.holding > 0

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its part of the scores of all papers."""
        found = self.segments.postings_of(self.own)
        return (self._part(self.scoring.corpus.living(found)),)

    @property
    def leaf(self) -> int:
        """See `search.combining.AnyList`."""
        return self.own[LEAF]

    def row(self) -> Row:
        """See `search.combining.AnyList`."""
        return self.own

    def scored(self) -> tuple[Docs, Numbers]:
        """See `search.combining.AnyList`."""
        (part,) = self.parts
        return part.docs, part.scores

    def under(self, leaf: int, counts: bool) -> "Plain":
        """The same as a list that makes a leaf hold, and counts for the scores or not."""
        _, docs, count, _, freqs, *titles = self.own
        own = (leaf, docs, count, 0, freqs if counts else 0, *titles)
        return self._replace(own=own)

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


def find_plain(scoring: Scoring, words: Sequence[Word]) -> dict[int, Found | Plain]:
    """What such words among some in a row find, by their ids.

    Those that turn out to be more than themselves are left out, and so are all of them until the
    compiled loops are loaded. Raises OutOfTimeError.
    """
    budget.check()
    corpus = scoring.corpus
    looks = [*map(_may_be_plain, words), False]
    plain = [word for i, word in enumerate(words) if looks[i]]
    segments = corpus.segments
    if not plain or segments is None:
        return {}
    pairs = [
        looks[i + 1] and word.text != words[i + 1].text for i, word in enumerate(words) if looks[i]
    ]
    facts, rows, docs, freqs = segments.look_up(_texts(corpus, plain), pairs, corpus.live_bits)
    named = False
    found: dict[int, Found | Plain] = {}
    for word, known, row in zip(plain, facts.tolist(), rows.tolist(), strict=True):
        was_named, named = named, bool(known[NAME])
        if was_named or named or not _is_itself(corpus, word, known):
            continue
        holding = known[HOLDING]
        weight, held = scoring.idf(holding), (docs, freqs)
        one = Plain(word.text, holding, weight, row, held, scoring, segments)
        found[id(word)] = _with_beside(one, known)
    return found


def itself(word: Word) -> Query:
    """Such a word in primitives."""
    return Or([Term(field, stem(word.text)) for field in word.fields])


def _may_be_plain(word: Word) -> bool:
    """Whether a word is nothing but itself as far as its letters tell; an index may know more."""
    text = word.text
    is_form = word.fields == DEFAULT_FIELDS and text not in STOP_WORDS
    return is_form and plain_words(text) == [text]


def _texts(corpus: Corpus, words: Sequence[Word]) -> str:
    """See `look_up`."""
    corpus.know_stems([word.text for word in words])
    return "".join([f"{stem(word.text)}\n{word.text}\t" for word in words])


def _is_itself(corpus: Corpus, word: Word, known: list[int]) -> bool:
    """Whether what looks like a compound or an acronym is none after all."""
    if not known[ACRONYM] and known[COMPOUND] < KNOWN_FROM:
        return True
    meant = meaning(word.text, corpus)
    return not meant.rows and not meant.spelled_out


def _with_beside(one: Plain, known: list[int]) -> Found | Plain:
    """The same with what the word finds as a family name, or in venues."""
    beside_text: list[Part] = []
    if known[AUTHOR]:
        keys = [(one.text, FULL)]
        beside_text += as_family_name(one.scoring, one.text, keys, known[AUTHOR], one.holding)
    if known[VENUE]:
        venue = [(stem(one.text), FULL)]
        beside_text += beside(one.scoring, one.text, "venue", venue, one.holding)
    return Found(tuple(largest([*one.parts, *beside_text]))) if beside_text else one
