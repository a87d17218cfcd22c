"""Folded forms → their stems, many at a time: what `analysis.stem` gives for each."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.analysis import LONGEST, stem
from index.codec.strings import Strings, encoded
from index.compiled import worthwhile
from index.spelling import OUR, RE, american
from index.stemmer import stem_all

# Letters of which some are in every word that `american` changes, but for plurals, -our and -re; a
# question mark stands for any letter.
_TELLING = """
?ise ?isi ?isa trin brin lyse lysi logu oeuv aemi haem paed faec aest aeti oest oeso oede hoea caes
naec naes naeo laec laes laeo haec haes haeo foet moet coet foeb moeb coeb foel moel coel foei moei
coei foea moea coea ulph grey ould loug fenc tenc scep tefa geme ilfu alle alli elle elli usse ussi
asse assi disc amme cenc agei lumi tyre nrol lfil talm arnt pelt nexi
"""


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
    from index.spelling_kernels import find_telling

    return find_telling(forms.text, forms.ends(), _telling())


@cache
def _telling() -> NDArray[np.bool_]:
    """Which four letters side by side tell, by their bits."""
    from index.spelling_kernels import BITS, LETTERS

    told = np.zeros(1 << LETTERS * BITS, np.bool_)
    with_lists = {f"{end[-1]}our" for end in OUR.split("|")} | {
        f"{end[-2:]}re" for end in RE.split("|")
    }
    for letters in with_lists.union(_TELLING.split()):
        code = 0
        for letter in letters.encode():
            code = code << BITS | letter & (1 << BITS) - 1
        step = 1 << (LETTERS - 1) * BITS
        if letters.startswith("?"):
            told[code % step :: step] = True
        told[code] = True
    return told
