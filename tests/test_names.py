"""Names of authors: keys, typed names, same person or not (index.names)."""

import json
import lzma
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import index.names
from index.bulk_names import many_keys
from index.names import (
    _keys,
    _read,
    is_plain_word,
    name_terms,
    name_variants,
    plain_name,
    plain_words,
    same_author,
)

_PARTS = ("J.", "van", "Bengio", ",", "-", "de", "Jr.", "'", "for", "the")


def score(typed: str, author: str) -> float:
    """How well an author answers a typed name: the weight of the best key; 0 for no match."""
    keys = set(name_terms(author))
    return max((weight for key, weight in name_variants(typed) if key in keys), default=0.0)


@pytest.mark.parametrize(
    "typed",
    [
        "Bengio Y",
        "Y. Bengio",
        "Yoshua Bengio",
        "Bengio, Yoshua",
        "Bengio, Y.",
        "bengio",
        "BENGIO Y",
    ],
)
def test_order_and_initials_dont_matter(typed: str) -> None:
    """Each way to type the name finds the author under the full name and under initials."""
    assert score(typed, "Yoshua Bengio") > 0
    assert score(typed, "Y. Bengio") > 0


def test_the_surname_may_come_first() -> None:
    """Both orders of two words are tried."""
    assert score("Bengio Yoshua", "Yoshua Bengio") > 0.5
    assert score("LeCun Yann A", "Yann A. LeCun") > 0.5


def test_the_fuller_match_weighs_more() -> None:
    """A full name ranks its own spelling before initials."""
    assert score("Yoshua Bengio", "Yoshua Bengio") == 1
    assert score("Yoshua Bengio", "Y. Bengio") < 1
    assert score("J. P. Serre", "J.-P. Serre") > score("J. P. Serre", "J. Serre") > 0


@pytest.mark.parametrize(
    ("typed", "author"),
    [
        ("Yoshua Bengio", "Samy Bengio"),
        ("Yoshua Bengio", "Yann Bengio"),
        ("Y. Bengio", "Samy Bengio"),
        ("Di Wang", "Wei Wang"),
        ("van Rijsbergen", "Keith Rijsbergenstein"),
        ("Wei Li", "L. Wei"),
        ("ATLAS Collaboration", "Charles Atlas"),
        ("", "Yoshua Bengio"),
        ("Yoshua Bengio", ""),
    ],
)
def test_other_people_arent_found(typed: str, author: str) -> None:
    """A given name that differs is another person."""
    assert score(typed, author) == 0


@pytest.mark.parametrize("typed", ["Müller", "Mueller", "Muller", "MÜLLER", "Karl Mueller"])
@pytest.mark.parametrize("author", ["Karl Müller", "Karl Mueller", "Karl Muller", 'K. M\\"uller'])
def test_german_pairs_meet(typed: str, author: str) -> None:
    """Umlaut, vowel with e, and bare vowel are one."""
    assert score(typed, author) > 0


@pytest.mark.parametrize(
    ("typed", "author"),
    [
        ("kramar", "János Kramár"),
        ("erdos", "P\\'al Erd\\H{o}s"),
        ("Goedel", "Kurt Gödel"),
        ("van der Maaten", "Laurens van der Maaten"),
        ("Maaten", "Laurens van der Maaten"),
        ("van der Maaten L", "Laurens van der Maaten"),
        ("Maaten, L. van der", "Laurens van der Maaten"),
        ("Laurens Maaten", "Laurens van der Maaten"),
        ("de Bruyn Kops", "Stephen M. de Bruyn Kops"),
        ("Bruyn Kops", "Stephen M. de Bruyn Kops"),
        ("Kops", "Stephen M. de Bruyn Kops"),
        ("de Bruyn Kops SM", "Stephen M. de Bruyn Kops"),
        ("Yann LeCun", "Yann Le Cun"),
        ("Le Cun", "Yann LeCun"),
        ("Le Song", "Le Song"),
        ("Di Wang", "Di Wang"),
        ("Gomez", "Andres Castellanos-Gomez"),
        ("Andres Castellanos Gomez", "Andres Castellanos-Gomez"),
        ("Serre J.-P.", "Jean-Pierre Serre"),
        ("Jean Pierre Serre", "Jean-Pierre Serre"),
        ("Jean-Pierre Serre", "J.-P. Serre"),
        ("Xiaoming Li", "Xiao-Ming Li"),
        ("Xiao-Ming Li", "Xiaoming Li"),
        ("Sammy Davis", "Sammy Davis Jr."),
        ("Davis, Sammy, Jr.", "Sammy Davis"),
        ("O'Neill", "Maeve O’Neill"),
        ("John Smith", "John R. Smith"),
        ("李明", "李明"),
        ("Plato", "Plato"),
    ],
)
def test_one_person_in_two_spellings_is_found(typed: str, author: str) -> None:
    """Accents, particles, double surnames, hyphens and suffixes don't hide an author."""
    assert score(typed, author) > 0


def test_a_collaboration_is_one_name() -> None:
    """It is found by its name, with or without the word; a speaker for it has both names."""
    assert name_terms("The ATLAS Collaboration") == ["atlas collaboration", "atlas"]
    assert score("ATLAS Collaboration", "ATLAS Collaboration") == 1
    assert score("atlas", "ATLAS Collaboration") == 1
    assert score("Collaboration", "ATLAS Collaboration") == 0
    both = name_terms("Ana Ruiz for the ALICE Collaboration")
    assert {"ruiz", "ruiz,ana", "alice collaboration"} <= set(both)


def test_keys_are_few() -> None:
    """A plain author has three keys, each once."""
    assert name_terms("Yoshua Bengio") == ["bengio", "bengio,y", "bengio,yoshua"]
    assert name_terms("Y. Bengio") == ["bengio", "bengio,y", "bengio,y."]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Yoshua Bengio", "Y. Bengio", True),
        ("Yoshua Bengio", "Bengio Y", True),
        ("Yoshua Bengio", "Bengio, Yoshua", True),
        ("Yoshua Bengio", "Samy Bengio", False),
        ("Yoshua Bengio", "Yoshua Bengtson", False),
        ("Laurens van der Maaten", "L. Maaten", True),
        ("Yann Le Cun", "Yann LeCun", True),
        ("János Kramár", "Janos Kramar", True),
        ("Kurt Gödel", "K. Goedel", True),
        ("Xiao-Ming Li", "Xiaoming Li", True),
        ("J. P. Serre", "Jean-Pierre Serre", True),
        ("Wei Li", "Wang Li", False),
        ("Kramár", "János Kramár", True),
        ("ATLAS Collaboration", "The ATLAS collaboration", True),
        ("ATLAS Collaboration", "CMS Collaboration", False),
        ("ATLAS Collaboration", "Charles Atlas", False),
        ("Xin Zhang", "Bin Zhang", False),
        ("Wei Wang", "Di Wang", False),
        ("Bin Zhang", "B. Zhang", True),
        ("Remi Tachet", "Remi Tachet des Combes", True),
        ("R. Tachet", "Remi Tachet des Combes", False),
        ("Remi Combes", "Remi Tachet des Combes", True),
        ("van Dijk", "Jan van Dijk", True),
        ("", "Yoshua Bengio", False),
    ],
)
def test_same_author(one: str, other: str, same: bool) -> None:
    """Two spellings may be one person unless surnames or given names differ; either way round."""
    assert same_author(one, other) is same
    assert same_author(other, one) is same


@given(st.text() | st.lists(st.sampled_from(_PARTS)).map(" ".join))
def test_any_name_is_read(name: str) -> None:
    """Nothing raises; keys are distinct, weights lie in (0, 1] and fall."""
    keys = name_terms(name)
    assert len(set(keys)) == len(keys)
    weights = [weight for _, weight in name_variants(name)]
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)
    assert same_author(name, name)


def test_real_authors_are_found_by_name_and_surname(shared: Path) -> None:
    """Every author of 2,000 real records is found as written, at about three keys an author."""
    with lzma.open(shared / "arxiv" / "arxiv-100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 2_000)]
    names = {name.strip() for record in records for name in record["authors"].split(",")}
    names = {name for name in names if any(c.isalpha() for c in name)}
    assert len(names) > 3_000
    assert [name for name in names if not score(name, name)] == []
    assert sum(len(name_terms(name)) for name in names) < 4.2 * len(names)


# No particle and no suffix ends in q.
_GIVEN = st.lists(st.from_regex(r"[A-Z]([a-z]{0,3}q|\.)", fullmatch=True), min_size=1, max_size=3)


@given(_GIVEN, st.from_regex(r"[A-Z][a-z]{0,3}q", fullmatch=True))
def test_the_surname_first_with_a_comma_has_the_same_keys(given: list[str], family: str) -> None:
    """Plain names, which are read by a shorter way, have the keys that any other name has."""
    names = " ".join(given)
    assert name_terms(f"{names} {family}") == name_terms(f"{family}, {names}")


_PIECES = [
    "Ann",
    "J.",
    "-Luc",
    ".-P.",
    "-K.",
    "K",
    "Mueller",
    "Müller",
    "Bauer",
    "-Smith",
    "Poe",
    "van",
    "Jr.",
    "Bin",
    "'",
    "d'A",
    ".",
]


_WORDED = st.lists(st.sampled_from(_PIECES), max_size=5).map(" ".join)
_PIECED = st.lists(st.sampled_from(_PIECES) | st.just(" "), max_size=9).map("".join)


@given(_PIECED | _WORDED)
def test_simple_names_have_the_keys_of_all_others(name: str) -> None:
    """Where the fast path is taken, it gives what the long way gives."""
    found = [key for reading in _read(plain_name(name))[:1] for key in _keys(reading)]
    assert name_terms(name) == [*dict.fromkeys(found)]


@settings(deadline=None)  # the first example waits for the compiled loops
@given(st.lists(_PIECED | _WORDED, unique=True, max_size=30))
@example([" ", "A", "A B", "Ann b.", "A. B. Cd", "A.B. Cd", "Ann Bcd.", "Al Bcd", "Q. Zz", "A  Bc"])
@example(["A " * n + "Bc" for n in range(10)])
def test_many_names_have_the_keys_of_each(names: list[str]) -> None:
    """Names in compiled loops have the keys that they have one by one."""
    terms, of_name = many_keys(names)
    keys = terms.sorted.list()
    ends = np.cumsum(of_name.lengths)
    for name, end, length in zip(names, ends, of_name.lengths, strict=True):
        places = terms.places[of_name.numbers[end - length : end]]
        assert {keys[place].decode() for place in places} == {*name_terms(name)}
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("word", ["technique", "query", "value", "Schroedinger", "schroedinger"])
def test_a_plain_word_is_its_only_key(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way gives what the long way does, and isn't taken for German spellings."""
    expected = ["schrodinger"] if word.lower() == "schroedinger" else [word]
    assert plain_words(word) == [key for key in expected if key == word]
    monkeypatch.setattr(index.names, "plain_words", lambda text: [])
    assert name_variants(word) == [(key, 1.0) for key in expected]


@pytest.mark.parametrize(
    "text",
    ["net", "a", "mueller", "bauer", "van", "jr", "group", "a b", "Net", "é", "x" * 20, "x" * 21],
)
def test_one_plain_word_is_told_as_by_all(text: str) -> None:
    """By letters alone, without a list of words."""
    assert is_plain_word(text) == (plain_words(text) == [text])
