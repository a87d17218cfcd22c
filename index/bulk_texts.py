"""The words of one text of each document, a title or an abstract → postings by form and by stem.

Forms are numbered as they come; a stem is looked up once for each form, when all are known.
"""

from array import array

import numpy as np

from index.analysis import STOP_WORDS, Scan, stem
from index.bulk_fields import U4, FieldTokens, Numbers, as_array, postings
from index.codec.postings import FieldArrays
from index.vocabulary import Vocabulary

_AT_ONCE = 1 << 18  # characters of text that are numbered together
_STOP_WORDS = sorted(STOP_WORDS)


class TextTokens:
    """One text's forms and stems, document by document."""

    def __init__(self) -> None:
        self.forms = Vocabulary(_STOP_WORDS)
        self.tokens = array("I")
        self._lengths = array("I")
        self._joined = FieldTokens("counted")
        self._waiting: list[str] = []
        self._size = 0

    def add(self, text: Scan) -> None:
        """Add the next document's text."""
        self._joined.add(text.joined)
        self._waiting.append(text.forms)
        self._size += len(text.forms)
        if self._size >= _AT_ONCE:
            self._number()

    def of_forms(self) -> FieldArrays:
        """The postings of the forms, with positions."""
        self._number()
        tokens, lengths = as_array(self.tokens), as_array(self._lengths)
        return postings("placed", self.forms.words(), tokens, lengths)

    def of_stems(self) -> tuple[FieldArrays, list[int]]:
        """The postings of the stems, and how many stems each document has."""
        from index.bulk_kernels import stem_tokens

        self._number()
        stems: dict[str, int] = Numbers()
        stem_of = _stemmed(self.forms.words(), stems, STOP_WORDS)
        joined_stem = _stemmed([word.encode() for word in self._joined.numbers], stems)
        tokens, lengths = stem_tokens(
            as_array(self.tokens),
            as_array(self._lengths),
            stem_of,
            joined_stem[as_array(self._joined.tokens)],
            as_array(self._joined.lengths),
        )
        return postings("counted", [*map(str.encode, stems)], tokens, lengths), lengths.tolist()

    def _number(self) -> None:
        """Number the words of the texts that wait."""
        tokens, lengths = self.forms.numbers(self._waiting)
        self.tokens.frombytes(tokens.tobytes())
        self._lengths.frombytes(lengths.tobytes())
        self._waiting.clear()
        self._size = 0


def _stemmed(
    words: list[bytes], stems: dict[str, int], without: frozenset[str] = frozenset()
) -> U4:
    """For each word the number of its stem in `stems`, which grow."""
    from index.bulk_kernels import NO_STEM

    texts = map(bytes.decode, words)
    found = (NO_STEM if text in without else stems[stem(text)] for text in texts)
    return np.fromiter(found, np.uint32, len(words))
