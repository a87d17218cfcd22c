"""What a corpus teaches: acronyms, compounds, and the budget of wildcards."""

import pytest
from small_index import add, found, matched, small_index, texts

from index.record import Record
from search.expansion import (
    EXPANSION_LIMIT,
    SPELLING_LIMIT,
    joined_pairs,
    meaning,
    spellings,
    wild_words,
)
from search.parser import parse
from search.preparation import notices
from search.primitives import compile_leaf
from search.senses import is_acronym, senses
from search.terms import ReaderTerms


def test_senses_and_notice() -> None:
    """An acronym of several senses isn't expanded; they are told with their counts."""
    index = small_index(
        *texts(
            "A convolutional neural network (CNN) learns.",
            "Convolutional neural networks (CNNs) learn.",
            "The cellular nonlinear network (CNN) oscillates.",
            "Some convolutional neural network without a name.",
        )
    )
    with index.searcher() as searcher:
        reader = ReaderTerms(searcher.reader())
        assert [sense.papers for sense in senses("CNN", reader)] == [2, 1]
        assert meaning("CNN", reader).spelled_out == ()
        assert found(searcher, "CNN") == [1, 2, 3]
        (problem,) = notices(
            parse("deep CNN").tree, reader, lambda leaf: compile_leaf(leaf, reader)
        )
    assert (problem.code, problem.start, problem.end) == ("acronym-senses", 5, 8)
    assert "“convolutional neural network” (2); “cellular nonlinear network” (1)" in problem.message


def test_order_makes_no_new_sense() -> None:
    """The same words in another order are the same meaning, the commonest spelling first."""
    index = small_index(
        *texts(*["Markov chain Monte Carlo (MCMC) mixes."] * 2, "Monte Carlo Markov chain (MCMC).")
    )
    with index.reader() as opened:
        reader = ReaderTerms(opened)
        (sense,) = senses("MCMC", reader)
    assert sense.papers == 3
    assert sense.spellings == ("markov chain monte carlo", "monte carlo markov chain")


def test_small_letters_are_seldom_acronyms() -> None:
    """A common word isn't expanded because some paper uses its letters as an acronym."""
    common = ["A cat sleeps."] * 20
    index = small_index(*texts("Computed axial tomography (CAT) shows.", *common))
    with index.reader() as opened:
        reader = ReaderTerms(opened)
        assert meaning("cat", reader).spelled_out == ()
        assert meaning("CAT", reader).spelled_out[0] == ("computed", "axial", "tomography")


def test_wildcards_have_a_budget() -> None:
    """A wildcard stands for EXPANSION_LIMIT words at most, and it is told when that cuts it off."""
    words = " ".join(f"w{number}" for number in range(EXPANSION_LIMIT + 5))
    with small_index(*texts(words)).reader() as opened:
        reader = ReaderTerms(opened)
        assert len(wild_words("w*", "abstract_form", reader)) == EXPANSION_LIMIT
        (problem,) = notices(parse("w*").tree, reader, lambda leaf: compile_leaf(leaf, reader))
        assert problem.code == "too-many"
        assert notices(parse("w1?").tree, reader, lambda leaf: compile_leaf(leaf, reader)) == []


def test_fields_share_the_budget() -> None:
    """Title and abstract together have one budget."""
    words = " ".join(f"w{number}" for number in range(EXPANSION_LIMIT))
    with small_index(Record(id="1", title=words, abstract=words)).reader() as opened:
        reader = ReaderTerms(opened)
        assert len(list(compile_leaf(parse("w*").tree, reader).leaves())) == EXPANSION_LIMIT


def test_segments_share_what_is_known() -> None:
    """A compound that two segments hold once each is known in both when Whoosh runs a leaf."""
    index = small_index(*texts("non-invasive"))
    for record in (*texts("non-invasive"), *texts("noninvasive")):
        add(index, record)
    with index.searcher() as searcher:
        assert len(searcher.leaf_searchers()) == 3
        assert len(matched(searcher, parse("non-invasive").tree)) == 3


def test_many_stars_take_no_time() -> None:
    """A pattern made to make regular expressions explode is answered."""
    with small_index(*texts("a" * 200)).reader() as opened:
        reader = ReaderTerms(opened)
        assert wild_words("*".join("a" * 30) + "*z", "abstract_form", reader) == []


def test_spellings_are_bounded() -> None:
    """A phrase of many compounds is tried in a bounded number of spellings, as typed first."""
    with small_index(*texts(*["non-invasive"] * 2)).reader() as opened:
        reader = ReaderTerms(opened)
        rows = spellings("non-invasive " * 10, reader)
        long_rows = spellings("non-invasive " * 100, reader)
    assert rows[0] == ("non", "invasive") * 10
    assert len(rows) == SPELLING_LIMIT
    assert len(long_rows) == 1


def test_joined_pairs() -> None:
    """Two words are joined when the hyphenated spelling is known and the joined one occurs."""
    papers = texts("non-invasive", "non-invasive, noninvasive", "in form, in-form, inform", "co-op")
    with small_index(*papers, *texts("co-op", "GPT3, type-2")).reader() as opened:
        reader = ReaderTerms(opened)
        pairs = [("Non", "invasive"), ("GPT", "3"), ("in", "form"), ("co", "op"), ("type", "2")]
        assert joined_pairs(pairs, reader) == ["noninvasive", "gpt3", "", "", ""]


@pytest.mark.parametrize(("papers", "rows"), [(900, (("net", "work"),)), (1100, ())])
def test_a_slip_makes_no_compound(papers: int, rows: tuple[tuple[str, ...], ...]) -> None:
    """A word that a thousand papers write in one isn't two because two papers broke it."""
    index = small_index(*texts("A net-work.", "The net-work.", *["Some networks."] * papers))
    with index.reader() as opened:
        assert meaning("network", ReaderTerms(opened)).rows == rows


def test_letters_and_digits_need_no_witness() -> None:
    """GPT-3, GPT3 and GPT 3 meet even where each is written once."""
    with small_index(*texts("GPT-3", "GPT3", "GPT 3", "re-form", "reform")).searcher() as searcher:
        assert found(searcher, "GPT-3") == found(searcher, "gpt3") == [1, 2, 3]
        assert found(searcher, '"GPT 3"') == found(searcher, "GPT 3") == [1, 2, 3]
        assert found(searcher, "re-form") == [4]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*oxide", ["dioxide", "oxide"]),
        ("*ox*", ["dioxide", "ox", "oxide"]),
        ("?x", ["ax", "ox"]),
        ("?x*", ["ax", "ox", "oxide"]),
        ("*x?d*", ["dioxide", "oxide"]),
        ("o*e", ["oxide"]),
        ("*xx*", []),
    ],
)
def test_patterns(pattern: str, expected: list[str]) -> None:
    """A pattern finds exactly the words that it fits, each once, in sorted order."""
    with small_index(*texts("oxide of an ox, dioxide, and an ax")).reader() as opened:
        reader = ReaderTerms(opened)
        assert wild_words(pattern, "abstract_form", reader) == expected


def test_a_sense_with_words_behind_it_or_misspelt_is_no_new_one() -> None:
    """Authors go on behind what an acronym stands for, and now and then mistype it."""
    index = small_index(
        *texts(
            *["Principal component analysis (PCA) projects."] * 10,
            *["Principal component analysis method (PCA) projects."] * 2,
            "Principal compoment analysis (PCA) projects.",
            "Proper circular arcs (PCA) bend.",
        )
    )
    with index.reader() as opened:
        reader = ReaderTerms(opened)
        assert [sense.papers for sense in senses("PCA", reader)] == [13, 1]
        assert meaning("PCA", reader).spelled_out[0] == ("principal", "component", "analysis")


@pytest.mark.parametrize("word", ["of", "3D", "L_2", "US"])
def test_what_is_hardly_ever_defined_is_no_acronym(word: str) -> None:
    """Neither a stop word nor a sign of which one paper of many makes an acronym."""
    common = ["Shapes of 3D sets in $L_2$ and of others in the US."] * 120
    odd = [
        "Optical flow (OF), 3 dots (3D), the last two (L2), ultrasound (US).",
        "Optimal fit (OF), 3 darts (3D), a lieutenant (L2), unipolar soliton (US).",
    ]
    index = small_index(*texts(*odd, *common))
    with index.reader() as opened:
        reader = ReaderTerms(opened)
        assert senses(word, reader)
        assert not is_acronym(word, senses(word, reader), reader)
        assert notices(parse(word).tree, reader, lambda leaf: compile_leaf(leaf, reader)) == []


def test_what_everybody_knows_need_not_be_defined() -> None:
    """A word in capitals with one sense is an acronym, however few papers define it."""
    common = ["We compute QCD."] * 120
    index = small_index(*texts("Quantum chromodynamics (QCD).", *common))
    with index.reader() as opened:
        reader = ReaderTerms(opened)
        assert ("quantum", "chromodynamics") in meaning("QCD", reader).spelled_out
        assert meaning("qcd", reader).spelled_out == ()


@pytest.mark.parametrize("word", ["flock-count", "flock-counts", "flocks-counting"])
def test_a_hyphenated_word_meets_all_forms_of_its_parts(word: str) -> None:
    """Without quotes words match by stem, hyphenated ones too."""
    spelled = ("A flock count.", "Flock-count.", "The flocks counted.", "A count of a flock.")
    index = small_index(*texts(*spelled))
    with index.searcher() as searcher:
        assert found(searcher, word) == [1, 2, 3]


def test_a_compound_is_known_in_any_of_its_forms() -> None:
    """Papers that write co-operation teach that cooperation is co-operate too."""
    index = small_index(*texts("Co-operation.", "Co-operation pays.", "They cooperate."))
    with index.searcher() as searcher:
        assert found(searcher, "co-operate") == [1, 2, 3]


def test_a_word_finds_whatever_it_finds_in_quotes() -> None:
    """Quotes narrow: SU2 is SU(2) with and without them."""
    index = small_index(*texts("The group SU(2).", "The group SU2.", "Sums of 2."))
    with index.searcher() as searcher:
        assert found(searcher, "SU(2)") == found(searcher, '"SU(2)"') == [1, 2]
