"""A page of an answer: the highest scores first, equal ones by id."""

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from search import order
from search.corpus import Corpus


class Numbered:
    """A corpus of which nothing but the order of ids is asked."""

    def order(self, field: str) -> NDArray[np.int32]:
        """The ids fall as the papers' numbers rise."""
        assert field == "id"
        return np.arange(99, -1, -1, dtype=np.int32)


@pytest.mark.parametrize("scores", [[3.0, 2.0, 2.0, 1.0], [2.0, 2.0, 5.0, 2.0], [1.0] * 5, [4.0]])
@pytest.mark.parametrize(("start", "stop"), [(0, 2), (1, 3), (0, 10), (9, 12)])
def test_few_papers_are_ordered_as_many_are(
    scores: list[float], start: int, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By Python, where they are few, as by NumPy: equal scores by id."""
    corpus, docs = cast(Corpus, Numbered()), np.arange(7, 7 + len(scores), dtype=np.int32)
    monkeypatch.setattr(order, "loaded", lambda: True)
    few = order.best(corpus, docs, np.array(scores), start, stop)
    monkeypatch.setattr(order, "FEW", 0)
    many = order.best(corpus, docs, np.array(scores), start, stop)
    assert docs[few].tolist() == docs[many].tolist()
    by_id = sorted(docs.tolist(), key=lambda doc: (-scores[doc - 7], -doc))
    assert docs[few].tolist() == by_id[start:stop]
