"""What words stand for, many at a time, is what they stand for one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import LONGEST, compound
from index.bulk_texts import compounds
from index.codec.numbering import Numbering
from index.codec.strings import encoded
from index.inversion import NOTHING

_JOINED = st.lists(st.sampled_from(("a", "state", "3", "β", "of", "é2", "-", "--")), min_size=2)


@given(st.lists(_JOINED.map("-".join), unique=True))
@example(["a-b", "-a-b", "a--b", "a-b-", "3-5", "3-a", "-", "a-", "β-b"])
@example(["a-" + "b" * (LONGEST - 2), "a-" + "b" * (LONGEST - 1)])
def test_many_words_are_the_compounds_of_each(words: list[str]) -> None:
    """Words in other spellings of one compound have its number; all compounds differ."""
    numbers, known = compounds(encoded(words))
    spelled = [one.decode() for one in known.list()]
    assert len(set(spelled)) == len(spelled)
    found = ["" if number == NOTHING else spelled[number] for number in numbers.tolist()]
    assert found == [*map(compound, words)]


@given(st.lists(st.lists(st.text("abc", max_size=2))))
def test_values_are_numbered_at_first_sight(batches: list[list[str]]) -> None:
    """However they are divided, numbers ascend in the order in which values came first."""
    numbering: Numbering[str] = Numbering()
    for batch in batches:
        numbering.extend(iter(batch))
    values = [value for batch in batches for value in batch]
    known = [*dict.fromkeys(values)]
    assert [*numbering.first] == known
    assert numbering.numbers().tolist() == [*map(known.index, values)]
    assert len(numbering) == len(values)
