"""Postings made in compiled loops are those made by sorting, packed alike."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

import index.inversion
from index.codec.postings import Kind
from index.codec.strings import Strings, encoded
from index.inversion import NOTHING, Layer, Terms, Tokens, inverted_compiled, inverted_plainly

KINDS: tuple[Kind, ...] = ("listed", "counted", "placed")
WORDS = [f"{number:02}" for number in range(40)]


def layer(seed: int, cuts: tuple[int, ...] = (0, 150, 151, 400)) -> Layer:
    """Texts of up to 300 words, some empty; some words mean nothing, one is rare."""
    random = np.random.default_rng(seed)
    lengths = random.integers(0, 300, cuts[-1], dtype=np.uint32)
    lengths[::7] = 0
    places = random.permutation(np.arange(len(WORDS), dtype=np.uint32))
    places[5:9] = NOTHING
    batches = []
    for start, end in pairwise(cuts):
        some = lengths[start:end]
        numbers = (random.random(int(some.sum())) ** 4 * len(WORDS)).astype(np.uint32)
        batches.append(Tokens(numbers, some.copy()))
    batches[-1].numbers[-1] = len(WORDS) - 1
    return Layer(batches, places)


def terms() -> Terms:
    places = np.arange(len(WORDS), dtype=np.uint32)
    return Terms(encoded(WORDS), places, stems=places[::-1].copy())


def plain(value: object) -> object:
    """What can be compared instead of arrays."""
    if isinstance(value, Strings):
        return value.list()
    if isinstance(value, np.ndarray):
        return value.dtype, value.tolist()
    return [*map(plain, value)] if isinstance(value, tuple) else value


@pytest.mark.parametrize("kind", KINDS)
def test_loops_make_the_postings_that_sorting_makes(kind: Kind) -> None:
    """Rare and frequent terms, long texts and short ones, values that don't fit."""
    slow = inverted_plainly(kind, terms(), [layer(1)])
    fast = inverted_compiled(kind, terms(), [layer(1)], 9 if kind == "placed" else 0)
    assert plain(fast.field) == plain(slow.field)
    assert fast.present.tolist() == slow.present.tolist()
    assert fast.sizes.tolist() == slow.sizes.tolist()
    assert (fast.field.freqs is not None and len(fast.field.freqs.large) > 0) == (kind != "listed")
    assert (fast.field.places is not None and len(fast.field.places.large) > 0) == (
        kind == "placed"
    )


def test_two_layers_are_put_together_document_by_document() -> None:
    """A term that both have is one posting with both frequencies."""
    layers = layer(1), layer(2)
    slow = inverted_plainly("counted", terms(), layers)
    fast = inverted_compiled("counted", terms(), layers, 0)
    assert plain(fast.field) == plain(slow.field)
    assert fast.sizes.tolist() == slow.sizes.tolist()
    one = inverted_plainly("counted", terms(), layers[:1])
    assert fast.sizes.sum() > one.sizes.sum()


def far_apart(size: int) -> Layer:
    """A term in the first ones and the last of so many documents; the others hold another."""
    numbers: NDArray[np.uint32] = np.ones(size, np.uint32)
    numbers[[0, 1, 2, -1]] = 0
    tokens = Tokens(numbers, np.ones(size, np.uint32))
    return Layer([tokens], np.arange(len(WORDS), dtype=np.uint32))


@pytest.mark.parametrize("size", [257, 258, 259, 400, 65_536, 65_537, 65_538, 65_539])
def test_documents_far_apart_are_kept_whole(size: int) -> None:
    """Steps of 254, 255 and more, of frequent terms too, gaps of 65,535, more documents."""
    slow = inverted_plainly("listed", terms(), [far_apart(size)])
    fast = inverted_compiled("listed", terms(), [far_apart(size)], 0)
    assert plain(fast.field) == plain(slow.field)
    assert fast.field.documents.first.dtype == slow.field.documents.first.dtype


def test_without_tokens_there_are_no_terms() -> None:
    """Documents of empty texts have postings of nothing."""
    empty = Tokens(np.zeros(0, np.uint32), np.zeros(3, np.uint32))
    layers = [Layer([empty], np.arange(len(WORDS), dtype=np.uint32))]
    slow = inverted_plainly("placed", terms(), layers)
    fast = inverted_compiled("placed", terms(), layers, 1)
    assert plain(fast.field) == plain(slow.field)
    assert not len(fast.field.terms)
    assert fast.sizes.tolist() == [0, 0, 0]


@pytest.mark.usefixtures("writing_loops")
def test_what_takes_more_than_32_bits_is_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops get only documents and positions that fit together."""
    monkeypatch.setattr(index.inversion, "inverted_compiled", None)
    tokens = Tokens(np.zeros(1 << 17, np.uint32), np.array([1 << 17, *[0] * (1 << 15)], np.uint32))
    layers = [Layer([tokens], np.zeros(1, np.uint32))]
    found = index.inversion.inverted("placed", Terms(encoded(["a"]), layers[0].places), *layers)
    assert found.field.sizes is not None
    assert found.field.sizes.tolist() == [1 << 17]
