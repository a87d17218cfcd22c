"""Compiled loop that tells which of many words may be British.

Imported only when something is written.
"""

import numpy as np
from numpy.typing import NDArray

from index.loops import loop

LETTERS = 4  # that tell a word, side by side
BITS = 5  # of a letter that tell it from others
_MASK = (1 << LETTERS * BITS) - 1
_A, _I, _O, _U, _Y, _S = b"aiouys"


@loop
def find_telling(
    text: NDArray[np.uint8], ends: NDArray[np.int64], telling: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which words have letters that tell, or are a plural without a vowel but e."""
    found = np.empty(len(ends), np.bool_)
    begin = np.int64(0)
    for word in range(len(ends)):
        code = 0
        is_told = has_vowel = False
        letter = np.uint8(0)
        for place in range(begin, ends[word]):
            letter = text[place]
            code = (code << BITS | letter & ((1 << BITS) - 1)) & _MASK
            is_told |= telling[code]
            has_vowel |= letter in (_A, _I, _O, _U, _Y)
        found[word] = is_told or (letter == _S and not has_vowel)
        begin = ends[word]
    return found
