"""The compiled loop of `index.codec.strings`.

Imported only when something is written: Numba takes half a second.
"""

import numpy as np
from numpy.typing import NDArray

from index.compiling import loop

U1 = NDArray[np.uint8]
U4 = NDArray[np.uint32]
I8 = NDArray[np.int64]


@loop
def take_strings(text: U1, begins: I8, sizes: U4) -> U1:
    """String by string."""
    size = 0
    for one in sizes:
        size += one
    taken = np.empty(size, np.uint8)
    at = 0
    for string in range(len(begins)):
        begin = begins[string]
        for place in range(begin, begin + sizes[string]):
            taken[at] = text[place]
            at += 1
    return taken
