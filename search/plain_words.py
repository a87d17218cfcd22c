"""Words that are nothing but themselves → what each finds, all of them at once.

Most words are no compound, no acronym and make no name with a word beside them. What they find is
what `search.parts` finds for each by itself, in a tenth of the time.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Or, Query, Term

from index.analysis import STOP_WORDS, know_stem, stem
from index.names import FULL, plain_words
from search import budget
from search.array_shard import ask_for
from search.beside import as_family_name, beside
from search.corpus import Corpus
from search.expansion import KNOWN_FROM, meaning
from search.found import Found, largest
from search.parts import text_part
from search.query import DEFAULT_FIELDS, Word
from search.scoring import Scoring
from search.shards import WordPostings

FREQUENT = 1000  # papers; what words find that more papers have is kept for the next question
# Columns of `search.kernels.facts`; the first is the word's number in titles.
_, ABSTRACT, ROOM, AUTHOR, VENUE, ACRONYM, COMPOUND = range(7)


def may_be_plain(word: Word) -> bool:
    """Whether a word is nothing but itself as far as its letters tell; an index may know more."""
    text = word.text
    is_form = word.fields == DEFAULT_FIELDS and text not in STOP_WORDS
    return is_form and plain_words(text) == [text]


def find_plain(scoring: Scoring, words: Sequence[Word]) -> dict[Word, Found]:
    """What such words find; those that turn out to be more than themselves are left out.

    So are all of them until the compiled loops are loaded. Raises OutOfTimeError.
    """
    budget.check()
    corpus = scoring.corpus
    keys = {word: ("plain", word.text, scoring.ranking) for word in words}
    kept = {word: found for word, key in keys.items() if (found := corpus.find_kept(key))}
    new = _find_new(scoring, [word for word in keys if word not in kept])
    for word, found in new.items():
        if len(found.parts[0].docs) >= FREQUENT:
            corpus.keep(keys[word], found)
    return kept | new


def _find_new(scoring: Scoring, words: Sequence[Word]) -> dict[Word, Found]:
    corpus = scoring.corpus
    shards = corpus.compiled_shards()
    if not shards or not words:
        return {}
    for word in words:
        know_stem(word.text, corpus.stem)
    asked = ask_for([stem(word.text) for word in words], [word.text for word in words])
    facts = np.array([shard.facts(asked) for shard, _ in shards])  # by segment and word
    whole = facts.sum(axis=0).tolist()
    return {
        word: _find(scoring, word, found, row)
        for word, found, row in zip(words, _postings(corpus, facts), whole, strict=True)
        if not (row[ACRONYM] or row[COMPOUND] >= KNOWN_FROM) or _is_itself(corpus, word)
    }


def itself(word: Word) -> Query:
    """Such a word in primitives."""
    return Or([Term(field, stem(word.text)) for field in word.fields])


def _is_itself(corpus: Corpus, word: Word) -> bool:
    """Whether a word that looks like a compound or an acronym is none after all."""
    meant = meaning(word.text, corpus)
    return not meant.rows and not meant.spelled_out


def _find(scoring: Scoring, word: Word, found: WordPostings, whole: list[int]) -> Found:
    """What one of them finds; `whole` are the facts of all segments."""
    main = text_part(scoring, word.text, found, "stem")
    parts = [main]
    if whole[AUTHOR]:
        keys = [(word.text, FULL)]
        parts += as_family_name(scoring, word.text, keys, whole[AUTHOR], main.holding)
    if whole[VENUE]:
        parts += beside(scoring, word.text, "venue", [(stem(word.text), FULL)], main.holding)
    return Found(tuple(largest(parts)))


def _postings(corpus: Corpus, facts: NDArray[np.int64]) -> Iterator[WordPostings]:
    """The postings of each word, in slices of the same arrays."""
    rooms = facts[:, :, ROOM].sum(axis=0)
    ends = np.cumsum(rooms)
    docs, counts = np.empty(ends[-1], np.int32), np.zeros((2, ends[-1]), np.float32)
    at = np.empty((len(ends), 4), np.int64)
    at[:, 3] = ends - rooms
    for (shard, first), known in zip(corpus.compiled_shards(), facts, strict=True):
        at[:, :2] = known[:, : ABSTRACT + 1]
        at[:, 2] = first
        shard.enter(at, docs, counts)
    for room, end, stop in zip(rooms.tolist(), ends.tolist(), at[:, 3].tolist(), strict=True):
        start = end - room
        yield corpus.living(
            WordPostings(docs[start:stop], counts[0, start:stop], counts[1, start:stop])
        )
