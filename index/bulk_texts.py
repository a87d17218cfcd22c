"""The texts of documents → postings by form, by stem and by compound.

Words are numbered as they come, those of all texts alike; what each stands for is looked up once,
when all are known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.analysis import LONGEST, STOP_WORDS, compound
from index.bulk_fields import U4, sorted_terms
from index.bulk_stems import stems
from index.codec.field_writer import PackedField
from index.codec.strings import Strings, encoded
from index.inversion import NOTHING, Layer, Terms, Tokens, inverted
from index.vocabulary import PlainVocabulary, Vocabulary, joined, new_vocabulary, spans, split

_A, _Z, _HYPHEN = b"az-"


class Texts:
    """Titles, abstracts and the like, document by document; all are added before any is asked."""

    def __init__(self, names: Iterable[str]) -> None:
        self.sizes: Counter[str] = Counter()  # words of each text
        self._ranks: dict[
            str, U4
        ] = {}  # of a text's stems, by number: from 1 on, 0 if they have none
        self._forms = new_vocabulary()
        self._forms.numbers(*joined(sorted(STOP_WORDS)))  # the first numbers are theirs
        self._joined = new_vocabulary()  # words with hyphens, as they stand in the texts
        self._batches: dict[str, list[tuple[Tokens, Tokens]]] = {name: [] for name in names}

    def add(self, columns: Mapping[str, Sequence[str]]) -> None:
        """Add texts of the next documents: by name, one of each."""
        text, words, joined = split([*chain.from_iterable(columns.values())])
        found = zip(
            columns,
            _cut(Tokens(self._forms.numbers(text, words), words.lengths), len(columns)),
            _cut(Tokens(self._joined.numbers(text, joined), joined.lengths), len(columns)),
            strict=True,
        )
        for name, forms, hyphenated in found:
            self._batches[name].append((forms, hyphenated))
            self.sizes[name] += len(forms.numbers)

    def different(self) -> int:
        """How many different words there are."""
        return len(self._forms) + len(self._joined)

    def of_stems(self, name: str) -> tuple[PackedField, U4]:
        """The postings of a text's stems, and how many stems each document has."""
        terms, of_form, of_joined = self._stems
        layers = self._layer(name, 0, of_form), self._layer(name, 1, of_joined)
        field, present, sizes = inverted("counted", terms, *layers)
        self._ranks[name] = np.where(present, np.cumsum(present, dtype=np.uint32), 0)
        return field, sizes

    def of_forms(self, name: str) -> PackedField:
        """The postings of a text's forms, with positions; asked for after those of its stems.

        The numbers of their stems come with them, if the text has any.
        """
        terms, ranks = self._form_terms, np.append(self._ranks[name], np.uint32(0))
        if ranks.any():
            stems = np.empty(len(terms.places), np.uint32)
            stems[terms.places] = ranks[np.minimum(self._stems[1], len(ranks) - 1)]
            terms = replace(terms, stems=stems)
        return inverted("placed", terms, self._layer(name, 0, terms.places)).field

    def of_compounds(self, first: str, second: str) -> PackedField:
        """The postings of the compounds in either of two texts."""
        numbers, known = self._compounds
        terms = sorted_terms(known)
        places = terms.places_of(numbers)
        layers = (self._layer(name, 1, places) for name in (first, second))
        return inverted("listed", terms, *layers).field

    def _layer(self, name: str, kind: int, places: U4) -> Layer:
        """All forms (0) or joined words (1) of a text."""
        return Layer([batch[kind] for batch in self._batches[name]], places)

    @cached_property
    def _form_terms(self) -> Terms:
        return sorted_terms(self._forms.words())

    @cached_property
    def _compounds(self) -> tuple[U4, Strings]:
        """The number of the compound that each joined word is, NOTHING for none; all compounds."""
        return compounds(self._joined.words())

    @cached_property
    def _stems(self) -> tuple[Terms, U4, U4]:
        """The stems, and the place of each form's and each joined word's; NOTHING for none."""
        vocabulary = new_vocabulary()
        of_form = _numbers(vocabulary, stems(self._forms.words()))
        of_form[: len(STOP_WORDS)] = NOTHING
        compounds, known = self._compounds
        of_compound = np.append(
            _numbers(vocabulary, stems(known.without(_HYPHEN))), np.uint32(NOTHING)
        )
        of_joined = of_compound[np.minimum(compounds, len(known))]
        terms = sorted_terms(vocabulary.words())
        return terms, terms.places_of(of_form), terms.places_of(of_joined)


def _cut(tokens: Tokens, parts: int) -> Iterator[Tokens]:
    """The tokens in parts of as many documents each."""
    at = 0
    for lengths in np.split(tokens.lengths, parts):
        end = at + int(lengths.sum())
        yield Tokens(tokens.numbers[at:end], lengths)
        at = end


def _numbers(vocabulary: Vocabulary | PlainVocabulary, words: Strings) -> U4:
    return vocabulary.numbers(words.text, spans(words))


def compounds(words: Strings) -> tuple[U4, Strings]:
    """The number of the compound that each word with hyphens is, NOTHING for none; all compounds.

    Most words are plain and so compounds as they are; `analysis.compound` is asked about the rest.
    """
    is_odd = _odd(words)
    plain, odd = np.flatnonzero(~is_odd), np.flatnonzero(is_odd)
    spelled = [compound(word.decode()) for word in words.take(odd).list()]
    odd = odd[[*map(bool, spelled)]]
    vocabulary = new_vocabulary()
    numbers = np.full(len(words), NOTHING, np.uint32)
    numbers[plain] = _numbers(vocabulary, words.take(plain))
    numbers[odd] = _numbers(vocabulary, encoded([*filter(None, spelled)]))
    return numbers, vocabulary.words()


def _odd(words: Strings) -> NDArray[np.bool_]:
    """Which have hyphens beside none or beside each other, no letter of ASCII, others, too many."""
    text, ends = words.text, words.ends()
    hyphens = text == _HYPHEN
    doubled = hyphens.copy()
    doubled[1:] &= hyphens[:-1]
    doubled[:1] = False
    letters = (text >= _A) & (text <= _Z)
    odd = words.any((text > _Z) | doubled) | ~words.any(letters) | (words.sizes > LONGEST)
    odd |= hyphens[ends - words.sizes] | hyphens[ends - 1]
    return odd
