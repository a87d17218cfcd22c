"""Query parameters and questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from search.engine import FACETS, SORTS
from web.paging import pager
from web.question import Question, read_question

QUESTIONS = st.builds(
    Question,
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=20),
    st.integers(1, 1000),
    st.integers(1, 100),
    st.sampled_from(SORTS),
    st.lists(st.tuples(st.sampled_from(FACETS[1:]), st.just("x")), unique=True).map(
        lambda pairs: tuple(sorted(pairs, key=lambda pair: FACETS.index(pair[0])))
    ),
)


def read(address: str) -> Question:
    from urllib.parse import parse_qsl, urlsplit

    return read_question(MultiDict(parse_qsl(urlsplit(iri_to_uri(address)).query)))


@given(QUESTIONS)
def test_link_leads_to_the_same_question(question: Question) -> None:
    """The address says all of what is shown."""
    assert read(question.link()) == question


@pytest.mark.parametrize(
    "address",
    ["?page=0", "?page=-1", "?page=x", "?page=", "?page=١", "?sort=up", "?per_page=0", "?year=x"],
)
def test_nonsense_is_read_as_usual(address: str) -> None:
    """People get an answer whatever they type into the address bar."""
    assert read(address) == Question()


def test_sizes_are_bounded() -> None:
    """No address makes the server gather a million hits."""
    question = read("?per_page=1000000&page=99999999999999999999999")
    assert (question.per_page, question.page) == (100, 1)


@pytest.mark.parametrize(
    ("address", "years"),
    [
        ("?from=2010&to=2012", "2010..2012"),
        ("?from=2010", "2010.."),
        ("?from=&to=2012", "..2012"),
        ("?year=2015", "2015"),
        ("?year=2015..2016", "2015..2016"),
    ],
)
def test_years_are_one_range(address: str, years: str) -> None:
    """The two fields of the form say the same as a range."""
    assert read(address).chosen("year") == (years,)


def test_toggle_adds_and_drops() -> None:
    """A facet's link chooses a value, and gives it up when it is chosen already."""
    link = Question("x", page=3).toggles("venue")("A&B")
    assert link == "/search?q=x&venue=A%26B"
    chosen = Question("x", filters=(("venue", "A&B"),))
    assert chosen.toggles("venue")("A&B") == "/search?q=x"


@pytest.mark.parametrize(
    ("page", "total", "links"),
    [
        (1, 0, (1,)),
        (1, 10, (1,)),
        (1, 11, (1, 2)),
        (1, 100, (1, 2, 3, 0, 10)),
        (6, 100, (1, 0, 4, 5, 6, 7, 8, 0, 10)),
        (99, 100, (1, 0, 10)),
    ],
)
def test_pager_shows_what_is_near(page: int, total: int, links: tuple[int, ...]) -> None:
    """Links lead to the first, the last and the neighbouring pages; 0 is a gap."""
    assert pager(Question(page=page), total).links == links


def test_year_replaces_the_range_that_it_lies_in() -> None:
    """A bar of the histogram narrows further, while other filters stay."""
    question = Question("x", filters=(("year", "2010..2020"), ("has", "code")))
    assert question.toggles("year")("2015") == "/search?q=x&has=code&year=2015"
