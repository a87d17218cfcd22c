"""Facets as links: what narrows an answer, and what widens it again."""

import pytest

from search.results import FacetValue
from web.facets import HEIGHT, WIDTH, chips, histogram, panels
from web.question import Question


def years(**counts: int) -> list[FacetValue]:
    return [FacetValue(name.removeprefix("y"), count) for name, count in counts.items()]


def test_bars_fill_the_chart() -> None:
    """The fullest year is as high as the chart, and the last bar ends at its right."""
    chart = histogram(Question("x"), years(y2015=5, y2013=10))
    assert chart is not None
    assert [(bar.label, bar.count) for bar in chart.bars] == [("2013", 10), ("2015", 5)]
    assert chart.bars[0].height == HEIGHT
    assert chart.bars[1].height == HEIGHT / 2
    assert WIDTH - 3 < chart.bars[1].x + chart.bars[1].width <= WIDTH


def test_bars_are_links_to_their_year() -> None:
    """A bar keeps the query and narrows it to its year."""
    chart = histogram(Question("x", page=4), years(y2015=5, y2013=10))
    assert chart is not None
    assert chart.bars[1].link == "/search?q=x&year=2015"


@pytest.mark.parametrize(("first", "bars"), [(1976, 40), (1975, 21), (1015, 21)])
def test_long_spans_are_shown_by_several_years(first: int, bars: int) -> None:
    """However many years there are, there are not too many bars; no paper is left out."""
    counts = [FacetValue(str(year), 1) for year in range(first, 2016)]
    chart = histogram(Question(), counts)
    assert chart is not None
    assert len(chart.bars) == bars
    assert sum(bar.count for bar in chart.bars) == len(counts)


def test_one_year_is_no_chart() -> None:
    """A single bar says nothing."""
    assert histogram(Question(), years(y2015=5)) is None


def test_panel_keeps_a_chosen_value_that_is_not_counted() -> None:
    """What was chosen can be given up, even if the answer has none of it."""
    question = Question("x", filters=(("category", "cs.LG"),))
    (panel,) = panels(question, {"category": [FacetValue("math.PR", 3)]}, 3)
    chosen, other = panel.first
    assert (chosen.label, chosen.chosen, chosen.count) == ("cs.LG Machine Learning", True, None)
    assert chosen.link == "/search?q=x"
    assert other.link == "/search?q=x&category=cs.LG&category=math.PR"


def test_what_all_papers_have_is_no_choice() -> None:
    """A flag or source of the whole answer narrows nothing; it stays where it was chosen."""
    facets = {name: [FacetValue("doi", 3), FacetValue("code", 2)] for name in ("has", "source")}
    assert [[link.label for link in panel.first] for panel in panels(Question("x"), facets, 3)] == [
        ["Code"],
        ["code"],
    ]
    chosen = Question("x", filters=(("has", "doi"),))
    assert panels(chosen, {"has": [FacetValue("doi", 3)]}, 3)[0].first[0].chosen


def test_chips_drop_one_filter_each() -> None:
    """Each filter in force is a chip that drops it and keeps the others."""
    question = Question("x", filters=(("year", "2010..2012"), ("has", "code")))
    assert [(chip.label, chip.link) for chip in chips(question)] == [
        ("Year: 2010–2012", "/search?q=x&has=code"),
        ("Has: Code", "/search?q=x&year=2010..2012"),
    ]
