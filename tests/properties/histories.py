"""Days and months reckoned a second time, in plain Python, with a calendar that is not ours."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


def day_of(number: int) -> date:
    """The date of a numbered day."""
    return EPOCH + timedelta(days=number)


def number_of(day: date) -> int:
    """The number of a date."""
    return (day - EPOCH).days


def later(day: date, months: int, days: int) -> date:
    """So many months, then days, after a date: the same day of the month, or its last."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=days)


def counted_in(day: date, months: int, days: int) -> date:
    """The last of so many months, or days, the first of which is a date."""
    if not months:
        return day + timedelta(days=days - 1)
    there = later(day.replace(day=1), months, 0)
    longest = monthrange(there.year, there.month)[1]
    return there + timedelta(days=min(day.day - 1, longest) - 1)


def each_day(first: date, last: date) -> Iterator[date]:
    """Every date from one to another, both counted in."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def walked_held(
    records: Sequence[date],
    anchor: date,
    seen: date,
    length: tuple[int, int],
    gap: tuple[int, int],
    restarts: bool,
    day_1: bool = False,
) -> tuple[str, date, int, tuple[date, date] | None]:
    """Whether something was held, found by living through it day by day.

    Each morning we ask whether the last sighting is too long ago; each evening, whether there was
    another, and whether the time is complete.  Answers the outcome, the day from which the time
    counts, the place of the last record that counts, and the last break.
    """
    begun, sighted, lost, place = anchor, seen, False, -1
    gone: tuple[date, date] | None = None
    for today in each_day(anchor, max([anchor, *records])):
        if today > later(sighted, *gap):
            lost = True
        here = [i for i, day in enumerate(records) if day == today]
        if not here:
            continue
        if lost:
            gone = (sighted, today)
            if not restarts:
                return "broke", begun, place, gone
            begun, lost = today, False
        sighted = today
        if today >= (counted_in if day_1 else later)(begun, *length):
            return "complete", begun, here[0], gone
        place = here[-1]
    return "going on", begun, place, gone


def walked_count(records: Sequence[int], needed: int, opens: int, closes: int, no_sooner: int) -> tuple[int, int]:
    """How many records lie in a window, up to the one that is enough, and its place: found day by day.

    Enough there may be on `no_sooner` at the earliest; until then records are only gathered.
    """
    found: list[int] = []
    for today in range(opens, closes + 1):
        for i in [i for i, day in enumerate(records) if day == today]:
            found.append(i)
            if len(found) >= needed and today >= no_sooner:
                return len(found), i
    return len(found), -1
