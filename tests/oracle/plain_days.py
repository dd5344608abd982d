"""Days as docs/LANGUAGE.md counts them, by the calendar of the standard library, one step at a time."""

from calendar import monthrange
from datetime import date, timedelta

ONE = timedelta(days=1)
OFF_IN_ENGLAND = {
    date.fromisoformat(text)
    for text in [
        "2018-01-01",
        "2018-03-30",
        "2018-04-02",
        "2018-05-07",
        "2018-05-28",
        "2018-08-27",
        "2018-12-25",
        "2018-12-26",
        "2019-01-01",
        "2019-04-19",
        "2019-04-22",
        "2019-05-06",
        "2019-05-27",
        "2019-08-26",
        "2019-12-25",
        "2019-12-26",
        "2020-01-01",
        "2020-04-10",
        "2020-04-13",
        "2020-05-08",
        "2020-05-25",
        "2020-08-31",
        "2020-12-25",
        "2020-12-28",
        "2021-01-01",
        "2021-04-02",
        "2021-04-05",
        "2021-05-03",
        "2021-05-31",
        "2021-08-30",
        "2021-12-27",
        "2021-12-28",
        "2022-01-03",
        "2022-04-15",
        "2022-04-18",
        "2022-05-02",
        "2022-06-02",
        "2022-06-03",
        "2022-08-29",
        "2022-09-19",
        "2022-12-26",
        "2022-12-27",
        "2023-01-02",
        "2023-04-07",
        "2023-04-10",
        "2023-05-01",
        "2023-05-08",
        "2023-05-29",
        "2023-08-28",
        "2023-12-25",
        "2023-12-26",
    ]
}
"""Bank holidays in England, as gov.uk lists them."""


def read(text: str) -> date:
    """A day as contracts and files write it."""
    return date.fromisoformat(text)


def worked(day: date) -> bool:
    """Whether people work on a day in England."""
    return day.weekday() < 5 and day not in OFF_IN_ENGLAND


def parts(length: str) -> tuple[int, str]:
    """A length of time as its number and its unit, in the singular."""
    number, unit = length.split(" ", 1)
    return int(number), unit.rstrip("s")


def months_of(length: str) -> int:
    """How many months a length has; nothing for days and weeks."""
    number, unit = parts(length)
    return {"month": number, "year": 12 * number}.get(unit, 0)


def days_of(length: str) -> int:
    """How many days a length has; nothing for months and years."""
    number, unit = parts(length)
    return {"day": number, "week": 7 * number}.get(unit, 0)


def month_on(day: date, months: int) -> tuple[int, int]:
    """The year and the month so many months on, or back."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return year, month


def corresponding(day: date, months: int) -> date:
    """The corresponding date so many months on, or the last day of a month that has none."""
    year, month = month_on(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def apart(day: date, length: str) -> date:
    """The day that lies so long after another: a distance, which has no first day."""
    return counted_after(day, length, "day_0")


def counted_after(day: date, length: str, first_day: str) -> date:
    """The day on which a length that is counted from a day is complete."""
    number, unit = parts(length)
    if unit == "working day":
        there = day - ONE if first_day == "day_1" else day
        while number:
            there += ONE
            number -= worked(there)
        return there
    months = months_of(length)
    if not months:
        return day + ONE * (days_of(length) - (first_day == "day_1"))
    there = corresponding(day, months)
    exists = there.day == day.day
    return there - ONE if first_day == "day_1" and exists else there


def counted_before(day: date, length: str, first_day: str) -> date:
    """The day to which a length goes back from a day."""
    number, unit = parts(length)
    if unit == "working day":
        there = day + ONE if first_day == "day_1" else day
        while number:
            there -= ONE
            number -= worked(there)
        return there
    months = months_of(length)
    there = corresponding(day, -months) if months else day - ONE * days_of(length)
    return there + ONE if first_day == "day_1" else there


def split_anchor(text: str) -> tuple[str, str, str]:
    """An anchor as a length, `after` or `before`, and what it is counted from; the first two may be empty."""
    for side in ("after", "before"):
        length, found, of = text.partition(f" {side} ")
        if found:
            return length, side, of
    return "", "", text


def moved(day: date, length: str, side: str, first_day: str) -> date:
    """The day that an anchor means, once the day it is counted from is known."""
    if not length:
        return day
    return (counted_after if side == "after" else counted_before)(day, length, first_day)
