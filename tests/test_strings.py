"""Byte strings as arrays do what lists of bytes do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.codec.strings import between, distinct, encoded, strings, united

ANY = st.lists(st.one_of(st.binary(max_size=20), st.text("ab\0", max_size=30).map(str.encode)))


@given(ANY)
def test_strings_come_back(found: list[bytes]) -> None:
    """As a list they are what they were made of; their ends say where each stands."""
    made = strings(found)
    assert made.list() == found
    assert between(made.text, made.ends()).list() == found


@given(st.lists(st.text(max_size=5)))
def test_texts_are_in_utf8(texts: list[str]) -> None:
    """ASCII takes a shorter way; both give each text's own bytes."""
    assert encoded(texts).list() == [text.encode() for text in texts]


@given(ANY)
def test_the_order_is_that_of_bytes(found: list[bytes]) -> None:
    """However long the part is that they share, and whatever zeros stand at an end."""
    order = strings(found).order().tolist()
    assert [found[number] for number in order] == sorted(found)
    assert sorted(order) == [*range(len(found))]


@given(ANY, st.lists(st.integers(0, 1000)))
def test_strings_are_taken_by_number(found: list[bytes], numbers: list[int]) -> None:
    """In the order of the numbers, which may repeat."""
    numbers = [number % len(found) for number in numbers if found]
    taken = strings(found).take(np.array(numbers, np.int64))
    assert taken.list() == [found[number] for number in numbers]


@given(ANY)
def test_a_byte_is_left_out_wherever_it_stands(found: list[bytes]) -> None:
    """Of each string; one that is nothing else is left empty."""
    left = strings(found).without(ord("a"))
    assert left.list() == [one.replace(b"a", b"") for one in found]


@given(ANY, ANY)
def test_some_strings_are_replaced(found: list[bytes], new: list[bytes]) -> None:
    """Those with the numbers become the new ones, the others stay."""
    new = new[: len(found)]
    numbers = np.arange(len(found))[::-1][: len(new)]
    expected = [*found]
    for number, one in zip(numbers.tolist(), new, strict=True):
        expected[number] = one
    assert strings(found).replace(numbers, strings(new)).list() == expected


@given(ANY)
def test_strings_with_flagged_bytes_are_found(found: list[bytes]) -> None:
    """A byte with a flag tells its own string and no other."""
    made = strings(found)
    assert made.any(made.text == ord("a")).tolist() == [b"a" in one for one in found]


@given(ANY, ANY)
def test_strings_among_a_few_are_never_missed(found: list[bytes], few: list[bytes]) -> None:
    """Those that are too many begin like one of the few."""
    maybe = strings(found).maybe_in(strings(few)).tolist()
    heads = {one[:8].ljust(8, b"\0") for one in few}
    assert maybe == [one[:8].ljust(8, b"\0") in heads for one in found]


@given(st.lists(st.integers(0, 5)))
def test_distinct(values: list[int]) -> None:
    """The different values rise, and their numbers lead back to all of them."""
    found, numbers = distinct(np.array(values, np.uint64))
    assert found.tolist() == sorted(set(values))
    assert found[numbers].tolist() == values


@given(st.lists(ANY, min_size=1, max_size=4))
def test_several_lists_become_one(several: list[list[bytes]]) -> None:
    """It is sorted, each string stands there once, and each one's place is told."""
    found, numbers = united([*map(strings, several)])
    assert found.list() == sorted(set().union(*several))
    of_all = found.list()
    assert [[of_all[n] for n in own.tolist()] for own in numbers] == several
