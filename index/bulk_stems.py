"""Folded forms → their stems, many at a time: what `analysis.stem` gives for each."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.analysis import LONGEST, stem
from index.codec.strings import Strings, encoded
from index.compiled import worthwhile
from index.spelling import WHOLE, american
from index.stemmer import stem_all

# Three letters that are in every word which `american` changes by a rule, but for plurals.
_TELLING = """
our bre tre vre gre hre rin lys ogu oeu oes oed oet oeb oel oea aem aed aec aes aeo aet
ulp rey oul lou enc sce tef gem ilf lle lli sse ssi ise isi isa
"""
_BITS = 5  # of a letter that tell it from others
_VOWELS = np.frombuffer(b"aiouy", np.uint8)  # no plural that `american` changes has one
_S = ord("s")


def stems(forms: Strings) -> Strings:
    """The stem of each form."""
    if not worthwhile():
        return encoded([stem(form.decode()) for form in forms.list()])
    british = np.flatnonzero(perhaps_british(forms))
    spelled = [american(form.decode()) for form in forms.take(british).list()]
    found = stem_all(forms.replace(british, encoded(spelled)))
    long = np.flatnonzero(forms.sizes > LONGEST)  # bytes: so perhaps
    own = [stem(form.decode()) for form in forms.take(long).list()]
    return found.replace(long, encoded(own))


def perhaps_british(forms: Strings) -> NDArray[np.bool_]:
    """Which of many forms `american` may change: all others need no look at each."""
    codes = _codes(forms.text)
    told = np.zeros(len(forms.text), np.bool_)
    told[: len(codes)] = _telling()[codes]
    last = forms.text[forms.ends() - (forms.sizes > 0)] if len(forms.text) else forms.sizes
    plural = (last == _S) & ~forms.any(np.isin(forms.text, _VOWELS))
    return forms.any(told) | plural | forms.maybe_in(encoded([*WHOLE]))


def _codes(text: NDArray[np.uint8]) -> NDArray[np.integer]:
    """A number for each three letters that stand side by side."""
    letters = text.astype(np.uint16) & (1 << _BITS) - 1
    return letters[:-2] << 2 * _BITS | letters[1:-1] << _BITS | letters[2:]


@cache
def _telling() -> NDArray[np.bool_]:
    told = np.zeros(1 << 3 * _BITS, np.bool_)
    for letters in _TELLING.split():
        told[_codes(np.frombuffer(letters.encode(), np.uint8))] = True
    return told
