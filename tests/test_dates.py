"""Dates of any shape: what is certain, and nothing else."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import best_date, parse_date

ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015", "2015"),
        ("2015-03", "2015-03"),
        ("2015-03-17", "2015-03-17"),
        ("2015-3-7", "2015-03-07"),
        ("2015/03//", "2015-03"),
        ("2015///Spring", "2015"),
        ("2015/03/17/early edition", "2015-03-17"),
        ("20150317", "2015-03-17"),
        ("2015-03-17T10:11:12Z", "2015-03-17"),
        ("2015-03-17 10:11:12+01:00", "2015-03-17"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("Tue Mar 17 10:11:12 2015", "2015-03-17"),
        ("2015 Mar 17", "2015-03-17"),
        ("Mar 17, 2015", "2015-03-17"),
        ("March 3rd, 2015", "2015-03-03"),
        ("17 MARCH 2015", "2015-03-17"),
        ("Sept. 2014", "2014-09"),
        ("03/2015", "2015-03"),
        ("c1995", "1995"),
        ("2015a", "2015"),
    ],
)
def test_dates_that_are_plain(text: str, expected: str) -> None:
    """Every usual spelling gives its date at its own precision."""
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2015", "2015"),
        ("03.04.2015", "2015"),
        ("25/12/2015", "2015-12-25"),
        ("12/25/2015", "2015-12-25"),
        ("03/03/2015", "2015-03-03"),
        ("2015 Spring", "2015"),
        ("2015 Mar-Apr", "2015"),
        ("2015 Mar 3-10", "2015-03"),
        ("1998 Dec-1999 Jan", "1998"),
        ("2015-2016", "2015"),
        ("2015-13-01", "2015"),
        ("2015-02-30", "2015-02"),
        ("2015-00-00", "2015"),
    ],
)
def test_what_is_open_is_left_out(text: str, expected: str) -> None:
    """A part that could be read in two ways, or that isn't in the calendar, isn't told."""
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text", ["", "n.d.", "in press", "Feb 2", "99", "0000-00-00", "03/04/15", "20151", "1234567890"]
)
def test_no_date(text: str) -> None:
    """Text without a year gives nothing."""
    assert parse_date(text) == ""


@given(st.text())
def test_any_text(text: str) -> None:
    """Whatever is written, the answer is a date of the calendar or nothing."""
    found = parse_date(text)
    assert not found or ISO.fullmatch(found)


@given(st.dates(date(1500, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d %b %Y", "%Y%m%d"]))
def test_dates_come_back(day: date, pattern: str) -> None:
    """A whole date comes back from each way of writing it."""
    assert parse_date(day.strftime(pattern)) == day.isoformat()
    assert parse_date(day.isoformat()) == day.isoformat()


def test_best_date() -> None:
    """The first date counts; others may only make it more precise."""
    assert best_date("2015", "2015/03/17") == "2015-03-17"
    assert best_date("2015", "2016-03-17") == "2015"
    assert best_date("", "n.d.", "2014") == "2014"
    assert best_date("", "") == ""
