"""The texts of documents → postings by form, by stem and by compound.

Words are numbered as they come, those of all texts alike; what each stands for is looked up once,
when all are known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from index.analysis import STOP_WORDS, compound, stems
from index.bulk_fields import U4, Numbers, Terms, Tokens, postings, sorted_terms
from index.codec.postings import FieldArrays
from index.vocabulary import Vocabulary, split

_STOP_WORDS = frozenset(map(str.encode, STOP_WORDS))


class Texts:
    """Titles, abstracts and the like, document by document; all are added before any is asked."""

    def __init__(self, names: Iterable[str]) -> None:
        self.sizes: Counter[str] = Counter()  # words of each text
        self._forms = Vocabulary()
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

    def of_forms(self, name: str) -> FieldArrays:
        """The postings of a text's forms, with positions."""
        return postings("placed", self._form_terms, self._tokens(name, 0))

    def of_stems(self, name: str) -> tuple[FieldArrays, U4]:
        """The postings of a text's stems, and how many stems each document has."""
        from index.bulk_kernels import together

        terms, of_form, of_joined = self._stems
        forms, joined = self._tokens(name, 0), self._tokens(name, 1)
        stems = Tokens(*together(forms, of_form, joined, of_joined))
        return postings("counted", terms, stems), stems.lengths

    def of_compounds(self, first: str, second: str) -> FieldArrays:
        """The postings of the compounds in either of two texts."""
        from index.bulk_kernels import together

        compounds: Numbers[str] = Numbers()
        of_joined = compounds.of(self._compounds)
        found = together(self._tokens(first, 1), of_joined, self._tokens(second, 1), of_joined)
        return postings("listed", sorted_terms(map(str.encode, compounds)), Tokens(*found))

    @cached_property
    def stem_of_forms(self) -> dict[bytes, bytes]:
        """Form → stem, of all forms by their numbers; empty for stop words."""
        found = stems([word.decode() for word in self._words])
        return {
            word: b"" if word in _STOP_WORDS else stem.encode()
            for word, stem in zip(self._words, found, strict=True)
        }

    def _tokens(self, name: str, kind: int) -> Tokens:
        """All forms (0) or joined words (1) of a text."""
        numbers, lengths = zip(*(batch[kind] for batch in self._batches[name]), strict=True)
        return Tokens(np.concatenate(numbers), np.concatenate(lengths))

    @cached_property
    def _words(self) -> list[bytes]:
        return self._forms.words()

    @cached_property
    def _form_terms(self) -> Terms:
        return sorted_terms(self._words)

    @cached_property
    def _compounds(self) -> list[str]:
        """The compound that each joined word is, empty for those that are none."""
        return [compound(word.decode()) for word in self._joined.words()]

    @cached_property
    def _stems(self) -> tuple[Terms, U4, U4]:
        """The stems, and the number of each form's and each joined word's."""
        joined = stems([compound.replace("-", "") for compound in self._compounds])
        numbers: Numbers[bytes] = Numbers()
        of_form = numbers.of(self.stem_of_forms.values())
        of_joined = numbers.of(map(str.encode, joined))
        return sorted_terms(numbers), of_form, of_joined
