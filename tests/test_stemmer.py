"""The stemmer is NLTK's own, and comes without the rest of NLTK."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import _snowball, stem
from index.spelling import american

PROGRAM = """
import sys
from index.stemmer import english_stemmer
words = "networks generically learning skies proceed dying".split()
stemmer = english_stemmer()
assert not {"nltk", "scipy"} & set(sys.modules), "the rest of NLTK was imported"
import nltk
from nltk.stem.snowball import EnglishStemmer
assert nltk.corpus.stopwords is not None
assert list(map(stemmer.stem, words)) == list(map(EnglishStemmer().stem, words))
assert type(english_stemmer()) is EnglishStemmer
print("done")
"""


def test_the_stemmer_is_nltks_and_leaves_nltk_alone() -> None:
    """Same stems; nothing of NLTK or SciPy is left behind, and NLTK can be imported after it."""
    command = [sys.executable, "-c", PROGRAM]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout == "done\n", run.stderr


@given(st.from_regex(r"[a-z0-9é]{0,8}(ational|ies|ing|ly|ness)?[a-z0-9é]", fullmatch=True))
def test_words_that_skip_the_stemmer_have_its_stems(word: str) -> None:
    """Whatever letter a word ends in, its stem is Snowball's."""
    assert stem(word) == _snowball().stem(american(word))
