"""Days as whole numbers agree with the calendar, and months go by the corresponding date."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.units.days import (
    FIRST,
    LAST,
    NEVER,
    Duration,
    as_date,
    civil,
    corresponding,
    day_number,
    days_in_month,
    ending,
    from_civil,
    say,
)

MONTHS = ["January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December"]
days = st.integers(FIRST + 40_000, LAST - 40_000)


def test_every_day_of_three_centuries():
    """From 1900 to 2199 each day has one number, one more than the day before, and the number gives the day back."""
    day, number = date(1900, 1, 1), FIRST
    while day.year < 2200:
        year_month_day = (day.year, day.month, day.day)
        assert day_number(day) == number
        assert as_date(number) == day
        assert civil(number) == year_month_day
        assert from_civil(*year_month_day) == number
        day, number = day + timedelta(days=1), number + 1
    assert number == LAST + 1
    assert number < NEVER


def test_every_month_has_its_length():
    """Each month is as long as in the calendar, 1900 (not a leap year) and 2000 (one) among them."""
    for year in range(1900, 2200):
        for month in range(1, 13):
            assert days_in_month(year, month) == calendar.monthrange(year, month)[1]


@pytest.mark.parametrize(("anchor", "months", "extra", "meant"), [
    ("2018-01-31", 1, 0, "2018-02-28"),
    ("2024-01-31", 1, 0, "2024-02-29"),
    ("2018-01-31", 2, 0, "2018-03-31"),
    ("2000-01-31", 1, 0, "2000-02-29"),
    ("2100-01-31", 1, 0, "2100-02-28"),
    ("2018-09-30", 4, 0, "2019-01-30"),
    ("2018-12-31", 2, 0, "2019-02-28"),
    ("2018-12-15", 1, 0, "2019-01-15"),
    ("2024-02-29", 12, 0, "2025-02-28"),
    ("2024-02-29", 48, 0, "2028-02-29"),
    ("2018-03-31", -1, 0, "2018-02-28"),
    ("2024-03-31", -1, 0, "2024-02-29"),
    ("2019-01-15", -1, 0, "2018-12-15"),
    ("2018-01-31", -11, 0, "2017-02-28"),
    ("2024-02-29", -12, 0, "2023-02-28"),
    ("2018-01-31", 0, 1, "2018-02-01"),
    ("2018-03-01", 0, -1, "2018-02-28"),
    ("2018-01-31", 1, 1, "2018-03-01"),
])
def test_corresponding_date(anchor, months, extra, meant):
    """The same day of the month, or the last day of a month that is too short; then the days."""
    assert as_date(corresponding(day_number(date.fromisoformat(anchor)), months, extra)) == date.fromisoformat(meant)


def test_months_are_added_once():
    """Two months from 31 January end on 31 March; a month and another month end on 28 March."""
    anchor = day_number(date(2018, 1, 31))
    assert as_date(corresponding(anchor, 2, 0)) == date(2018, 3, 31)
    assert as_date(corresponding(corresponding(anchor, 1, 0), 1, 0)) == date(2018, 3, 28)


@given(day=days, months=st.integers(-1_200, 1_200))
def test_the_corresponding_date_is_in_the_month_meant(day, months):
    """The month is the one so many on; the day of it is the anchor's, cut to the month's length."""
    year, month, of_month = civil(day)
    there = civil(corresponding(day, months, 0))
    assert there[0] * 12 + there[1] == year * 12 + month + months
    assert there[2] == min(of_month, calendar.monthrange(there[0], there[1])[1])


@given(day=days, later=st.integers(0, 400), months=st.integers(-1_200, 1_200))
def test_a_later_anchor_never_gives_an_earlier_day(day, later, months):
    """Order is kept: who starts later is never complete earlier."""
    assert corresponding(day, months, 0) <= corresponding(day + later, months, 0)


@pytest.mark.parametrize(("length", "text"), [
    (Duration(days=1), "1 day"),
    (Duration(days=35), "35 days"),
    (Duration(days=7, unit="week"), "1 week"),
    (Duration(days=91, unit="week"), "13 weeks"),
    (Duration(days=91, unit="day"), "91 days"),
    (Duration(months=1), "1 month"),
    (Duration(months=18, unit="month"), "18 months"),
    (Duration(months=12, unit="year"), "1 year"),
    (Duration(months=24, unit="year"), "2 years"),
    (Duration(months=240, unit="year"), "20 years"),
    (Duration(), "0 days"),
    (Duration(unit="period"), "the whole period"),
    (Duration(months=1, unit="period"), "1 month"),
    (Duration(working=1, unit="working day"), "1 working day"),
    (Duration(working=10), "10 working days"),
])
def test_a_length_of_time_is_said_as_it_was_written(length, text):
    """A length of time keeps the unit people wrote it in."""
    assert str(length) == text


def test_any_length_is_something_and_no_length_is_nothing():
    """Months, days or working days: any one of them is a length of time."""
    assert all([Duration(months=1), Duration(days=1), Duration(working=1), Duration(months=-1)])
    assert not Duration()
    assert not Duration(unit="day")


@given(day=st.integers(FIRST, LAST))
def test_a_day_is_said_in_full(day):
    """A day is said as day, month in letters, year."""
    when = as_date(day)
    assert say(day) == f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def test_the_turns_of_every_year_there_is():
    """From year 1 to year 9999 the ends of February and of the year fall where the calendar has them."""
    for year in range(1, 10_000):
        for month, day in ((1, 1), (2, 28), (2, 28 + calendar.isleap(year)), (3, 1), (12, 31)):
            number = day_number(date(year, month, day))
            assert civil(number) == (year, month, day)
            assert from_civil(year, month, day) == number


@pytest.mark.parametrize(("day", "number"), [
    ("0001-01-01", -719_162),
    ("0400-02-29", -573_372),
    ("0400-03-01", -573_371),
    ("1600-02-29", -135_081),
    ("1899-12-31", -25_568),
    ("1900-02-28", -25_509),
    ("1900-03-01", -25_508),
    ("1970-01-01", 0),
    ("2000-02-29", 11_016),
    ("2000-03-01", 11_017),
    ("2099-12-31", 47_481),
    ("2100-02-28", 47_540),
    ("2100-03-01", 47_541),
    ("2299-02-28", 120_223),
    ("2300-03-01", 120_589),
    ("2400-02-29", 157_113),
])  # fmt: skip
def test_the_turns_of_centuries(day, number):
    """A century ends without a leap day, and every fourth with one: the days on either side have these numbers."""
    when = date.fromisoformat(day)
    assert civil(number) == (when.year, when.month, when.day)
    assert from_civil(when.year, when.month, when.day) == number


@pytest.mark.parametrize(("months", "days", "meant"), [
    (0, 0, "2018-01-31"),
    (0, 1, "2018-01-31"),
    (0, 2, "2018-02-01"),
    (1, 0, "2018-02-28"),
    (2, 0, "2018-03-30"),
    (1, 5, "2018-03-05"),
    (2, 5, "2018-04-04"),
    (0, 5, "2018-02-04"),
])  # fmt: skip
def test_days_that_follow_months_counted_in(months, days, meant):
    """Days are added to the end of the months, where the last of them has the day that is counted in and where not."""
    assert as_date(ending(day_number(date(2018, 1, 31)), months, days, True)) == date.fromisoformat(meant)


@pytest.mark.parametrize(("months", "days", "meant"), [
    (0, 0, "2018-01-31"),
    (0, 5, "2018-02-05"),
    (1, 0, "2018-02-28"),
    (1, 5, "2018-03-05"),
    (2, 5, "2018-04-05"),
])  # fmt: skip
def test_days_that_follow_months_left_out(months, days, meant):
    """Where the day itself is left out, months end on the corresponding date and the days follow it."""
    assert ending(day_number(date(2018, 1, 31)), months, days, False) == day_number(date.fromisoformat(meant))
