"""NLTK's English stemmer: one word at a time, or many in compiled loops that do the same.

It comes without the second or two that `import nltk` takes: NLTK's package imports all of itself,
and SciPy with it; the stemmer needs four small modules. These are imported under stand-ins for the
packages around them, which are then taken away.
"""

import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

from index.codec.strings import Strings, between, encoded

if TYPE_CHECKING:
    from nltk.stem.snowball import EnglishStemmer

_PACKAGES = ("nltk", "nltk.stem")
# What the module of all stemmers takes from elsewhere and the English one has no use for: stop
# words that are to be kept, expressions of the Arabic stemmer (by the package `regex`), printing.
_UNUSED: dict[str, dict[str, Any]] = {  # Any: whatever the module is to hold
    "nltk.corpus": {"stopwords": None},
    "nltk.redos": {"compile": re.compile},
    "nltk.termsec": {"safe_print": print},
}
_lock = Lock()
# Words that Snowball stems by a list, not by rules.
_LISTED = """
skis skies sky dying lying tying idly gently ugly early only singly news howe atlas cosmos bias
andes inning innings outing outings canning cannings herring herrings earring earrings
proceed proceeds proceeded proceeding exceed exceeds exceeded exceeding
succeed succeeds succeeded succeeding
"""
_EXCEPTIONS = _LISTED.split()
_BEYOND_ASCII = 128


def english_stemmer() -> "EnglishStemmer":
    """A new stemmer."""
    with _lock:
        if "nltk" in sys.modules:
            return _stemmer()
        before = set(sys.modules)
        try:
            _stand_in()
            return _stemmer()
        finally:
            for name in set(sys.modules) - before:
                if name.partition(".")[0] == "nltk":  # whoever wants NLTK gets it whole
                    del sys.modules[name]


def stem_all(words: Strings) -> Strings:
    """The stems of many folded words; those of other letters than ASCII's take NLTK's own time."""
    from index.stemmer_kernels import stem_words

    odd = words.any(words.text >= _BEYOND_ASCII) | words.maybe_in(encoded(_EXCEPTIONS))
    numbers = odd.nonzero()[0]
    plain = words.replace(numbers, encoded([""] * len(numbers)))
    text, ends = stem_words(plain.text, plain.ends())
    own = [_own().stem(word.decode()) for word in words.take(numbers).list()]
    return between(text, ends).replace(numbers, encoded(own))


def _stemmer() -> "EnglishStemmer":
    from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


@cache
def _own() -> "EnglishStemmer":
    return english_stemmer()


def _stand_in() -> None:
    spec = find_spec("nltk")
    assert spec is not None and spec.submodule_search_locations
    root = Path(spec.submodule_search_locations[0])
    for name in _PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = package
    for name, given in _UNUSED.items():
        module = ModuleType(name)
        module.__dict__.update(given)
        sys.modules[name] = module
        parent, _, own = name.rpartition(".")
        setattr(sys.modules[parent], own, module)
