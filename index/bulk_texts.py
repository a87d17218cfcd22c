"""The texts of documents → postings by form, by stem and by compound.

Words are numbered as they come, those of all texts alike; what each stands for is looked up once,
when all are known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from index.analysis import STOP_WORDS, compound
from index.bulk_fields import NOTHING, U4, Numbers, Terms, Tokens, postings, sorted_terms
from index.bulk_stems import stems
from index.codec.postings import FieldArrays
from index.codec.strings import Strings, encoded
from index.vocabulary import Vocabulary, joined, spans, split


class Texts:
    """Titles, abstracts and the like, document by document; all are added before any is asked."""

    def __init__(self, names: Iterable[str]) -> None:
        self.sizes: Counter[str] = Counter()  # words of each text
        self._ranks: dict[str, U4] = {}  # of a text's stems, by number
        self._forms = Vocabulary()
        self._forms.numbers(*joined(sorted(STOP_WORDS)))  # the first numbers are theirs
        self._joined = Vocabulary()  # words with hyphens, as they stand in the texts
        self._batches: dict[str, list[tuple[Tokens, Tokens]]] = {name: [] for name in names}

    def add(self, name: str, texts: Sequence[str]) -> None:
        """Add one text of each of the next documents."""
        text, words, joined = split(texts)
        forms = Tokens(self._forms.numbers(text, words), words.lengths)
        self._batches[name].append(
            (forms, Tokens(self._joined.numbers(text, joined), joined.lengths))
        )
        self.sizes[name] += len(forms.numbers)

    def different(self) -> int:
        """How many different words there are."""
        return len(self._forms) + len(self._joined)

    def of_stems(self, name: str) -> tuple[FieldArrays, U4]:
        """The postings of a text's stems, and how many stems each document has."""
        from index.bulk_kernels import together

        terms, of_form, of_joined = self._stems
        found = together(self._tokens(name, 0), of_form, self._tokens(name, 1), of_joined)
        stems = Tokens(*found)
        self._ranks[name] = _ranks(terms, stems.numbers)
        return postings("counted", terms, stems), stems.lengths

    def of_forms(self, name: str) -> FieldArrays:
        """The postings of a text's forms, with positions; asked for after those of its stems.

        The numbers of their stems come with them, if the text has any.
        """
        terms, ranks = self._form_terms, self._ranks[name]
        if ranks.any():
            of_form = self._stems[1]
            stems = np.empty(len(of_form), np.uint32)
            stems[terms.places] = np.where(of_form == NOTHING, 0, ranks[of_form % len(ranks)])
            terms = replace(terms, stems=stems)
        return postings("placed", terms, self._tokens(name, 0))

    def of_compounds(self, first: str, second: str) -> FieldArrays:
        """The postings of the compounds in either of two texts."""
        from index.bulk_kernels import together

        numbers, known = self._compounds
        found = together(self._tokens(first, 1), numbers, self._tokens(second, 1), numbers)
        return postings("listed", sorted_terms(encoded(known)), Tokens(*found))

    def _tokens(self, name: str, kind: int) -> Tokens:
        """All forms (0) or joined words (1) of a text."""
        numbers, lengths = zip(*(batch[kind] for batch in self._batches[name]), strict=True)
        return Tokens(np.concatenate(numbers), np.concatenate(lengths))

    @cached_property
    def _form_terms(self) -> Terms:
        return sorted_terms(self._forms.words())

    @cached_property
    def _compounds(self) -> tuple[U4, list[str]]:
        """The number of the compound that each joined word is, if it is one, and all compounds."""
        numbers: Numbers[str] = Numbers()
        of_joined = numbers.of(compound(word.decode()) for word in self._joined.words().list())
        return of_joined, [*numbers]

    @cached_property
    def _stems(self) -> tuple[Terms, U4, U4]:
        """The stems, and the number of each form's and each joined word's."""
        vocabulary = Vocabulary()
        of_form = _numbers(vocabulary, stems(self._forms.words()))
        of_form[: len(STOP_WORDS)] = NOTHING
        compounds, known = self._compounds
        joined = stems(encoded([word.replace("-", "") for word in known]))
        of_compound = np.append(_numbers(vocabulary, joined), np.uint32(NOTHING))
        of_joined = of_compound[np.minimum(compounds, len(known))]
        return sorted_terms(vocabulary.words()), of_form, of_joined


def _numbers(vocabulary: Vocabulary, words: Strings) -> U4:
    return vocabulary.numbers(words.text, spans(words))


def _ranks(terms: Terms, tokens: U4) -> U4:
    """For each number of a term its place from 1 on among those that have tokens; 0 for others."""
    present = np.empty(len(terms.places), np.bool_)
    present[terms.places] = np.bincount(tokens, minlength=len(present)) > 0
    ranks = np.where(present, np.cumsum(present), 0)
    return ranks[terms.places].astype(np.uint32)
