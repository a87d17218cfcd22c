"""Years without a field (search.typed_years), and what is made of them where nothing else is."""

from pathlib import Path

import pytest
from corpora import engine_over

from index.record import Record
from search.parser import parse
from search.typed_years import span_of


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("2015-2018 transformers", ["year:2015..2018"]),
        ("transformers 2015–2018", ["year:2015..2018"]),
        ("a 2015..2018 b 1999—2003", ["year:2015..2018", "year:1999..2003"]),
        ("transformers since 2018", ["year:2018.."]),
        ("Since 2018 transformers", ["year:2018.."]),
        ("since 2018", ["year:2018.."]),
        ("papers after 2010", ["year:>2010"]),
        ("before 2010", ["year:<2010"]),
        ("until 2010 papers since 2005", ["year:..2010", "year:2005.."]),
        ("between 2010 and 2012 x", ["year:2010..2012"]),
        ("x from 2010 to 2012 ", ["year:2010..2012"]),
    ],
)
def test_how_years_are_asked_for_is_told(text: str, asked: list[str]) -> None:
    """At the place of what was typed, which is looked for as it stands."""
    problems = [problem for problem in parse(text).problems if problem.code == "also-years"]
    assert [problem.message.split()[-4] for problem in problems] == asked
    for problem in problems:
        place = text[problem.start : problem.end]
        assert place == place.strip()
        assert place[-4:].isdigit()


@pytest.mark.parametrize(
    "text",
    [
        "growth since 2008 crisis", '"since 2018"', "title:2015-2018", "year:2015-2018",
        "year: 2015..2018", "2018-2015", "1015-1018", "2015-20181", "x2015-2018", "since 20188",
        'x "a 2015-2018 b"', "title:(deep 2015-2018 b)", "au:(a since 2018", '"a" "since 2018',
        "between 2018 and 2010", "from 2010 to 2010 x", "2050-2099", "2015-2099", "since 2099",
        "sincere 2018", "2015", "since", "ISSN 2049-3630", "year:2015.. since",
    ],
)  # fmt: skip
def test_other_words_and_numbers(text: str) -> None:
    """Nothing is said of them."""
    assert "also-years" not in {problem.code for problem in parse(text).problems}


def test_spans_of_years() -> None:
    """From earlier to later, and both of this age."""
    assert span_of("2015-2018") == ("2015", "2018")
    assert [span_of(word) for word in ("2018-2015", "2015", "2015-2015", "1815-1818")] == [None] * 4


def test_years_are_looked_for_where_no_paper_has_all_words(tmp_path: Path) -> None:
    """As years too, and that is told; where papers have the words these are the answer."""
    papers = [
        Record(id=str(year), abstract="A kiln.", date=f"{year}-05-01") for year in range(2013, 2020)
    ]
    report = Record(id="report", abstract="The 2014-2016 drought in kilns.", date="2019")
    engine = engine_over(tmp_path, [*papers, report])
    results = engine.search("kilns 2015-2018")
    assert ({hit.id for hit in results.hits}, results.query.match) == (
        {"2015", "2016", "2017", "2018"},
        "all",
    )
    assert [problem.code for problem in results.query.problems][-1] == "as-years"
    assert "'2015–2018' was looked for as years too" in results.query.problems[-1].message
    said = "papers with 'kilns', either with '2015-2018' or from 2015 to 2018"
    assert results.query.sentence == said
    assert [hit.id for hit in engine.search("2014-2016 kilns").hits] == ["report"]
    alone = engine.search("2017-2018")
    assert alone.total == 2
    assert alone.query.sentence == "papers either with '2017-2018' or from 2017 to 2018"
    engine.close()
