"""Days and lengths of time: whole numbers since 1 January 1970, and the corresponding date.

A day is an integer, so that a check is arithmetic on integers and can be compiled.  Nothing here
reads a clock.
"""

from datetime import date
from typing import NamedTuple

EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(1900, 1, 1).toordinal() - EPOCH, date(2199, 12, 31).toordinal() - EPOCH
NEVER = 10**6
"""A day after every day: nothing is subtracted from it before it has been tested for."""


def day_number(day: date) -> int:
    """The number of a day.

    Example:
        >>> day_number(date(1970, 1, 2))
        1
    """
    return day.toordinal() - EPOCH


def as_date(day: int) -> date:
    """The date of a numbered day.

    Example:
        >>> as_date(17_000)
        datetime.date(2016, 7, 18)
    """
    return date.fromordinal(int(day) + EPOCH)


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a numbered day, by whole-number arithmetic alone.

    The calendar is counted from 1 March, so that the leap day comes last and months follow the
    pattern 153 days in five months (Gregorian calendar, ISO 8601).

    Example:
        >>> civil(17_000)
        (2016, 7, 18)
    """
    shifted = day + 719_468
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day_of_month


def from_civil(year: int, month: int, day_of_month: int) -> int:
    """The number of the day with this year, month and day.

    Example:
        >>> from_civil(2016, 7, 18)
        17000
    """
    shifted_year = year - 1 if month <= 2 else year
    era = shifted_year // 400
    year_of_era = shifted_year - era * 400
    shifted_month = month - 3 if month > 2 else month + 9
    of_year = (153 * shifted_month + 2) // 5 + day_of_month - 1
    of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + of_year
    return era * 146_097 + of_era - 719_468


def days_in_month(year: int, month: int) -> int:
    """How many days a month has.

    Example:
        >>> days_in_month(2024, 2)
        29
    """
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def corresponding(day: int, months: int, days: int) -> int:
    """The day so many months and then so many days after a day (before it, when negative).

    Months go by the corresponding date: the same day of the month, or the last day of a month
    that is too short (31 January and one month: 28 or 29 February).  Add them once, from the
    anchor: step by step loses days.

    Example:
        >>> as_date(corresponding(day_number(date(2018, 1, 31)), 1, 0))
        datetime.date(2018, 2, 28)

    Source: the corresponding date rule, Dodds v Walker [1981] UKHL 3.
    """
    if months == 0:
        return day + days
    year, month, of_month = civil(day)
    counted = year * 12 + month - 1 + months
    year, month = counted // 12, counted % 12 + 1
    longest = days_in_month(year, month)
    return from_civil(year, month, min(of_month, longest)) + days


def ending(day: int, months: int, days: int, day_1: bool) -> int:
    """The day on which so many months and days, counted from a day, are complete.

    Without `day_1` the day itself is left out, and they are complete on the corresponding date.
    With it the day itself is the first of them, and they are complete the day before.  Where a
    month has no corresponding date, the day before it is the last of that month: a month whose
    first day is 31 January ends with February.  No length at all is the day itself.

    Example:
        >>> as_date(ending(day_number(date(2018, 1, 10)), 3, 0, True))
        datetime.date(2018, 4, 9)
        >>> as_date(ending(day_number(date(2018, 1, 31)), 1, 0, True))
        datetime.date(2018, 2, 28)

    Source: the day left out, Dodds v Walker [1981] UKHL 3; the day counted in, Trow v Ind Coope
    [1967] 2 QB 899, and for months that are too short, German Civil Code, section 188(2) and (3).
    """
    there = corresponding(day, months, 0)
    if not day_1 or (months == 0 and days == 0):
        return there + days
    missing = civil(there)[2] < civil(day)[2]
    return there + days if missing else there + days - 1


class Duration(NamedTuple):
    """A length of time as people say it: months (a year is 12), days (a week is 7) or working days.

    How it is counted from a day is said by the contract: units/reckoning.py.

    Example:
        >>> str(Duration(months=3)), str(Duration(days=35)), str(Duration(days=91, unit="week"))
        ('3 months', '35 days', '13 weeks')
        >>> str(Duration(working=10)), bool(Duration())
        ('10 working days', False)
    """

    months: int = 0
    days: int = 0
    unit: str = ""
    working: int = 0

    def __bool__(self) -> bool:
        return bool(self.months or self.days or self.working)

    def __str__(self) -> str:
        number, unit = (self.months, "month") if self.months else (self.days, "day")
        if not self and self.unit:  # the whole of what another term says
            return f"the whole {self.unit}"
        if self.working:
            number, unit = self.working, "working day"
        if self.unit == "year":
            number, unit = number // 12, "year"
        if self.unit == "week":
            number, unit = number // 7, "week"
        return f"{number} {unit}" + ("" if number == 1 else "s")


def say(day: int) -> str:
    """A day as a sentence says it.

    Example:
        >>> say(17_000)
        '18 July 2016'
    """
    when = as_date(day)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
