"""What an answer is made of: in the order of the fields, which is that of its JSON, and frozen."""

from dataclasses import FrozenInstanceError, asdict, astuple, fields
from typing import Any

import orjson
import pytest

from search.hits import make_hit
from search.results import FacetValue, FacetValues, Hit, Why

STORED = {
    "untitled": False,
    "sources": ["flock.bib"],
    "comments": "12 pages",
    "retracted": False,
    "has_code": True,
    "url": "",
    "arxiv_id": "1501.00001",
    "doi": "10.1/sheep",
    "categories": ["cs.LG"],
    "venue": "Journal of Flocks",
    "year": 2015,
    "date": "2015-03-17",
    "authors": ["Ada Quill", "Bo Reed"],
    "abstract": "We count sheep.",
    "title": "Counting sheep",
    "id": "p1",
    "aliases": ["p2"],
}


@pytest.mark.parametrize(
    "made", [make_hit(STORED, 1.5), FacetValue("1999", 3), Why("sheep", "title", "stem", 0.5)]
)
def test_answers_are_as_their_classes_say(made: Any) -> None:
    """All fields in their order and no other, however they are set."""
    assert list(vars(made)) == [field.name for field in fields(made)]
    assert made == type(made)(**vars(made))
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, "")


def test_a_hit_holds_what_is_stored() -> None:
    """Each field as the paper has it; lists become tuples."""
    hit = make_hit(STORED, 1.5)
    assert astuple(hit)[:9] == (
        *("p1", 1.5, "Counting sheep", "We count sheep.", ("Ada Quill", "Bo Reed")),
        *("2015-03-17", 2015, "Journal of Flocks", ("cs.LG",)),
    )
    assert isinstance(hit, Hit) and hit.highlights == {"title": (), "abstract": ()}


def test_values_of_a_facet_are_made_when_they_are_asked_for() -> None:
    """They are as many tuples would have them: by place, in part, one by one and compared."""
    values = FacetValues.of(["b", "a", "c"], [3, 2, 1])
    made = [FacetValue("b", 3), FacetValue("a", 2), FacetValue("c", 1)]
    assert [*values] == made
    assert (len(values), values[1], values[1:]) == (3, made[1], made[1:])
    assert values == FacetValues.of(("b", "a", "c"), (3, 2, 1)) != FacetValues.of("bac", (3, 2, 2))
    assert repr(values) == repr(made)
    assert orjson.loads(orjson.dumps(values, default=FacetValues.to_json)) == [*map(asdict, made)]
