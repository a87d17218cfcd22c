"""Words of many texts, numbered in compiled loops (index.vocabulary)."""

from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import Vocabulary

WORD = st.text("abcé中0+", min_size=1, max_size=9)
TEXT = st.lists(st.one_of(WORD, st.sampled_from(["-", "--", " "])), max_size=30).map(" ".join)


@given(st.lists(st.lists(TEXT, max_size=5), max_size=4))
def test_words_are_those_between_blanks_and_hyphens(batches: list[list[str]]) -> None:
    """Numbers and lengths give back each text's words, whatever came before."""
    vocabulary = Vocabulary(["of", "the"])
    found = [vocabulary.numbers(batch) for batch in batches]
    words = [word.decode() for word in vocabulary.words()]
    assert len(set(words)) == len(words) == len(vocabulary)
    assert words[:2] == ["of", "the"]
    for batch, (tokens, lengths) in zip(batches, found, strict=True):
        wanted = [text.replace("-", " ").split() for text in batch]
        assert lengths.tolist() == [len(text) for text in wanted]
        assert [words[n] for n in tokens.tolist()] == [word for text in wanted for word in text]


def test_many_words_find_room() -> None:
    """The table grows with what it holds, and each word keeps its number."""
    vocabulary = Vocabulary([])
    for start in range(0, 40_000, 10_000):
        tokens, _ = vocabulary.numbers([f"w{number}" for number in range(start + 10_000)])
        assert tokens.tolist() == list(range(start + 10_000))
    assert vocabulary.words()[-1] == b"w39999"
