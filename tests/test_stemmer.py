"""The stemmer is NLTK's own, and comes without the rest of NLTK."""

import subprocess
import sys
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis import _snowball, stem
from index.bulk_stems import perhaps_british, stems
from index.codec.strings import encoded
from index.spelling import OUR, RE, WHOLE, american
from index.stemmer import stem_all

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


_ENDINGS = """
ization ational fulness ousness iveness tional biliti lessli entli alism aliti ousli iviti fulli
enci anci abli izer ator alli bli ogi li alize icate iciti ical ness ful ative ement ance able ible
ment ant ism ate iti ous ive ize ion al er ic eed eedly ing ingly ed edly sses ied ies us ss s y e
ll
"""
_PIECES = (*_ENDINGS.split(), *"aeiouybdlnst3é+", "gener", "commun", "arsen")
WORDS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)


@settings(deadline=None)  # the first example waits for the compiled loops
@given(st.lists(WORDS, min_size=1, max_size=50))
@example(["skies", "succeeding", "fitnesses", "generously", "", "é"])
def test_compiled_stems_are_nltks(words: list[str]) -> None:
    """Words made of all endings that there are rules for have the stems that NLTK finds."""
    found = [stem.decode() for stem in stem_all(encoded(words)).list()]
    assert found == [*map(_snowball().stem, words)]


@pytest.mark.usefixtures("writing_loops")
def test_many_stems_are_those_of_each() -> None:
    """The compiled way knows American spelling, and what is too long to have a stem."""
    words = ["normalisation", "colours", "gnns", "networks" * 9, "état", "of"]
    assert stems(encoded(words)).list() == [stem(word).encode() for word in words]


_BRITISH = """
colour neighbourly fibre metre litres centred calibring analyse paralysing dialogue cataloguing
manoeuvre anaemia haem paediatric faeces gynaecology palaeo aesthetic aetiology oestrus oesophagus
oedema foetal coeliac diarrhoea caesium sulphur grey mould moulding smoulder plough defences
offenceless sceptic artefact judgement skilful dialled focussed biassing organise organisational
"""
_LISTED = (
    *(f"{start}our" for start in OUR.split("|")),
    *(f"{start}re{end}" for start in RE.split("|") for end in ("", "d")),
    *map("ae".join, product(("gyn", "an", "pal", "arch"), ("c", "sth", "o"))),
    *map("oe".join, product(("f", "am", "c"), ("ta", "ti", "tu", "ba", "bi", "liac", "iac"))),
    *map("".join, product(("dial", "fuel", "initial", "trial", "duel"), ("led", "ling"))),
    *map("".join, product(("focus", "bias"), ("sed", "sing"))),
)
BRITISH = ("", *_BRITISH.split(), *_LISTED, *WHOLE, "gnns", "pdes", "fibring", "metring")


def test_no_british_word_is_passed_over() -> None:
    """What has another spelling in America is among the words that are looked at."""
    words = [*map("".join, product(("", "haem", "lys", "re"), BRITISH, ("", "s")))]
    perhaps = perhaps_british(encoded(words)).tolist()
    missed = [word for word, may in zip(words, perhaps, strict=True) if not may]
    assert [word for word in missed if american(word) != word] == []


def test_most_words_need_no_look() -> None:
    """Words of no spelling but their own are told apart without Python."""
    words = ["graph", "neural", "network", "quantum", "gravity", "strong", "magnetic", "field"]
    assert not perhaps_british(encoded(words)).any()
